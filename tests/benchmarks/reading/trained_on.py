"""The digests of all questions and passages that the reader was trained on.

`python -m tests.benchmarks.reading.trained_on --data DIR` writes them anew. They are kept so that
anybody can see, without the pairs, that a question or a passage was not among them.
"""

import argparse
import sys
from hashlib import sha256
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that it runs from a plain checkout

from benchmarks.reading.pairs import plain

PATH = Path(__file__).with_name("trained_on.bin")
_BYTES = 6  # of each digest: enough that two texts in a billion pairs are alike


def main() -> None:
    """Write the digests, sorted, one after another."""
    from benchmarks.reading import pairs

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the public pairs")
    found: set[bytes] = set()
    for pair in pairs.read(parser.parse_args().data):
        found.update((digest(pair.question), digest(" ".join(pair.sentences))))
    PATH.write_bytes(b"".join(sorted(found)))
    print(f"{len(found)} texts")


def digest(text: str) -> bytes:
    """Digest a question or a passage by its words alone."""
    return sha256(plain(text).encode()).digest()[:_BYTES]


def read() -> frozenset[bytes]:
    """Read the digests of all that was trained on."""
    held = PATH.read_bytes()
    return frozenset(held[at : at + _BYTES] for at in range(0, len(held), _BYTES))


if __name__ == "__main__":
    main()
