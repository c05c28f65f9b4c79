"""What `index.drafts.navigation` suggests to skip: in the seeds, and in articles without any.

The seeds are compared with sources.toml; whatever is suggested in the others is wrong. No other
article of a corpus is looked at. Run: python -m tests.benchmarks.navigation BENCH
"""

import sys
from pathlib import Path

from index.drafts import navigation
from index.records import Article, Paragraph, SourceText
from index.sources import read
from index.text import paragraphs

SEEDS = Path(__file__).parent.parent.parent / "seeds"


def main() -> None:
    right = suggested = to_skip = 0
    for text in read.read_folder(SEEDS).texts:
        split = _split(text)
        wanted = {one.number for one in split if _is_skipped(text, one)}
        found = {one.number: one.reason for one in navigation.suggest(split, text.source.title)}
        right, suggested = right + len(wanted & found.keys()), suggested + len(found)
        to_skip += len(wanted)
        for one in split:
            if (one.number in wanted) != (one.number in found):
                kind = "missed" if one.number in wanted else f"wrong ({found[one.number]})"
                print(f"{text.source.id}: {kind}: {one.text[:90]!r}")
    print(f"seeds: {right} of {to_skip} found, {suggested - right} of {suggested} wrong")
    for folder in ("squad/articles", "clapnq/articles", "transcripts"):
        plain = wrong = 0
        for path in sorted((Path(sys.argv[1]) / folder).glob("*.md")):
            text = read.read_file(path)
            split = _split(text)
            plain += len(split)
            for found_one in navigation.suggest(split, text.source.title):
                wrong += 1
                shown = split[found_one.number - 1].text[:90]
                print(f"{folder}: wrong ({found_one.reason}): {shown!r}")
        print(f"{folder}: {wrong} of {plain} paragraphs suggested")


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
