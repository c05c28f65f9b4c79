from pathlib import Path

import numpy as np

from index.generation import words
from index.generation.asking import KnownStem
from index.generation.words import Postings, Words
from index.generation.writing.words import WordFile

ROWS = np.array([0, 2, 4], dtype=np.int64)  # of two paragraphs: above each, and its sentence


def test_stems_are_numbered_in_alphabetical_order_whatever_comes_first(tmp_path: Path) -> None:
    file = WordFile()
    file.add((("war",), ("river", "army")), ["River army."])
    file.add(((), ("army",)), ["Army."])
    file.write(tmp_path, ROWS)
    found = Words(tmp_path / words.FILE_NAME)
    assert found.all_stems() == ["army", "river", "war"]
    assert found.known_stems(["army"]) == {"army": KnownStem(0, 2)}
    found.close()


def test_paragraphs_are_carried_from_an_earlier_file_without_what_was_dropped(
    tmp_path: Path,
) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    for directory in (before, after):
        directory.mkdir()
    file = WordFile()
    file.add((("war",), ("river",)), ["River."])
    file.add(((), ("army",)), ["Army."])
    file.write(before, ROWS)
    earlier = Words(before / words.FILE_NAME)
    file = WordFile()
    numbers = file.take_over(earlier, ["River."])
    file.carry(Postings(before, ROWS), numbers, int(ROWS[1]), int(ROWS[2]))
    file.write(after, ROWS[:2])
    found = Words(after / words.FILE_NAME)
    assert found.all_stems() == ["army"]
    assert list(found.usage()) == [("army", 1, 0, 0)]
    earlier.close()
    found.close()
