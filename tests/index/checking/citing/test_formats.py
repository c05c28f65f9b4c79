import pytest
from fakes.files.cited import SAID, cited

from index.checking.citing import formats
from index.checking.citing.formats import FORMS, Form


@pytest.mark.parametrize("form", FORMS)
def test_each_form_holds_the_words_and_the_receipt_and_ends_its_last_line(form: Form) -> None:
    held = cited()
    written = formats.write(form, [held])
    assert SAID in written
    assert held.receipt in written
    assert written.endswith("\n")


def test_each_form_has_a_file_name_of_its_own() -> None:
    assert len({formats.suffix(form) for form in FORMS}) == len(FORMS)


def test_media_types_are_those_that_others_know() -> None:
    assert formats.media_type("jsonld") == "application/ld+json"
    assert formats.media_type("csl") == "application/vnd.citationstyles.csl+json"
