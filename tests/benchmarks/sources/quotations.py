"""How many quotations get the right verdict: verbatim, drift, joined, elsewhere, absent.

    python -m tests.benchmarks.sources.quotations BENCH [--each N] [--seed S] [--check] [--peer]

The corpus is the news articles of the open benchmark, a part of its encyclopaedia articles, and the
seeds. Quotations are made from it with another typography, with one to five words changed, of two
sentences made one, and said to be by somebody else; invented ones are sentences of articles that
the corpus lacks, half of them after the first words of one that it has. Words decide, so the corpus
is indexed with a fake model. With --check, the exit code is 1 below the bars. With --peer, the same
quotations are checked by `quotecheck` too, which has to be installed.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that it runs from a plain checkout

from fakes.corpus import FakeEmbedder, article, publish

from index.checking import finding
from index.checking.finding import Verdict
from index.generation.opened import Generation
from index.records import SourceText
from index.sources import read
from index.text import sentences
from index.text.paragraphs import split
from index.text.stems import split_words

SEEDS = Path(__file__).parents[3] / "seeds"
VERDICTS: tuple[Verdict, ...] = ("verbatim", "drift", "joined", "elsewhere", "absent")
BARS = {"verbatim": 0.99, "absent": 0.99}
OVER_ALL = 0.97
_PEOPLE = ("Maarten Okonkwo", "Birgit Hallström", "Tomasz Zwoliński", "Ирина Щеглова")
_STRANGE = ("seldom", "purple", "allegedly", "eleven", "harbour", "never", "rural", "twelve")


@dataclass(frozen=True, slots=True)
class Made:
    """A quotation, who is said to have said it, and the verdict that it should get."""

    text: str
    claimed: str | None
    verdict: Verdict


def main() -> None:
    """Make the quotations, check them, and print how many verdicts of each kind are right."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--each", type=int, default=80, help="quotations of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--check", action="store_true", help="exit with 1 below the bars")
    parser.add_argument("--wrong", action="store_true", help="print the wrong verdicts")
    parser.add_argument("--peer", action="store_true", help="let quotecheck check the same")
    arguments = parser.parse_args()
    held, left_out = corpus(arguments.bench)
    made = tuple(make(held, left_out, arguments.each, random.Random(arguments.seed)))
    with tempfile.TemporaryDirectory() as directory:
        data = Path(directory)
        publish(data, *held)
        generation = Generation(data, 1, FakeEmbedder().fingerprint)
        started = time.perf_counter()
        checked = [finding.check(generation, each.text, each.claimed) for each in made]
        seconds = time.perf_counter() - started
        paragraphs = generation.manifest.paragraphs
        generation.close()
    if arguments.peer:
        report_peer(made, held)
    verdicts = [each.verdict for each in checked]
    shares = report(made, verdicts, seconds, paragraphs)
    if arguments.wrong:
        for each, verdict in zip(made, verdicts, strict=True):
            if each.verdict != verdict:
                print(f"{each.verdict} called {verdict} ({each.claimed}): {each.text}")
    if arguments.check:
        missed = [kind for kind, bar in BARS.items() if shares[kind] < bar]
        missed += ["over all"] if shares["all"] < OVER_ALL else []
        if missed:
            sys.exit(f"MISSED {', '.join(missed)}")


def corpus(bench: Path) -> tuple[list[SourceText], list[SourceText]]:
    """Read the articles of the corpus, and those that it is made without."""
    news = read.read_folder(bench / "news" / "articles").texts
    seeds = read.read_folder(SEEDS).texts
    squad = read.read_folder(bench / "squad" / "articles").texts
    return [*news, *seeds, *squad[::2]], list(squad[1::2])


def make(
    held: Sequence[SourceText], left_out: Sequence[SourceText], each: int, chance: random.Random
) -> Iterator[Made]:
    """Make so many quotations of each kind."""
    own, foreign = list(_sentences(held)), list(_sentences(left_out))
    for at in range(each):
        yield Made(_typed(chance.choice(own), chance), None, "verbatim")
        yield Made(_drifted(chance.choice(own), chance), None, "drift")
        first, second = chance.sample(own, 2)
        yield Made(_joined(first, second), None, "joined")
        yield Made(_typed(chance.choice(own), chance), chance.choice(_PEOPLE), "elsewhere")
        invented = chance.choice(foreign)
        if at % 2:
            beginning = chance.choice(own).split()[:3]
            invented = " ".join([*beginning, *invented.split()[3:]])
        yield Made(invented, None, "absent")


def report(
    made: Sequence[Made], verdicts: Sequence[Verdict], seconds: float, paragraphs: int
) -> dict[str, float]:
    """Print a table of verdicts by kind; return the share that is right of each kind and of all."""
    counts = Counter(zip((each.verdict for each in made), verdicts, strict=True))
    print(f"| made as | {' | '.join(VERDICTS)} | right |")
    print("|---" * (len(VERDICTS) + 2) + "|")
    shares: dict[str, float] = {}
    for kind in VERDICTS:
        own = [counts[kind, verdict] for verdict in VERDICTS]
        shares[kind] = counts[kind, kind] / sum(own)
        print(f"| {kind} | {' | '.join(map(str, own))} | {shares[kind]:.3f} |")
    shares["all"] = sum(counts[kind, kind] for kind in VERDICTS) / len(made)
    print(f"{shares['all']:.3f} of {len(made)} are right; {1000 * seconds / len(made):.1f} ms each")
    print(f"{paragraphs} paragraphs")
    return shares


def report_peer(made: Sequence[Made], held: Sequence[SourceText]) -> None:
    """Let quotecheck look the same quotations up in the whole corpus, which is one text to it."""
    check = import_module("quotecheck.find").check
    whole = "\n\n".join(text.text for text in held)
    started = time.perf_counter()
    statuses = [check(each.text, whole).status for each in made]
    seconds = time.perf_counter() - started
    counts = Counter(zip((each.verdict for each in made), statuses, strict=True))
    names = ("found", "interleaved", "drift", "absent")
    print(f"quotecheck:\n| made as | {' | '.join(names)} |\n{'|---' * (len(names) + 1)}|")
    for kind in VERDICTS:
        print(f"| {kind} | {' | '.join(str(counts[kind, name]) for name in names)} |")
    print(f"{1000 * seconds / len(made):.0f} ms each")


def _sentences(texts: Sequence[SourceText]) -> Iterator[str]:
    """Yield sentences of eight to forty words, as a reporter quotes them."""
    for text in texts:
        for paragraph in split(article(text)):
            if paragraph.is_heading:
                continue
            for sentence in sentences.split(paragraph):
                if 8 <= len(split_words(sentence.text)) <= 40:
                    yield " ".join(sentence.text.split())


def _typed(sentence: str, chance: random.Random) -> str:
    """Write a sentence with another typography, and sometimes with a marked gap."""
    words = sentence.split()
    if chance.random() < 0.2 and len(words) > 14:
        words[6:9] = ["[…]"]
    text = " ".join(words)
    for printed, typed in (("“", '"'), ("”", '"'), ("’", "'"), ("—", "-"), ("–", "-")):
        if chance.random() < 0.5:
            text = text.replace(printed, typed)
    return f"“{text}”" if chance.random() < 0.5 else text


def _drifted(sentence: str, chance: random.Random) -> str:
    """Change one to five words of a sentence, at most a quarter of them."""
    words = sentence.split()
    count = chance.randint(1, max(1, min(5, len(words) // 4)))
    for at in chance.sample(range(len(words)), count):
        words[at] = chance.choice(_STRANGE)
    return " ".join(words)


def _joined(first: str, second: str) -> str:
    half = first.split()
    other = second.split()
    return " ".join([*half[: max(6, len(half) // 2)], *other[-max(6, len(other) // 2) :]])


if __name__ == "__main__":
    main()
