import pytest
from fakes.files.articles import refusal, text_of
from fakes.files.pages import POLISH, RUSSIAN, RUSSIAN_IN_ASCII_QUOTES, UKRAINIAN, WESTERN

from index.errors import UnreadableSource
from index.sources.parsing.encodings import decode_page, unreadable_character


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Hé 🦀"),
        ("utf-8-sig", "Hé"),
        ("utf-16", "Hé 🦀"),
        ("utf-32", "Hé"),
        ("utf-16", ""),
        ("cp1251", RUSSIAN),
        ("koi8_r", RUSSIAN_IN_ASCII_QUOTES),
        ("cp866", RUSSIAN_IN_ASCII_QUOTES),
        ("iso8859_5", RUSSIAN_IN_ASCII_QUOTES),
        ("cp1251", UKRAINIAN),
        ("koi8_u", UKRAINIAN),
        ("cp1251", "Привет, мир. Это тест."),
        ("koi8_r", "Привет, мир. Это тест."),
        ("cp1252", WESTERN),
        ("cp1250", POLISH),
        ("iso8859_2", POLISH),
        ("latin_1", "Die Brücke stürzte am Montag früh ein, sagte der Bürgermeister. Größe: 5 m²."),
    ],
)
def test_a_text_is_read_in_the_encoding_it_was_written_in(encoding: str, text: str) -> None:
    assert text_of(".txt", text.encode(encoding)).lstrip("\ufeff") == text


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\xff", "looks like a binary file; if it is a text, save"),
        (b"one\ntwo\x01", "looks like a binary file (U+0001 in line 2); if it is a text, save"),
        ("plain".encode("utf-16-le"), "looks like a binary file (U+0000 in line 1); if it is a"),
        (b"\xff\xfea", "begins as UTF-16 but is damaged at byte "),
        (b"\xed\xa0\x80 is half a pair", "is UTF-8 with damaged characters, the first in line 1"),
        (bytes(range(128, 256)), "is in an unknown encoding or a binary file; save it again as"),
        (b"Br\x9fcke", "is in an unknown encoding or a binary file; save it again"),
        ("Das Café\nschön \xff ä".encode().replace("ÿ".encode(), b"\xff"), "is UTF-8 with"),
    ],
)
def test_what_cannot_be_decoded_for_certain_is_refused(content: bytes, reason: str) -> None:
    assert refusal(".txt", content).startswith(reason)


PARAGRAPH = "<p>Nobody was hurt when the bridge fell, the mayor of the town said.</p>"


def test_a_damaged_byte_costs_a_page_one_character() -> None:
    page = f"<meta charset=utf-8>{PARAGRAPH}<div class=ad>Café</div>".encode()
    damaged = page.replace("é".encode(), b"\xe9")
    assert "bridge fell" in text_of(".html", damaged)
    assert decode_page(damaged).count("\N{REPLACEMENT CHARACTER}") == 1


@pytest.mark.parametrize("label", ["iso8859-1", "latin1", "ISO_8859-1", "ascii", "x-cp1252"])
def test_a_page_is_read_as_browsers_read_the_name_of_its_charset(label: str) -> None:
    page = f"<meta charset={label}><p>{WESTERN}</p>"
    assert text_of(".html", page.encode("cp1252")) == WESTERN


@pytest.mark.parametrize(
    ("named", "written", "text"),
    [
        ("iso-8859-1", "cp1251", RUSSIAN),
        ("windows-1251", "cp1250", POLISH),
        ("iso-8859-1", "cp1250", POLISH),
        ("windows-1251", "koi8_r", RUSSIAN_IN_ASCII_QUOTES),
    ],
)
def test_a_page_that_names_a_wrong_charset_is_read_in_the_right_letters(
    named: str, written: str, text: str
) -> None:
    page = f"<meta charset={named}><p>{text}</p>"
    assert text_of(".html", page.encode(written)) == text


def test_a_page_is_read_in_an_encoding_of_the_language_that_it_names() -> None:
    page = "<html lang=de><p>Die Brücke ist seit dem Montag früh gesperrt, sagte die Polizei.</p>"
    assert "Brücke" in text_of(".html", page.encode("mac_roman"))


def test_control_characters_in_a_page_are_not_drawn_and_many_of_them_are_no_page() -> None:
    assert decode_page(b"<p>It&#146;s a\x01 fall.</p>") == "<p>It’s a fall.</p>"
    with pytest.raises(UnreadableSource, match="looks like a binary file"):
        decode_page(b"GIF89a\x01\x02\x03\x04\x05\x06")


def test_damaged_utf_8_is_named_with_its_line() -> None:
    content = b"Gr\xc3\xbc\xc3\x9fe\nsch\xff\n"
    assert refusal(".txt", content) == (
        "is UTF-8 with damaged characters, the first in line 2; save it again as UTF-8"
    )


def test_a_character_that_commands_a_terminal_is_named() -> None:
    assert unreadable_character("One\n\x9b2J") == "U+009B in line 2"
