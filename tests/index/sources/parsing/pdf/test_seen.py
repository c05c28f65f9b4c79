"""Only what a reader of the page sees is quoted; what was left out is counted."""

import pytest
from fakes.files.articles import text_of
from fakes.files.drawn import drawn, line
from fakes.files.hostile import stream

from index.records import Remark
from index.sources.parsing import formats

SEEN = line(50, 700, "Nobody was hurt.")
LAYER = "/OCProperties << /OCGs [4 0 R] /D << /OFF [4 0 R] >> >>"
LAYER_AND_GLASS = "/Properties << /L 4 0 R >> /ExtGState << /T << /ca 0 >> >>"
HIDDEN = {
    "white on white": line(50, 650, "He lied.", before="1 g"),
    "of no size": line(50, 650, "He lied.", size=0.1),
    "invisible": line(50, 650, "He lied.", before="3 Tr"),
    "transparent": line(50, 650, "He lied.", before="/T gs"),
    "off the page": line(50, 900, "He lied."),
    "left of the page": line(-300, 650, "He lied."),
    "under a white bar": line(50, 650, "He lied.") + "1 g 40 640 80 20 re f\n",
    "of a hidden layer": "/OC /L BDC" + line(50, 650, "He lied.") + "EMC\n",
    "cut off by its frame": "q 0 0 10 10 re W n" + line(50, 650, "He lied.") + "Q\n",
}


@pytest.mark.parametrize("content", HIDDEN.values(), ids=HIDDEN.keys())
def test_text_that_nobody_sees_is_left_out_and_counted(content: str) -> None:
    read = formats.read(
        ".pdf",
        drawn(
            f"q {content} Q {SEEN}",
            extra=["<< /Type /OCG /Name (Draft) >>"],
            catalog=LAYER,
            resources=LAYER_AND_GLASS,
        ),
    )
    assert (read.text, read.remarks) == ("Nobody was hurt.", (Remark("hidden", 1),))


@pytest.mark.parametrize(
    "content",
    [
        "0 g 40 640 200 20 re f" + line(50, 645, "Nobody was hurt.", before="1 g"),
        line(50, 645, "Nobody was hurt.", before=".8 g"),
        line(50, 645, "Nobody was hurt.", before="1 Tr"),
        line(50, 645, "Nobody was hurt.", size=4),
        "1 1 0 rg 40 640 200 20 re f" + line(50, 645, "Nobody was hurt.", before="0 g"),
    ],
    ids=["white on black", "grey", "outlined", "small", "marked with colour"],
)
def test_text_that_can_be_seen_is_read(content: str) -> None:
    read = formats.read(".pdf", drawn(content))
    assert (read.text, read.remarks) == ("Nobody was hurt.", ())


@pytest.mark.parametrize("word", ["Orlov", ""], ids=["still there", "taken out"])
def test_a_blacked_out_word_is_shown_as_a_bar_and_never_read_over(word: str) -> None:
    content = (
        line(50, 650, "The man was named")
        + line(165.4, 650, word)
        + line(197.4, 650, "by them.")
        + "0 g 165 646 30 14 re f\n"
    )
    assert text_of(".pdf", drawn(content)) == "The man was named ███ by them."


def test_a_line_that_is_blacked_out_whole_is_shown_as_a_bar() -> None:
    content = line(50, 700, "The man was named") + line(50, 686, "Orlov.")
    bar = "0 g 48 682 120 14 re f\n"
    read = formats.read(".pdf", drawn(content + bar + line(50, 672, "Nobody else was.")))
    assert read.text == "The man was named ███ Nobody else was."


def test_a_dark_ground_blacks_nothing_out() -> None:
    content = "0 g 40 640 200 20 re f" + line(50, 645, "Nobody was hurt.", before="1 g")
    assert text_of(".pdf", drawn(content)) == "Nobody was hurt."


def test_a_word_covered_in_white_is_left_out_of_its_line() -> None:
    content = line(50, 650, "The man was named Orlov by them.") + "1 g 165 646 30 14 re f\n"
    read = formats.read(".pdf", drawn(content))
    assert (read.text, read.remarks) == ("The man was named\u2003by them.", (Remark("hidden", 1),))


@pytest.mark.parametrize(
    "strike",
    ["50 653 59 .7 re f", ".7 w 50 653.3 m 109 653.3 l S", "q 1 0 0 1 0 100 cm 50 553 59 1 re f Q"],
    ids=["bar", "line", "moved bar"],
)
def test_struck_words_are_left_out_and_counted(strike: str) -> None:
    content = line(50, 650, "He is guilty He was freed.") + strike
    read = formats.read(".pdf", drawn(content))
    assert (read.text, read.remarks) == ("He was freed.", (Remark("struck", 1),))


@pytest.mark.parametrize("height", [648.5, 660])
def test_a_line_under_or_over_words_strikes_nothing(height: float) -> None:
    content = line(50, 650, "He was freed.") + f".7 w 50 {height} m 130 {height} l S"
    read = formats.read(".pdf", drawn(content))
    assert (read.text, read.remarks) == ("He was freed.", ())


def annotation(kind: str, rest: str = "") -> str:
    return f"<< /Type /Annot /Subtype /{kind} /Rect [50 640 300 670] {rest} >>"


def test_a_note_that_strikes_words_out_leaves_them_out() -> None:
    places = "/QuadPoints [50 662 109 662 50 647 109 647]"
    content = drawn(
        line(50, 650, "He is guilty He was freed."),
        extra=[annotation("StrikeOut", places)],
        page="/Annots [4 0 R]",
    )
    read = formats.read(".pdf", content)
    assert (read.text, read.remarks) == ("He was freed.", (Remark("struck", 1),))


def test_comments_are_counted_and_typed_on_text_is_read() -> None:
    shown = stream(
        line(0, 10, "Received on Monday.").encode(),
        "/Type /XObject /Subtype /Form /BBox [0 0 250 30] /Resources << /Font << /F 3 0 R >> >>",
    )
    content = drawn(
        line(50, 700, "Nobody was hurt."),
        extra=[
            annotation("Text", "/Contents (Ask the lawyer!)"),
            annotation("Highlight", "/Contents (Is this so?) /QuadPoints [0 0 9 0 0 9 9 9]"),
            annotation("Link"),
            annotation("FreeText", "/Contents (Received on Monday.) /AP << /N 8 0 R >>"),
            shown,
        ],
        page="/Annots [4 0 R 5 0 R 6 0 R 7 0 R]",
    )
    read = formats.read(".pdf", content)
    assert read.text == "Nobody was hurt.\n\nReceived on Monday."
    assert read.remarks == (Remark("commented", 2),)


IMAGE = stream(
    bytes([0, 255] * 8),
    "/Type /XObject /Subtype /Image /Width 4 /Height 4 /BitsPerComponent 8 /ColorSpace /DeviceGray",
)
ON_PAGE = "q 600 0 0 800 0 0 cm /I Do Q\n"


def test_pages_that_are_only_an_image_are_counted() -> None:
    content = drawn(SEEN, ON_PAGE, ON_PAGE, "", extra=[IMAGE], resources="/XObject << /I 4 0 R >>")
    assert formats.read(".pdf", content).remarks == (Remark("scanned", 2, 4),)


def test_text_that_a_machine_read_on_an_image_is_read_and_said() -> None:
    content = drawn(
        ON_PAGE + line(50, 700, "Nobody was hurt.", before="3 Tr"),
        extra=[IMAGE],
        resources="/XObject << /I 4 0 R >>",
    )
    read = formats.read(".pdf", content)
    assert (read.text, read.remarks) == ("Nobody was hurt.", (Remark("recognised", 1, 1),))


def test_text_across_a_page_is_left_out() -> None:
    stamp = "BT /F 60 Tf .7 .7 -.7 .7 100 200 Tm (DRAFT) Tj ET\n"
    read = formats.read(".pdf", drawn(SEEN + stamp))
    assert (read.text, read.remarks) == ("Nobody was hurt.", (Remark("running", 1),))


@pytest.mark.parametrize(
    ("turn", "matrix"),
    [
        (0, "0 1 -1 0 400 100"),
        (90, "0 1 -1 0 400 100"),
        (180, "-1 0 0 -1 400 100"),
        (270, "0 -1 1 0 400 600"),
    ],
)
def test_a_page_is_read_however_it_is_turned(turn: int, matrix: str) -> None:
    content = f"BT /F 12 Tf {matrix} Tm (Nobody was hurt,) Tj 0 -14 Td (he said so.) Tj ET"
    read = formats.read(".pdf", drawn(content, page=f"/Rotate {turn}"))
    assert (read.text, read.remarks) == ("Nobody was hurt, he said so.", ())
