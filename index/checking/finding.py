"""A quotation -> a verdict from the whole corpus, with the source's own words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from typing import Literal

from index.checking import quotations, speaking
from index.checking.aligning import LONGEST_GAP, Alignment, Block, Difference, align
from index.checking.quotations import FEWEST_WORDS, Ignored, Quotation
from index.generation.asking import KnownStem
from index.generation.opened import Generation
from index.records import Article, Paragraph, Quote
from index.text import quoting
from index.text.stems import PlacedWord, place_words, stem
from index.text.stopwords import STOPWORDS

Verdict = Literal["verbatim", "drift", "joined", "elsewhere", "absent"]

LEAST_SHARE = 0.6
"""The share of a quotation's words, in their order, below which a passage is another statement."""

MOST_SHOWN = 5
"""The most places of a quotation that are shown; all of them are counted."""

_RARE_STEMS = 8  # of a quotation, by which its paragraphs are looked for
_FEWEST_STEMS = 6  # also where they are common
_COMMON = 2000  # paragraphs that hold a stem: to weigh more takes milliseconds, and tells little
_NEAR = 8  # paragraphs that hold most of them, and as many for each half
_MOST_EXACT = 40  # paragraphs with all of its stems; more are a stock phrase
_LEAST_TELLING = 0.5  # of its words that are no stop words
_PIECE = 4  # words in a row that two passages made one must each give


@dataclass(frozen=True, slots=True)
class CheckedQuotation:
    """A quotation, the verdict, and the passages of the corpus that it rests on, best first.

    `count` is how many places hold it. `differences` are the words that differ, for `drift`;
    `ignored` what made no difference. `speaker` is who says it by the corpus, as far as that is
    recorded, and `claimed` who was said to have said it.
    """

    quotation: Quotation
    verdict: Verdict
    passages: tuple[Quote, ...] = ()
    count: int = 0
    differences: tuple[Difference, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    speaker: str | None = None
    claimed: str | None = None


@dataclass(frozen=True, slots=True)
class _Window:
    """Neighbouring paragraphs of an article, and their words in order."""

    article: Article
    paragraphs: tuple[Paragraph, ...]
    words: tuple[PlacedWord, ...]


@dataclass(frozen=True, slots=True)
class _Fit:
    """A quotation's place in a window; `errors` counts the words that are wrong or missing."""

    window: _Window
    alignment: Alignment
    errors: int
    longest_gap: int

    @property
    def missing(self) -> int:
        """Count the words of the quotation that the place lacks."""
        return len(self.alignment.written) - sum(block.length for block in self.alignment.blocks)


def check(generation: Generation, written: str, claimed: str | None = None) -> CheckedQuotation:
    """Look a quotation up in the whole corpus; `claimed` is who is said to have said it."""
    quotation = quotations.read(written)
    if len(quotation.words) < FEWEST_WORDS:
        return CheckedQuotation(quotation, "absent", claimed=claimed)
    stems = _stems(generation, quotation)
    fits = _fits(generation, quotation, _holding_all(generation, quotation, stems))
    if not fits or fits[0].errors:
        fits = _fits(generation, quotation, _holding_most(generation, stems))
    exact = _distinct([fit for fit in fits if fit.errors == 0])
    if exact:
        return _verbatim(quotation, exact, claimed)
    return _inexact(quotation, fits, claimed)


def _verbatim(quotation: Quotation, exact: Sequence[_Fit], claimed: str | None) -> CheckedQuotation:
    """Give the verdict of a quotation that the corpus has, by who says it there."""
    fitting = [fit for fit in exact if claimed is None or _may_be(fit, claimed)]
    shown = fitting or list(exact)
    first = _quote(shown[0])
    return CheckedQuotation(
        quotation,
        "verbatim" if fitting else "elsewhere",
        tuple(_quote(fit) for fit in shown[:MOST_SHOWN]),
        len(exact),
        ignored=quotations.ignored(quotation.text, first.text),
        speaker=_speaker(shown[0]),
        claimed=claimed,
    )


def _inexact(quotation: Quotation, fits: Sequence[_Fit], claimed: str | None) -> CheckedQuotation:
    best = next(iter(fits), None)
    pieces = _pieces(quotation, fits) if best is not None and best.missing >= _PIECE else ()
    if pieces:
        return CheckedQuotation(quotation, "joined", pieces, 1, claimed=claimed)
    if best is not None and best.missing == 0 and best.longest_gap > LONGEST_GAP:
        return CheckedQuotation(quotation, "joined", (_quote(best),), 1, claimed=claimed)
    if best is not None and _is_it(best):
        differences = best.alignment.differences(quotation.text, best.window.article.text)
        return CheckedQuotation(
            quotation, "drift", (_quote(best),), 1, differences, (), _speaker(best), claimed
        )
    return CheckedQuotation(quotation, "absent", claimed=claimed)


def _is_it(fit: _Fit) -> bool:
    """Tell whether a place holds the quotation with some words changed, and not another one."""
    written = fit.alignment.written
    matched = {
        at
        for block in fit.alignment.blocks
        for at in range(block.written, block.written + block.length)
    }
    telling = [at for at, word in enumerate(written) if word.plain not in STOPWORDS]
    kept = sum(at in matched for at in telling)
    return (
        fit.alignment.share >= LEAST_SHARE
        and kept >= _LEAST_TELLING * len(telling)
        and fit.errors <= max(LONGEST_GAP, len(written) * (1 - LEAST_SHARE))
    )


def _pieces(quotation: Quotation, fits: Sequence[_Fit]) -> tuple[Quote, ...]:
    """Find passages that were made one: runs of words that together are the quotation."""
    runs = sorted(
        ((fit, block) for fit in fits for block in fit.alignment.blocks if block.length >= _PIECE),
        key=lambda run: -run[1].length,
    )
    covered: set[int] = set()
    taken: list[tuple[int, Quote]] = []
    for fit, block in runs:
        own = set(range(block.written, block.written + block.length))
        if len(own - covered) >= _PIECE:
            covered |= own
            taken.append((block.written, _slice(fit.window, block)))
    is_whole = len(covered) >= len(quotation.words) - 1 and len(taken) > 1
    return (
        tuple(quote for _, quote in sorted(taken, key=lambda piece: piece[0])) if is_whole else ()
    )


def _fit(quotation: Quotation, window: _Window) -> _Fit | None:
    alignment = align(quotation.words, window.words)
    if alignment is None:
        return None
    errors = longest = 0
    first, last = alignment.blocks[0], alignment.blocks[-1]
    errors += first.written + len(quotation.words) - last.written - last.length
    for at, (written, text) in enumerate(alignment.gaps):
        block = alignment.blocks[at]
        is_marked = block.written + block.length in quotation.gaps
        if written == 0 and (is_marked or _is_inserted(window, block, text)):
            continue
        errors += max(written, text)
        longest = max(longest, text)
    return _Fit(window, alignment, errors, longest)


def _is_inserted(window: _Window, block: Block, length: int) -> bool:
    """Tell whether the words after a run stand outside the quotation marks: “…,” he said, “…”."""
    end = window.words[block.text + block.length - 1].end
    start = window.words[block.text + block.length + length].start
    between = window.article.text[end:start]
    return length <= 2 * LONGEST_GAP and quoting.is_between_quotations(between)


def _fits(generation: Generation, quotation: Quotation, ordinals: Iterable[int]) -> list[_Fit]:
    """Find the places of a quotation in and around some paragraphs, the best first."""
    windows = _windows(generation, ordinals)
    found = (_fit(quotation, window) for window in windows)
    return sorted(
        (fit for fit in found if fit is not None),
        key=lambda fit: (fit.errors, fit.window.article.id, fit.alignment.start),
    )


def _windows(generation: Generation, ordinals: Iterable[int]) -> Iterator[_Window]:
    """Yield the parts of the corpus around some paragraphs, each article once."""
    reach: dict[int, set[int]] = {}
    for ordinal in ordinals:
        number = int(generation.article_starts.searchsorted(ordinal, side="right")) - 1
        reach.setdefault(number, set()).add(ordinal)
    for own in reach.values():
        passages = [generation.texts.passage_of(ordinal) for ordinal in sorted(own)]
        article = passages[0][0]
        near = {
            paragraph.number: paragraph
            for _, found in passages
            for paragraph in generation.texts.paragraphs_near(article, found.number, 1)
        }
        ordered = tuple(near[number] for number in sorted(near))
        words = tuple(chain.from_iterable(map(_placed, ordered)))
        yield _Window(article, ordered, words)


def _placed(paragraph: Paragraph) -> tuple[PlacedWord, ...]:
    return _words(paragraph.text, paragraph.start)


@lru_cache(maxsize=2000)  # the quotations of a draft are of few articles
def _words(text: str, start: int) -> tuple[PlacedWord, ...]:
    return place_words(text, start)


def _stems(generation: Generation, quotation: Quotation) -> list[KnownStem]:
    stems = [stem(word.plain) for word in quotation.words]
    known = generation.words.known_stems(stems)
    return [known[each] for each in stems]


def _holding_all(
    generation: Generation, quotation: Quotation, stems: Sequence[KnownStem]
) -> dict[int, None]:
    """Find the paragraphs that hold all stems of a quotation, or of a part of it, in a row."""
    found: dict[int, None] = {}
    numbers = [each.number for each in stems]
    for segment in _segments(numbers, quotation.gaps):
        held = generation.postings.holding(segment, above=False)[:_MOST_EXACT]
        found.update(dict.fromkeys(held.tolist()))
    return found


def _holding_most(generation: Generation, stems: Sequence[KnownStem]) -> dict[int, None]:
    """Find the paragraphs that hold most of a quotation's rare stems, or of those of a half."""
    found: dict[int, None] = {}
    half = len(stems) // 2
    for part in (stems, stems[:half], stems[half:]):
        known = {each for each in part if each.number >= 0}
        rare = sorted(known, key=lambda each: (each.paragraphs, each.number))[:_RARE_STEMS]
        rare = [
            each for at, each in enumerate(rare) if at < _FEWEST_STEMS or each.paragraphs <= _COMMON
        ]
        found.update(dict.fromkeys(generation.postings.bm25([each.number for each in rare], _NEAR)))
    return found


def _segments(numbers: Sequence[int], gaps: frozenset[int]) -> Iterator[Sequence[int]]:
    bounds = [0, *sorted(gaps), len(numbers)]
    for start, end in pairwise(bounds):
        if end - start >= FEWEST_WORDS:
            yield numbers[start:end]


def _distinct(fits: Sequence[_Fit]) -> list[_Fit]:
    places = {(fit.window.article.id, fit.alignment.start): fit for fit in fits}
    return list(places.values())


def _may_be(fit: _Fit, claimed: str) -> bool:
    """Tell whether who is claimed to say a quotation may say it by the corpus."""
    source = fit.window.article.source
    if speaking.is_named(claimed, [source.outlet or ""]):  # "…", wrote the outlet
        return True
    recorded = _speaker(fit)
    if recorded is not None:
        return speaking.is_named(claimed, [recorded])
    about = [fit.window.article.text, source.title or "", source.author or ""]
    return speaking.is_named(claimed, about)


def _speaker(fit: _Fit) -> str | None:
    start, end = fit.alignment.start, fit.alignment.end
    paragraph = _paragraph_at(fit.window, start)
    return speaking.recorded_speaker(fit.window.article, paragraph, start, min(end, paragraph.end))


def _paragraph_at(window: _Window, start: int) -> Paragraph:
    return [paragraph for paragraph in window.paragraphs if paragraph.start <= start][-1]


def _quote(fit: _Fit) -> Quote:
    start, end = fit.alignment.start, fit.alignment.end
    return quoting.quote_slice(
        fit.window.article, _paragraph_at(fit.window, start).number, start, end
    )


def _slice(window: _Window, block: Block) -> Quote:
    start = window.words[block.text].start
    end = window.words[block.text + block.length - 1].end
    return quoting.quote_slice(window.article, _paragraph_at(window, start).number, start, end)
