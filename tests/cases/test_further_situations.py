"""Thirty more situations of the eleven kinds, each with what a person who sees the file says."""

from contextlib import closing
from pathlib import Path

import pytest
from fakes.corpus import open_asker, publish
from fakes.files.drawn import drawn, line, lines
from fakes.files.office import odt, paragraph, run, word
from fakes.files.pages import FIRST, THIRD, velmora
from fakes.files.situations import paragraphs, read_one, sentences

from bot.cli.question_files import read_questions
from bot.telegram.messages.text import would_change
from index.records import Filters

UNMENDED = pytest.mark.xfail(strict=True, reason="goes wrong as this is written")

OWN = "The valve was opened at noon, the engineer told the town council on Tuesday."
RAISED, LOWERED = (f'<w:vertAlign w:val="{place}script"/>' for place in ("super", "sub"))


def rtf(body: str) -> bytes:
    return (r"{\rtf1\ansi\ansicpg1251\deff0{\fonttbl{\f0 Times;}}" + body + "}").encode("cp1252")


# Pages.


@pytest.mark.parametrize(
    "box",
    [
        "<div><h3>The river towns, each morning</h3><p>Sign up to our newsletter for the news of"
        " the river towns, each morning at six.</p>"
        "<form><input type='email' placeholder='Your e-mail'>"
        "<button>Sign up</button></form></div>",
        "<section><h4>Утренняя рассылка</h4><p>Подпишитесь на нашу рассылку: главные новости"
        " городов у реки в шесть утра.</p>"
        "<form><input type='email'><button>Подписаться</button></form>"
        "</section>",
    ],
)
def test_a_box_that_asks_to_sign_up_is_left_out_and_said(tmp_path: Path, box: str) -> None:
    text = read_one(tmp_path, "a.html", velmora(f"<p>{OWN}</p>{box}<p>{OWN[:-1]} again.</p>"))
    assert paragraphs(text)[3:5] == [OWN, f"{OWN[:-1]} again."]
    assert [remark.kind for remark in text.remarks] == ["elsewhere"]


@pytest.mark.parametrize(
    "lead",
    [
        "<p>Read more: <a href='/x'>Bus drivers walk out over their pay</a></p>",
        ("<p>Подробнее: <a href='/x'>Водители вышли на забастовку</a></p>"),
        (
            "<p><b>ЧИТАЙТЕ ТАКОЖ</b></p><p><a href='/x'>Водії вийшли на страйк"
            " через зарплату</a></p>"
        ),
    ],
)
def test_a_line_that_leads_to_another_article_is_left_out_and_said(
    tmp_path: Path, lead: str
) -> None:
    text = read_one(tmp_path, "a.html", velmora(f"<p>{OWN}</p>{lead}<p>{OWN[:-1]} again.</p>"))
    assert paragraphs(text)[3:5] == [OWN, f"{OWN[:-1]} again."]
    assert [remark.kind for remark in text.remarks] == ["elsewhere"]


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        (
            "<p><span class='dropcap'>T</span>he valve was opened at noon on Tuesday.</p>",
            "The valve was opened at noon on Tuesday.",
        ),
        (
            "<details><summary>Who owns the station?</summary><p>The Water Board has owned it since"
            " the flood of 1997.</p></details>",
            "The Water Board has owned it since the flood of 1997.",
        ),
        (
            "<blockquote class='twitter-tweet'><p>No tap on the east bank has water.</p>"
            "&mdash;"
            " Ines Calder (@icalder) <a href='https://x.example/1'>"
            "September 2, 2019</a></blockquote>",
            "No tap on the east bank has water.\n— Ines Calder (@icalder) September 2, 2019",
        ),
        (
            "<table><tr><td></td><th>Checked</th><th>Cracked</th></tr><tr><th>Arrano</th><td></td>"
            "<td>2</td></tr><tr><td></td><td></td><td>7</td></tr></table>",
            "| Checked | Cracked\nArrano |  | 2\n|  | 7",
        ),
    ],
)
def test_a_page_is_quoted_as_it_is_shown(tmp_path: Path, markup: str, shown: str) -> None:
    text = read_one(tmp_path, "a.html", velmora(f"<p>{OWN}</p>{markup}<p>{OWN[:-1]} again.</p>"))
    whole = "\n".join(paragraphs(text))
    assert f"\n{shown}\n" in whole
    assert text.source.published is None


# Office files.


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", velmora("<table><tr><td></td><td>2</td><td>of May</td></tr></table>")),
        (
            "a.docx",
            word(
                "<w:tbl><w:tr>"
                + "".join(f"<w:tc>{paragraph(run(cell))}</w:tc>" for cell in ("", "2", "of May"))
                + "</w:tr></w:tbl>"
            ),
        ),
        (
            "a.odt",
            odt(
                "<table:table><table:table-row><table:table-cell/><table:table-cell><text:p>2"
                "</text:p></table:table-cell><table:table-cell><text:p>of May</text:p>"
                "</table:table-cell></table:table-row></table:table>"
            ),
        ),
        (
            "a.rtf",
            rtf(r"\trowd\cellx1\cellx2\cellx3\pard\intbl\cell 2\cell of\tab May\cell\row\pard"),
        ),
        ("a.md", "| | | |\n|-|-|-|\n| | 2 | of May |\n"),
    ],
)
def test_a_row_without_a_first_cell_comes_whole_and_in_its_columns_into_a_chat(
    tmp_path: Path, name: str, content: bytes | str
) -> None:
    (row,) = [text for text in paragraphs(read_one(tmp_path, name, content)) if "May" in text]
    assert row == "| 2 | of May"
    assert not would_change(row)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "a.docx",
            word(
                paragraph(
                    run("On the 1"),
                    run("st", RAISED),
                    run(" of May 40 m"),
                    run("2", RAISED),
                    run(" of turf let out CO"),
                    run("2", LOWERED),
                    run("."),
                )
            ),
        ),
        (
            "a.odt",
            odt(
                "<text:p>On the 1"
                "<text:span text:style-name='R'>st</text:span> of May 40 m"
                "<text:span text:style-name='R'>2</text:span> of turf let out CO"
                "<text:span text:style-name='L'>2"
                "</text:span>.</text:p>",
                '<style:style style:name="R" style:family="text"><style:text-properties'
                ' style:text-position="super 58%"/></style:style><style:style style:name="L"'
                ' style:family="text"><style:text-properties style:text-position="sub 58%"/>'
                "</style:style>",
            ),
        ),
        ("a.rtf", rtf(r"On the 1{\super st} of May 40 m{\super 2} of turf let out CO{\sub 2}.")),
        ("a.md", "On the 1<sup>st</sup> of May 40 m<sup>2</sup> of turf let out CO<sub>2</sub>.\n"),
        (
            "a.html",
            velmora(
                "<p>On the 1<sup>st</sup> of May 40 m<sup>2</sup> of turf let out"
                " CO<sub>2</sub>.</p>"
            ),
        ),
    ],
)
def test_raised_and_lowered_letters_read_alike_in_every_format(
    tmp_path: Path, name: str, content: bytes | str
) -> None:
    text = read_one(tmp_path, name, content)
    assert "On the 1st of May 40 m² of turf let out CO₂." in sentences(text)


def test_a_passage_that_was_moved_in_word_stands_once_where_it_is_now(tmp_path: Path) -> None:
    content = word(
        paragraph(
            f'<w:moveFrom w:id="1" w:author="A">{run("The owner was told in May. ")}'
            f"</w:moveFrom>{run('Two cranes are cracked.')}"
        )
        + paragraph(
            run("Four stand in Port Hale. ") + f'<w:moveTo w:id="2" w:author="A">'
            f"{run('The owner was told in May.')}</w:moveTo>"
        )
    )
    assert paragraphs(read_one(tmp_path, "a.docx", content)) == [
        "Two cranes are cracked.",
        "Four stand in Port Hale. The owner was told in May.",
    ]


def test_the_hyphens_and_fields_of_word_stay_words_of_the_sentence(tmp_path: Path) -> None:
    content = word(
        paragraph(
            run("The Bell"),
            "<w:r><w:noBreakHyphen/></w:r>",
            run("Hale line, "),
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
            '<w:r><w:instrText> HYPERLINK "https://a.example/" </w:instrText></w:r>',
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
            run("built in 1971"),
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
            run(", is shut for main"),
            "<w:r><w:softHyphen/></w:r>",
            run("tenance."),
        )
    )
    (shown,) = paragraphs(read_one(tmp_path, "a.docx", content))
    assert shown.replace("\N{NON-BREAKING HYPHEN}", "-") == (
        "The Bell-Hale line, built in 1971, is shut for maintenance."
    )


def test_a_russian_rtf_is_read_without_what_is_hidden_or_struck_out(tmp_path: Path) -> None:
    body = (
        r"\f0 \'cc\'ee\'f1\'f2 {\v \'f2\'e0\'e9\'ed\'ee }\'ee\'e1\'f0\'f3\'f8\'e8\'eb\'f1\'ff"
        r" {\strike \'e2 \'ec\'e0\'e5 }\u1074?\u32?\u1080?\u1102?\u1085?\u1077?.\par"
    )
    text = read_one(tmp_path, "a.rtf", rtf(body))
    assert paragraphs(text) == ["Мост обрушился в июне."]
    assert {remark.kind: remark.count for remark in text.remarks} == {"hidden": 1, "struck": 1}


# PDF.


def test_a_box_across_two_columns_of_a_pdf_interrupts_no_sentence(tmp_path: Path) -> None:
    left = (
        "Two cranes of the same make are",
        "cracked, the union says, and the",
        "owner was told of it in January,",
        "long before the boom bent at",
    )
    right = (
        "noon on Monday. A court will hear",
        "both sides in October. The owner",
        "calls the cracks superficial and",
        "has asked for a second survey.",
    )
    box = line(
        60, 500, "CORRECTION: an earlier edition said that nine people were hurt. It was two."
    )
    text = read_one(tmp_path, "a.pdf", drawn(lines(60, 700, *left) + lines(330, 700, *right) + box))
    assert (
        "Two cranes of the same make are cracked, the union says, and the owner was told of it in"
        " January, long before the boom bent at noon on Monday."
    ) in sentences(text)
    assert paragraphs(text)[-1].startswith("CORRECTION: an earlier edition")


def test_the_mark_of_a_note_in_a_pdf_is_no_digit_of_a_number(tmp_path: Path) -> None:
    body = (
        line(60, 700, "The blast killed 35")
        + line(168, 705, "2", 7)
        + line(174, 700, "people on the quay, the mayor said.")
        + line(60, 90, "2", 6)
        + line(66, 86, "The hospital counts 31 of them.", 9)
    )
    text = read_one(tmp_path, "a.pdf", drawn(body))
    (said,) = [found for found in sentences(text) if "blast" in found]
    assert "352" not in said
    assert "35 people" in said.replace("²", "").replace("  ", " ")
    assert any("The hospital counts 31 of them." in found for found in sentences(text))


def test_a_pdf_page_that_lies_on_its_side_is_read(tmp_path: Path) -> None:
    turned = "BT /F 12 Tf 0 1 -1 0 {left} 60 Tm ({text}) Tj ET\n"
    body = turned.format(left=100, text="The valve was opened at noon, the engineer told") + (
        turned.format(left=115, text="the town council on Tuesday.")
    )
    text = read_one(tmp_path, "a.pdf", drawn(body, page="/Rotate 90"))
    assert paragraphs(text) == [OWN]


def test_the_points_of_a_list_in_a_pdf_stay_apart(tmp_path: Path) -> None:
    body = lines(60, 700, "The order names three steps, and the port must take all:") + lines(
        75,
        680,
        "• Close the quay to lorries",
        "• Inspect every crane that is older than",
        "   ten years",
        "• Report to the ministry",
    )
    text = read_one(tmp_path, "a.pdf", drawn(body))
    points = [row.strip(" •") for each in paragraphs(text) for row in each.split("\n")]
    assert points[1:] == [
        "Close the quay to lorries",
        "Inspect every crane that is older than ten years",
        "Report to the ministry",
    ]


# Markdown and front matter.


def test_markdown_with_links_by_reference_and_notes_is_read_as_shown(tmp_path: Path) -> None:
    content = (
        "The fine is \\$90 &amp; costs, [the clerk][1] said.[^n] ![a court](court.jpg)\n\n"
        "| | Fine |\n|---|---|\n| | $90 |\n\n[1]: https://a.example/c\n[^n]: In May.\n"
    )
    text = read_one(tmp_path, "a.md", content)
    assert "The fine is $90 & costs, the clerk said." in sentences(text)
    assert "| Fine\n| $90" in text.text
    assert [word for word in ("court.jpg", "a.example", "[", "---") if word in text.text] == []


@pytest.mark.parametrize(
    ("front", "title", "author", "published"),
    [
        (
            "---\ntitle: Ferry aground\ndate: 2024-03-05 23:30:00 -0500\ncategories: [sea]\n---\n",
            "Ferry aground",
            None,
            "2024-03-05",
        ),
        (
            "+++\ntitle = 'Ferry aground'\ndate = 2024-03-05T10:00:00Z\nauthors = ['Ines Calder', "
            "'Lio Marten']\ndraft = false\n[params]\nsummary = 'x'\n+++\n",
            "Ferry aground",
            "Ines Calder, Lio Marten",
            "2024-03-05",
        ),
        (
            "---\naliases: [Ferry]\ntags:\n  - sea\ncreated: 2024-03-05T12:00\nauthor: '[[Ines"
            " Calder]]'\n---\n",
            None,
            "Ines Calder",
            None,
        ),
    ],
)
def test_front_matter_is_read_as_its_program_means_it(
    tmp_path: Path, front: str, title: str | None, author: str | None, published: str | None
) -> None:
    source = read_one(tmp_path, "a.md", f"{front}\n{OWN}\n").source
    assert (source.title, source.author, source.published) == (title, author, published)


# Dates.


@pytest.mark.parametrize(
    ("head", "byline", "published", "modified"),
    [
        (
            "",
            "<div class='meta'>Опубликовано <time>2 сентября 2024, 12:05</time> Обновлено"
            " <time>3 сентября 2024</time></div>",
            "2024-09-02",
            "2024-09-03",
        ),
        (
            "<meta property='article:published_time' content='2024-09-02T23:30:00-05:00'>"
            '<script type="application/ld+json">{"@type":"NewsArticle",'
            '"headline":"Velmora runs dry as'
            ' pumping station fails","datePublished":"2024-09-03T04:30:00Z"}</script>',
            "",
            "2024-09-02",
            None,
        ),
        (
            "<meta property='event:start_time' content='2027-05-01'>",
            "<p>The hearing is on <time datetime='2027-05-01'>1 May</time>.</p>",
            None,
            None,
        ),
        (
            "",
            "<p class='byline'>By Ines Calder<br>Published: 5th of March, 2024</p>",
            "2024-03-05",
            None,
        ),
    ],
)
def test_a_date_is_the_one_that_the_page_states_of_its_article(
    tmp_path: Path, head: str, byline: str, published: str | None, modified: str | None
) -> None:
    text = read_one(tmp_path, "a.html", velmora(head=head, byline=byline))
    said = [remark.detail for remark in text.remarks if remark.kind == "modified"]
    assert (text.source.published, said) == (published, [modified] if modified else [])


# Encodings.


@pytest.mark.parametrize(
    ("name", "content", "held"),
    [
        (
            "a.html",
            velmora("<p>Şehrin belediye başkanı İrem Yıldız, köprünün çöktüğünü söyledi.</p>")
            .decode()
            .replace('charset="utf-8"', 'charset="iso-8859-9"')
            .encode("cp1254"),
            "Şehrin belediye başkanı İrem Yıldız, köprünün çöktüğünü söyledi.",
        ),
        (
            "a.txt",
            "Міський голова їхав до п'ятого ґанку, коли є світло, і нікого не"
            " постраждало.\n".encode("koi8-u"),
            "Міський голова їхав до п'ятого ґанку, коли є світло, і нікого не постраждало.",
        ),
        (
            "a.html",
            velmora("<p>Мост через реку обрушился утром, сообщил мэр города.</p>").replace(
                b'charset="utf-8"', b'charset="windows-1251"'
            ),
            "Мост через реку обрушился утром, сообщил мэр города.",
        ),
        (
            "a.txt",
            "Ο δήμαρχος είπε ότι η γέφυρα έπεσε το πρωί και κανείς δεν τραυματίστηκε.\n".encode(
                "iso8859-7"
            ),
            "Ο δήμαρχος είπε ότι η γέφυρα έπεσε το πρωί και κανείς δεν τραυματίστηκε.",
        ),
    ],
)
def test_letters_are_those_that_were_written(
    tmp_path: Path, name: str, content: bytes, held: str
) -> None:
    assert held in sentences(read_one(tmp_path, name, content))


# Questions in a file.


@pytest.mark.parametrize(
    ("name", "content", "asked"),
    [
        (
            "q.csv",
            "№;Вопросы;Кому\n1;Кто закрыл порт; и когда?;мэру\n2;Кто бежал?;\n".encode("cp1251"),
            ["Кто закрыл порт; и когда?", "Кто бежал?"],
        ),
        (
            "q.csv",
            'Note\tQuestions\nfor May\t"Who fled,\nand why?"\nx\tWho slept?\n'.encode("utf-16"),
            ["Who fled,\nand why?", "Who slept?"],
        ),
    ],
)
def test_questions_are_taken_whole_from_the_column_that_holds_them(
    tmp_path: Path, name: str, content: bytes, asked: list[str]
) -> None:
    (tmp_path / name).write_bytes(content)
    assert list(read_questions(tmp_path / name).asked) == asked


# Sentences.


@pytest.mark.parametrize(
    "sentence",
    [
        "A source at No. 10 denied on Tues. that Mr. Vane Jr. of St. Agnes Rd. had resigned.",
        "It is false (as Capt. Orr told the A.P. on Jan. 5 at 4 p.m. E.S.T.) that the crew fled.",
        "Суд признал ложью, что в с. Ивановка в 1961 г. жгли дома, архивы и т. п. документы.",
        "Пораховано, що 5 тис. осіб, з них 200 у м. Чернігів та ін. містах, нікуди не їхали.",
    ],
)
def test_a_sentence_is_whole(tmp_path: Path, sentence: str) -> None:
    text = read_one(tmp_path, "a.txt", f"{FIRST} {sentence} {THIRD}\n")
    assert sentences(text) == [FIRST, sentence, THIRD]


@pytest.mark.parametrize(
    ("sentence", "asked"),
    [
        ("«Я не виноват. Меня подставили», — сказал он суду.", "кто не виноват"),
        ("“I never met him. I never paid him,” the minister told the inquiry.", "never met him"),
    ],
)
def test_what_is_said_before_its_speaker_is_pointed_to_with_the_speaker(
    tmp_path: Path, sentence: str, asked: str
) -> None:
    (tmp_path / "in").mkdir()
    text = read_one(tmp_path / "in", "a.txt", f"{FIRST} {sentence} {THIRD}\n")
    publish(tmp_path / "data", text)
    with closing(open_asker(tmp_path / "data")) as asker:
        quote = asker.answer(asked, 1).quotes[0].quote
    assert quote.highlight is not None
    assert quote.text[quote.highlight.start : quote.highlight.end] == sentence


# Finding.


@pytest.mark.parametrize(
    ("content", "asked", "phrase"),
    [
        ("The stacks let out 40 tonnes of CO₂ a day.", "CO2 of the stacks", "CO2"),
        ("The stacks let out 40 tonnes of CO2 a day.", "CO₂ of the stacks", "CO₂"),
        (
            "The people² of Arrano, on 40 km², fled.",
            "people of Arrano",
            "people of Arrano, on 40 km2",
        ),
        ("The stacks stand on 40 m2 of turf.", "m² of turf", "40 m²"),
        pytest.param(
            "On 24 February 2022 the bridge fell.", "bridge on Feb 24", "Feb 24", marks=UNMENDED
        ),
        ("Der Hafen zahlte 12.500 Familien.", "12 500 Familien", "12\u202f500"),
        ("П'ятеро бігли через міст.", "хто бігли: п’ятеро", "Пʼятеро бігли"),
        (
            "The air\u00adfield at Hale\u200bton was shut.",
            "airfield at Haleton",
            "airfield at Haleton",
        ),
        ("Volodymyr Zelenskyy left the hall.", "Зеленський left the hall", "left the hall"),
    ],
)
def test_what_is_typed_otherwise_is_found(
    tmp_path: Path, content: str, asked: str, phrase: str
) -> None:
    (tmp_path / "in").mkdir()
    text = read_one(tmp_path / "in", "a.txt", f"{content}\n\n{FIRST}\n\n{THIRD}\n")
    publish(tmp_path / "data", text)
    with closing(open_asker(tmp_path / "data")) as asker:
        first = asker.answer(asked, 1).quotes[0].quote.text
        held = [
            found.quote.text for found in asker.answer(asked, 3, Filters(phrases=(phrase,))).quotes
        ]
    assert (first, held) == (paragraphs(text)[0], [first])
