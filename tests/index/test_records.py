from index.records import RECORDED


def test_what_moderators_record_are_the_fields_that_no_text_determines() -> None:
    assert RECORDED == ("title", "outlet", "author", "published", "url", "language", "note")
