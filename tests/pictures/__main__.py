"""Draws the pictures of the README from what the program prints and sends today.

    python -m tests.pictures [--data DIR]

Writes answer.svg, conversation.svg, card.svg and ten conversations beside this module. Without
--data the seeds are indexed first. `test_pictures` fails where a picture says what the program no
longer does.
"""

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # so that it runs from a plain checkout

from fakes.commands.program import COLUMNS
from pictures import bubbles, program, terminal

_HERE = Path(__file__).parent
CONVERSATIONS = "conversations"  # the folder of the ten that bot/README.md shows


def main() -> None:
    """Draw all pictures over one index."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="a data directory with the seeds indexed")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = arguments.data or Path(folder)
        if arguments.data is None:
            program.index_seeds(data)
        for name, drawn in draw_all(data).items():
            (_HERE / name).write_text(drawn, "utf-8")


def draw_all(data: Path) -> dict[str, str]:
    """Draw each picture, by the name of its file."""
    command = f"pullquote ask {program.QUESTION}"
    return {
        "answer.svg": terminal.draw(program.answer_in_terminal(data), command, COLUMNS),
        "conversation.svg": bubbles.draw(program.conversation(data)),
        "card.svg": bubbles.draw(program.card(data)),
        **{
            f"{CONVERSATIONS}/{name}.svg": bubbles.draw(seen)
            for name, seen in program.conversations(data).items()
        },
    }


if __name__ == "__main__":
    main()
