"""Scripts in processes of their own that may not reach any network."""

import os
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parents[3]
# Fails at once if the process looks up a name or connects to anything.
_WITHOUT_NETWORK = """
import sys
def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        raise RuntimeError(f"the network was used: {event} {arguments}")
sys.addaudithook(refuse)
"""


def run(script: str, *arguments: str, first_on_path: Path = _ROOT) -> str:
    """Run a script in a process of its own, offline; return what it prints."""
    path = os.pathsep.join([str(first_on_path), str(_ROOT)])
    done = subprocess.run(
        [sys.executable, "-c", _WITHOUT_NETWORK + script, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": path, "HF_HUB_OFFLINE": "1"},
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout
