"""The command that checks: a receipt, a quotation, or every quotation of a draft."""

import json
import sys
from contextlib import ExitStack, closing
from dataclasses import asdict
from datetime import date
from functools import cache
from pathlib import Path

import click
from rich.console import Console

from bot.cli import citing, opening
from bot.cli.options import CHECK_FAILED, data_option, form_option, json_option
from bot.cli.settings import Settings
from bot.desk import asking, checking
from bot.desk.typed.questions import ParsedQuestion, as_typed
from bot.desk.verifying import absence, report
from bot.desk.verifying.absence import Again, Verified
from bot.desk.wording import Giving, searched_words
from bot.sentences.say import Speak, speaker
from bot.terminal.printing import print_reply
from index.checking import receipts
from index.checking.absence import negatives
from index.checking.absence.making import NegativeReceipts
from index.checking.absence.negatives import Pasted
from index.checking.checker import CheckedDraft, Checker
from index.checking.citing.formats import Form
from index.checking.finding import CheckedQuotation
from index.errors import BadQuestion
from index.records import Answer, Quote
from index.search.asker import Asker
from index.sources import read
from index.sources.parsing.formats import SUFFIXES


@click.command()
@click.argument("what", nargs=-1, required=True)
@click.option("--by", "claimed", metavar="NAME", help="Who is said to have said the quotation.")
@click.option("--csv", "as_csv", is_flag=True, help="Print a draft's table as CSV.")
@click.option("--html", "as_html", is_flag=True, help="Print a draft's table as a page.")
@json_option
@form_option
@data_option
def verify(
    what: tuple[str, ...],
    claimed: str | None,
    as_csv: bool,
    as_html: bool,
    as_json: bool,
    form: Form | None,
    data: Path | None,
) -> None:
    """Check WHAT: a receipt of a quote (pq-…) or of a no (no-…), a quotation, or a draft's file.

    A receipt is verified, moved, changed, withdrawn or unknown. A quotation is verbatim, drift,
    joined, elsewhere (said by another person than --by) or not in the corpus. Of a draft (.txt,
    .md, .docx, .html, …) every quotation is checked; nothing of it is kept. Of a no it is told how
    the corpus has changed since; with the question behind its receipt, it is asked again. Exit code
    1: something does not stand as it was written.
    """
    written = " ".join(what)
    chosen = opening.load_settings(data)
    speak = speaker(chosen.language)
    with closing(Checker(chosen.data_dir)) as checker:
        given_by = Giving(checker.generation.manifest.number, date.today())
        pasted = negatives.find(written)
        if pasted is not None:
            is_right = _verify_no(pasted, as_json, given_by, chosen)
        elif form is not None:
            is_right = citing.write_checked(checker, written, claimed, form, chosen)
        elif receipts.looks_like_one(written):
            is_right = _verify_receipt(checker, written, as_json, given_by, speak)
        elif (draft := _draft(written)) is not None:
            checked = checker.draft(draft)
            table = "csv" if as_csv else "html" if as_html else "json" if as_json else "text"
            is_right = _print_draft(checked, table, written, given_by, speak)
        else:
            is_right = _verify_quotation(checker, written, claimed, as_json, given_by, chosen)
    if not is_right:
        sys.exit(CHECK_FAILED)


def _verify_receipt(
    checker: Checker, written: str, as_json: bool, given_by: Giving, speak: Speak
) -> bool:
    checked = checker.receipt(written)
    if as_json:
        _print_json(
            {
                "standing": checked.standing,
                "day": checked.receipt.day.isoformat(),
                "generation": checked.receipt.generation,
                "since": checked.since,
                "quote": _quote_object(checked.quote),
                "now": _quote_object(checked.now),
                "differences": [asdict(difference) for difference in checked.differences],
            }
        )
    else:
        print_reply(checking.receipt_reply(checked, given_by), Console(highlight=False), speak)
    return checked.standing == "verified"


def _verify_quotation(
    checker: Checker,
    written: str,
    claimed: str | None,
    as_json: bool,
    given_by: Giving,
    chosen: Settings,
) -> bool:
    speak, data = speaker(chosen.language), chosen.data_dir
    checked, receipt = checker.quotation(written, claimed), None
    if checked.verdict == "absent":
        receipt = NegativeReceipts(data).of_quotation(written, checker.searched(), given_by.day)
    if as_json:
        named = {} if receipt is None else {"receipt": receipt}
        _print_json(_quotation_object(checked) | named)
    else:
        reply = checking.quotation_reply(
            checked, searched_words(checker.searched()), given_by, receipt
        )
        print_reply(reply, Console(highlight=False), speak)
    return checked.verdict == "verbatim"


def _verify_no(pasted: Pasted, as_json: bool, given_by: Giving, chosen: Settings) -> bool:
    """Check the receipt of a no; the model is loaded only if a question stands behind it."""
    with ExitStack() as opened:

        @cache
        def asker() -> Asker:
            return opened.enter_context(closing(opening.make_asker(chosen)))

        def answer(asked: ParsedQuestion) -> Answer:
            return asking.answer(asker(), as_typed(asked), chosen.quotes, chosen.quotes)

        again = Again(lambda: asker().sources(), answer)
        verified = absence.verify(chosen.data_dir, pasted, again)
    if as_json:
        _print_json(_no_object(verified))
    else:
        reply = absence.reply(verified, given_by)
        print_reply(reply, Console(highlight=False), speaker(chosen.language))
    return verified.holds


def _no_object(verified: Verified) -> dict[str, object]:
    checked, negative = verified.checked, verified.checked.negative
    filters = negative.filters
    return {
        "standing": checked.verdict,
        "outcome": negative.silence,
        "day": negative.day.isoformat(),
        "generation": negative.generation,
        "articles": negative.articles,
        "paragraphs": negative.paragraphs,
        "threshold": negative.bar / 1000,
        "filters": [] if filters is None else list(filters.names),
        "since": checked.since,
        "live": checked.live,
        "changes": asdict(checked.changes),
        "nearest": None if checked.nearest is None else str(checked.nearest[0]),
        "question": verified.match,
        "again": _again_object(verified, checked.live),
    }


def _again_object(verified: Verified, live: int | None) -> dict[str, object] | None:
    """Lay out what the live corpus says to the question, or of the quotation, that was pasted."""
    if verified.quotation is not None:
        return _quotation_object(verified.quotation)
    if verified.answer is None or live is None:
        return None
    given_by = Giving(live, date.today())
    quotes = [ranked.quote for ranked in verified.answer.quotes]
    return {
        "outcome": verified.answer.outcome,
        "quotes": [
            {"receipt": str(given_by.receipt(quote)), "text": quote.text} for quote in quotes
        ],
    }


def _draft(written: str) -> str | None:
    """Read the text of a draft; `None` if what was written names no file of a known format."""
    path = Path(written)
    if path.suffix.lower() not in SUFFIXES or "\n" in written:
        return None
    if not path.is_file():
        raise BadQuestion(
            f"there is no file {written}; check the path, or put a quotation in quotes"
        )
    return read.read_draft(path)


def _print_draft(
    checked: CheckedDraft, form: str, name: str, given_by: Giving, speak: Speak
) -> bool:
    if form == "json":
        _print_json(
            {
                "quotations": [
                    {"line": found.line, **_quotation_object(verdict)}
                    for found, verdict in checked.quotations
                ],
                "too_short": checked.too_short,
            }
        )
    elif form == "csv":
        click.echo(report.write_csv(checked, given_by, speak), nl=False)
    elif form == "html":
        click.echo(report.write_page(checked, name, given_by, speak))
    else:
        print_reply(checking.draft_reply(checked), Console(highlight=False), speak)
    return all(verdict.verdict == "verbatim" for _, verdict in checked.quotations)


def _quotation_object(checked: CheckedQuotation) -> dict[str, object]:
    return {
        "quotation": checked.quotation.text,
        "verdict": checked.verdict,
        "count": checked.count,
        "passages": [_quote_object(quote) for quote in checked.passages],
        "differences": [asdict(difference) for difference in checked.differences],
        "ignored": list(checked.ignored),
        "speaker": checked.speaker,
        "claimed": checked.claimed,
    }


def _quote_object(quote: Quote | None) -> dict[str, object] | None:
    return None if quote is None else {"text": quote.text, "citation": asdict(quote.citation)}


def _print_json(laid_out: dict[str, object]) -> None:
    click.echo(json.dumps(laid_out, ensure_ascii=False))
