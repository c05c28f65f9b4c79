"""A no -> the sentence by which it can be cited, and the button that gives it."""

from collections.abc import Mapping
from datetime import date

from bot.desk.typed.questions import ParsedQuestion, as_typed
from bot.replies import Button
from bot.sentences.say import Words, sentence
from index.checking.absence.negatives import Negative, Silence
from index.records import Answer, Outcome, Searched

_CITED: Mapping[Silence | Outcome, str] = {
    "nothing": "no_cited_nothing",
    "related": "no_cited_related",
    "absent": "no_cited_absent",
}
_SHORT: Mapping[Silence | Outcome, str] = {
    "nothing": "no_short_nothing",
    "related": "no_short_related",
    "absent": "no_short_absent",
}


def answer_words(answer: Answer, receipt: str, day: date) -> Words:
    """Word the sentence that cites an answer that is none, with the question as it can be pasted.

    Its filters stand in the question as they are typed.
    """
    searched = _searched(answer.searched, day)
    asked = as_typed(ParsedQuestion(answer.question, answer.filters))
    return sentence(_CITED[answer.outcome], searched=searched, question=asked, receipt=receipt)


def quotation_words(quotation: str, searched: Searched, receipt: str, day: date) -> Words:
    """Word the sentence that cites that a quotation is not in the corpus."""
    on_one_line = " ".join(quotation.split())
    return sentence(
        _CITED["absent"],
        searched=_searched(searched, day),
        question=on_one_line,
        receipt=receipt,
    )


def negative_words(negative: Negative, receipt: str, asked: ParsedQuestion | None) -> Words:
    """Word the sentence that cites a no from its receipt; without the question if it is not known.

    >>> from bot.sentences.say import speaker
    >>> no = Negative("nothing", date(2026, 11, 27), 7, 1204, 8311, 500, 0, 0)
    >>> speaker("en")(negative_words(no, "no-…", ParsedQuestion("Who left?")))[:77]
    'The archive that was searched (1204 articles, 8311 paragraphs, as of 2026-11-'
    """
    searched = _counted(negative, negative.day)
    if asked is None:
        return sentence(_SHORT[negative.silence], searched=searched, receipt=receipt)
    key = _CITED[negative.silence]
    return sentence(key, searched=searched, question=as_typed(asked), receipt=receipt)


def cite_button(answer: Answer, receipt: str, day: date) -> Button:
    """Make the button that copies the sentence, or a shorter one where the question is long."""
    shorter = _shorter(answer.outcome, answer.searched, receipt, day)
    return Button("cite", receipt, 1, answer_words(answer, receipt, day), shorter)


def quotation_button(quotation: str, searched: Searched, receipt: str, day: date) -> Button:
    """Make the same button for a quotation that is not in the corpus."""
    cited = quotation_words(quotation, searched, receipt, day)
    return Button("cite", receipt, 1, cited, _shorter("absent", searched, receipt, day))


def _shorter(silence: Silence | Outcome, searched: Searched, receipt: str, day: date) -> Words:
    return sentence(_SHORT[silence], searched=_counted(searched, day), receipt=receipt)


def _searched(searched: Searched, day: date) -> Words:
    if searched.oldest is None:
        return _counted(searched, day)
    ends = dict.fromkeys((searched.oldest, searched.newest or searched.oldest))
    return sentence(
        "no_searched_dated",
        articles=searched.articles,
        paragraphs=searched.paragraphs,
        dates=" – ".join(ends),
        day=day.isoformat(),
    )


def _counted(searched: Searched | Negative, day: date) -> Words:
    return sentence(
        "no_searched",
        articles=searched.articles,
        paragraphs=searched.paragraphs,
        day=day.isoformat(),
    )
