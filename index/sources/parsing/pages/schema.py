"""What a page says in schema.org's words, as JSON-LD -> the objects that describe an article."""

import html
import json
from collections.abc import Iterator
from dataclasses import dataclass

from index.sources.parsing.pages.seen import Page, names

MOST_OBJECTS = 2_000
"""How many objects are looked at; a page of an archive lists hundreds."""

_ARTICLES = names(
    """article newsarticle analysisnewsarticle askpublicnewsarticle backgroundnewsarticle
    opinionnewsarticle reportagenewsarticle reviewnewsarticle blogposting liveblogposting
    socialmediaposting techarticle scholarlyarticle report satiricalarticle advertisercontentarticle
    discussionforumposting medicalscholarlyarticle"""
)
_PAGES = frozenset({"webpage", "itempage", "articlepage", "newspage"})
# What hangs below these describes the page's own thing; below others (hasPart, itemListElement,
# relatedLink, mentions, isPartOf, comment) something else.
_OWN_BRANCHES = ("@graph", "mainEntity", "mainEntityOfPage")


@dataclass(frozen=True, slots=True)
class Described:
    """An object that describes an article, or the page that it stands on.

    The values are lines as they are written, `authors` the names.
    """

    is_article: bool
    headline: str | None = None
    url: str | None = None
    published: str | None = None
    modified: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None


def read(root: Page) -> tuple[Described, ...]:
    """Return what the page's JSON-LD describes as an article or a page, in page order."""
    found: list[dict[str, object]] = []
    for script in root.iter("script"):
        kind = (script.get("type") or "").lower()
        if kind.startswith("application/ld+json") and script.text:
            found.extend(_objects(_parsed(script.text)))
    known = {str(thing.get("@id")): thing for thing in found if thing.get("@id") and len(thing) > 1}
    described = (_described(thing, known) for thing in found)
    return tuple(thing for thing in described if thing is not None)


def line(value: object) -> str | None:
    """Return a value as one line of text, its references resolved; `None` when it is empty."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    text = " ".join(html.unescape(value).split()) if isinstance(value, str) else ""
    return text or None


def _parsed(text: str) -> object:
    cleaned = text.strip().removeprefix("<!--").removesuffix("-->").strip()
    cleaned = cleaned.removeprefix("//<![CDATA[").removesuffix("//]]>").strip().rstrip(";")
    try:
        return json.loads(cleaned, strict=False)
    except (ValueError, RecursionError):
        return None


def _objects(parsed: object) -> Iterator[dict[str, object]]:
    waiting, seen = [parsed], 0
    while waiting and seen < MOST_OBJECTS:
        thing, seen = waiting.pop(0), seen + 1
        if isinstance(thing, list):
            waiting.extend(thing)
        elif isinstance(thing, dict):
            yield thing
            waiting.extend(thing[branch] for branch in _OWN_BRANCHES if branch in thing)


def _described(thing: dict[str, object], known: dict[str, dict[str, object]]) -> Described | None:
    types = _types(thing)
    if not types & (_ARTICLES | _PAGES):
        return None
    return Described(
        is_article=bool(types & _ARTICLES),
        headline=line(thing.get("headline")) or line(thing.get("name")),
        url=_url(thing),
        published=line(thing.get("datePublished")),
        modified=line(thing.get("dateModified")),
        authors=tuple(_names(thing.get("author") or thing.get("creator"), known)),
        publisher=next(_names(thing.get("publisher"), known), None),
    )


def _types(thing: dict[str, object]) -> set[str]:
    given = thing.get("@type")
    names = given if isinstance(given, list) else [given]
    return {str(name).rpartition("/")[2].lower() for name in names}


def _url(thing: dict[str, object]) -> str | None:
    place = thing.get("mainEntityOfPage")
    own = place.get("@id") or place.get("url") if isinstance(place, dict) else place
    return line(thing.get("url")) or line(own)


def _names(given: object, known: dict[str, dict[str, object]]) -> Iterator[str]:
    for person in given if isinstance(given, list) else [given]:
        if isinstance(person, dict) and "name" not in person:
            person = known.get(str(person.get("@id")), person)
        if name := line(person):
            yield name
