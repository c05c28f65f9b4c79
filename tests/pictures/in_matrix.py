"""Draws the README's picture of Matrix: an encrypted answer in Hydrogen, in a real browser.

    SYNAPSE_PYTHON=… MATRIX_CLIENTS=… python -m tests.pictures.in_matrix [--data DIR]

Chromium needs a font with emoji, as Debian's fonts-noto-color-emoji.
Writes matrix.png, and as matrix.txt what can be read in it. Without --data the seeds are indexed
first. `test_pictures` fails where the picture says what the bot no longer does.
"""

import argparse
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # so that it runs from a plain checkout

from fakes.matrix.browser import Seen, ask_in_browser
from fakes.matrix.person import Loop
from fakes.matrix.served import Newsroom
from fakes.matrix.synapse import synapse
from pictures import program

from bot.cli import opening
from bot.desk.desk import Desk
from bot.desk.memory import ChatStore

PICTURE = Path(__file__).with_name("matrix.png")
WORDS = PICTURE.with_suffix(".txt")


def main() -> None:
    """Draw the picture over the seeds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="a data directory with the seeds indexed")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = arguments.data or Path(folder, "data")
        if arguments.data is None:
            data.mkdir()
            program.index_seeds(data)
        seen = _see(data, Path(folder))
    PICTURE.write_bytes(seen.picture)
    WORDS.write_text(f"{seen.reported['shown']}\n", "utf-8")


def _see(data: Path, folder: Path) -> Seen:
    with (
        synapse(folder / "synapse") as server,
        closing(Loop()) as loop,
        closing(Newsroom(server, loop, data, folder)) as newsroom,
    ):
        newsroom.set_up()
        newsroom.identify()
        newsroom.calls_itself("Pullquote")
        with newsroom.served(open_own=lambda: _open_desk(data)):
            room = newsroom.own_room("carl")
            carl = newsroom.person("carl")
            carl.call("PUT", f"/profile/{carl.id}/displayname", {"displayname": "Carl"})
            carl.wait_for(lambda: not carl.client.rooms[room].users[newsroom.bot].invited)
            return ask_in_browser(newsroom, "carl", room, program.QUESTION)


def _open_desk(data: Path) -> Desk:
    chosen = opening.load_settings(data)
    asker = opening.make_asker(chosen)
    return Desk(asker, ChatStore(data), chosen.quotes, chosen.model, time.time)


if __name__ == "__main__":
    main()
