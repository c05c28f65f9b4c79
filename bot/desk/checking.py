"""A checked quote -> a reply: what became of it, where it stands, and which words differ."""

from collections.abc import Iterator, Mapping

from bot.desk.wording import Giving, shortened
from bot.replies import Block, Reply, Say, ShowQuote
from bot.sentences.say import Joined, Sentence, Words, sentence
from index.checking.aligning import Difference
from index.checking.checker import CheckedDraft
from index.checking.extracting import DraftQuotation
from index.checking.finding import CheckedQuotation, Verdict
from index.checking.quotations import Ignored
from index.checking.standing import CheckedReceipt, Standing
from index.text.shown import printable_lines

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

_WHOLE = 10_000  # characters of a quotation, where there is room for all of it
_IN_BRIEF = 90  # where each is to be found again in the draft: two lines of a phone
_MOST_IN_BRIEF = 8  # quotations that are not verbatim, of some hundred characters each
_MOST_PASSAGES = 2  # of one quotation, as of one that was joined


def receipt_reply(checked: CheckedReceipt, given_by: Giving | None = None) -> Reply:
    """Say what became of a quote that was given, and show it as it was and as it is now.

    What stands there now gets a receipt of its own, `given_by` what checks it.
    """
    return Reply(tuple(receipt_blocks(checked, given_by)))


def quotation_reply(
    checked: CheckedQuotation,
    searched: Sentence,
    given_by: Giving | None = None,
    receipt: str | None = None,
) -> Reply:
    """Say what a quotation is, and show the source's own words; `searched` says what was sought.

    Each passage gets a receipt, `given_by` what checks it; `receipt` is that of a quotation which
    has no passage.
    """
    blocks = (*quotation_blocks(checked, given_by), Say(searched))
    return Reply(
        blocks if receipt is None else (*blocks, Say(sentence("receipt", receipt=receipt)))
    )


def draft_reply(checked: CheckedDraft) -> Reply:
    """Say what each quotation of a draft is, those that are not verbatim first."""
    blocks: list[Block] = []
    ordered = sorted(checked.quotations, key=lambda pair: pair[1].verdict == "verbatim")
    for found, verdict in ordered:
        blocks.append(Say(_draft_line(found, verdict, _WHOLE)))
        if verdict.verdict != "verbatim":
            blocks += list(quotation_blocks(verdict, None))[1:]
    return Reply((*blocks, Say(count_words(checked))))


def draft_in_brief(checked: CheckedDraft) -> Reply:
    """Say what the quotations of a draft are, as a phone shows it: first what is not verbatim.

    Of those that are, the lines are listed; what a screen does not hold stands in the report.
    """
    wrong = [pair for pair in checked.quotations if pair[1].verdict != "verbatim"]
    blocks: list[Block] = [Say(count_words(checked))]
    for found, verdict in wrong[:_MOST_IN_BRIEF]:
        blocks.append(Say(Joined(("✗ ", _draft_line(found, verdict, _IN_BRIEF)), "")))
        blocks += [ShowQuote(quote) for quote in verdict.passages[:_MOST_PASSAGES]]
        blocks += [Say(difference_words(difference)) for difference in verdict.differences]
        if verdict.verdict == "elsewhere" and verdict.speaker is not None:
            blocks.append(Say(sentence("quote_speaker", speaker=verdict.speaker)))
    if len(wrong) > _MOST_IN_BRIEF:
        blocks.append(Say(sentence("draft_more_wrong", count=len(wrong) - _MOST_IN_BRIEF)))
    right = [
        str(found.line) for found, verdict in checked.quotations if verdict.verdict == "verbatim"
    ]
    if right:
        blocks.append(Say(sentence("draft_right_lines", lines=", ".join(dict.fromkeys(right)))))
    return Reply(tuple(blocks))


def _draft_line(found: DraftQuotation, checked: CheckedQuotation, most: int) -> Joined:
    """Word a quotation of a draft in one line: its verdict, its place, who is said to say it."""
    place = sentence(
        "draft_line", line=found.line, text=printable_lines(shortened(found.text, most))
    )
    words: list[Words] = [verdict_words(checked.verdict), place]
    if found.claimed is not None:
        words.append(sentence("draft_claimed", claimed=found.claimed))
    return Joined(tuple(words), " · ")


def count_words(checked: CheckedDraft) -> Sentence:
    """Word how many quotations of a draft were checked, and how many of them are verbatim."""
    right = sum(verdict.verdict == "verbatim" for _, verdict in checked.quotations)
    count, short = len(checked.quotations), checked.too_short
    if not short:
        return sentence("draft_count", count=count, right=right)
    return sentence("draft_count_short", count=count, right=right, short=short)


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


def receipt_blocks(checked: CheckedReceipt, given_by: Giving | None) -> Iterator[Block]:
    """Say what became of a quote, and show it as it was and is, with the words that differ."""
    yield Say(standing_words(checked))
    if checked.quote is not None:
        label = None if checked.standing == "verified" else sentence("receipt_was")
        yield ShowQuote(checked.quote, label=label)
    if checked.standing in ("moved", "changed") and checked.now is not None:
        yield ShowQuote(checked.now, label=sentence("receipt_now"))
        if given_by is not None:
            yield Say(given_by.receipt_words(checked.now))
    for difference in checked.differences:
        yield Say(difference_words(difference))


def quotation_blocks(checked: CheckedQuotation, given_by: Giving | None) -> Iterator[Block]:
    """Say what a quotation is, and show the source's own words, with the words that differ."""
    yield Say(sentence(_VERDICTS[checked.verdict], count=checked.count, claimed=checked.claimed))
    for quote in checked.passages:
        yield ShowQuote(quote)
        if given_by is not None:
            yield Say(given_by.receipt_words(quote))
    for difference in checked.differences:
        yield Say(difference_words(difference))
    if checked.speaker is not None:
        yield Say(sentence("quote_speaker", speaker=checked.speaker))
    if checked.ignored:
        kinds = tuple(sentence(_IGNORED[kind]) for kind in checked.ignored)
        yield Say(sentence("quote_ignored", kinds=Joined(kinds, ", ")))
