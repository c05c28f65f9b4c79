"""A request -> what it holds: a cookie, the fields of a form, the language and form it asks for."""

import asyncio
import hmac
from collections.abc import Mapping

from aiohttp import web

from bot.sentences.say import LANGUAGES
from index.checking.citing import formats
from index.checking.citing.formats import FORMS, Form

COOKIE = "pullquote"
MOST_BYTES = 32_768  # of a form: a question has a thousand characters, in UTF-8 and percent-encoded
MOST_FIELDS = 20
FORM_SECONDS = 10.0  # to send a form, however slowly
_LONGEST_HEADER = 500  # characters of what a browser accepts that are looked at
_LONGEST_FIELD = 8000


class BadForm(Exception):
    """A form is too long, came too slowly, or is none."""


async def read_form(request: web.Request) -> Mapping[str, str]:
    """Read the fields of a form; raises `BadForm`, also for one in an unknown encoding."""
    if request.content_type != "application/x-www-form-urlencoded":
        raise BadForm
    try:
        async with asyncio.timeout(FORM_SECONDS):
            sent = await request.post()
    except (TimeoutError, ValueError, LookupError, web.HTTPException, ConnectionError):
        raise BadForm from None
    fields = {name: value for name, value in sent.items() if isinstance(value, str)}
    if len(sent) > MOST_FIELDS or any(len(value) > _LONGEST_FIELD for value in fields.values()):
        raise BadForm
    return fields


def is_from_here(request: web.Request) -> bool:
    """Tell whether no other site has sent a form, as far as browsers say so."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")


def is_token(given: str | None, ours: str) -> bool:
    """Tell whether a form holds the token that was made for it."""
    return given is not None and hmac.compare_digest(given.encode(), ours.encode())


def asked_form(request: web.Request) -> Form | None:
    """Return the form of a quote that is asked for, by name or by its media type; `None`: a page.

    Whoever accepts a page, as browsers do, gets one.
    """
    named = request.query.get("format")
    if named is not None:
        return next((form for form in FORMS if form == named), None)
    accepted = request.headers.get("Accept", "")[:_LONGEST_HEADER].casefold()
    if "text/html" in accepted:
        return None
    wanted = [part.split(";")[0].strip() for part in accepted.split(",")]
    found = (
        form
        for media in wanted
        for form in FORMS
        if formats.media_type(form).split(";")[0] == media
    )
    return next(found, None)


def preferred_language(request: web.Request, otherwise: str) -> str:
    """Return the first of the bot's languages that a browser asks for."""
    for part in request.headers.get("Accept-Language", "")[:_LONGEST_HEADER].split(","):
        tag = part.split(";")[0].strip().casefold().split("-")[0]
        if tag in LANGUAGES:
            return tag
    return otherwise


def local_path(written: str) -> str:
    """Return a path of this page, as it may stand in a form; the first page for anything else.

    >>> local_path("/quotes/pq-1"), local_path("//evil.example"), local_path("https://evil.example")
    ('/quotes/pq-1', '/', '/')
    """
    is_ours = written.startswith("/") and not written.startswith(("//", "/\\", "/in/", "/log"))
    is_plain = written.isascii() and written.isprintable() and "\\" not in written
    return written if is_ours and is_plain and len(written) < 400 else "/"
