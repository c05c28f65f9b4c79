"""Which address shows what, and to whom: strangers see the page to log in, whatever they ask for.

Nothing that is asked is written down or logged. All work on the index is the desks', in threads of
their own.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address
from math import ceil
from pathlib import Path
from time import monotonic

from aiohttp import web

from bot.desk import information
from bot.desk.desk import Desk
from bot.desk.links import no_page, receipt_page
from bot.desk.wording import refused_words
from bot.people import passes
from bot.people.book import QuestionLimit
from bot.people.passes import LoginCodes
from bot.sentences.say import Words, sentence
from bot.serving.workers import DeskWorker
from bot.web import conversing, receipts, replies, requests
from bot.web.pages import Pages, View
from bot.web.receipts import ReceiptPage
from bot.web.records import Answered, Asker
from bot.web.requests import COOKIE, BadForm
from bot.web.sessions import Sessions, Visitor
from index.checking.absence import negatives
from index.checking.absence.negatives import Pasted
from index.checking.citing import formats
from index.errors import BadQuestion, BadReceipt, PullquoteError
from index.store.file import state_of

TRIES = 20  # of codes and links in five minutes, from one address
TRIES_OF_ALL = 200  # the same from everywhere: no crowd may guess for long
PAGES = 600  # that one person may open in five minutes
BUSY_SECONDS = 30.0  # to answer; a question takes a tenth of a second
_EVERYBODY = "everybody"
_MOST_DIGITS = 9

_log = logging.getLogger("pullquote.web")

Show = Callable[[web.Request, Visitor], Awaitable[web.Response]]


@dataclass(frozen=True, slots=True)
class Limits:
    """How often somebody may ask, open a page, and try to log in."""

    questions: QuestionLimit
    pages: QuestionLimit
    tries: QuestionLimit
    all_tries: QuestionLimit


def make_limits(questions: int) -> Limits:
    """Make the limits; so many questions may one person ask in five minutes."""
    return Limits(
        questions=QuestionLimit(questions, monotonic),
        pages=QuestionLimit(PAGES, monotonic),
        tries=QuestionLimit(TRIES, monotonic),
        all_tries=QuestionLimit(TRIES_OF_ALL, monotonic),
    )


@dataclass(frozen=True, slots=True)
class Site:
    """Answers requests. For the event loop's thread, on which the books of people are read.

    `address` is where people reach it; `key` signs links; `otherwise` is the language of whoever
    asks for none of ours.
    """

    worker: DeskWorker[Desk]
    data: Path
    sessions: Sessions
    limits: Limits
    key: bytes
    address: str
    otherwise: str
    pages: Pages
    clock: Callable[[], float]

    def routes(self) -> list[web.RouteDef]:
        """List the routes; whatever is none of these is no page."""
        return [
            web.get("/robots.txt", self._guard(_robots)),
            web.get("/login", self._guard(self._show_login)),
            web.post("/login", self._guard(self._log_in)),
            web.get("/in/{pass}", self._guard(self._open_link)),
            web.get("/in/{pass}/{receipt}", self._guard(self._open_link)),
            web.get("/", self._guard(self._inside(self._show_form))),
            web.post("/ask", self._guard(self._inside(self._ask))),
            web.post("/press", self._guard(self._inside(self._press))),
            web.post("/wrong", self._guard(self._inside(self._call_wrong))),
            web.post("/logout", self._guard(self._inside(self._log_out))),
            web.get("/sources", self._guard(self._inside(self._list_sources))),
            web.get("/articles/{id}/{revision}", self._guard(self._inside(self._show_article))),
            web.get("/q/{receipt}", self._guard(self._inside(self._lead_to_quote))),
            web.get("/quotes/{receipt}", self._guard(self._inside(self._show_quote))),
            web.get("/no/{receipt}", self._guard(self._inside(self._show_no))),
            web.post("/no/{receipt}", self._guard(self._inside(self._ask_again))),
            web.route("*", "/{elsewhere:.*}", self._guard(self._inside(self._show_nothing))),
        ]

    def page_of(self, receipt: str) -> str:
        """Return the address of the page of a receipt."""
        return receipt_page(self.address, receipt)

    def _guard(
        self, answer: Callable[[web.Request], Awaitable[web.Response]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """Answer in time, and with one page where that fails."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            try:
                async with asyncio.timeout(BUSY_SECONDS):
                    return await answer(request)
            except BadForm:
                view = View(requests.preferred_language(request, self.otherwise))
                return self._said(view, sentence("web_bad_form"), 400)
            except (PullquoteError, sqlite3.Error, OSError, TimeoutError) as error:
                # Its class alone: an error may hold what was asked.
                _log.warning("a page could not be made: %s", type(error).__name__)
                view = View(requests.preferred_language(request, self.otherwise))
                return self._said(view, sentence("broken"), 503)

        return guarded

    def _inside(self, show: Show) -> Callable[[web.Request], Awaitable[web.Response]]:
        """Show something to whoever is logged in, and to strangers the page to log in."""

        async def answer(request: web.Request) -> web.Response:
            visitor = self._visitor(request)
            if visitor is None:
                return self._login_page(request, 403)
            if self.limits.pages.count(visitor.person) != "allowed":
                return self._said(self._view(request, visitor), sentence("web_too_fast"), 429)
            return await show(request, visitor)

        return answer

    def _visitor(self, request: web.Request) -> Visitor | None:
        token = request.cookies.get(COOKIE)
        return None if token is None else self.sessions.visitor(token)

    def _view(self, request: web.Request, visitor: Visitor | None = None) -> View:
        """Choose the language: that of a person's chat, or of their browser."""
        spoken = "" if visitor is None else visitor.language
        return View(spoken or requests.preferred_language(request, self.otherwise), visitor)

    def _said(self, view: View, words: Words, status: int) -> web.Response:
        return self._page(self.pages.message(view, words), status)

    def _page(self, html: str, status: int = 200) -> web.Response:
        return replies.page(html, self.pages.style, status)

    def _login_page(
        self, request: web.Request, status: int, problem: Words | None = None, path: str = ""
    ) -> web.Response:
        wanted = requests.local_path(path or request.path)
        return self._page(self.pages.login(self._view(request), wanted, problem), status)

    async def _show_login(self, request: web.Request) -> web.Response:
        return self._login_page(request, 200)

    async def _log_in(self, request: web.Request) -> web.Response:
        """Log in whoever knows a code, however many are guessed."""
        form = await requests.read_form(request)
        path = requests.local_path(form.get("path", "/"))
        if not requests.is_from_here(request) or self._is_guessing(request):
            return self._login_page(request, 429, sentence("web_wait"), path)
        token = self._begin_with_code(form.get("code", ""))
        if token is None:
            return self._login_page(request, 403, sentence("web_wrong_code"), path)
        return self._begun(token, path)

    def _begin_with_code(self, code: str) -> str | None:
        for people in self.sessions.books.values():
            person = None if people.file.problem else LoginCodes(people).take(code)
            if person is not None:
                return self.sessions.begin(person)
        return None

    async def _open_link(self, request: web.Request) -> web.Response:
        """Log in whoever has a link that was signed here, and show what it leads to."""
        receipt = request.match_info.get("receipt", "")
        person = passes.holder(self.key, request.match_info["pass"], self.clock())
        token = None
        if person is not None and not self._is_guessing(request):
            token = self.sessions.begin(person)
        path = _page_path(receipt) if receipt else "/"
        if token is not None:
            return self._begun(token, path)
        if self._visitor(request) is not None:  # an old link, and they have logged in since
            return replies.elsewhere(requests.local_path(path))
        return self._login_page(request, 403, path="/")

    def _begun(self, token: str, path: str) -> web.Response:
        leading = replies.elsewhere(requests.local_path(path))
        return replies.with_session(leading, token, is_secure=self._is_secure)

    def _is_guessing(self, request: web.Request) -> bool:
        """Count a try to log in; tell whether there were too many, from here or from everywhere.

        Behind a proxy all come from one address, which is no sign then.
        """
        tried = [self.limits.all_tries.count(_EVERYBODY)]
        if request.remote is not None and not _is_near(request.remote):
            tried.append(self.limits.tries.count(request.remote))
        return any(verdict != "allowed" for verdict in tried)

    @property
    def _is_secure(self) -> bool:
        return self.address.startswith("https:")

    async def _log_out(self, request: web.Request, visitor: Visitor) -> web.Response:
        await self._read_own_form(request, visitor)
        self.sessions.end(request.cookies[COOKIE])
        return replies.without_session(replies.elsewhere("/login"), is_secure=self._is_secure)

    async def _read_own_form(self, request: web.Request, visitor: Visitor) -> Mapping[str, str]:
        """Read a form that was made for this visitor; raises `BadForm` for any other."""
        form = await requests.read_form(request)
        is_own = requests.is_token(form.get("form_token"), visitor.form_token)
        if not is_own or not requests.is_from_here(request):
            raise BadForm
        return form

    async def _show_form(self, request: web.Request, visitor: Visitor) -> web.Response:
        def greet(desk: Desk) -> Answered:
            served = information.start(desk.asker, None)
            return Answered(served, desk.asker.searched())

        return await self._answer(request, visitor, greet, {})

    async def _ask(self, request: web.Request, visitor: Visitor) -> web.Response:
        form = await self._read_own_form(request, visitor)
        receipt = conversing.receipt_in(form.get("question", ""))
        if receipt is not None and len(receipt) < _MOST_DIGITS**2:
            return replies.elsewhere(requests.local_path(f"/quotes/{receipt}#passage"))
        asker = Asker(visitor.person, visitor.role)
        refused = self._refuse_often(visitor)
        if refused is not None:
            return self._said(self._view(request, visitor), refused, 429)
        pasted = negatives.find(form.get("question", ""))
        if pasted is not None:
            return await self._show_checked_no(request, visitor, pasted)
        return await self._answer(
            request, visitor, lambda desk: conversing.ask(desk, asker, form), form
        )

    async def _press(self, request: web.Request, visitor: Visitor) -> web.Response:
        form = await self._read_own_form(request, visitor)
        asker, pressed = Asker(visitor.person, visitor.role), form.get("press", "")
        refused = self._refuse_often(visitor) if conversing.asks(pressed) else None
        if refused is not None:
            return self._said(self._view(request, visitor), refused, 429)
        return await self._answer(
            request, visitor, lambda desk: conversing.press(desk, asker, pressed), form
        )

    async def _call_wrong(self, request: web.Request, visitor: Visitor) -> web.Response:
        """Put the quote of a receipt on the moderators' list, under the name of who reads it."""
        form = await self._read_own_form(request, visitor)
        view, refused = self._view(request, visitor), self._refuse_often(visitor)
        if refused is not None:
            return self._said(view, refused, 429)
        try:
            shown = await self._read(form.get("receipt", ""))
        except BadReceipt:
            return self._said(view, sentence("web_bad_receipt"), 404)
        if shown is None or self._visitor(request) is None:
            return await self._show_nothing(request, visitor)
        cited, written = shown.cited.quote.citation, form.get("reason", "")
        reason = int(written) if written.isdecimal() and len(written) < _MOST_DIGITS else 0
        reporter = (visitor.person, visitor.name)
        words = await self.worker.do(lambda desk: desk.report(reporter, cited, reason))
        return self._said(view, words, 200)

    def _refuse_often(self, visitor: Visitor) -> Words | None:
        """Word how long somebody who asks too often must wait; `None` for others."""
        questions = self.limits.questions
        if questions.count(visitor.person) == "allowed":
            return None
        minutes = ceil(questions.wait_seconds(visitor.person) / 60)
        return sentence("too_many", most=questions.most, minutes=minutes)

    async def _answer(
        self,
        request: web.Request,
        visitor: Visitor,
        work: Callable[[Desk], Answered],
        form: Mapping[str, str],
    ) -> web.Response:
        """Let a desk answer, and show it above the form, unless their role is gone meanwhile."""
        answered, sources = await self.worker.do(lambda desk: (work(desk), desk.asker.sources()))
        if self._visitor(request) is None:
            return self._login_page(request, 403)
        view = self._view(request, visitor)
        return self._page(self.pages.ask(view, sources, answered, form))

    async def _list_sources(self, request: web.Request, visitor: Visitor) -> web.Response:
        words, page = request.query.get("words", ""), request.query.get("page", "1")
        number = int(page) if page.isdecimal() and len(page) < _MOST_DIGITS else 1

        def work(desk: Desk) -> Answered:
            served = information.sources(desk.asker, words[:200], number)
            return Answered(served, desk.asker.searched())

        answered = await self.worker.do(work)
        view = self._view(request, visitor)
        return self._page(self.pages.sources(view, answered, words[:200], number))

    async def _show_article(self, request: web.Request, visitor: Visitor) -> web.Response:
        revision = request.match_info["revision"]
        if not revision.isdecimal() or len(revision) > _MOST_DIGITS:
            return await self._show_nothing(request, visitor)
        article_id, data = request.match_info["id"], self.data
        page = await self.worker.do(
            lambda _: receipts.read_article(data, article_id, int(revision))
        )
        if page is None:
            return await self._show_nothing(request, visitor)
        return self._page(self.pages.article(self._view(request, visitor), page))

    async def _lead_to_quote(self, request: web.Request, visitor: Visitor) -> web.Response:
        """Lead a browser to the passage on the page of a receipt, a program to what it asks for."""
        if requests.asked_form(request) is not None:
            return await self._show_quote(request, visitor)
        receipt = request.match_info["receipt"]
        return replies.elsewhere(requests.local_path(f"/quotes/{receipt}#passage"))

    async def _show_quote(self, request: web.Request, visitor: Visitor) -> web.Response:
        view, form = self._view(request, visitor), requests.asked_form(request)
        receipt = request.match_info["receipt"]
        try:
            shown = await self._read(receipt)
        except BadReceipt:
            return self._said(view, sentence("web_bad_receipt"), 404)
        if shown is None:
            return self._said(view, sentence("receipt_unknown"), 404)
        if form is not None:
            text = formats.write(form, [shown.cited])
            return replies.written(form, text, shown.cited.receipt)
        return self._page(self.pages.receipt(view, shown))

    async def _show_no(self, request: web.Request, visitor: Visitor) -> web.Response:
        pasted = Pasted(request.match_info["receipt"], "")
        return await self._show_checked_no(request, visitor, pasted)

    async def _ask_again(self, request: web.Request, visitor: Visitor) -> web.Response:
        """Check a no with the question that was pasted, which counts as one that is asked."""
        form = await self._read_own_form(request, visitor)
        refused = self._refuse_often(visitor)
        if refused is not None:
            return self._said(self._view(request, visitor), refused, 429)
        pasted = Pasted(request.match_info["receipt"], form.get("question", "").strip())
        return await self._show_checked_no(request, visitor, pasted)

    async def _show_checked_no(
        self, request: web.Request, visitor: Visitor, pasted: Pasted
    ) -> web.Response:
        """Show what became of a no, unless their role is gone meanwhile."""
        view, address = self._view(request, visitor), no_page(self.address, pasted.receipt)
        try:
            shown = await self.worker.do(lambda desk: conversing.check_no(desk, pasted, address))
        except BadReceipt:
            return self._said(view, sentence("web_bad_receipt"), 404)
        except BadQuestion as error:
            return self._said(view, refused_words(error), 400)
        if self._visitor(request) is None:
            return self._login_page(request, 403)
        if shown.verified.checked.verdict == "unknown":
            return self._said(view, sentence("no_unknown"), 404)
        return self._page(self.pages.no(view, shown))

    async def _read(self, receipt: str) -> ReceiptPage | None:
        """Read what a receipt stands for; anew where the corpus changed while it was read."""
        today = datetime.fromtimestamp(self.clock(), UTC).date()

        def read(_: Desk) -> ReceiptPage | None:
            while True:
                before = state_of(self.data)
                shown = receipts.read_receipt(self.data, receipt, today, self.page_of)
                if before == state_of(self.data):
                    return shown

        return await self.worker.do(read)

    async def _show_nothing(self, request: web.Request, visitor: Visitor) -> web.Response:
        return self._said(self._view(request, visitor), sentence("web_no_page"), 404)


async def _robots(_: web.Request) -> web.Response:
    return replies.plain("User-agent: *\nDisallow: /\n")


def _page_path(receipt: str) -> str:
    """Return the path of the page of a receipt: a quote's, opened at the passage, or a no's."""
    is_no = receipt.casefold().startswith("no")
    return f"/no/{receipt}" if is_no else f"/quotes/{receipt}#passage"


def _is_near(remote: str) -> bool:
    """Tell whether an address is of this machine, as a proxy's is."""
    try:
        return ip_address(remote).is_loopback
    except ValueError:
        return False
