"""Quotes as JSON-LD: schema.org's `Quotation`, and annotations as the W3C describes them.

An annotation has two targets: the address, where the words are looked for (with 32 characters
before and after), and the text that was quoted, in which the offsets hold. That text is named by
its digest (RFC 6920), as nobody else can tell what it is.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from uuid import NAMESPACE_URL, uuid5

from index.checking.citing.cited import CitedQuote
from index.records import Source

_SCHEMA = "https://schema.org"
_ANNOTATION = "http://www.w3.org/ns/anno.jsonld"

_Laid = dict[str, object]


def quotations(cited: Sequence[CitedQuote]) -> str:
    """Write quotes as `Quotation` objects; of one alone, the object itself."""
    return _document(_SCHEMA, [quotation(each) for each in cited])


def annotations(cited: Sequence[CitedQuote]) -> str:
    """Write quotes as annotations; of one alone, the object itself."""
    return _document(_ANNOTATION, [annotation(each) for each in cited])


def quotation(cited: CitedQuote) -> _Laid:
    """Lay a quote out as a `Quotation`, without its context.

    Who wrote the words is said of the article: whether its author or somebody else speaks in the
    quote, nobody recorded.
    """
    return _known(
        {
            "@type": "Quotation",
            "@id": cited.page,
            "url": cited.page,
            "identifier": cited.receipt,
            "text": cited.quote.text,
            "inLanguage": cited.quote.citation.source.language,
            "position": cited.quote.citation.paragraph_number,
            "sdDatePublished": cited.day.isoformat(),
            "creativeWorkStatus": cited.standing,
            "expires": cited.since if cited.standing == "withdrawn" else None,
            "isBasedOn": _article(cited),
        }
    )


def annotation(cited: CitedQuote) -> _Laid:
    """Lay a quote out as an annotation, without its context; an id is made where it has no page."""
    selector = {
        "type": "TextQuoteSelector",
        "exact": cited.quote.text,
        "prefix": cited.before,
        "suffix": cited.after,
    }
    place = cited.quote.citation
    position = {"type": "TextPositionSelector", "start": place.start, "end": place.end}
    text: _Laid = {"source": _named(place.text_sha256), "selector": [selector, position]}
    address = place.source.url
    targets = [text] if address is None else [{"source": address, "selector": selector}, text]
    return {
        "id": cited.page or f"urn:uuid:{uuid5(NAMESPACE_URL, cited.receipt)}",
        "type": "Annotation",
        "motivation": "highlighting",
        "body": {"type": "TextualBody", "purpose": "identifying", "value": cited.receipt},
        "target": targets,
    }


def _article(cited: CitedQuote) -> _Laid:
    place = cited.quote.citation
    source = place.source
    return _known(
        {
            "@type": "Article",
            "identifier": place.article_id,
            "headline": source.title,
            "author": _author(source),
            "publisher": _publisher(source),
            "datePublished": source.published,
            "url": source.url,
            "inLanguage": source.language,
            "version": place.revision,
            "encoding": {
                "@type": "MediaObject",
                "encodingFormat": "text/plain; charset=utf-8",
                "sha256": place.text_sha256,
            },
        }
    )


def _author(source: Source) -> _Laid | None:
    """Name the author: a person or several, or an agency, which nobody recorded."""
    return None if source.author is None else {"@type": "Thing", "name": source.author}


def _publisher(source: Source) -> _Laid | None:
    return None if source.outlet is None else {"@type": "Organization", "name": source.outlet}


def _named(digest: str) -> str:
    """Name a text by its digest.

    >>> _named("7f83b1657ff1fc53b92dc18148a1d65dfc2d4b1fa3d677284addd200126d9069")
    'ni:///sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk'
    """
    encoded = urlsafe_b64encode(bytes.fromhex(digest)).decode().rstrip("=")
    return f"ni:///sha-256;{encoded}"


def _known(laid_out: Mapping[str, object]) -> _Laid:
    """Leave out what is unknown."""
    return {name: value for name, value in laid_out.items() if value is not None}


def _document(context: str, objects: Sequence[_Laid]) -> str:
    whole: _Laid = {"@context": context}
    whole |= objects[0] if len(objects) == 1 else {"@graph": list(objects)}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
