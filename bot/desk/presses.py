"""A button under an answer -> what it shows, sliced from the revisions that were quoted."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from bot.desk.links import PageLink
from bot.desk.memory import ChatStore, Given, Place, Report, kept_at, quote_at
from bot.desk.wording import (
    REASONS,
    ROOM_UNANSWERED,
    Giving,
    Rows,
    answer_rows,
    brief_block,
    brief_blocks,
    characters,
    citation_words,
    cite_once,
    outcome_words,
    page_rows,
    quote_rows,
    reason_words,
    searched_words,
    sources_rows,
    standing_words,
)
from bot.replies import (
    Block,
    Button,
    Gave,
    Press,
    Pressed,
    Reply,
    Say,
    Served,
    ShowQuote,
    ShowSource,
)
from bot.sentences.say import Joined, Sentence, sentence
from index.errors import GenerationRefused
from index.records import KeptArticle, Quote, RankedQuote, Span
from index.search.asker import Asker
from index.text.quoting import check_quote

_CONTEXT_REACH = 1  # paragraphs shown before and after a quote's own


@dataclass(frozen=True, slots=True)
class PressedAnswer:
    """An answer under which a button was pressed: its places, and how it was given.

    `given` and `given_by` are `None` for an answer of an earlier version. At most `most` quotes are
    shown at once.
    """

    press: Press
    places: tuple[Place, ...]
    given: Given | None
    most: int
    given_by: Giving | None = None
    page_link: PageLink | None = None

    def page_of(self, receipt: str) -> str:
        """Link to the page of a receipt; whoever presses in a chat of their own is logged in."""
        person = self.press.person if self.press.is_private else None
        return "" if self.page_link is None else self.page_link(person, receipt)

    def gave(self, live: int) -> Gave | None:
        """Tell what gave the quotes, and that the reply says what `live` has made of them."""
        return None if self.given_by is None else self.given_by.gave(known=live)

    @property
    def numbers(self) -> range:
        """The numbers of the quotes in the message with the button."""
        number = self.press.number
        if self.given is None:
            return range(number, number + 1)
        return self.given.numbers_beside(number)


def pressed(asker: Asker, store: ChatStore, on: PressedAnswer, now: float) -> Pressed:
    """Do what the button says; raises `GenerationRefused` where the store has the text no more."""
    if on.press.kind == "more":
        return Pressed(served=_more(asker, store, on, now))
    if on.press.kind == "back":
        return Pressed(served=_again(asker, on), in_place=True)
    if on.press.kind == "sources":
        return Pressed(served=_sources(asker, on), in_place=True)
    place = on.places[on.press.number - 1]
    if on.press.kind == "wrong":
        return _called_wrong(store, on, _as_answered(asker, place), now)
    kept = kept_at(place, asker)
    ranked = quote_at(place, kept.article)
    return _about(asker, on, ranked, kept)


def pressed_report(asker: Asker, store: ChatStore, press: Press, now: float) -> Pressed:
    """Keep why a quote was called wrong, or take it from the moderators' list as settled."""
    number = int(press.token) if press.token.isdecimal() and len(press.token) < 10 else 0
    if press.kind == "why":
        if press.number not in REASONS or not store.explain(number, press.person, press.number):
            return Pressed(notice=sentence("expired"))
        told = Served(Reply((Say(sentence("wrong_because", reason=reason_words(press.number))),)))
        thanks = Served(Reply((Say(sentence("reported")),)))
        return Pressed(served=thanks, in_place=True, for_moderators=told)
    if press.role != "moderator" or not press.is_private:
        return Pressed(notice=sentence("only_moderators"))
    report = store.settle(number, now)
    if report is None:
        return Pressed(notice=sentence("settled_before"))
    shown = _reported_quote(asker, report.place)
    told = Served(Reply((Say(sentence("wrong_settled")), *shown)))
    done = Served(Reply((Say(sentence("settled")), *shown)))
    return Pressed(served=done, in_place=True, for_reporter=(report.person, told))


def word_report(asker: Asker, report: Report) -> Served:
    """Show moderators a quote that was called wrong on the page, and why."""
    why = () if report.reason is None else (reason_words(report.reason),)
    because = [Say(sentence("wrong_because", reason=reason)) for reason in why]
    shown = _reported_quote(asker, report.place)
    return Served(Reply((*shown, *because)), (settle_row(report.id),))


def settle_row(report_id: int) -> tuple[Button, ...]:
    """Make the button under a reported quote that takes it from the moderators' list."""
    return (Button("settle", str(report_id), 1),)


def _called_wrong(store: ChatStore, on: PressedAnswer, wrong: ShowQuote, now: float) -> Pressed:
    """Put a quote on the moderators' list, show it to them, and ask why it is wrong."""
    place, person = on.places[on.press.number - 1], on.press.person
    try:
        is_new = store.report(person, place, now)
    except sqlite3.Error:  # a full disk
        return Pressed(sentence("not_kept"))
    if not is_new:
        return Pressed(sentence("reported_before"))
    report = store.reported(person, place)
    number = 0 if report is None else report.id
    shown = Served(Reply((wrong,)), (settle_row(number),))
    if not on.press.is_private:
        return Pressed(sentence("reported"), for_moderators=shown)
    rows = tuple(
        (Button("why", str(number), reason, label=reason_words(reason)),) for reason in REASONS
    )
    asks = Served(Reply((Say(sentence("wrong_why")),)), rows)
    return Pressed(sentence("reported"), asks, for_moderators=shown)


def _reported_quote(asker: Asker, place: Place) -> tuple[Block, ...]:
    try:
        return (_as_answered(asker, place),)
    except GenerationRefused:
        return ()


def _as_answered(asker: Asker, place: Place) -> ShowQuote:
    """Show a quote as the answer did; raises `GenerationRefused` where its text is lost."""
    article = kept_at(place, asker).article
    return brief_block(asker.in_brief(article, quote_at(place, article)))


def _about(asker: Asker, on: PressedAnswer, ranked: RankedQuote, kept: KeptArticle) -> Pressed:
    """Show the citation, the source or the paragraphs around a quote."""
    kind, number = on.press.kind, on.press.number
    part = asker.in_brief(kept.article, ranked).part
    if kind == "copy":
        cited = Say(citation_words(ranked.quote.citation))
        heading = Say(sentence("citation", number=number))
        receipt = _receipts(on, {number: part})
        return Pressed(served=Served(Reply((heading, *standing(kept), cited, *receipt))))
    if kind == "context":
        heading, shown = Say(sentence("context", number=number)), _around(asker, ranked.quote, kept)
    else:
        heading = Say(sentence("source", number=number))
        shown = (*_source(kept), *_receipts(on, {number: part}), *_searched(on))
    rows = quote_rows(part, on.press.token, number, kind, on.given_by, has_back=on.press.is_private)
    if kind == "source":
        rows = (*_pages(on, {number: part}), *rows)
    reply = Reply((heading, *standing(kept), *shown))
    return Pressed(served=Served(reply, rows), in_place=True)


def standing(kept: KeptArticle) -> tuple[Block, ...]:
    """Tell what became of a text that was quoted, unless it is live."""
    words = standing_words(kept)
    return () if words is None else (Say(words),)


def _more(asker: Asker, store: ChatStore, on: PressedAnswer, now: float) -> Served:
    """Show the following quotes of an answer, except those of articles that were withdrawn."""
    press, following = on.press, on.press.number
    live = asker.searched().generation
    blocks: list[Block] = [Say(sentence("more"))]
    shown: dict[int, Quote] = {}
    for number, place in enumerate(on.places[press.number - 1 :][: on.most], press.number):
        kept = kept_at(place, asker)
        own: list[Block] = [*standing(kept)]
        if kept.became != "withdrawn":
            brief = asker.in_brief(kept.article, quote_at(place, kept.article))
            own += brief_blocks((brief,), number)
            if shown and characters(cite_once([*blocks, *own])) > ROOM_UNANSWERED:
                break
            shown[number] = brief.part
        blocks += own
        following = number + 1
    if on.given is not None and following - 1 not in on.given.ends:
        so_far = replace(on.given, ends=(*on.given.ends, following - 1))
        with suppress(sqlite3.Error):  # a full disk: only going back shows less
            store.keep_given(press.token, press.chat, press.person, so_far, now)
    rows = answer_rows(shown, press.token, following, len(on.places), on.given_by)
    return Served(Reply(cite_once(blocks)), rows, gave=on.gave(live))


def _again(asker: Asker, on: PressedAnswer) -> Served:
    """Show a message of the answer as it was, but for the filters, of which nothing is kept."""
    heading, live = _heading(on), asker.searched().generation
    blocks: list[Block] = [] if heading is None else [Say(heading)]
    shown: dict[int, Quote] = {}
    for number, kept in _kept(asker, on):
        blocks += standing(kept)
        if kept.became != "withdrawn":
            brief = asker.in_brief(kept.article, quote_at(on.places[number - 1], kept.article))
            blocks += brief_blocks((brief,), number)
            shown[number] = brief.part
    rows = answer_rows(shown, on.press.token, on.numbers.stop, len(on.places), on.given_by)
    return Served(Reply(cite_once(blocks)), rows, gave=on.gave(live))


def _heading(on: PressedAnswer) -> Sentence | None:
    """Word what stands above the quotes of a message; nothing where they answer."""
    if on.given is None or on.numbers.start > 1:
        return sentence("more")
    return None if on.given.outcome == "answer" else outcome_words(on.given.outcome)


def _sources(asker: Asker, on: PressedAnswer) -> Served:
    """Show the sources of all quotes of a message, each once, and what was searched."""
    heading = sentence("sources_of", numbers=", ".join(map(str, on.numbers)))
    blocks: list[Block] = [Say(heading)]
    quoted: dict[int, Quote] = {}
    for number, kept in _kept(asker, on):
        if _source(kept)[0] not in blocks:
            blocks += (*standing(kept), *_source(kept))
        ranked = quote_at(on.places[number - 1], kept.article)
        quoted[number] = asker.in_brief(kept.article, ranked).part
    rows = sources_rows(on.numbers, on.press.token, has_back=on.press.is_private)
    rows = (*_pages(on, quoted), *rows)
    return Served(Reply((*blocks, *_receipts(on, quoted), *_searched(on))), rows)


def _pages(on: PressedAnswer, quoted: Mapping[int, Quote]) -> Rows:
    link = None if on.page_link is None else on.page_of
    return page_rows(quoted, on.press.token, on.given_by, link)


def _receipts(on: PressedAnswer, quoted: Mapping[int, Quote]) -> tuple[Block, ...]:
    """Word the receipts of quotes, each after its number where there are several."""
    if on.given_by is None:
        return ()
    words = [on.given_by.receipt_words(quote) for quote in quoted.values()]
    if len(words) > 1:
        words = [Joined((str(at), own), ". ") for at, own in zip(quoted, words, strict=True)]
    return tuple(map(Say, words))


def _kept(asker: Asker, on: PressedAnswer) -> Iterator[tuple[int, KeptArticle]]:
    """Read what is kept of the articles that a message quotes, with the numbers of the quotes."""
    for number in on.numbers:
        if number <= len(on.places):
            yield number, kept_at(on.places[number - 1], asker)


def _source(kept: KeptArticle) -> tuple[Block, ...]:
    article = kept.article
    return (ShowSource(article.source, article.revision, article.sha256),)


def _searched(on: PressedAnswer) -> tuple[Block, ...]:
    return () if on.given is None else (Say(searched_words(on.given.searched)),)


def _around(asker: Asker, quote: Quote, kept: KeptArticle) -> tuple[Block, ...]:
    """Show the paragraphs around a quote, in which what was quoted is highlighted."""
    if kept.became == "withdrawn":
        return ()
    around = asker.context(quote.citation, _CONTEXT_REACH)
    for near in around:
        check_quote(near, kept.article)
    return cite_once([ShowQuote(_with_highlight(near, quote)) for near in around])


def _with_highlight(paragraph: Quote, quote: Quote) -> Quote:
    """Highlight in a paragraph what of it answers, or what else of it was quoted."""
    start = quote.citation.start - paragraph.citation.start
    inside = quote.highlight or Span(0, len(quote.text))
    if start < 0 or start + inside.end > len(paragraph.text):
        return paragraph
    return replace(paragraph, highlight=Span(start + inside.start, start + inside.end))
