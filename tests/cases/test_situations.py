"""Twenty-five further situations of the kinds in which readers and quotes part: each is made up."""

from pathlib import Path

import pytest
from fakes.files.office import paragraph, run, word
from fakes.files.pages import velmora
from fakes.files.situations import read_one, sentences

OWN = "The valve was opened at noon, the engineer told the town council on Tuesday."


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        # marks, hidden and struck words
        ("<p>The fire killed 14<sup><a href='#n1'>[7]</a></sup> people on the ferry.</p>",
         "The fire killed 14 people on the ferry."),
        ("<p>It let out 40 tonnes of CO<sub>2</sub> on the 3<sup>rd</sup> day of May.</p>",
         "It let out 40 tonnes of CO₂ on the 3rd day of May."),
        ("<p>The mayor <span style='visibility:hidden'>lied and </span>left at noon on Monday.</p>",
         "The mayor left at noon on Monday."),
        ("<p>The fine is <strike>$900</strike> $90, the clerk of the court said.</p>",
         "The fine is $90, the clerk of the court said."),
        ("<p>The fine is <span style='text-decoration: line-through'>$900</span> $90, he said.</p>",
         "The fine is $90, he said."),
        ("<p>The fine is $90<template>0</template>, the clerk of the court said.</p>",
         "The fine is $90, the clerk of the court said."),
        # words that markup holds
        ("<p>The chair, <input type='text' value='Ines Calder' readonly> of Arrano, signed.</p>",
         "The chair, Ines Calder of Arrano, signed."),
        ("<p>He called it <q>a <q>small</q> leak</q> before the council met.</p>",
         "He called it “a ‘small’ leak” before the council met."),
        ("<p>The bank pays 3&frac12; per cent, and <math><mi>x</mi><mo>=</mo><mn>2</mn></math>"
         " holds.</p>", "The bank pays 3½ per cent, and x = 2 holds."),
        # blocks
        ("<blockquote><p>Nobody told us of the leak before the pump failed on Monday.</p>"
         "<footer>— Orla Stenning</footer></blockquote>",
         "Nobody told us of the leak before the pump failed on Monday."),
        ("<ol start='4'><li>The quay is closed to lorries until the crane is repaired.</li></ol>",
         "4. The quay is closed to lorries until the crane is repaired."),
        ("<div class='factbox'><p>The crane was built in 1971 and painted twice since.</p></div>",
         "The crane was built in 1971 and painted twice since."),
        ("<dl><dt>Owner</dt><dd>The Water Board, since the flood of 1997.</dd></dl>",
         "Owner\nThe Water Board, since the flood of 1997."),
    ],
)  # fmt: skip
def test_a_page_is_quoted_as_it_is_shown(tmp_path: Path, markup: str, shown: str) -> None:
    text = read_one(tmp_path, "a.html", velmora(markup))
    assert shown in sentences(text)


@pytest.mark.parametrize(
    "markup",
    [
        "<p><strong>See also:</strong> <a href='/x'>Bus drivers walk out over their pay</a></p>",
        "<div class='newsletter-signup'><p>Bus drivers get our letter each morning.</p></div>",
        "<p class='related'><a href='/x'>Bus drivers walk out</a></p>",
        "<details hidden><summary>Draft</summary><p>Bus drivers were paid to lie.</p></details>",
    ],
)
def test_what_leads_away_or_is_hidden_is_not_quoted(tmp_path: Path, markup: str) -> None:
    text = read_one(tmp_path, "a.html", velmora(f"<p>{OWN}</p>{markup}<p>{OWN[:-1]} again.</p>"))
    assert OWN in text.text
    assert "Bus drivers" not in text.text


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.md", "The fine is ~~$900~~ **$90**, [the clerk](https://a.ex/c) said.\n",
         "The fine is $90, the clerk said."),
        ("a.md", "%% ask legal %%\nThe fine is $90, the clerk said.\n",
         "The fine is $90, the clerk said."),
        ("a.txt", "It is not true, says Lt. Col. R. J. Dunmore of the U.S. Army, that Sgt. Maj."
         " Hale fled.\n",
         "It is not true, says Lt. Col. R. J. Dunmore of the U.S. Army, that Sgt. Maj. Hale fled."),
        ("a.txt", "Неверно, что проф. И. И. Гринь жил на ул. Мира, д. 5, кв. 7, и там был"
         " арестован.\n",
         "Неверно, что проф. И. И. Гринь жил на ул. Мира, д. 5, кв. 7, и там был арестован."),
        ("a.txt", "Неправда, що полк. Гнатюк мешкав у смт. Рокитне на вул. Лісовій і звідти"
         " втік.\n",
         "Неправда, що полк. Гнатюк мешкав у смт. Рокитне на вул. Лісовій і звідти втік."),
        ("a.docx", word(paragraph(run("The fine is "), run("$900", "<w:dstrike/>"), run(" $90."))),
         "The fine is $90."),
        ("a.docx", word(paragraph(run("It held 10"), run("6", '<w:vertAlign w:val="superscript"/>'),
         run(" litres."))), "It held 10⁶ litres."),
    ],
)  # fmt: skip
def test_a_file_is_quoted_as_its_reader_sees_it(
    tmp_path: Path, name: str, content: bytes | str, sentence: str
) -> None:
    assert sentence in sentences(read_one(tmp_path, name, content))


def test_a_page_that_a_script_uncovers_is_read(tmp_path: Path) -> None:
    page = velmora(f"<p>{OWN}</p>").replace(b"<body>", b"<body style='opacity:0'>")
    assert OWN in read_one(tmp_path, "a.html", page).text


@pytest.mark.parametrize(
    "opening", ["<div class='page' style='display:none'>", "<div id='page'>", "<div hidden>"]
)
def test_a_page_whose_whole_article_waits_for_a_script_is_read(
    tmp_path: Path, opening: str
) -> None:
    sheet = "<style>#page { visibility: hidden }</style>"
    page = velmora(f"<p>{OWN}</p><p hidden>A draft.</p>", head=sheet)
    covered = page.replace(b"<main>", f"{opening}<main>".encode()).replace(
        b"</main>", b"</main></div>"
    )
    text = read_one(tmp_path, "a.html", covered).text
    assert OWN in text
    assert "draft" not in text
