"""The receipt of a no, and the question pasted with it -> what became of the one and the other."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from bot.desk.checking import quotation_blocks, standing_words
from bot.desk.typed import questions
from bot.desk.typed.questions import ParsedQuestion
from bot.desk.wording import (
    Giving,
    answer_blocks,
    filters_words,
    outcome_words,
    refused_words,
    searched_words,
)
from bot.replies import Block, Reply, Say, Served, ShowQuote, said
from bot.sentences.say import Joined, Sentence, sentence
from index.checking.absence import negatives, verdicts
from index.checking.absence.negatives import Pasted, Silence
from index.checking.absence.verdicts import CheckedNegative, Match
from index.checking.checker import Checker
from index.checking.finding import CheckedQuotation
from index.errors import BadQuestion, BadReceipt
from index.generation import directory
from index.records import NO_FILTERS, Answer, Source
from index.store.store import Store

MOST_QUOTES = 3  # of what a later corpus answers

_GENUINE: Mapping[Silence, str] = {
    "nothing": "no_genuine_nothing",
    "related": "no_genuine_related",
    "absent": "no_genuine_absent",
}
# As they are typed; the values of the last three stand in the question itself.
_TYPED_FILTERS = {
    "language": "lang:",
    "phrases": "“…”",
    "without": "-…",
    "spelling": "spelling:exact",
}
_LONGEST = 4000  # characters pasted; a question has a quarter of it
_INSIDE = re.compile(r"[“„«](.+)[”“»]", re.DOTALL)  # as the sentence that cites a no marks it
_MARKS = " \n\t“”„«»"


@dataclass(frozen=True, slots=True)
class Again:
    """What a no is asked again with: the sources of the corpus, and what answers a question.

    Both are called only where a question was pasted.
    """

    sources: Callable[[], Sequence[Source]]
    answer: Callable[[ParsedQuestion], Answer]


@dataclass(frozen=True, slots=True)
class Verified:
    """A receipt of a no that was checked, with the question or quotation that was pasted, if any.

    `answer` or `quotation` is what the live corpus says to it.
    """

    checked: CheckedNegative
    is_other_model: bool = False
    asked: ParsedQuestion | None = None
    match: Match | None = None
    answer: Answer | None = None
    quotation: CheckedQuotation | None = None

    @property
    def own_question(self) -> ParsedQuestion | None:
        """The question that was asked, if it was pasted."""
        return self.asked if self.match == "same" else None

    @property
    def holds(self) -> bool:
        """Whether it is genuine, and the corpus says no to this day, as far as that was tried."""
        if self.answer is not None or self.quotation is not None:
            is_no = self.answer is None or self.answer.outcome != "answer"
            is_absent = self.quotation is None or self.quotation.verdict == "absent"
            return is_no and is_absent and self.match == "same"
        return self.checked.verdict == "unchanged" and self.match in (None, "same")


def verify(data: Path, pasted: Pasted, again: Again, perhaps: str = "") -> Verified:
    """Check the receipt of a no; with a question beside it, ask that again.

    Where nothing stands beside it, `perhaps` is the question, if it is the one that was asked.
    Raises `BadReceipt` if it is mistyped, `StoreRefused` where the corpus's record is damaged.
    """
    with closing(Store(data)) as store:
        checked = verdicts.check(store, pasted.receipt)
    beside = next(filter(_has_words, (pasted.beside[:_LONGEST], perhaps[:_LONGEST])), None)
    if checked.verdict == "unknown":
        return Verified(checked)
    verified = Verified(checked, _has_other_model(data, checked))
    if beside is None:
        return verified
    is_absent = checked.negative.silence == "absent"
    asked, match = (
        _meant_quotation(checked, beside) if is_absent else _meant(checked, beside, again)
    )
    if match != "same" and not _has_words(pasted.beside):
        return verified
    verified = replace(verified, asked=asked, match=match)
    if not is_absent:
        return replace(verified, answer=again.answer(asked))
    with closing(Checker(data)) as checker:
        return replace(verified, quotation=checker.quotation(asked.text))


def serve(verify_it: Callable[[], Verified], given_by: Giving | None) -> Served:
    """Answer a command that holds the receipt of a no; what is mistyped is said, too."""
    try:
        return Served(reply(verify_it(), given_by))
    except BadReceipt as error:
        if not error.letter:
            return said("receipt_mistyped")
        return said("receipt_impossible", letter=error.letter, at=error.at)
    except BadQuestion as error:
        return Served(Reply((Say(refused_words(error)),)))


def reply(verified: Verified, given_by: Giving | None) -> Reply:
    """Say what became of a no, and what the corpus says today to the question that was pasted."""
    verdict = (Say(words) for words in verdict_words(verified))
    return Reply((*verdict, *shown_blocks(verified, given_by)))


def verdict_words(verified: Verified) -> Iterator[Sentence]:
    """Word whether a no is genuine, whether the corpus is the same, and whether the question is."""
    checked = verified.checked
    negative = checked.negative
    if checked.verdict == "unknown":
        yield sentence("no_unknown")
        return
    counts = {"articles": negative.articles, "paragraphs": negative.paragraphs}
    day, generation = negative.day.isoformat(), negative.generation
    yield sentence(_GENUINE[negative.silence], day=day, generation=generation, **counts)
    if verified.match is not None:
        yield _match_words(verified.match, negative.silence)
    yield _changes_words(checked, is_asked=verified.asked is not None)
    if negative.filters is not None and verified.match != "same":
        names = (_TYPED_FILTERS.get(name, f"{name}:") for name in negative.filters.names)
        yield sentence("no_filtered", names=" ".join(names))
    if verified.is_other_model:
        yield sentence("no_other_model")


def shown_blocks(verified: Verified, given_by: Giving | None) -> tuple[Block, ...]:
    """Show what belongs to a verdict: the passage that was nearest, what the corpus says today.

    Without `given_by` no receipt stands below a quote.
    """
    return (*_nearest_blocks(verified.checked), *_again_blocks(verified, given_by))


def _nearest_blocks(checked: CheckedNegative) -> tuple[Block, ...]:
    """Show the passage that was nearest, with its own receipt and what became of it."""
    if checked.nearest is None or checked.nearest[1].quote is None:
        return ()
    given, found = checked.nearest
    blocks: list[Block] = [Say(sentence("no_nearest")), ShowQuote(checked.nearest[1].quote)]
    blocks.append(Say(sentence("receipt", receipt=given)))
    if found.standing != "verified":
        blocks.append(Say(standing_words(found)))
    return tuple(blocks)


def _meant(checked: CheckedNegative, beside: str, again: Again) -> tuple[ParsedQuestion, Match]:
    """Choose how a question is meant that was pasted: as the one that was asked, if it can be.

    It may stand inside the sentence that cites the no, and hold filters in plain words.
    """
    readings = list(_readings(beside, again, checked.negative.day))
    if not readings:
        raise BadQuestion(
            "the question has no words; ask for instance: who refused to fight?", "no words"
        )
    order: Sequence[Match] = ("same", "filters", "other")
    matches = [(checked.match(asked.text, asked.filters), asked) for asked in readings]
    match, asked = min(matches, key=lambda found: order.index(found[0]))
    return asked, match


def _readings(beside: str, again: Again, day: date) -> Iterator[ParsedQuestion]:
    """Yield the ways to read what was pasted, the plainest first; those that can be no question."""
    inside = _INSIDE.search(beside)
    written = [beside.strip(), *([] if inside is None else [inside[1].strip()])]
    for words in dict.fromkeys((*written, *(each.strip(_MARKS) for each in written))):
        with suppress(BadQuestion):
            asked = questions.parse(words)
            if _has_words(asked.text):
                yield asked
                yield questions.understood(asked, again.sources, day)[0]


def _meant_quotation(checked: CheckedNegative, beside: str) -> tuple[ParsedQuestion, Match]:
    """Choose how a quotation is meant that was pasted: alone, or in the sentence that cites it."""
    inside = _INSIDE.search(beside)
    written = [beside.strip(_MARKS), *([] if inside is None else [inside[1]])]
    matching = [words for words in written if checked.match(words, NO_FILTERS) == "same"]
    return ParsedQuestion((matching or written)[0]), "same" if matching else "other"


def _again_blocks(verified: Verified, given_by: Giving | None) -> Iterator[Block]:
    answer, quotation = verified.answer, verified.quotation
    if quotation is not None:
        yield Say(sentence("no_again"))
        yield from quotation_blocks(quotation, given_by)
    if answer is None:
        return
    if answer.outcome == "answer":
        yield Say(sentence("no_again_answer"))
    else:
        yield Say(sentence("no_again"))
        yield Say(outcome_words(answer.outcome))
    filters = filters_words(answer.filters)
    if filters is not None:
        yield Say(filters)
    yield from answer_blocks(answer, MOST_QUOTES)
    if given_by is not None:
        yield from _receipts(answer, given_by)
    yield Say(searched_words(answer.searched))


def _receipts(answer: Answer, given_by: Giving) -> Iterator[Say]:
    """Word the receipts of the quotes that are shown, each after its number."""
    for number, ranked in enumerate(answer.quotes[:MOST_QUOTES], 1):
        yield Say(Joined((str(number), given_by.receipt_words(ranked.quote)), ". "))


def _match_words(match: Match, silence: Silence) -> Sentence:
    if match == "filters":
        return sentence("no_filters")
    if silence == "absent":
        return sentence("no_same_absent" if match == "same" else "no_other_absent")
    return sentence("no_same" if match == "same" else "no_other")


def _changes_words(checked: CheckedNegative, *, is_asked: bool) -> Sentence:
    if checked.verdict == "unchanged":
        return sentence("no_unchanged")
    changes = checked.changes
    return sentence(
        "no_changed_asked" if is_asked else "no_changed",
        since=checked.since or checked.negative.day.isoformat(),
        added=changes.added,
        changed=changes.changed,
        removed=changes.removed,
    )


def _has_words(text: str) -> bool:
    return any(letter.isalnum() for letter in text)


def _has_other_model(data: Path, checked: CheckedNegative) -> bool:
    """Tell whether the model that searched is another than that of the live generation."""
    if checked.live is None or checked.negative.silence == "absent":
        return False
    fingerprint = directory.read_manifest(data, checked.live).fingerprint
    return negatives.model_mark(fingerprint) != checked.negative.model
