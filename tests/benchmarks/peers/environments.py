"""The peers, each pinned, and the virtual environment that each is run in."""

import subprocess
import venv
from dataclasses import dataclass
from pathlib import Path

# A later or unpinned torch brings several gigabytes of CUDA packages on Linux. Installed first, so
# that whatever asks for a torch afterwards finds this one.
TORCH = "torch==2.13.0"
_MARK = "pins.txt"  # written last, so that an environment half made is made anew


@dataclass(frozen=True, slots=True)
class Peer:
    """A tool to be compared with: what pip installs for it, and the driver that runs there."""

    name: str
    pins: tuple[str, ...]
    driver: str
    needs_torch: bool = True


# What pip chose when these were first measured: figures of two runs compare only if the peers are
# the same. The libraries that a peer embeds with are pinned too: its times are mostly theirs.
_TRANSFORMERS, _SENTENCES = "transformers==5.23.0", "sentence-transformers==6.2.0"
_FAISS = "faiss-cpu==1.15.1"
PEERS = (
    Peer("txtai", ("txtai==9.14.0", _TRANSFORMERS, _FAISS), "drivers/txtai.py"),
    Peer(
        "Haystack",
        ("haystack-ai==3.4.0", "sentence-transformers-haystack==2.0.0", _SENTENCES, _TRANSFORMERS),
        "drivers/haystack.py",
    ),
    Peer("plain", (_SENTENCES, _TRANSFORMERS, _FAISS), "drivers/plain.py"),
)


def make(folder: Path, peer: Peer) -> Path:
    """Make the peer's environment below the folder, or find it there; give its interpreter.

    Raises `RuntimeError` with the last line that pip said if it cannot be made.
    """
    environment = folder / peer.name.lower()
    python, mark = environment / "bin" / "python", environment / _MARK
    torch = (TORCH,) if peer.needs_torch else ()
    wanted = "".join(f"{pin}\n" for pin in (*torch, *peer.pins))
    if mark.is_file() and mark.read_text("utf-8") == wanted:
        return python
    venv.create(environment, clear=True, with_pip=True)
    for pins in filter(None, (torch, peer.pins)):
        command = [str(python), "-m", "pip", "install", "--quiet", *pins]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            reason = (done.stderr.strip() or "it does not say why").splitlines()[-1]
            raise RuntimeError(f"pip cannot install {' '.join(pins)}: {reason}")
    mark.write_text(wanted, "utf-8")
    return python
