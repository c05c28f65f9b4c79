"""Texts whose meaning turned: half of "It is false that Pvt. Orlov shot them" was quoted."""

from contextlib import closing
from pathlib import Path

import pytest
from fakes.corpus import open_asker, publish

from index.sources import read

CASES = Path(__file__).parent / "sentence_cases"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "Who shot the four prisoners at the brick factory?",
            "It is false, the army says, that Pvt. Ivan Orlov shot the four prisoners at the brick"
            " factory.",
        ),
        (
            "Кто расстрелял пленных у кирпичного завода?",
            "Неправда, что ст. лейт. Орлов расстрелял четверых пленных в пос. Новый Свет у"
            " кирпичного завода.",
        ),
    ],
)
def test_what_is_denied_is_quoted_with_its_denial(
    tmp_path: Path, question: str, expected: str
) -> None:
    publish(tmp_path, *read.read_folder(CASES).texts)
    with closing(open_asker(tmp_path)) as asker:
        (ranked,) = asker.answer(question, 1).quotes
    lit = ranked.quote.highlight
    assert lit is not None
    assert ranked.quote.text[lit.start : lit.end] == expected
    assert ranked.quote.text.startswith(expected)
