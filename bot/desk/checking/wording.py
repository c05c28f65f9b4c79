"""A checked quote -> a reply: what became of it, where it stands, and which words differ."""

from collections.abc import Iterator, Mapping

from bot.replies import Block, Reply, Say, ShowQuote
from bot.sentences.say import Joined, Sentence, Words, sentence
from index.checking.aligning import Difference
from index.checking.checker import CheckedDraft
from index.checking.finding import CheckedQuotation, Verdict
from index.checking.quotations import Ignored
from index.checking.standing import CheckedReceipt, Standing

_STANDINGS: Mapping[Standing, str] = {
    "verified": "receipt_verified",
    "moved": "receipt_moved",
    "changed": "receipt_changed",
    "withdrawn": "receipt_withdrawn",
    "unknown": "receipt_unknown",
}
_VERDICTS: Mapping[Verdict, str] = {
    "verbatim": "quote_verbatim",
    "drift": "quote_drift",
    "joined": "quote_joined",
    "elsewhere": "quote_elsewhere",
    "absent": "quote_absent",
}
_IN_TABLE: Mapping[Verdict, str] = {
    "verbatim": "verdict_verbatim",
    "drift": "verdict_drift",
    "joined": "verdict_joined",
    "elsewhere": "verdict_elsewhere",
    "absent": "verdict_absent",
}
_IGNORED: Mapping[Ignored, str] = {
    "case": "ignored_case",
    "marks": "ignored_marks",
    "dashes": "ignored_dashes",
    "apostrophes": "ignored_apostrophes",
    "punctuation": "ignored_punctuation",
    "spaces": "ignored_spaces",
    "numbers": "ignored_numbers",
}


def receipt_reply(checked: CheckedReceipt) -> Reply:
    """Say what became of a quote that was given, and show it as it was and as it is now."""
    return Reply(tuple(_receipt_blocks(checked)))


def quotation_reply(checked: CheckedQuotation, searched: Sentence) -> Reply:
    """Say what a quotation is, and show the source's own words; `searched` says what was sought."""
    return Reply((*_quotation_blocks(checked), Say(searched)))


def draft_reply(checked: CheckedDraft) -> Reply:
    """Say what each quotation of a draft is, those that are not verbatim first."""
    blocks: list[Block] = []
    ordered = sorted(checked.quotations, key=lambda pair: pair[1].verdict == "verbatim")
    for found, verdict in ordered:
        place = sentence("draft_line", line=found.line, text=found.text)
        words: list[Words] = [verdict_words(verdict.verdict), place]
        if found.claimed is not None:
            words.append(sentence("draft_claimed", claimed=found.claimed))
        blocks.append(Say(Joined(tuple(words), " · ")))
        if verdict.verdict != "verbatim":
            blocks += list(_quotation_blocks(verdict))[1:]
    return Reply((*blocks, Say(count_words(checked))))


def count_words(checked: CheckedDraft) -> Sentence:
    """Word how many quotations of a draft were checked, and how many of them are verbatim."""
    right = sum(verdict.verdict == "verbatim" for _, verdict in checked.quotations)
    count, short = len(checked.quotations), checked.too_short
    return sentence("draft_count", count=count, right=right, short=short)


def verdict_words(verdict: Verdict) -> Sentence:
    """Word a verdict, for a table."""
    return sentence(_IN_TABLE[verdict])


def difference_words(difference: Difference) -> Sentence:
    """Word the words that differ, the source's own first."""
    nothing = sentence("quote_nothing")
    source: Words = difference.source or nothing
    return sentence("quote_differs", source=source, written=difference.written or nothing)


def standing_words(checked: CheckedReceipt) -> Sentence:
    """Word what became of a quote that was given."""
    fields = {"day": checked.receipt.day.isoformat(), "since": checked.since or ""}
    return sentence(_STANDINGS[checked.standing], **fields)


def _receipt_blocks(checked: CheckedReceipt) -> Iterator[Block]:
    yield Say(standing_words(checked))
    if checked.quote is not None:
        label = None if checked.standing == "verified" else sentence("receipt_was")
        yield ShowQuote(checked.quote, label=label)
    if checked.standing in ("moved", "changed") and checked.now is not None:
        yield ShowQuote(checked.now, label=sentence("receipt_now"))
    for difference in checked.differences:
        yield Say(difference_words(difference))


def _quotation_blocks(checked: CheckedQuotation) -> Iterator[Block]:
    yield Say(sentence(_VERDICTS[checked.verdict], count=checked.count, claimed=checked.claimed))
    for quote in checked.passages:
        yield ShowQuote(quote)
    for difference in checked.differences:
        yield Say(difference_words(difference))
    if checked.speaker is not None:
        yield Say(sentence("quote_speaker", speaker=checked.speaker))
    if checked.ignored:
        kinds = tuple(sentence(_IGNORED[kind]) for kind in checked.ignored)
        yield Say(sentence("quote_ignored", kinds=Joined(kinds, ", ")))
