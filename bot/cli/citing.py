"""Quotes -> one of the forms that other programs read, for the commands that ask and check."""

from collections.abc import Sequence
from datetime import date

import click

from bot.cli import wiring
from bot.cli.settings import Settings
from bot.desk import checking
from bot.desk.links import no_page, receipt_page
from bot.desk.typed.questions import ParsedQuestion, as_typed
from bot.desk.verifying.citable import answer_words
from bot.desk.wording import outcome_words, searched_words
from bot.sentences.say import speaker
from index.checking import receipts
from index.checking.absence.making import NegativeReceipts
from index.checking.checker import Checker
from index.checking.citing import formats
from index.checking.citing.absent import CitedNo, write_no
from index.checking.citing.cited import CitedQuote, PageOf, cite, cite_checked
from index.checking.citing.formats import Form
from index.errors import BadQuestion
from index.records import Answer
from index.search.asker import Asker
from index.sources.parsing.formats import SUFFIXES


def write_answer(asker: Asker, answer: Answer, form: Form, chosen: Settings) -> None:
    """Print the quotes of an answer; what came of the question is said on stderr."""
    page_of = pages(chosen)
    cited = []
    for ranked in answer.quotes[: chosen.quotes]:
        place = ranked.quote.citation
        article = asker.kept(place.article_id, place.revision).article
        generation = answer.searched.generation
        cited.append(cite(ranked.quote, article, generation, date.today(), page_of))
    if answer.outcome == "answer":
        _print(form, cited)
        return
    _write_no(answer, form, chosen)
    if cited:
        _print(form, cited)


def write_checked(
    checker: Checker, written: str, claimed: str | None, form: Form, chosen: Settings
) -> bool:
    """Print the quote of a receipt, or the passages of a quotation; tell whether it is right.

    What is not is said on stderr. Raises `BadQuestion` for a draft, whose table has forms of its
    own.
    """
    if receipts.looks_like_one(written):
        return _write_receipt(checker, written, form, chosen)
    if any(written.lower().endswith(suffix) for suffix in SUFFIXES):
        raise BadQuestion("a draft is printed as --csv, --html or --json; --format is for quotes")
    checked = checker.quotation(written, claimed)
    cited = [
        cite(
            quote,
            checker.article(quote.citation),
            checker.generation.manifest.number,
            date.today(),
            pages(chosen),
        )
        for quote in checked.passages
    ]
    if checked.verdict != "verbatim":
        click.echo(speaker(chosen.language)(checking.verdict_words(checked.verdict)), err=True)
    _print(form, cited)
    return checked.verdict == "verbatim"


def pages(chosen: Settings) -> PageOf | None:
    """Return what names the page of a receipt; `None` where people reach none."""
    address = wiring.web_address(chosen)
    return None if address is None else lambda receipt: receipt_page(address, receipt)


def _write_no(answer: Answer, form: Form, chosen: Settings) -> None:
    """Say on stderr how an answer came out that is none; print its receipt if it has no quotes."""
    speak, today = speaker(chosen.language), date.today()
    if answer.searched.unreached:  # it proves nothing, so that there is no receipt
        came = (outcome_words(answer.outcome), searched_words(answer.searched))
        click.echo("\n".join(map(speak, came)), err=True)
        return
    receipt = NegativeReceipts(chosen.data_dir).of_answer(answer, today)
    sentence = speak(answer_words(answer, receipt, today))
    click.echo(f"{speak(outcome_words(answer.outcome))}\n{sentence}", err=True)
    if answer.quotes:
        return
    page_of = no_pages(chosen)
    asked = as_typed(ParsedQuestion(answer.question, answer.filters))
    page = None if page_of is None else page_of(receipt)
    cited = CitedNo(receipt, asked, answer.outcome, sentence, today, page)
    click.echo(write_no(form, cited), nl=False)


def no_pages(chosen: Settings) -> PageOf | None:
    """Return what names the page of a no; `None` where people reach none."""
    address = wiring.web_address(chosen)
    return None if address is None else lambda receipt: no_page(address, receipt)


def _write_receipt(checker: Checker, written: str, form: Form, chosen: Settings) -> bool:
    checked = checker.receipt(written)
    cited = []
    if checked.quote is not None:
        article = checker.article(checked.quote.citation)
        cited = [cite_checked(checked, checked.quote, article, pages(chosen))]
    if checked.standing != "verified":
        click.echo(speaker(chosen.language)(checking.standing_words(checked)), err=True)
    _print(form, cited)
    return checked.standing == "verified"


def _print(form: Form, cited: Sequence[CitedQuote]) -> None:
    click.echo(formats.write(form, cited), nl=False)
