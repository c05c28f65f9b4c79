import json
from dataclasses import replace

from fakes.files.cited import SAID, UNKNOWN, cited

from index.checking.citing import linked

PAGE = "https://desk.example/q/pq"


def test_a_quotation_holds_the_words_the_receipt_and_what_is_recorded_of_the_article() -> None:
    held = cited()
    assert json.loads(linked.quotations([held])) == {
        "@context": "https://schema.org",
        "@type": "Quotation",
        "identifier": held.receipt,
        "text": SAID,
        "inLanguage": "en",
        "position": 1,
        "sdDatePublished": "2026-11-26",
        "isBasedOn": {
            "@type": "Article",
            "identifier": "ferry",
            "headline": "Ferry sinks",
            "author": {"@type": "Thing", "name": "A. Mate"},
            "publisher": {"@type": "Organization", "name": "Harbour News"},
            "datePublished": "2024-06-30",
            "url": "https://example.org/ferry",
            "inLanguage": "en",
            "version": 2,
            "encoding": {
                "@type": "MediaObject",
                "encodingFormat": "text/plain; charset=utf-8",
                "sha256": held.quote.citation.text_sha256,
            },
        },
    }


def test_what_is_unknown_is_left_out() -> None:
    laid_out = linked.quotation(cited(source=UNKNOWN))
    assert laid_out.keys() == {
        "@type",
        "identifier",
        "text",
        "position",
        "sdDatePublished",
        "isBasedOn",
    }


def test_a_quote_that_was_withdrawn_says_so() -> None:
    laid_out = linked.quotation(replace(cited(), standing="withdrawn", since="2026-11-30"))
    assert laid_out["creativeWorkStatus"] == "withdrawn"
    assert laid_out["expires"] == "2026-11-30"


def test_an_annotation_selects_by_the_words_at_the_address_and_by_offsets_in_the_text() -> None:
    held = cited()
    words = {
        "type": "TextQuoteSelector",
        "exact": SAID,
        "prefix": "At noon. ",
        "suffix": " Nobody was hurt.",
    }
    at_address, in_text = json.loads(linked.annotations([held]))["target"]
    assert at_address == {"source": "https://example.org/ferry", "selector": words}
    assert in_text["selector"] == [words, {"type": "TextPositionSelector", "start": 9, "end": 24}]
    assert in_text["source"].startswith("ni:///sha-256;")


def test_an_annotation_has_an_id_that_is_the_same_each_time() -> None:
    held = cited()
    made = {str(linked.annotation(held)["id"]) for _ in range(2)}
    assert len(made) == 1
    assert made.pop().startswith("urn:uuid:")
    assert linked.annotation(replace(held, page=PAGE))["id"] == PAGE


def test_several_quotes_are_a_graph_and_none_is_an_empty_one() -> None:
    two = json.loads(linked.annotations([cited(), cited()]))
    assert (two["@context"], len(two["@graph"])) == ("http://www.w3.org/ns/anno.jsonld", 2)
    assert json.loads(linked.quotations([])) == {"@context": "https://schema.org", "@graph": []}
