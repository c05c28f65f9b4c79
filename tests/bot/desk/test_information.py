from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fakes.chat import FERRY, TRIAL, open_asker, publish, publish_at_noon
from fakes.speaking import ENGLISH, worded

from bot.desk import information
from bot.desk.memory import ChatStore, place_of
from bot.replies import Reply, Say, ShowQuote, ShowSource
from index.ask import Asker
from index.records import Source, SourceText

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


def test_sources_are_listed_with_what_is_known_of_them(asker: Asker) -> None:
    assert worded(information.sources(asker)).blocks[1:] == (
        Say("ferry — Ferry sinks · Harbour News · 2024-06-30\ntrial — title unknown"),
    )


def test_of_more_than_a_hundred_sources_the_others_are_counted(tmp_path: Path) -> None:
    publish(tmp_path, *(SourceText(Source(f"a{n:03}", "a.txt"), "Rain.") for n in range(102)))
    with closing(open_asker(tmp_path)) as asker:
        _, lines, left = worded(information.sources(asker)).blocks
    assert isinstance(lines, Say)
    assert str(lines.words).splitlines()[-1] == "a099 — title unknown"
    assert left == Say("And 2 more, in the order of their ids.")


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
    assert worded(information.reports(asker, store)) == Reply(
        (Say("Nobody has called a quote wrong."),)
    )
    for question in ("captain", "who slept"):
        store.report("ada", place_of(asker.answer(question, 1).quotes[0]), 1.0)
    heading, newest, oldest = information.reports(asker, store).blocks
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
    assert worded(information.reports(asker, store)).blocks[2] == WITHDRAWN
