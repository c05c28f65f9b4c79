"""Forty-five situations from public bug reports, each file read as the program reads a folder.

Their text, fields and remarks are compared, and what is found in them with the fake model. The case
about who did not visit hangs on the real model and is not tried here.
"""

import shutil
from contextlib import closing
from pathlib import Path

import pytest
from fakes.corpus import article, open_asker, publish

from bot.cli.question_files import read_questions
from index.records import Filters, SourceText
from index.sources import read
from index.text import views

HERE = Path(__file__).parent
INPUTS = HERE / "inputs"
PDFS = HERE.parent / "index" / "sources" / "parsing" / "pdf" / "cases"
SENTENCES = HERE.parent / "index" / "text" / "sentences" / "sentence_cases"
VELMORA = "Velmora runs dry as pumping station fails"


def read_case(name: str, folder: Path) -> SourceText:
    """Read the one file of a case, which a folder holds."""
    if (PDFS / f"{name}.pdf").exists():
        shutil.copy(PDFS / f"{name}.pdf", folder)
    else:
        shutil.copytree(INPUTS / name, folder, dirs_exist_ok=True)
    reading = read.read_folder(folder)
    assert reading.failures == ()
    assert len(reading.texts) == 1
    return reading.texts[0]


def remarks(text: SourceText) -> dict[str, int | str]:
    return {remark.kind: remark.detail or remark.count for remark in text.remarks}


@pytest.mark.parametrize(
    ("name", "paragraphs"),
    [
        ("button-words", [
            "The utility is run by the Water Board, which the council appoints, and its chair"
            " resigned on Friday."]),
        ("docx-empty-cell", [
            "Port | Checked | Cracked | Closed", "Arrano |  | 2 | 1", "Port Hale | 4"]),
        ("docx-footnote", ["The port authority disputes this and calls the cracks superficial."]),
        ("docx-list-numbers", [
            "The order names three steps:\n1. Close the quay.\n2. Inspect every crane older than"
            " ten years.\n3. Report to the ministry as said in step 2."]),
        ("docx-textbox", [
            "Box: Four cranes of the same make stand in Port Hale, and two of them have cracks, the"
            " union says."]),
        ("enc-label", [
            "Engineers said the station would not be back at full pressure before the weekend — and"
            " asked “everybody” to boil what came from the taps."]),
        ("enc-one-bad-byte", [
            "Engineers said the station would not be back at full pressure before the weekend — and"
            " asked “everybody” to boil what came from the taps."]),
        ("enc-polish-html", [
            "Prom wszedł na mieliznę w niedzielę u wybrzeży portu, podała straż przybrzeżna. Na"
            " pokładzie było 212 osób."]),
        ("figure-quote", [
            "We knew in March that the east pump would fail within the year, and nobody acted on"
            " it.\nOrla Stenning, letter to the board"]),
        ("hidden-html", ["The station was built in 1961 and repaired twice."]),
        ("ligature", [
            "The final affidavit of the officer was filed on Friday. A flood had refilled the"
            " reservoir, the five firms said."]),
        ("liveblog", [
            "18:20 Pressure back on the west bank\nTaps on the west bank have water again, the"
            " utility says, although it is still brown.",
            "12:05 Correction\nAn earlier post said nine people were hurt. The hospital says it was"
            " two.",
            "09:10 Nine hurt\nNine people were hurt when a boiler burst, a nurse tells our reporter"
            " at the scene this morning."]),
        ("md-comment", ["The ferry line apologised on Monday."]),
        ("pdf-columns-rowwise", [
            "The union disagrees. It says that two cranes of the same make are cracked and that the"
            " owner was told of this in January. The owner denies it and calls the cracks"
            " superficial."]),
        ("pdf-form", ["Name of the witness:\u2003Ines Calder saw the boom bend before noon"]),
        ("pdf-permissions-aes", ["A court will hear both sides in the first week of October."]),
        ("q-element", [
            "The engineer on duty told the inquiry that the valve had been “deliberately opened”"
            " from the inside.",
            "“We knew in March that the pump would fail”, Orla Stenning wrote to the board."]),
        ("rtf-as-txt", [
            "The ferry Saint Orla ran aground off Port Hale on Sunday with 212 people on board, the"
            " coastguard said.", "All passengers were taken off by lifeboat before dusk."]),
        ("soft-hyphen", ["The inspectorate issued a moratorium on well drilling in October."]),
        ("strike-html", ["The council voted eleven to nil to dismiss the utility's director.",
                         "The director was paid $41,000 last year, the filing shows."]),
        ("sup-html", [
            "The explosion killed 35 people and left 410³ homes without power, according to the"
            " district health office.",
            "The reservoir held 10⁶ litres before the leak, and covers 14 km²."]),
        ("unstopped-post", ["Power is out on the left bank after the strike on the substation",
                            "Two killed and nine wounded on Dock Street"]),
    ],
)  # fmt: skip
def test_what_the_reader_sees_is_a_paragraph_that_can_be_quoted(
    tmp_path: Path, name: str, paragraphs: list[str]
) -> None:
    split = views.split_article(article(read_case(name, tmp_path))).paragraphs
    quotable = [each.paragraph.text for each in split if not each.paragraph.is_heading]
    assert [text for text in quotable if text in paragraphs] == paragraphs


@pytest.mark.parametrize(
    ("name", "unseen", "said"),
    [
        ("date-from-related", ["14 May 2019"], {"elsewhere": 1}),
        ("hidden-docx", ["failed", "secret"], {"hidden": 1}),
        ("hidden-html", ["lied", "forty thousand", "bribe", "photographs"], {"hidden": 4}),
        ("layout-table", ["Home", "Sport", "Most read", "fares"], {}),
        ("md-comment", ["drug", "[comment]"], {"hidden": 3}),
        ("paywall", ["subscribe", "€1", "Log in", "Schools"], {"hidden": 1}),
        ("pdf-across-pages", ["CONFIDENTIAL", "Page 1"], {"running": 4}),
        ("pdf-part-scanned", [], {"scanned": 2}),
        ("pdf-running-lines", ["CONFIDENTIAL", "Page 1", "Final Report"], {"running": 6}),
        ("related-middle", ["READ MORE", "arrest"], {"elsewhere": 4}),
        ("strike-html", ["nine to two", "410,000"], {"struck": 2}),
        ("sup-html", ["352", "4103", "106 litres", "35²"], {"notes": 1}),
        ("sup-pdf", ["352", "173", "file:", "12:50"], {"running": 2}),
        ("rtf-as-txt", ["\\", "{", "fonttbl"], {}),
    ],
)  # fmt: skip
def test_what_no_reader_sees_is_left_out_and_said(
    tmp_path: Path, name: str, unseen: list[str], said: dict[str, int]
) -> None:
    text = read_case(name, tmp_path)
    assert [words for words in unseen if words.casefold() in text.text.casefold()] == []
    assert said.items() <= remarks(text).items()


@pytest.mark.parametrize(
    ("name", "title", "author", "published", "said"),
    [
        ("author-next-article", VELMORA, None, None, {}),
        ("date-ambiguous", VELMORA, "Ines Calder", None, {"passed_over": "published: 03/04/2024"}),
        ("date-from-related", VELMORA, None, None, {"elsewhere": 1}),
        ("date-modified", VELMORA, None, None, {"modified": "2024-09-02"}),
        ("date-of-comment", VELMORA, None, None, {}),
        ("docx-props", None, None, None, {"passed_over": "author: jsmith"}),
        ("hugo-toml", "Ferry runs aground", "Ines Calder", "2024-03-05", {}),
        ("page-jsonld-date", VELMORA, "Ines Calder", "2024-09-02", {}),
        ("paywall", VELMORA, None, None,
         {"hidden": 1, "cut_off": "This article is for subscribers only."}),
    ],
)  # fmt: skip
def test_fields_are_those_of_the_article_or_unknown(
    tmp_path: Path,
    name: str,
    title: str | None,
    author: str | None,
    published: str | None,
    said: dict[str, int | str],
) -> None:
    text = read_case(name, tmp_path)
    source = text.source
    assert (source.title, source.author, source.published) == (title, author, published)
    assert remarks(text) == said


def test_a_page_of_a_host_with_a_short_name_is_read_like_any_other(tmp_path: Path) -> None:
    shutil.copytree(INPUTS / "page-short-host", tmp_path, dirs_exist_ok=True)
    short, other = read.read_folder(tmp_path).texts
    assert short.text == other.text
    assert short.source.url == "https://www.vrc.example/news/velmora-runs-dry"


def test_a_front_matter_is_no_part_of_the_text(tmp_path: Path) -> None:
    assert read_case("hugo-toml", tmp_path).text.startswith("The ferry Saint Orla ran aground")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("pdf-across-pages", "The five official offices of the first district filed a final"
         " affidavit on Friday."),
        ("pdf-hyphens", "The ministry of infrastructure acknowledged administrative shortcomings,"
         " promising comprehensive compensation to the families and an independent investigation"
         " into the extraordinary circumstances."),
        ("pdf-running-lines", "“We had warned them about unsatisfactory maintenance,” the union's"
         " representative said, adding that disproportionately inexperienced crews were"
         " responsible for the overwhelming majority of misunderstandings."),
        ("sup-pdf", "The explosion killed 35² people and destroyed 17³ containers, according to the"
         " internationally recognised classification society."),
        ("sup-pdf", "The ministry of infrastructure acknowledged administrative shortcomings,"
         " promising comprehensive compensation to the families and an independent investigation"
         " into the extraordinary circumstances."),
    ],
)  # fmt: skip
def test_a_sentence_of_a_pdf_is_whole_and_in_order(
    tmp_path: Path, name: str, sentence: str
) -> None:
    split = views.split_article(article(read_case(name, tmp_path))).paragraphs
    assert sentence in [found.text for each in split for found in each.sentences]


@pytest.mark.parametrize(
    ("name", "beginning"),
    [("orlov", "It is false, the army says, that Pvt. Ivan Orlov shot the four prisoners"),
     ("orlov-ru", "Неправда, что ст. лейт. Орлов расстрелял четверых пленных в пос. Новый Свет")],
)  # fmt: skip
def test_a_denial_is_one_sentence(name: str, beginning: str) -> None:
    text = read.read_file(SENTENCES / f"{name}.txt")
    split = views.split_article(article(text)).paragraphs
    sentences = [found.text for each in split for found in each.sentences]
    assert sum(sentence.startswith(beginning) for sentence in sentences) == 1


@pytest.mark.parametrize(
    ("name", "question", "found"),
    [
        ("soft-hyphen", "moratorium on well drilling", "moratorium on well drilling"),
        ("ligature", "final affidavit of the officer", "final affidavit of the officer"),
        ("pdf-hyphens", "comprehensive compensation", "comprehensive compensation"),
        ("newsroom", "3500 families paid", "3,500 families"),
        ("newsroom", "3.500 families paid", "3,500 families"),
        ("newsroom", "3 500 families paid", "3,500 families"),
        ("newsroom", "3500 семей без воды", "3 500 семей"),
        ("newsroom", "3 500 семей без воды", "3 500 семей"),
    ],
)  # fmt: skip
def test_a_search_by_words_finds_what_the_reader_sees(
    tmp_path: Path, name: str, question: str, found: str
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    if name == "newsroom":
        shutil.copytree(INPUTS / name, folder, dirs_exist_ok=True)
        texts = read.read_folder(folder).texts
    else:
        texts = (read_case(name, folder),)
    publish(tmp_path / "data", *texts)
    with closing(open_asker(tmp_path / "data")) as asker:
        first = asker.answer(question, 1).quotes[0]
        phrase = Filters(phrases=(found,))
        held = [ranked.quote.text for ranked in asker.answer(question, 3, phrase).quotes]
    assert found in first.quote.text
    assert held
    assert all(found in text for text in held)


@pytest.mark.parametrize(
    ("name", "questions"),
    [
        ("semicolon", ["How many families were paid, and when, after the floods?",
                       "Who freed Ines Calder?"]),
        ("unquoted", ["How many families were paid, and when, after the floods?",
                      "Who freed Ines Calder?"]),
    ],
)  # fmt: skip
def test_questions_of_a_csv_are_whole(name: str, questions: list[str]) -> None:
    assert list(read_questions(INPUTS / "newsroom" / f"{name}.csv").asked) == questions
