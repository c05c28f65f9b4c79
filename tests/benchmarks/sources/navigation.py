"""Which paragraphs `index.drafts.navigation` suggests to skip, and which of these are wrong.

    python -m tests.benchmarks.sources.navigation BENCH

In the seeds, its suggestions are compared with what sources.toml skips. The articles of the open
benchmark hold nothing to skip, so that each suggestion there is wrong. Each article is looked at
alone, without the others of its corpus.
"""

import sys
from pathlib import Path

from index.drafts import navigation
from index.records import Article, Paragraph, SourceText
from index.sources import read
from index.text import paragraphs

SEEDS = Path(__file__).parents[3] / "seeds"


def main() -> None:
    """Print each wrong or missed suggestion, and how many there are."""
    _compare_seeds()
    for folder in ("squad/articles", "clapnq/articles", "transcripts"):
        _count_wrong(Path(sys.argv[1]), folder)


def _compare_seeds() -> None:
    right = suggested = to_skip = 0
    for text in read.read_folder(SEEDS).texts:
        split = _split(text)
        wanted = {paragraph.number for paragraph in split if _is_skipped(text, paragraph)}
        reasons = _reasons(text, split)
        right, suggested = right + len(wanted & reasons.keys()), suggested + len(reasons)
        to_skip += len(wanted)
        for paragraph in split:
            number = paragraph.number
            if (number in wanted) != (number in reasons):
                kind = "missed" if number in wanted else f"wrong ({reasons[number]})"
                print(f"{text.source.id}: {kind}: {paragraph.text[:90]!r}")
    print(f"seeds: {right} of {to_skip} found, {suggested - right} of {suggested} wrong")


def _count_wrong(bench: Path, folder: str) -> None:
    plain = wrong = 0
    for path in sorted((bench / folder).glob("*.md")):
        text = read.read_file(path)
        split = _split(text)
        plain += len(split)
        for number, reason in _reasons(text, split).items():
            wrong += 1
            print(f"{folder}: wrong ({reason}): {split[number - 1].text[:90]!r}")
    print(f"{folder}: {wrong} of {plain} paragraphs suggested")


def _reasons(text: SourceText, split: tuple[Paragraph, ...]) -> dict[int, str]:
    """Map the number of each paragraph that is suggested to the reason."""
    suggested = navigation.suggest(split, text.source.title)
    return {suggestion.number: suggestion.reason for suggestion in suggested}


def _split(text: SourceText) -> tuple[Paragraph, ...]:
    return paragraphs.split(Article(text.source.id, 1, text.source, text.text, ""))


def _is_skipped(text: SourceText, paragraph: Paragraph) -> bool:
    """Tell whether most of a paragraph is skipped by what the seeds' moderator recorded."""
    cut = sum(
        max(0, min(span.end, paragraph.end) - max(span.start, paragraph.start))
        for span in text.skipped
    )
    return 2 * cut > paragraph.end - paragraph.start


if __name__ == "__main__":
    main()
