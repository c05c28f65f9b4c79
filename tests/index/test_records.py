import json

from index.records import RECORDED, Source, source_json

SOURCE = Source("a", "a.txt", title="Їжак «1»", published="2024-06")


def test_a_source_is_read_as_it_was_written() -> None:
    assert Source(**json.loads(source_json(SOURCE))) == SOURCE


def test_the_json_of_a_source_holds_every_field_in_order() -> None:
    assert source_json(SOURCE) == (
        '{"id": "a", "origin": "a.txt", "title": "Їжак «1»", "outlet": null, "author": null,'
        ' "published": "2024-06", "url": null, "language": null, "note": null}'
    )


def test_what_moderators_record_are_the_fields_that_no_text_determines() -> None:
    assert RECORDED == ("title", "outlet", "author", "published", "url", "language", "note")
