"""The date of an article, from where its page declares it; what may be wrong is passed over.

What declares it: schema.org's description of the article itself, the metas of its publication, and
a date that its head marks as one. A meta that is only called "date" counts where the head shows the
same day, as many pages put the day of a change or of the visit there. Where these name days that
differ by more than a time zone, or only a moment near midnight of a zone that is not the outlet's,
the day is left unknown; so it is where the head shows its reader no day but others.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from index.records import Remark
from index.sources.parsing.pages import dates
from index.sources.parsing.pages.dates import Moment
from index.sources.parsing.pages.schema import Described
from index.sources.parsing.pages.seen import WAS, Page, text_of

_PUBLISHED_METAS = (
    "article:published_time", "og:article:published_time", "article:published", "og:pubdate",
    "datepublished", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created",
    "article.published", "parsely-pub-date", "sailthru.date", "citation_publication_date",
    "citation_online_date", "pubdate", "publishdate", "publish-date", "publish_date",
    "publication_date", "publicationdate", "published", "article_date_original",
    "cxenseparse:recs:publishtime", "bt:pubdate", "published_time",
)  # fmt: skip
_VAGUE_METAS = ("date", "dc.date", "dc:date", "dcterms.date", "datecreated", "timestamp",
                "release_date", "analyticsattributes.articledate")  # fmt: skip
_MODIFIED_METAS = (
    "article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "last-modified",
    "dc.date.modified", "article:modified", "revision_date",
)  # fmt: skip
_DATE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:(?:pub(?:lish(?:ed)?)?|post(?:ed)?|entry|article|story|news|create[d]?)?[-_]?"
    r"(?:date|datum|time|timestamp|day)|published|publication|posted|dateline|datum|fecha|data|meta"
    r"|post-?meta|submitted|created|info|byline|dt-published|datepublished)(?:$|[\s_-])",
    re.IGNORECASE,
)
_PUBLISHED_CLASS = re.compile(r"(?:^|[\s_-])published(?:$|\s)", re.IGNORECASE)
_MODIFIED_NAME = re.compile(r"modif|updat|revis|aktualis|edit", re.IGNORECASE)
_ELSEWHERE_NAME = re.compile(
    r"(?:^|[\s_-])(?:comments?|respond|related|recommend\w*|sidebar|teasers?|cards?|more|also|promo\w*"
    r"|popular|latest|footer|events?|next|read-?next|trending|recent|archive|calendar|ticker|most"
    r"|breaking|slider|carousel|latest-?news|widget)(?=$|[\s_-])",
    re.IGNORECASE,
)
_OF_A_CHANGE = re.compile(
    r"updat|modif|edit|revis|corrected|aktualis|actuali|geändert|stand\b|обновл|изменен|оновл|змінен"
    r"|aggiorn|zaktual|päivit|mis\s+à\s+jour",
    re.IGNORECASE,
)
_OF_PUBLICATION = re.compile(
    r"publi|post(?:ed|ato)|veröff|erschien|erstellt|created|written|filed|опубл|размещ|добавл|дата|date"
    r"|pubbl|geplaatst|julkaist|datum",
    re.IGNORECASE,
)
_ENDS_PROSE = re.compile(r"^(?:\.|[\w,;–—(][^|·•]*[.!?])\Z")
_DAY_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)/(\d\d?)/(\d\d?)/")
_SHORT_YEAR = re.compile(r"^(\d\d)\.(\d\d)\.(\d\d)$")
_LONGEST_DATE = 60  # characters; more are prose
_MOST_REMARKS = 3


@dataclass(frozen=True, slots=True)
class When:
    """The date of an article, as far as it is certain, and what was passed over."""

    published: str | None
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Stated:
    """What a page states of the moment of publication: for certain, vaguely, and in its head.

    `shown` are dates that the head marks as such, `seen` those that its reader sees there;
    `address` are the year, the month and the day in the page's address.
    """

    certain: tuple[str, ...]
    vague: tuple[str, ...]
    shown: tuple[str, ...]
    seen: tuple[str, ...]
    modified: str | None
    address: tuple[str, ...] = ()


def read(stated: Stated, language: str | None) -> When:
    """Return the date of an article, as its page states it."""
    certain = _moments(stated.certain)
    shown = _moments(stated.shown)
    published = _agreed(certain, shown, language) if certain else _shown(stated, shown)
    if published and _is_denied(published, stated):
        published = None
    return When(published, tuple(_remarks(published, stated)))


def stated(
    metas: dict[str, str],
    described: tuple[Described | None, Described | None],
    microdata: Sequence[tuple[Page, str]],
    head: Sequence[Page],
    holders: Sequence[Page],
) -> Stated:
    """Gather what a page states: in its metas, in schema.org's words, and in the article's head.

    `described` are the article and the page as JSON-LD describes them.
    """
    own, page = described
    scopes = [*_scopes(holders)]
    certain = [own.published if own else None, *(metas.get(name) for name in _PUBLISHED_METAS)]
    certain += [text for scope, text in microdata if scope in scopes]
    vague = [*(metas.get(name) for name in _VAGUE_METAS), page.published if page else None]
    day = _DAY_IN_ADDRESS.search(metas.get("og:url", ""))
    modified = [own.modified if own else None, *(metas.get(name) for name in _MODIFIED_METAS)]
    modified += _changed(head)
    return Stated(
        tuple(text for text in certain if text),
        tuple(text for text in vague if text),
        tuple(_marked(head)) or tuple(_published_inside(holders)),
        tuple(_seen(head)),
        next((found for text in modified if text and (found := dates.read(text))), None),
        day.groups() if day else (),
    )


def is_elsewhere(element: Page) -> bool:
    """Tell whether an element holds a comment, a card of another article or a part of the page."""
    if element.tag in ("aside", "nav", "footer"):
        return True
    classes, own_id = element.get("class"), element.get("id")
    return bool(
        (classes and element.tag not in ("body", "html") and _ELSEWHERE_NAME.search(classes))
        or (own_id and _ELSEWHERE_NAME.search(own_id))
    )


def _moments(texts: Sequence[str]) -> list[Moment]:
    return [moment for text in texts if (moment := dates.moment(text))]


def _agreed(certain: Sequence[Moment], shown: Sequence[Moment], language: str | None) -> str | None:
    """Return the day that all certain moments are on, in the outlet's zone where that is told."""
    days = sorted(moment.day for moment in certain)
    if _days_between(days[0], days[-1]) > 1:
        return None
    sure = {moment.day for moment in certain if not moment.is_doubtful(language)}
    if len(sure) > 1:  # no zone parts these
        sure &= {moment.day for moment in shown}
        return sure.pop() if len(sure) == 1 else None
    local = [moment.day for moment in certain if not moment.is_utc]
    if local:
        return local[0]
    shown_there = {moment.day for moment in shown if not moment.is_utc}
    near = {day for day in shown_there if abs(_days_between(day, days[0])) <= 1}
    if len(near) == 1:
        return near.pop()
    first = certain[0]
    return first.month if first.is_doubtful(language) else first.day


def _shown(stated: Stated, shown: Sequence[Moment]) -> str | None:
    """Return the day that the head shows, if it is one, or that of a vague meta it confirms."""
    days = {moment.day for moment in shown}
    if len(days) == 1 and days >= {moment.day for moment in _moments(stated.seen)}:
        return days.pop()
    confirmed = [moment.day for moment in _moments(stated.vague) if moment.day in days]
    return confirmed[0] if confirmed else None


def _is_denied(published: str, stated: Stated) -> bool:
    """Tell whether the page's address is of another day, or its reader sees only other days."""
    days = {moment.day for moment in _moments(stated.seen)}
    if days and not any(day.startswith(published) for day in days):
        return True
    address = dates.moment("-".join(stated.address)) if stated.address else None
    is_whole = len(published) == len("2024-06-30")
    return address is not None and is_whole and abs(_days_between(published, address.day)) > 1


def _days_between(first: str, second: str) -> int:
    return (date.fromisoformat(second) - date.fromisoformat(first)).days


def microdata(root: Page) -> Iterator[tuple[Page, str]]:
    """Yield each date of publication in microdata, with the element of what it is the date of."""
    for part in root.iter("*"):
        if "datePublished" in (part.get("itemprop") or "").split():
            scope = next(_scopes_above(part), None)
            if scope is not None and (text := _written(part)):
                yield scope, text


def _scopes(holders: Sequence[Page]) -> Iterator[Page]:
    kinds = ("Article", "Posting", "Report")
    for scope in _scopes_above(holders[0]) if holders else ():
        if any(kind in (scope.get("itemtype") or "") for kind in kinds):
            yield scope
            return


def _scopes_above(part: Page) -> Iterator[Page]:
    return (above for above in part.iterancestors() if above.get("itemscope") is not None)


def _marked(head: Sequence[Page]) -> Iterator[str]:
    """Yield the dates that the head of the article marks as such, by element or by class."""
    for element in head:
        named = " ".join(element.get(name) or "" for name in ("class", "itemprop", "id"))
        is_marked = _is_time(element) or _DATE_CLASS.search(named) is not None
        if not is_marked or _MODIFIED_NAME.search(named.replace("date updated", "date")):
            continue
        if _is_time(element) and (_OF_A_CHANGE.search(_label(element)) or _is_in_prose(element)):
            continue
        if any(map(_is_time, element.iter("time", "span"))) and not _is_time(element):
            continue  # the times inside it are asked one by one, each with its own label
        if text := _written(element):
            yield text


def _seen(head: Sequence[Page]) -> Iterator[str]:
    """Yield the dates that a reader sees from the headline on, without those of a change."""
    headlines = [at for at, element in enumerate(head) if element.tag == "h1"]
    for element in head[headlines[-1] if headlines else 0 :]:
        for words in (element.text, *(child.tail for child in element)):
            text = " ".join((words or "").split())
            if text and len(text) <= _LONGEST_DATE and not _is_of_a_change(element, text):
                yield _SHORT_YEAR.sub(r"\1.\2.20\3", text)


def _changed(head: Sequence[Page]) -> Iterator[str]:
    """Yield the dates that the head gives as those of a change."""
    for element in head:
        if _is_time(element) and _OF_A_CHANGE.search(_label(element)):
            yield _written(element)


def _label(time: Page) -> str:
    """Return the words right before a time, by which its reader knows what it is the time of."""
    previous = time.getprevious()
    if previous is None:
        parent = time.getparent()
        words = "" if parent is None else parent.text or ""
    else:
        words = previous.tail or ("" if _is_time(previous) else text_of(previous))
    return words if len(words) <= _LONGEST_DATE else ""


def _is_in_prose(time: Page) -> bool:
    """Tell whether a time stands inside a sentence, which may be about any day."""
    tail = " ".join((time.tail or "").split())
    return _ENDS_PROSE.search(tail) is not None and not _OF_PUBLICATION.search(_label(time))


def _is_of_a_change(holder: Page, text: str) -> bool:
    if _is_time(holder) and _OF_A_CHANGE.search(_label(holder)):
        return True
    around = " ".join(text_of(holder).split())
    return _OF_A_CHANGE.search(around if len(around) <= 2 * _LONGEST_DATE else text) is not None


def _published_inside(holders: Sequence[Page]) -> Iterator[str]:
    """Yield the dates that an element of the article, often below its text, calls published."""
    around = (
        next((above for above in holders[0].iterancestors("article")), None) if holders else None
    )
    for element in () if around is None else around.iter("time", "span", "abbr"):
        if _PUBLISHED_CLASS.search(element.get("class") or "") and not any(
            map(is_elsewhere, element.iterancestors("aside", "section", "div", "nav"))
        ):
            yield _written(element)


def _is_time(element: Page) -> bool:
    return "time" in (element.tag, element.get(WAS))


def _written(element: Page) -> str:
    """Return the date that an element gives for machines, else the one that readers see."""
    for name in ("datetime", "content", "title"):
        given = element.get(name) or ""
        if dates.moment(given):
            return str(given)
    text = " ".join(text_of(element).split())
    return text if len(text) <= _LONGEST_DATE else ""


def _remarks(published: str | None, stated: Stated) -> Iterator[Remark]:
    if stated.modified and stated.modified != published:
        yield Remark("modified", detail=stated.modified)
    if published and len(published) == len("2024-06-30"):
        return
    texts = dict.fromkeys((*stated.certain, *stated.vague, *stated.shown))
    said = [text for text in texts if dates.moment(text) or dates.is_ambiguous(text)]
    for text in said[:_MOST_REMARKS]:
        yield Remark("passed_over", detail=f"published: {text[:_LONGEST_DATE]}")
