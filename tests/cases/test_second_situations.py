"""Situations written when the ones before were mended: 4 of 18 tries failed at first."""

from contextlib import closing
from pathlib import Path

import pytest
from fakes.corpus import open_asker, publish
from fakes.files.drawn import drawn, line, lines
from fakes.files.office import odt
from fakes.files.pages import FIRST, POLISH, THIRD, UKRAINIAN, velmora
from fakes.files.situations import paragraphs, read_one, sentences

from bot.cli.question_files import read_questions

OWN = "The valve was opened at noon, the engineer told the town council on Tuesday."


def test_a_list_of_links_in_the_middle_is_left_out_and_said(tmp_path: Path) -> None:
    links = (
        "<p>More on this</p><ul>"
        + "".join(
            f"<li><a href='/{n}'>Bus drivers of line {n} walk out over pay</a></li>"
            for n in (1, 2, 3)
        )
        + "</ul>"
    )
    text = read_one(tmp_path, "a.html", velmora(f"<p>{OWN}</p>{links}<p>{OWN[:-1]} again.</p>"))
    assert paragraphs(text)[3:5] == [OWN, f"{OWN[:-1]} again."]
    assert [remark.kind for remark in text.remarks] == ["elsewhere"]


def test_a_caption_and_its_credit_are_no_part_of_the_sentence_before(tmp_path: Path) -> None:
    figure = (
        "<figure><img src='a.jpg'><figcaption>Residents queue for water at the school on Wednesday."
        " <span class='credit'>Photo: Lio Marten</span></figcaption></figure>"
    )
    text = read_one(tmp_path, "a.html", velmora(f"<p>{OWN}</p>{figure}<p>{OWN[:-1]} again.</p>"))
    shown = paragraphs(text)
    assert OWN in shown
    assert any(each.startswith("Residents queue for water") for each in shown)


def test_the_note_of_an_rtf_stands_below_and_its_mark_is_not_glued(tmp_path: Path) -> None:
    body = (
        r"{\rtf1\ansi The blast killed 35{\super\chftn{\footnote\pard {\super\chftn} The hospital"
        r" counts 31.}} people on the quay.\par}"
    )
    text = read_one(tmp_path, "a.rtf", body)
    assert paragraphs(text)[0] in (
        "The blast killed 35 people on the quay.",
        "The blast killed 35¹ people on the quay.",
    )
    assert any("The hospital counts 31." in each for each in paragraphs(text))


def test_running_heads_of_a_pdf_interrupt_no_sentence(tmp_path: Path) -> None:
    def page(number: int, *texts: str) -> str:
        return (
            line(60, 770, f"{number}", 9)
            + line(250, 770, "THE COURIER", 9)
            + lines(60, 700, *texts)
        )

    text = read_one(
        tmp_path,
        "a.pdf",
        drawn(
            page(
                12,
                "Two cranes are cracked, the union says.",
                "The owner was told of it in January, long before",
            ),
            page(
                13,
                "the boom bent at noon on Monday. A court",
                "will hear both sides in October, it said, and",
            ),
            page(14, "will then decide on the fine."),
        ),
    )
    assert "COURIER" not in text.text
    assert (
        "The owner was told of it in January, long before the boom bent at noon on Monday."
        in sentences(text)
    )


def test_callouts_and_folded_text_of_markdown_are_read_as_shown(tmp_path: Path) -> None:
    content = (
        "> [!warning] Embargo\n> The fine is **$90**.\n\n<details><summary>Why?</summary>\n\n"
        "The clerk[^1] said so.\n\n</details>\n\n- [x] checked by desk\n\n[^1]: Ines Calder.\n"
    )
    text = read_one(tmp_path, "a.md", content)
    assert "The fine is $90." in sentences(text)
    assert [bad for bad in ("[!", "**", "<", "[^") if bad in text.text] == []


@pytest.mark.parametrize(
    ("front", "author", "published"),
    [
        (
            "---\ntitle: A\nauthor:\n  name: Ines Calder\ndate: 5 March 2024\n---\n",
            "Ines Calder",
            "2024-03-05",
        ),
        (
            "+++\ntitle = 'A'\npublishDate = '2024-03-05T23:30:00+02:00'\nlastmod = 2024-09-02\n"
            "[author]\nname = 'Ines Calder'\n+++\n",
            "Ines Calder",
            "2024-03-05",
        ),
    ],
)
def test_front_matter_with_tables_is_read(
    tmp_path: Path, front: str, author: str, published: str
) -> None:
    source = read_one(tmp_path, "a.md", f"{front}\n{OWN}\n").source
    assert (source.author, source.published) == (author, published)


@pytest.mark.parametrize(
    ("head", "byline", "published"),
    [
        ("", "<span class='date'>03.04.2024</span>", "2024-04-03"),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle",'
            '"headline":"Velmora runs dry as'
            ' pumping station fails","datePublished":"2024-04-03"}</script>',
            "<span class='date'>03/04/2024</span>",
            "2024-04-03",
        ),
        ("", "<p class='date'>Tuesday, 2 September, 2024 at 10.15 a.m.</p>", "2024-09-02"),
    ],
)
def test_dates_are_read(tmp_path: Path, head: str, byline: str, published: str) -> None:
    assert (
        read_one(tmp_path, "a.html", velmora(head=head, byline=byline)).source.published
        == published
    )


@pytest.mark.parametrize(
    ("name", "content", "held"),
    [("a.txt", POLISH.encode("cp1250"), POLISH), ("a.txt", UKRAINIAN.encode("utf-16"), UKRAINIAN)],
)
def test_letters(tmp_path: Path, name: str, content: bytes, held: str) -> None:
    assert read_one(tmp_path, name, content).text.strip() == held


def test_a_russian_text_of_questions_in_windows_letters_is_read(tmp_path: Path) -> None:
    (tmp_path / "q.txt").write_bytes(
        "Кто закрыл порт?\r\n\r\nКто бежал ночью?\r\n".encode("cp1251")
    )
    assert list(read_questions(tmp_path / "q.txt").asked) == [
        "Кто закрыл порт?",
        "Кто бежал ночью?",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "In J. T. v. U.S., No. 12-345 (2d Cir. Mar. 3, 2021), the court held that he had lied.",
        "По словам зам. нач. ГУ МВД по г. Москве ген.-майора И. П. Сидорова, это ложь.",
    ],
)
def test_a_sentence_is_whole(tmp_path: Path, sentence: str) -> None:
    text = read_one(tmp_path, "a.txt", f"{FIRST} {sentence} {THIRD}\n")
    assert sentences(text) == [FIRST, sentence, THIRD]


@pytest.mark.parametrize(
    ("content", "asked"),
    [
        ("The na\u00efve clerk of\ufb01cially left.", "naive clerk officially"),
        ("He paid 1 250 000 marks.", "1,250,000 marks"),
    ],
)
def test_what_is_typed_otherwise_is_found(tmp_path: Path, content: str, asked: str) -> None:
    (tmp_path / "in").mkdir()
    text = read_one(tmp_path / "in", "a.txt", f"{FIRST}\n\n{content}\n\n{THIRD}\n")
    publish(tmp_path / "data", text)
    with closing(open_asker(tmp_path / "data")) as asker:
        assert asker.answer(asked, 1).quotes[0].quote.text == paragraphs(text)[1]


def test_an_odt_with_a_note_a_numbered_list_and_a_change_is_read(tmp_path: Path) -> None:
    body = (
        "<text:tracked-changes><text:changed-region text:id='c'><text:deletion>"
        "<text:p>never</text:p>"
        "</text:deletion></text:changed-region></text:tracked-changes>"
        "<text:p>The owner was told<text:note text:note-class='footnote'><text:note-citation>1"
        "</text:note-citation><text:note-body><text:p>In May.</text:p></text:note-body></text:note>"
        " of it<text:change text:change-id='c'/>.</text:p>"
    )
    assert paragraphs(read_one(tmp_path, "a.odt", odt(body))) == [
        "The owner was told of it.",
        "In May.",
    ]
