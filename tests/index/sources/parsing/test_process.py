import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parents[4]


def test_by_its_limits_alone_a_process_opens_nothing(tmp_path: Path) -> None:
    tried = """
import socket
from index.sources.parsing import process
process.limit(1_000_000_000)
for one in (lambda: open("secret"), lambda: open("new", "w"), lambda: socket.socket()):
    try: one()
    except OSError as error: print(error.strerror)
"""
    (tmp_path / "secret").write_text("secret")
    ran = subprocess.run(
        [sys.executable, "-c", tried],
        cwd=tmp_path,
        env={"PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == "Too many open files\n" * 3
