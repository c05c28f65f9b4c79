from dataclasses import replace

import pytest
from fakes.speaking import ENGLISH
from fakes.telegram_sending import (
    FERRY,
    FERRY_CITED,
    UNKNOWN_CITED,
    delivered,
    marked,
    quote,
    quoted,
)

from bot.replies import Reply, ShowQuote
from bot.sentences.say import speaker
from bot.telegram.messages import utf16
from bot.telegram.messages.message import QuotedSlice, TelegramText
from bot.telegram.messages.quotes import quote_portions
from index.records import Source, Span


def one_portion(block: ShowQuote, language: str = "en") -> TelegramText:
    portions = quote_portions(block, speaker(language))
    assert len(portions) == 1
    return portions[0]


def test_a_quote_stands_between_its_number_and_its_citation_with_the_title_linked() -> None:
    laid_out = one_portion(ShowQuote(quote("It sank. He wept.", Span(9, 17), FERRY), number=1))
    assert laid_out.text == f"[1]\nIt sank. He wept.\n{FERRY_CITED}"
    assert marked(laid_out) == [
        ("blockquote", "It sank. He wept."),
        ("bold", "He wept."),
        ("text_link", "Ferry sinks"),
    ]
    assert laid_out.entities[2].url == ("https://example.org/ferry#:~:text=It%20sank.%20He%20wept")
    assert laid_out.slices == (QuotedSlice(4, 17, "It sank. He wept."),)


def test_offsets_are_in_utf16_units() -> None:
    laid_out = one_portion(ShowQuote(quote("😀 sank 😀 now", Span(2, 8)), number=1))
    assert marked(laid_out) == [("blockquote", "😀 sank 😀 now"), ("bold", "sank 😀")]
    assert [(one.offset, one.length) for one in laid_out.entities] == [(4, 14), (7, 7)]


def test_what_is_unknown_of_a_source_is_said_to_be_unknown() -> None:
    assert one_portion(ShowQuote(quote("It sank."))).text == f"It sank.\n{UNKNOWN_CITED}"
    assert one_portion(ShowQuote(quote("It sank.")), "uk").text.endswith(
        "\n— заголовок невідомий · видання невідоме · автор невідомий · дата невідома · абзац 2"
        " · посилання немає"
    )


def test_an_unknown_title_carries_the_link_too() -> None:
    source = replace(FERRY, title=None)
    assert marked(one_portion(ShowQuote(quote("It sank.", source=source))))[1] == (
        "text_link",
        "title unknown",
    )


def test_an_address_that_telegram_would_refuse_is_shown_as_text() -> None:
    source = replace(FERRY, url="http://localhost/ferry")
    laid_out = one_portion(ShowQuote(quote("It sank.", source=source)))
    assert laid_out.text == f"It sank.\n{FERRY_CITED} · http://localhost/ferry"
    assert marked(laid_out) == [("blockquote", "It sank.")]


def test_a_label_stands_behind_the_number_or_alone() -> None:
    asked = ShowQuote(quote("Who slept?"), label="The question asked:", cited=False)
    assert one_portion(asked).text == "The question asked:\nWho slept?"
    assert one_portion(replace(asked, number=3)).text == "[3] The question asked:\nWho slept?"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("a" * 160, "blockquote"),
        ("a" * 161, "expandable_blockquote"),
        ("a\nb\nc\nd", "blockquote"),
        ("a\nb\n\nc\nd", "expandable_blockquote"),
        ("a" * 41 + "\n" + "b" * 81, "expandable_blockquote"),
    ],
)
def test_a_quote_over_four_lines_of_a_phone_is_folded(text: str, kind: str) -> None:
    assert marked(one_portion(ShowQuote(quote(text))))[0] == (kind, text)


@pytest.mark.parametrize("text", ["Row\tby row", "It\u2028sank", "A\u030angstrom", "It sank. "])
def test_a_quote_that_telegram_would_change_is_replaced_by_a_sentence(text: str) -> None:
    laid_out = one_portion(ShowQuote(quote(text, source=FERRY), number=2))
    assert laid_out.text == (
        "[2]\nThis quote holds characters that Telegram would change, so it is not shown here."
        f" The terminal shows it.\n{FERRY_CITED}"
    )
    assert [kind for kind, _ in marked(laid_out)] == ["text_link"]
    assert laid_out.slices == ()


def test_a_field_that_telegram_would_change_is_shown_as_telegram_shows_it() -> None:
    source = Source("x", "x", title="Ferry\u202e\tsinks", outlet="\u202e", author="Ann\ud83d")
    (message,) = delivered(Reply((ShowQuote(quote("It sank.", source=source)),)))
    assert message.text == (
        "It sank.\n— Ferry sinks · … · Ann\ufffd · date unknown · paragraph 2 · no link"
    )


def test_very_long_fields_are_shortened_so_that_the_quote_has_room() -> None:
    title = "Ferry " * 200
    laid_out = one_portion(ShowQuote(quote("It sank.", source=replace(FERRY, title=title))))
    assert marked(laid_out)[1] == ("text_link", "Ferry " * 48 + "Ferry…")


def test_a_quote_that_is_too_long_is_cut_at_sentences_and_every_part_is_cited() -> None:
    sentence = "The ferry sank at noon and nobody slept. "
    text = (sentence * 150).strip()
    messages = delivered(Reply((ShowQuote(quote(text, source=FERRY), number=1),)))
    assert quoted(messages) == text
    first, second = messages
    assert first.slices[0].text == sentence * 85
    assert first.text == (f"[1]\n{first.slices[0].text}\nThis quote goes on below.\n{FERRY_CITED}")
    assert second.text == f"[1] Continued:\n{second.slices[0].text}\n{FERRY_CITED}"
    assert utf16.length(first.text) <= 3600


def test_the_bold_sentence_of_a_cut_quote_is_bold_in_each_of_its_parts() -> None:
    text = "a" * 4000 + " " + "b" * 2000
    portions = quote_portions(ShowQuote(quote(text, Span(3000, 5000)), cited=False), ENGLISH)
    bold = [part for portion in portions for kind, part in marked(portion) if kind == "bold"]
    assert "".join(bold) == text[3000:5000]
    assert len(bold) == 2


def test_a_quote_that_just_fits_one_message_is_not_cut() -> None:
    text = "a" * (4096 - len("[1]\n\n") - len(UNKNOWN_CITED))
    assert len(quote_portions(ShowQuote(quote(text), number=1), ENGLISH)) == 1
    assert len(quote_portions(ShowQuote(quote(text + "a"), number=1), ENGLISH)) == 2
