from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from fakes.chat import FERRY, TRIAL, open_asker, publish, publish_at_noon
from fakes.speaking import ENGLISH, worded

from bot.desk import information
from bot.desk.memory import ChatStore, place_of
from bot.replies import Press, Reply, Say, ShowQuote, ShowSource
from index.records import Source, SourceText
from index.search.asker import Asker

SEARCHED = Say("Searched: 2 articles, 5 paragraphs, dated 2024-06-30, generation 1.")
WELCOME = Say("Pullquote quotes these articles word for word and never writes text of its own.")
WITHDRAWN = Say("ferry: withdrawn on 2026-01-02.")


@pytest.fixture
def asker(tmp_path: Path) -> Iterator[Asker]:
    publish(tmp_path)
    with closing(open_asker(tmp_path)) as opened:
        yield opened


@pytest.fixture
def store() -> Iterator[ChatStore]:
    with closing(ChatStore(None)) as opened:
        yield opened


def first_words(reply: Reply) -> list[str]:
    return [str(block.words)[:25] for block in worded(reply).blocks if isinstance(block, Say)]


def test_whoever_is_new_reads_what_this_is_what_is_searched_and_how_to_ask(asker: Asker) -> None:
    served = information.start(asker, "journalist")
    (said,) = worded(served.reply).blocks
    assert isinstance(said, Say)
    assert str(said.words).splitlines() == [
        "Ask me a question in plain words.",
        "I answer with quotes, word for word and cited, from 2 articles of this newsroom.",
        "I write nothing of my own; where they do not say, I say so. More: /help",
    ]
    assert [ENGLISH(button.label or "") for (button,) in served.rows] == ["About: Ferry sinks"]


def test_a_moderator_who_is_new_reads_that_they_moderate(asker: Asker) -> None:
    assert first_words(information.start(asker, "moderator").reply)[1] == (
        "You are a moderator: send"
    )


def test_only_a_moderator_is_helped_with_the_corpus() -> None:
    assert first_words(information.help_for("journalist")) == ["Ask a question in plain w"]
    assert first_words(information.help_for(None)) == ["Ask a question in plain w"]
    assert first_words(information.help_for("moderator")) == [
        "Ask a question in plain w",
        "For moderators, in this c",
    ]


def test_what_is_promised_names_the_model(asker: Asker) -> None:
    *before, promises = worded(information.about(asker, "a-model")).blocks
    assert before == [WELCOME, SEARCHED]
    assert isinstance(promises, Say)
    assert str(promises.words).startswith("Embedding model: a-model.\nI promise: ")


def test_sources_are_listed_with_what_is_known_of_them_and_a_button_each(asker: Asker) -> None:
    served = information.sources(asker)
    assert worded(served.reply).blocks == (
        Say("2 articles, page 1 of 1. /sources and a word searches them:"),
        Say("ferry — Ferry sinks · Harbour News · 2024-06-30\ntrial — title unknown"),
    )
    assert [(row[0].kind, row[0].label) for row in served.rows] == [
        ("read", "1. Ferry sinks"),
        ("read", "2. trial"),
    ]


def test_sources_are_searched_in_their_fields_and_ids(asker: Asker) -> None:
    served = information.sources(asker, "HARBOUR ferry")
    assert [row[0].label for row in served.rows] == ["1. Ferry sinks"]
    assert worded(information.sources(asker, "bridge").reply).blocks == (
        Say("No article has «bridge» in its title, outlet, author or id. /sources lists all."),
    )


def test_many_sources_are_leafed_through_also_those_that_were_searched(tmp_path: Path) -> None:
    publish(tmp_path, *(SourceText(Source(f"a{n:03}", "a.txt"), "Rain.") for n in range(30)))
    with closing(open_asker(tmp_path)) as asker:
        served = information.sources(asker, "a01")
        assert [row[0].label for row in served.rows[:-1]][-1] == "8. a017"
        (following,) = served.rows[-1]
        press = Press("7", "7", following.kind, following.token, following.number)
        pressed = information.pressed_list(asker, press)
        assert pressed.served is not None
        assert pressed.in_place
        assert [row[0].label for row in pressed.served.rows] == ["9. a018", "10. a019", None]


def test_a_source_in_the_list_is_read_by_its_button_and_edited_by_a_moderator(
    asker: Asker,
) -> None:
    (row, *_) = information.sources(asker).rows
    press = Press("7", "7", "read", row[0].token, 1, is_private=True, role="moderator")
    pressed = information.pressed_list(asker, press)
    assert pressed.served is not None
    (shown,) = pressed.served.reply.blocks
    assert isinstance(shown, ShowSource)
    assert [button.kind for button in pressed.served.rows[0]] == ["reopen", "take_out"]
    plain = information.pressed_list(asker, replace(press, role="journalist"))
    assert plain.served is not None
    assert plain.served.rows == ()


def test_a_source_is_shown_also_after_it_was_withdrawn(asker: Asker, tmp_path: Path) -> None:
    (shown,) = information.source(asker, "ferry").blocks
    assert isinstance(shown, ShowSource)
    assert (shown.source, shown.revision) == (FERRY.source, 1)
    publish_at_noon(tmp_path, TRIAL)
    assert worded(information.source(asker, "ferry")).blocks == (WITHDRAWN, shown)


def test_an_id_that_is_missing_or_unknown_is_told(asker: Asker) -> None:
    assert worded(information.source(asker, "")) == Reply(
        (Say("Write an id after the command, as /sources lists them."),)
    )
    assert worded(information.source(asker, "nosuch")) == Reply(
        (Say("There is no article with this id. /sources lists them."),)
    )


def test_reports_show_the_newest_quote_first_until_its_article_is_withdrawn(
    asker: Asker, store: ChatStore, tmp_path: Path
) -> None:
    assert worded(information.reports(asker, store).reply) == Reply(
        (Say("Nobody has called a quote wrong."),)
    )
    for question in ("captain", "who slept"):
        store.report("ada", place_of(asker.answer(question, 1).quotes[0]), 1.0)
    heading, newest, oldest = information.reports(asker, store).reply.blocks
    assert worded(Reply((heading,))).blocks == (
        Say("Quotes that somebody called wrong, the newest first:"),
    )
    assert isinstance(newest, ShowQuote)
    assert isinstance(oldest, ShowQuote)
    assert (newest.quote.text, oldest.quote.text) == (
        "The mate slept.",
        "The captain was arrested.",
    )
    publish_at_noon(tmp_path, TRIAL)
    assert worded(information.reports(asker, store).reply).blocks[2] == WITHDRAWN
