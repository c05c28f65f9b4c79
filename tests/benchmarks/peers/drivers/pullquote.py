"""Ours in the protocol of the peers: indexed and asked as the commands do."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))  # a driver runs as a plain script

from benchmarks.peers.protocol import SHOWN, Ask, Hit, run

from bot.cli import opening, wiring


def make_index(_: Path, given: Path, made: Path) -> None:
    wiring.publish_corpus(opening.load_settings(made), wiring.read_folder(given).texts)


def open_index(_: Path, made: Path) -> Ask:
    asker = opening.make_asker(opening.load_settings(made))

    def ask(question: str) -> list[Hit]:
        quotes = [ranked.quote for ranked in asker.answer(question, SHOWN).quotes]
        return [
            Hit(f"{quote.citation.article_id}/{quote.citation.paragraph_number}", quote.text)
            for quote in quotes
        ]

    return ask


if __name__ == "__main__":
    run(make_index, open_index)
