from dataclasses import replace

import pytest
from fakes.telegram_bot.sending import FERRY, quote

from bot.matrix.messages.render import (
    MOST_BYTES,
    differences,
    json_bytes,
    plain,
    quotes_in,
    render,
)
from bot.replies import Reply, Say, ShowQuote
from bot.sentences.say import Joined, sentence, speaker
from index.records import Span

SPEAK = speaker("en")


def shown(text: str, **fields: object) -> Reply:
    return Reply((ShowQuote(quote(text, **fields), number=1),))  # type: ignore[arg-type] # as given


def test_a_quote_is_the_same_slice_in_plain_text_and_in_html() -> None:
    text = "It <b>sank</b> & “stayed”.\nNobody saw it."
    (message,) = render(shown(text, highlight=Span(3, 14)), SPEAK)
    assert message.body.startswith(f"{text}\n[1] ")
    assert message.html.startswith(
        "<blockquote>It <strong>&lt;b&gt;sank&lt;/b&gt;</strong> &amp; “stayed”.<br>"
        "Nobody saw it.</blockquote><p>[1] "
    )
    assert quotes_in(message.html) == (text,)
    assert differences(message.body, message.html, message) == ()


@pytest.mark.parametrize("change", ["body", "html"])
def test_a_quote_that_arrived_otherwise_is_found(change: str) -> None:
    (message,) = render(shown("The captain was arrested."), SPEAK)
    body, html = message.body, message.html
    if change == "body":
        body = body.replace("captain", "Captain")
    else:
        html = html.replace("captain", "Captain")
    assert [found.text for found in differences(body, html, message)] == [
        "The captain was arrested."
    ]
    assert differences(None, html, message) == message.slices


def test_the_title_links_to_the_place_and_the_plain_text_names_the_address() -> None:
    source = replace(FERRY, url="https://example.org/a?b=1&c=2")
    (message,) = render(shown("It sank.", source=source), SPEAK)
    address = "https://example.org/a?b=1&c=2#:~:text=It%20sank"
    assert message.body.endswith(f"\n{address}")
    assert f'<a href="{address.replace("&", "&amp;")}">' in message.html


def test_what_one_message_cannot_hold_goes_into_the_next_between_quotes() -> None:
    long = "A sentence that goes on. " * 300
    blocks = tuple(ShowQuote(quote(f"{number} {long}"), number=number) for number in range(1, 6))
    messages = render(Reply(blocks), SPEAK)
    assert len(messages) > 1
    assert [len(message.slices) for message in messages] == [1] * 5
    assert [message.slices[0].text for message in messages] == [
        block.quote.text for block in blocks
    ]


def test_a_quote_that_no_message_can_hold_is_cut_where_sentences_begin() -> None:
    long = "Ein Satz — речення, яке триває. " * 2000
    messages = render(shown(long.strip()), SPEAK)
    assert len(messages) > 2
    assert "".join(message.slices[0].text for message in messages) == long.strip()
    assert all(json_bytes((one.body, one.html)) <= MOST_BYTES for one in messages)
    assert all(one.slices[0].text.startswith("Ein Satz") for one in messages)
    assert "This quote goes on below." in messages[0].body
    assert "This quote goes on below." not in messages[-1].body


@pytest.mark.parametrize("text", ["a\x00b", "a\rb", "a\ud800b"])
def test_a_quote_that_matrix_would_change_is_not_shown(text: str) -> None:
    (message,) = render(shown(text), SPEAK)
    assert "so it is not shown here" in message.body
    assert message.slices == ()
    assert text not in message.body


def test_the_bots_own_sentences_name_commands_as_they_are_given_here() -> None:
    assert plain(sentence("no_such_source"), SPEAK) == (
        "There is no article with this id. !pq sources lists them."
    )
    joined = Joined((sentence("request_gone"), "a title with /help in it"), " · ")
    assert plain(joined, SPEAK).endswith(" · a title with /help in it")
    (message,) = render(Reply((Say(sentence("ask_empty")),)), SPEAK)
    assert message.body == "Write the question after the command: !pq ask who was arrested?"
    assert message.html == f"<p>{message.body}</p>"


def test_a_reply_that_says_nothing_is_no_message() -> None:
    assert render(Reply(()), SPEAK) == ()
