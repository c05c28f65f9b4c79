"""What a page says of its article: title, outlet, author, date, link and language. Nothing guessed.

Each is taken from where the page declares it, the most certain place first. What stands beside the
article, in cards of other articles, in comments and in images, is never asked.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.records import Remark
from index.sources.fields import Entry
from index.sources.parsing.pages import bylines, publication, schema
from index.sources.parsing.pages.blocks import letters_of
from index.sources.parsing.pages.schema import Described
from index.sources.parsing.pages.seen import Page, text_of
from index.text.forms import language_tag, web_address

_TITLE_METAS = ("og:title", "twitter:title", "dc.title", "dcterms.title", "citation_title",
                "parsely-title", "sailthru.title")  # fmt: skip
_SITE_METAS = ("og:site_name", "application-name", "citation_journal_title")
_TITLE_PARTS = re.compile(r"\s+[|·•»›:–—-]+\s+|\s*[|»›]\s*")
_FEWEST_LETTERS_IN_TITLE = 4


@dataclass(frozen=True, slots=True)
class Declared:
    """The metas of a page by name, in lower case, and what it describes in schema.org's words."""

    metas: dict[str, str]
    described: tuple[Described, ...]
    canonical: str | None
    language: str | None
    page_title: str | None
    microdata: tuple[tuple[Page, str], ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """The fields of a page, and what was passed over because it may be wrong."""

    entry: Entry
    remarks: tuple[Remark, ...]


def declared(root: Page) -> Declared:
    """Read what a page declares in its head; to be called before anything is taken out of it."""
    metas: dict[str, str] = {}
    for meta in root.iter("meta"):
        content = " ".join((meta.get("content") or "").split())
        for name in ("property", "name", "itemprop"):
            key = (meta.get(name) or "").strip().lower()
            # In the body a meta is microdata of whatever it stands in: a card, a comment.
            if key and content and (name != "itemprop" or meta.getparent().tag == "head"):
                metas.setdefault(key, content)
    title = next((" ".join(text_of(found).split()) for found in root.iter("title")), "")
    language = root.get("lang") or root.get("xml:lang") or metas.get("og:locale")
    return Declared(
        metas,
        schema.read(root),
        _canonical(root, metas),
        language_tag(language),
        title or None,
        tuple(publication.microdata(root)),
    )


def record(told: Declared, head: Sequence[Page], holders: Sequence[Page]) -> Recorded:
    """Return the fields of an article.

    `head` are the elements of the page from its first headline to the first paragraph of the
    article, `holders` those that hold its paragraphs.
    """
    head = _of_article(head, holders)
    own = _own(told, _headlines(head))
    outlet = _outlet(told, own)
    described = (own, _page_described(told))
    stated = publication.stated(told.metas, described, told.microdata, head, holders)
    when = publication.read(stated, told.language)
    return Recorded(
        Entry(
            title=_title(told, own, head, outlet),
            outlet=outlet,
            author=bylines.read(told.metas, own, head, outlet),
            published=when.published,
            url=told.canonical,
            language=told.language,
        ),
        when.remarks,
    )


def _of_article(head: Sequence[Page], holders: Sequence[Page]) -> list[Page]:
    """Leave out of a head what stands beside the article: cards, comments, parts of the page."""
    around = {holders[0], *holders[0].iterancestors()} if holders else set()
    beside: set[Page] = set()
    for element in head:
        if element.getparent() in beside or (
            element not in around and publication.is_elsewhere(element)
        ):
            beside.add(element)
    return [element for element in head if element not in beside]


def _canonical(root: Page, metas: dict[str, str]) -> str | None:
    links = (
        web_address(" ".join((link.get("href") or "").split()))
        for link in root.iter("link")
        if (link.get("rel") or "").lower() == "canonical"
    )
    return next((link for link in links if link), None) or web_address(metas.get("og:url"))


def _headlines(head: Iterable[Page], tags: Sequence[str] = ("h1", "h2")) -> list[str]:
    """Return the headlines above an article as a reader sees them, the largest first."""
    found = [
        (str(element.tag), " ".join(text_of(element).split()))
        for element in head
        if element.tag in tags
    ]
    return [text for _, text in sorted(found, key=lambda pair: pair[0]) if text]


def _own(told: Declared, headlines: Sequence[str]) -> Described | None:
    """Return the description of the article itself; of several, one that names its title or link.

    None of several that differ in what matters and name neither.
    """
    articles = [thing for thing in told.described if thing.is_article]
    titles = [*headlines, told.metas.get("og:title", ""), told.page_title or ""]
    known = {_letters(title) for title in titles if title}
    named = [thing for thing in articles if _names_it(thing, known, told.canonical)]
    if named:
        return next((thing for thing in named if thing.published), named[0])
    silent = [thing for thing in articles if not thing.headline and not thing.url]
    return silent[0] if len(silent) == 1 == len(articles) else None


def _names_it(thing: Described, titles: set[str], canonical: str | None) -> bool:
    if thing.url and canonical and _place(thing.url) == _place(canonical):
        return True
    headline = _letters(thing.headline or "")
    return bool(headline) and any(_is_near(headline, title) for title in titles)


def _page_described(told: Declared) -> Described | None:
    pages = [thing for thing in told.described if not thing.is_article and thing.published]
    return pages[0] if len(pages) == 1 else None


def _is_near(first: str, second: str) -> bool:
    """Tell whether two headlines, their letters alone, are one with more or less of it."""
    shorter, longer = sorted((first, second), key=len)
    return len(shorter) >= _FEWEST_LETTERS_IN_TITLE and (
        shorter in longer or (len(shorter) > 30 and shorter[:30] == longer[:30])
    )


def _place(address: str) -> str:
    bare = address.split("#")[0].split("?")[0].rstrip("/").lower()
    return bare.partition("://")[2].removeprefix("www.") or bare


def _outlet(told: Declared, own: Described | None) -> str | None:
    found = next((told.metas[name] for name in _SITE_METAS if told.metas.get(name)), None)
    name = found or (own.publisher if own else None)
    return None if name is None or web_address(name) else name


def _title(
    told: Declared, own: Described | None, head: Sequence[Page], outlet: str | None
) -> str | None:
    """Choose the headline that a reader sees, if the page also declares it; else the declared."""
    told_titles = list(_declared_titles(told, own, outlet))
    site = _letters(outlet or "")
    for headline in _headlines(head):
        if any(_is_near(_letters(headline), _letters(title)) for title in told_titles):
            return headline
    if told_titles:
        return told_titles[0]
    largest = [text for text in _headlines(head, ("h1",)) if _letters(text) != site]
    return largest[0] if len(largest) == 1 else None


def _declared_titles(told: Declared, own: Described | None, outlet: str | None) -> Iterator[str]:
    """Yield the titles that a page declares, the most certain first, never the site's name."""
    site = _letters(outlet or "")
    candidates = [own.headline if own else None]
    candidates += [told.metas.get(name) for name in _TITLE_METAS]
    candidates.append(told.page_title)
    for title in candidates:
        tidy = schema.line(title)
        if tidy and _letters(tidy) != site:
            yield _without_site(tidy, outlet)


def _without_site(title: str, outlet: str | None) -> str:
    """Take the name of the site off a title's end or beginning.

    >>> _without_site("Bridge falls | The Daily", "The Daily")
    'Bridge falls'
    """
    site = _letters(outlet or "")
    parts = [*_TITLE_PARTS.finditer(title)]
    if not site or not parts:
        return title
    first, last = parts[0], parts[-1]
    if _letters(title[last.end() :]) == site:
        return title[: last.start()]
    return title[first.end() :] if _letters(title[: first.start()]) == site else title


def _letters(text: str) -> str:
    return letters_of(text).casefold()
