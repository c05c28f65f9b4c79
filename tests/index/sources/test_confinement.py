import ctypes
import platform
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from fakes.commands.shell import CHECKOUT
from fakes.processes.forbidden import BEYOND_LANDLOCK

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() != "x86_64", reason="the numbers of its calls"
)
SCRIPT = """
import sys
from pathlib import Path
from fakes.processes import forbidden
from index.sources import confinement
tried = forbidden.attempts(Path(sys.argv[1]))
if confinement.{confines}() < {least}: sys.exit(77)
print(*forbidden.done(tried), sep="\\n", flush=True)
"""


def tried_in_a_child(tmp_path: Path, confines: str, least: int = 1) -> list[str]:
    """Try everything in a child of a child, so that what is done to its parent harms no test."""
    victim = tmp_path / "victim"
    victim.write_text("whole")
    (tmp_path / "empty").mkdir()
    parent = (
        "import subprocess, sys;"
        "sys.exit(subprocess.run([sys.executable, *sys.argv[1:]], timeout=60).returncode)"
    )
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            parent,
            "-c",
            SCRIPT.format(confines=confines, least=least),
            str(victim),
        ],
        env={"PYTHONPATH": f"{CHECKOUT}:{CHECKOUT / 'tests'}"},
        capture_output=True,
        text=True,
        timeout=90,
    )
    assert "Error" not in ran.stderr, ran.stderr
    if ran.returncode == 77:
        pytest.skip(f"this kernel cannot do it: {confines}")
    return [line for line in ran.stdout.splitlines() if line]


def test_with_the_filter_alone_nothing_of_it_can_be_done(tmp_path: Path) -> None:
    assert tried_in_a_child(tmp_path, "filter_calls") == []
    assert (tmp_path / "victim").read_text() == "whole"


def test_with_landlock_alone_only_what_it_says_nothing_of_can_be_done(tmp_path: Path) -> None:
    done = tried_in_a_child(tmp_path, "forbid_by_landlock", least=6)
    assert set(done) - set(BEYOND_LANDLOCK) == set()
    assert (tmp_path / "victim").read_text() == "whole"


def test_what_is_tried_can_be_done_where_nothing_forbids_it(tmp_path: Path) -> None:
    """Otherwise the tests above would say nothing."""
    done = tried_in_a_child(tmp_path, "__name__.__len__")
    assert len(done) == 29


def test_the_memory_of_a_process_that_keeps_it_private_is_not_dumpable() -> None:
    asked = (
        "import ctypes; from index.sources import confinement; confinement.keep_memory_private();"
        "print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", asked], cwd=CHECKOUT, capture_output=True, text=True
    )
    assert ran.stdout == "0\n"


def test_a_call_by_the_numbers_of_another_machine_ends_the_process() -> None:
    # int 0x80 enters the kernel by the numbers of i386, of which 10 is to unlink a file.
    code = """
import ctypes, mmap
from index.sources import confinement
page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
page.write(bytes.fromhex("b8140000 00cd80c3"))
run = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
assert confinement.filter_calls()
run()
"""
    ran = subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT)
    assert ran.returncode in (-signal.SIGSYS, -signal.SIGSEGV)  # the latter without i386 at all
    assert ctypes.sizeof(ctypes.c_void_p) == 8
