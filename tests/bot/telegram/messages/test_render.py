from dataclasses import replace

import pytest
from bot_api.texts.sent import cleaned
from fakes.speaking import ENGLISH
from fakes.telegram_bot.sending import (
    FERRY,
    FERRY_CITED,
    UNKNOWN,
    UNKNOWN_CITED,
    delivered,
    marked,
    quote,
    quoted,
    send,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk.wording import citation_words
from bot.replies import Beside, Block, Reply, Say, ShowQuote, ShowSource
from bot.sentences.say import speaker
from bot.telegram.messages.render import differences, render
from bot.telegram.messages.text import QuotedSlice, TelegramText, units, would_change
from index.records import Quote, Source, Span

FIRST, LAST = Say("The corpus answers:"), Say("Searched: 5 articles.")


def numbered(number: int) -> str:
    """The citation as it stands under a quote with a number."""
    return FERRY_CITED.replace("—", f"[{number}]", 1)


def texts(*blocks: Block) -> list[str]:
    return [message.text for message in delivered(Reply(blocks))]


def test_an_answer_is_one_message_with_a_blank_line_between_its_blocks() -> None:
    asked = ShowQuote(quote("Who slept?"), label="The question asked:", cited=False)
    shown = ShowQuote(quote("Nobody slept.", source=FERRY), number=1)
    assert texts(FIRST, asked, shown, LAST) == [
        "The corpus answers:\n\nThe question asked:\nWho slept?\n\nNobody slept.\n"
        f"{numbered(1)}\n\nSearched: 5 articles."
    ]


def test_a_source_is_shown_line_by_line() -> None:
    shown = ShowSource(Source("x", "x.txt", title="T", note="a\tb"), 3, "abcd")
    assert texts(Say("The source of quote 1:"), shown) == [
        "The source of quote 1:\n\nid: x\nread from: x.txt\ntitle: T\noutlet: unknown\n"
        "author: unknown\ndate: unknown\nlink: unknown\nlanguage: unknown\nnote: a b\n"
        "revision: 3\nSHA-256 of the text: abcd"
    ]


def test_a_reply_that_says_nothing_is_no_message() -> None:
    assert texts() == []
    assert texts(Say(" \n\u200b")) == []


def test_quotes_that_do_not_fit_go_into_the_next_message_whole() -> None:
    blocks = [ShowQuote(quote("a" * 1500, source=FERRY), number=n) for n in (1, 2, 3)]
    first, second = texts(FIRST, *blocks, LAST)
    assert first.startswith("The corpus answers:\n\naaa")
    assert first.endswith(f"aaa\n{numbered(2)}")
    assert second.startswith("aaa")
    assert second.endswith(f"{numbered(3)}\n\nSearched: 5 articles.")
    assert first.count(numbered(1)) == 1


def test_the_question_asked_goes_with_its_answer() -> None:
    asked = ShowQuote(quote("Who slept?"), label="The question asked:", cited=False)
    first, second = texts(
        ShowQuote(quote("a" * 3050), number=1), asked, ShowQuote(quote("b" * 1000), number=2)
    )
    assert first.startswith("aaa")
    assert second.startswith("The question asked:\nWho slept?\n\nbbb")


def test_a_question_that_does_not_fit_beside_its_answer_goes_before_it() -> None:
    asked = ShowQuote(quote("a" * 3000), label="The question asked:", cited=False)
    first, second = texts(asked, ShowQuote(quote("b" * 3000), number=2))
    assert first.startswith("The question asked:\naaa")
    assert second.startswith("bbb")


def test_the_first_and_last_line_stand_beside_a_quote_that_had_to_be_cut() -> None:
    first, second = texts(FIRST, ShowQuote(quote("Ferry. " * 800 + "End."), number=1), LAST)
    assert first.startswith("The corpus answers:\n\nFerry. ")
    assert second.startswith("Continued:\nFerry. ")
    assert second.endswith("\n\nSearched: 5 articles.")


def test_no_message_has_more_than_100_entities() -> None:
    blocks = [ShowQuote(quote("Sank.", Span(0, 5), FERRY), number=n) for n in range(1, 36)]
    first, second = delivered(Reply(tuple(blocks)))
    assert (len(first.entities), len(second.entities)) == (99, 6)


def test_a_long_text_of_the_bot_is_cut_at_its_lines() -> None:
    assert texts(Say("a" * 3000 + "\n" + "b" * 3000)) == ["a" * 3000, "b" * 3000]
    assert texts(Say("ab " * 2000)) == [("ab " * 1365).strip(), ("ab " * 635).strip()]


def test_a_copied_citation_holds_the_address_itself_and_long_fields_whole() -> None:
    source = replace(FERRY, title="Ferry\tsinks " * 50)
    cited = quote("It sank.", source=source).citation
    assert texts(Say(citation_words(cited))) == [
        f"{'Ferry sinks ' * 50} · Harbour News · A. Mate · 2024-06-30 · paragraph 2"
        " · https://example.org/ferry"
    ]


def test_a_quote_that_came_back_otherwise_is_found() -> None:
    (message,) = render(Reply((ShowQuote(quote("It sank 😀 at noon."), number=1),)), ENGLISH)
    wanted = QuotedSlice(0, 19, "It sank 😀 at noon.")
    assert differences(message.text, message) == ()
    assert differences(message.text.replace("noon", "night"), message) == (wanted,)
    assert differences("x" + message.text, message) == (wanted,)
    assert differences("It sank", message) == (wanted,)
    assert differences("", TelegramText("No quotes.")) == ()


# What could go wrong: the plane above U+FFFF, what joins and combines, what turns round, markup,
# what Telegram finds by itself, what it trims or changes (seldom, so that most are quoted).
PIECES = st.one_of(
    st.sampled_from(["😀", "👩🏽\u200d🚀", "🇺🇦", "🏴\U000e0067\U000e0062\U000e007f", "𝔘"]),
    st.sampled_from(["e\u0301\u0302", "\u200d", "\u200b", "\ufeff", "\xa0", "\u3000", "\xad"]),
    st.sampled_from(
        ["שלום", "\u200fمرحبا\u200e", "\u2067x\u2069", "नमस्ते", "한국\u1112\u1161\u11ab"]
    ),
    st.sampled_from(["<b>&amp;</b>", "_*[]()~`", "> ", "||", "\\", "[1]", "```x```"]),
    st.sampled_from(["@meduza_live", "https://example.org/a_b?x=#y", "#война", "/start@x", "$USD"]),
    st.sampled_from(["He left. ", "Он ушёл. ", "“Why?” ", "\n", "\n\n", "  ", "—", "слово "]),
    st.characters(exclude_categories=["Cs"]),
)
WORDS = st.lists(PIECES, min_size=1, max_size=30).map("".join)
LONG = st.tuples(WORDS, st.integers(2_000, 9_000)).map(
    lambda made: (made[0] * (made[1] // len(made[0]) + 1))[: made[1]]
)
FEW = settings(max_examples=30, deadline=None)  # of thousands of characters each
ADDRESSES = st.sampled_from([None, "https://example.org/a#b", "http://localhost", "https://é.fr?q"])


@st.composite
def sources(draw: st.DrawFn) -> Source:
    title, outlet = draw(st.none() | WORDS), draw(st.none() | WORDS)
    return Source("x", "x.txt", title=title, outlet=outlet, url=draw(ADDRESSES))


@st.composite
def quotes(draw: st.DrawFn, written: st.SearchStrategy[str]) -> Quote:
    text = draw(written.map(str.strip).filter(bool))
    start = draw(st.integers(0, len(text) - 1))
    highlight = Span(start, draw(st.integers(start + 1, len(text))))
    return quote(text, draw(st.none() | st.just(highlight)), draw(sources()))


@st.composite
def shown_quotes(draw: st.DrawFn, written: st.SearchStrategy[str]) -> ShowQuote:
    return ShowQuote(
        draw(quotes(written)),
        number=draw(st.none() | st.integers(1, 30)),
        label=draw(st.none() | st.just("The question asked:")),
        cited=draw(st.booleans()),
    )


def check(blocks: tuple[Block, ...], language: str) -> None:
    messages = delivered(Reply(blocks), language)
    wanted = [block.quote.text for block in blocks if isinstance(block, ShowQuote)]
    kept = "".join(text for text in wanted if not would_change(text))
    assert quoted(messages) == kept
    assert "".join(cut.text for message in messages for cut in message.slices) == kept


@given(st.lists(shown_quotes(WORDS), max_size=6), st.sampled_from(["en", "ru", "uk", "de"]))
def test_every_quote_comes_back_whole_and_in_order(shown: list[ShowQuote], language: str) -> None:
    check((FIRST, *shown, LAST), language)


@FEW
@given(st.lists(shown_quotes(LONG), max_size=2))
def test_very_long_quotes_come_back_whole_over_several_messages(shown: list[ShowQuote]) -> None:
    check((FIRST, *shown, LAST), "en")
    check(tuple(shown), "en")


@FEW
@given(shown_quotes(WORDS), st.integers(25, 40))
def test_thirty_quotes_come_back_whole(shown: ShowQuote, count: int) -> None:
    check((FIRST, *[shown] * count, LAST), "ru")


@FEW
@given(st.lists(WORDS | LONG, max_size=3), sources())
def test_whatever_the_bot_says_itself_can_be_sent(said: list[str], source: Source) -> None:
    delivered(Reply((*map(Say, said), ShowSource(replace(source, note="".join(said)), 1, "ab"))))


@given(quotes(WORDS))
def test_a_copied_citation_is_changed_no_more(cited: Quote) -> None:
    for message in render(Reply((Say(citation_words(cited.citation)),)), ENGLISH):
        assert cleaned(message.text) == message.text == message.text.strip()


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_every_message_about_one_quote_is_the_same_when_rendered_again(language: str) -> None:
    shown = Reply((FIRST, ShowQuote(quote("Ferry. " * 800 + "End.", None, UNKNOWN), number=1)))
    assert render(shown, speaker(language)) == render(shown, speaker(language))
    assert [send(message).text for message in render(shown, speaker(language))] == [
        message.text for message in render(shown, speaker(language))
    ]


def one_portion(block: ShowQuote, language: str = "en") -> TelegramText:
    messages = render(Reply((block,)), speaker(language))
    assert len(messages) == 1
    return messages[0]


def test_a_quote_stands_first_and_its_number_before_its_citation_with_the_title_linked() -> None:
    laid_out = one_portion(ShowQuote(quote("It sank. He wept.", Span(9, 17), FERRY), number=1))
    assert laid_out.text == f"It sank. He wept.\n{numbered(1)}"
    assert marked(laid_out) == [
        ("blockquote", "It sank. He wept."),
        ("bold", "He wept."),
        ("text_link", "Ferry sinks"),
    ]
    assert laid_out.entities[2].url == ("https://example.org/ferry#:~:text=It%20sank.%20He%20wept")
    assert laid_out.slices == (QuotedSlice(0, 17, "It sank. He wept."),)


def test_offsets_are_in_utf16_units() -> None:
    laid_out = one_portion(ShowQuote(quote("😀 sank 😀 now", Span(2, 8)), number=1))
    assert marked(laid_out) == [("blockquote", "😀 sank 😀 now"), ("bold", "sank 😀")]
    assert [(entity.offset, entity.length) for entity in laid_out.entities] == [(0, 14), (3, 7)]


def test_what_is_unknown_of_a_source_is_left_out() -> None:
    assert one_portion(ShowQuote(quote("It sank."))).text == f"It sank.\n{UNKNOWN_CITED}"
    assert one_portion(ShowQuote(quote("It sank.")), "uk").text.endswith("\n— [x.txt] · абзац 2")


def test_a_moderators_note_stands_below_the_citation_as_a_warning_and_is_cut_at_a_word() -> None:
    noted = quote("It sank.", source=replace(FERRY, note="Machine-reworded. " * 20))
    shown = one_portion(ShowQuote(noted, number=1))
    assert shown.text.splitlines()[-2:] == [
        numbered(1),
        "⚠️ " + " ".join(["Machine-reworded."] * 6) + " Machine-reworded…",
    ]
    again = ShowQuote(noted, number=2, cited_as="as quote 1 · paragraph 2")
    assert one_portion(again).text == "It sank.\n[2] as quote 1 · paragraph 2"


def test_an_unknown_title_carries_the_link_too() -> None:
    source = replace(FERRY, title=None)
    assert marked(one_portion(ShowQuote(quote("It sank.", source=source))))[1] == (
        "text_link",
        "[ferry.txt]",
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
def test_a_paragraph_of_a_card_over_four_lines_of_a_phone_is_folded(text: str, kind: str) -> None:
    assert marked(one_portion(ShowQuote(quote(text), cited=False)))[0] == (kind, text)


def test_what_may_be_an_answer_is_never_folded() -> None:
    for shown in (ShowQuote(quote("a" * 500)), ShowQuote(quote("a" * 500), 1, cited=False)):
        assert marked(one_portion(shown))[0] == ("blockquote", "a" * 500)


def test_what_a_quote_needs_to_be_understood_stands_between_it_and_its_citation() -> None:
    beside = (Beside("Before it:", quote("Orlov came.")), Beside("He was asked:", quote("When?")))
    shown = ShowQuote(quote("He left.", Span(0, 8), FERRY), number=1, beside=beside)
    laid_out = one_portion(shown)
    assert laid_out.text == (
        f"He left.\nBefore it:\nOrlov came.\nHe was asked:\nWhen?\n{numbered(1)}"
    )
    assert [quoted.text for quoted in laid_out.slices] == ["He left.", "Orlov came.", "When?"]


def test_what_may_be_folded_of_a_quote_stands_in_a_block_of_its_own() -> None:
    laid_out = one_portion(ShowQuote(quote("It sank at noon.", Span(0, 16)), 1, folded_from=8))
    assert marked(laid_out) == [
        ("blockquote", "It sank "),
        ("bold", "It sank "),
        ("expandable_blockquote", "at noon."),
        ("bold", "at noon."),
    ]
    assert laid_out.text == "It sank \nContinued:\nat noon.\n[1] [x.txt] · paragraph 2"
    assert "".join(part.text for part in laid_out.slices) == "It sank at noon."


@pytest.mark.parametrize("text", ["Row\tby row", "It\u2028sank", "A\u030angstrom", "It sank. "])
def test_a_quote_that_telegram_would_change_is_replaced_by_a_sentence(text: str) -> None:
    laid_out = one_portion(ShowQuote(quote(text, source=FERRY), number=2))
    assert laid_out.text == (
        "This quote holds characters that Telegram would change, so it is not shown here."
        f" The terminal shows it.\n{numbered(2)}"
    )
    assert [kind for kind, _ in marked(laid_out)] == ["text_link"]
    assert laid_out.slices == ()


def test_a_field_that_telegram_would_change_is_shown_as_telegram_shows_it() -> None:
    source = Source("x", "x", title="Ferry\u202e\tsinks", outlet="\u202e", author="Ann\ud83d")
    (message,) = delivered(Reply((ShowQuote(quote("It sank.", source=source)),)))
    assert message.text == ("It sank.\n— Ferry sinks · … · Ann\ufffd · paragraph 2")


def test_very_long_fields_are_shortened_so_that_the_quote_has_room() -> None:
    title = "Ferry " * 200
    laid_out = one_portion(ShowQuote(quote("It sank.", source=replace(FERRY, title=title))))
    assert marked(laid_out)[1] == ("text_link", "Ferry " * 9 + "Ferry…")


def test_a_quote_that_is_too_long_is_cut_at_sentences_and_every_part_is_cited() -> None:
    sentence = "The ferry sank at noon and nobody slept. "
    text = (sentence * 150).strip()
    messages = delivered(Reply((ShowQuote(quote(text, source=FERRY), number=1),)))
    assert quoted(messages) == text
    first, second = messages
    assert first.slices[0].text == sentence * 85
    assert first.text == (f"{first.slices[0].text}\nThis quote goes on below.\n{numbered(1)}")
    assert second.text == f"Continued:\n{second.slices[0].text}\n{numbered(1)}"
    assert units(first.text) <= 3600


def test_the_bold_sentence_of_a_cut_quote_is_bold_in_each_of_its_parts() -> None:
    text = "a" * 4000 + " " + "b" * 2000
    messages = render(Reply((ShowQuote(quote(text, Span(3000, 5000)), cited=False),)), ENGLISH)
    bold = [part for message in messages for kind, part in marked(message) if kind == "bold"]
    assert "".join(bold) == text[3000:5000]
    assert len(bold) == 2


def test_a_quote_that_just_fits_one_message_is_not_cut() -> None:
    text = "a" * (4096 - len("\n") - len(UNKNOWN_CITED.replace("—", "[1]")))
    assert len(render(Reply((ShowQuote(quote(text), number=1),)), ENGLISH)) == 1
    assert len(render(Reply((ShowQuote(quote(text + "a"), number=1),)), ENGLISH)) == 2
