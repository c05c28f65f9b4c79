"""Whether every receipt gets the right verdict: 100,000 quotes of articles edited at random.

    python -m tests.benchmarks.sources.receipts [--quotes N] [--seed S]

The articles are of random words in many scripts, each paragraph with words of its own, so that it
is known where a quote stands. Then they are edited: what stands above a quote grows, one of its
words is changed, its paragraph is removed or skipped, the article is withdrawn, renamed or read
anew with other spaces. Of each receipt one character is altered as well, and has to be refused. The
exit code is 1 if any verdict is wrong.
"""

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that it runs from a plain checkout

from fakes.corpus import source_text

from index.checking import receipts, standing
from index.checking.standing import Standing
from index.errors import BadReceipt
from index.records import NO_CHANGES, Article, Deed, SourceText, Span
from index.store.store import Store
from index.text import paragraphs
from index.text.quoting import quote_slice

Edit = Literal[
    "nothing", "moved", "changed", "removed", "skipped", "withdrawn", "renamed", "reread"
]
EXPECTED: dict[Edit, Standing] = {
    "nothing": "verified",
    "moved": "moved",
    "changed": "changed",
    "removed": "withdrawn",
    "skipped": "withdrawn",
    "withdrawn": "withdrawn",
    "renamed": "verified",
    "reread": "moved",
}
ALPHABETS: tuple[str, ...] = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзиклмнопрстуфхцчшщ",
    "αβγδεζηθικλμνξοπρστυφχψω",
)
ALPHABETS += ("אבגדהוזחטיכלמנסעפצקרשת", "àéîõüñçšžłøå", "アイウエオカキクケコ", "𝔞𝔟𝔠𝔡𝔢𝔣𝔤")
QUOTES_OF_EACH = 20
_DAY = date(2026, 1, 3)
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class Made:
    """An article as it was quoted and as it is now, its quotes' receipts, and their verdicts."""

    was: SourceText
    now: SourceText | None
    expected: tuple[tuple[str, Standing], ...]


def main() -> None:
    """Make articles by the hundred, check every receipt, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quotes", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chance, found = random.Random(arguments.seed), Counter[tuple[Standing, Standing]]()
    refused = altered = 0
    while found.total() < arguments.quotes:
        made = [make(f"a{number}", chance) for number in range(100)]
        found.update(verdicts(made))
        for receipt in (receipt for article in made for receipt, _ in article.expected):
            altered += 1
            refused += is_refused(alter(receipt, chance))
    print("| expected | verdict | quotes |\n|---|---|---|")
    for (expected, verdict), count in sorted(found.items()):
        print(f"| {expected} | {verdict} | {count} |")
    wrong = sum(count for (expected, verdict), count in found.items() if expected != verdict)
    print(f"{wrong} of {found.total()} verdicts are wrong; {refused} of {altered} altered refused")
    if wrong or refused < altered:
        sys.exit(1)


def make(article_id: str, chance: random.Random) -> Made:
    """Make an article, edit it, and tell what should become of quotes of it."""
    texts = [_paragraph(at, chance) for at in range(chance.randint(3, 8))]
    was = source_text(article_id, "\n\n".join(texts))
    edit: Edit = chance.choice(tuple(EXPECTED))
    at = chance.randrange(1, len(texts))
    quotes = tuple(_quotes(was, at, chance))
    return Made(was, _edited(was, texts, at, edit, chance), _expected(quotes, edit))


def verdicts(made: list[Made]) -> Iterator[tuple[Standing, Standing]]:
    """Publish what articles were and what they are; yield expected and found verdicts."""
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(Store(Path(folder), writable=True)) as store,
    ):
        _publish(store, 1, [article.was for article in made])
        _publish(store, 2, [article.now for article in made if article.now is not None])
        marks = standing.read_marks(store)
        for article in made:
            for receipt, expected in article.expected:
                checked = standing.check(store, receipts.read(receipt), marks)
                yield expected, checked.standing


def alter(receipt: str, chance: random.Random) -> str:
    """Put another letter in the place of one."""
    at = chance.choice([at for at, letter in enumerate(receipt) if letter in _LETTERS])
    other = chance.choice([letter for letter in _LETTERS if letter != receipt[at]])
    return receipt[:at] + other + receipt[at + 1 :]


def is_refused(receipt: str) -> bool:
    """Tell whether a receipt is refused."""
    try:
        receipts.read(receipt)
    except BadReceipt:
        return True
    return False


def _paragraph(at: int, chance: random.Random) -> str:
    letters = chance.choice(ALPHABETS)
    words = [
        "".join(chance.choices(letters, k=chance.randint(3, 9))) + f"{at}x{number}"
        for number in range(chance.randint(8, 30))
    ]
    return " ".join(words) + "."


def _quotes(text: SourceText, at: int, chance: random.Random) -> Iterator[str]:
    """Write the receipts of quotes that each hold the middle words of a paragraph."""
    article = _article(text)
    paragraph = paragraphs.split(article)[at]
    words = paragraph.text.split()
    middle = len(words) // 2
    for _ in range(QUOTES_OF_EACH):
        first, last = chance.randint(0, middle - 3), chance.randint(middle + 3, len(words) - 1)
        start = paragraph.start + len(" ".join(words[:first])) + (1 if first else 0)
        end = paragraph.start + len(" ".join(words[: last + 1]))
        quote = quote_slice(article, paragraph.number, start, end)
        yield receipts.make(quote.citation, 1, _DAY)


def _edited(
    was: SourceText, texts: list[str], at: int, edit: Edit, chance: random.Random
) -> SourceText | None:
    """Edit an article; the words in the middle of the paragraph `at` are in every quote."""
    now, name = list(texts), was.source.id
    words = texts[at].split()
    if edit == "withdrawn":
        return None
    if edit == "renamed":
        name = f"{name}-anew"
    if edit == "moved":
        now.insert(0, _paragraph(99, chance))
    if edit == "reread":  # as another version of a parser reads it: what is above has other blanks
        now[0] = now[0].replace(" ", "  ", 3)
    if edit == "changed":
        words[len(words) // 2] = "otherwise"
        now[at] = " ".join(words)
    if edit == "removed":
        now[at] = _paragraph(98, chance)
    skipped: tuple[Span, ...] = ()
    if edit == "skipped":
        start = was.text.index(texts[at])
        skipped = (Span(start, start + len(texts[at])),)
    return source_text(name, "\n\n".join(now), skipped=skipped)


def _expected(written: tuple[str, ...], edit: Edit) -> tuple[tuple[str, Standing], ...]:
    return tuple((receipt, EXPECTED[edit]) for receipt in written)


def _publish(store: Store, number: int, texts: list[SourceText]) -> None:
    kept = store.keep_revisions(texts)
    deed = Deed(f"2026-01-0{number}T12:00:00+00:00", "cli:ada", "published", "")
    store.make_live(number, kept, NO_CHANGES, deed)


def _article(text: SourceText) -> Article:
    from fakes.corpus import article

    return article(text)


if __name__ == "__main__":
    main()
