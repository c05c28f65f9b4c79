from index.sources.fields import Entry
from index.sources.parsing import properties


def test_what_a_program_wrote_into_an_empty_field_is_unknown() -> None:
    assert properties.read_entry("Untitled-1", "Microsoft Office User") == Entry()


def test_a_field_that_cannot_be_printed_is_unknown_and_its_spaces_are_one() -> None:
    assert properties.read_entry("Bridge\n falls", "Ann\x01Lee") == Entry(title="Bridge falls")
