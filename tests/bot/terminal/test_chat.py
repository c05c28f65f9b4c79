import builtins
import io
import re
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Protocol

import pytest
from fakes.chat import FERRY, FERRY_TEXT, TRIAL, TRIAL_TEXT, open_asker, publish, publish_at_noon
from fakes.speaking import ENGLISH, worded
from rich.console import Console

from bot.desk.desk import Desk
from bot.desk.memory import KEPT_SECONDS, ChatStore
from bot.replies import Block, Reply, Say, ShowQuote, ShowSource
from bot.sentences.say import speaker
from bot.terminal.chat import Conversation, talk, typed_lines
from index.records import SourceText


class OpenDesk(Protocol):
    """Opens a desk that shows some quotes at a time."""

    def __call__(self, quotes: int, threshold: float | None = None) -> Desk: ...


SEARCHED = Say("Searched: 2 articles, 5 paragraphs, dated 2024-06-30, generation 1.")


@pytest.fixture
def open_desk(tmp_path: Path) -> Iterator[OpenDesk]:
    """Publish the ferry and the trial, and open desks over them."""
    publish(tmp_path)
    with ExitStack() as opened:

        def open_over(quotes: int, threshold: float | None = None) -> Desk:
            asker = open_asker(tmp_path, threshold)
            desk = Desk(asker, ChatStore(None), quotes, "none", time.time)
            return opened.enter_context(closing(desk))

        yield open_over


@pytest.fixture
def desk(open_desk: OpenDesk) -> Desk:
    return open_desk(1)


@pytest.fixture
def conversation(desk: Desk) -> Conversation:
    return Conversation(desk)


def talked(desk: Desk, *lines: str, terminal: bool = False, language: str = "en") -> str:
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=terminal, color_system=None, width=200)
    talk(desk, lines, console, speaker(language))
    return stream.getvalue()


def respond(conversation: Conversation, text: str, language: str = "en") -> Reply:
    return worded(conversation.respond(text).reply, language)


def shown(reply: Reply) -> list[tuple[int | None, str]]:
    """List the quotes of a reply as (number, text)."""
    return [
        (block.number, block.quote.text) for block in reply.blocks if isinstance(block, ShowQuote)
    ]


def quote_of(block: Block) -> ShowQuote:
    assert isinstance(block, ShowQuote)
    return block


GREETING = (
    "Pullquote quotes these articles word for word and never writes text of its own.\n"
    "Searched: 2 articles, 5 paragraphs, dated 2024-06-30, generation 1.\n"
    "Ask a question, or type help.\n"
)
CITED = "    — Ferry sinks · Harbour News · A. Mate · 2024-06-30 · paragraph {}"
LINK = " · https://example.org/ferry\n"
NOTE = "    ⚠️ Corrected.\n"


def test_in_a_pipe_each_question_is_repeated_above_its_answer(desk: Desk) -> None:
    assert talked(desk, "captain\n") == (
        GREETING + "\n? captain\n[1] ▎ The captain was arrested.\n" + CITED.format(3) + LINK + NOTE
    )


def test_on_a_terminal_the_question_is_not_repeated(desk: Desk) -> None:
    assert "? captain" not in talked(desk, "captain\n", terminal=True)


def test_it_goes_on_after_blank_lines_and_bad_questions_until_quit(desk: Desk) -> None:
    said = talked(desk, "\n", "  \n", "?!\n", "quit\n", "captain\n")
    assert said == (
        GREETING + "\n? ?!\nI find no words in that. Ask for instance: who refused to fight?\n"
        "\n? quit\nGoodbye.\n"
    )


def test_more_context_and_source_follow_the_question_before(desk: Desk) -> None:
    said = talked(desk, "noon\n", "more\n", "context 2\n", "source 2\n")
    said = re.sub("Receipt: pq-[-0-9A-Z]+\n", "Receipt: …\n", said)
    assert said.split("\n? more\n")[1] == (
        "More passages:\n"
        "[2] ▎ Nobody was hurt at noon.\n"
        + CITED.format(2)
        + LINK
        + NOTE
        + "\n? context 2\nThe paragraphs around quote 2:\n"
        "    ▎ The ferry sank at noon.\n"
        + CITED.format(1)
        + LINK
        + NOTE
        + "    ▎ Nobody was hurt at noon.\n"
        "    — paragraph 2\n"
        "    ▎ The captain was arrested.\n"
        "    — paragraph 3\n"
        "\n? source 2\nThe source of quote 2:\n"
        "  id: ferry\n"
        "  read from: ferry.txt\n"
        "  title: Ferry sinks\n"
        "  outlet: Harbour News\n"
        "  author: A. Mate\n"
        "  date: 2024-06-30\n"
        "  link: https://example.org/ferry\n"
        "  language: en\n"
        "  note: Corrected.\n"
        "  revision: 1\n"
        "  SHA-256 of the text: f0c601a7cc20c9d60c5197e370fd200a9c7ae070c8b96641e9f1465b0693b485\n"
        "Receipt: …\n"
        "Searched: 2 articles, 5 paragraphs, dated 2024-06-30, generation 1.\n"
    )


def test_what_looks_like_markup_in_a_question_is_repeated_literally(desk: Desk) -> None:
    assert "\n? [bold]zebra[/bold] [/]\n" in talked(desk, "[bold]zebra[/bold] [/]\n")
    assert "\n? [/] :smile:\n" in talked(desk, "[/] :smile:\n")


def test_it_speaks_the_language_that_is_set(desk: Desk) -> None:
    assert talked(desk, "quit\n", language="ru").endswith("\n? quit\nДо свидания.\n")


def test_typed_lines_end_with_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("one\ntwo\n"))
    assert list(typed_lines(Console(file=io.StringIO()))) == ["one", "two"]


def test_typed_lines_end_with_an_interruption(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_prompt: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(builtins, "input", interrupt)
    assert list(typed_lines(Console(file=io.StringIO()))) == []


def test_an_answer_is_the_outcome_then_numbered_quotes(
    open_desk: OpenDesk,
) -> None:
    reply = respond(Conversation(open_desk(3)), "noon")
    first, second = quote_of(reply.blocks[0]), quote_of(reply.blocks[1])
    assert reply == Reply((first, second))
    assert shown(reply) == [(1, "The ferry sank at noon."), (2, "Nobody was hurt at noon.")]


def test_a_quote_stands_in_its_article_where_its_citation_says(conversation: Conversation) -> None:
    quote = quote_of(respond(conversation, "captain").blocks[0]).quote
    cited = quote.citation
    assert (cited.source, cited.paragraph_number, cited.start, cited.end) == (
        FERRY.source,
        3,
        51,
        76,
    )
    assert FERRY_TEXT[51:76] == quote.text == "The captain was arrested."


def test_below_the_threshold_the_passages_are_called_related(open_desk: OpenDesk) -> None:
    reply = respond(Conversation(open_desk(3, threshold=0.51)), "captain")
    assert reply.blocks[0] == Say(
        "Nothing here clearly answers the question. The nearest passages:"
    )
    assert shown(reply) == [(1, "The captain was arrested.")]


def test_a_question_that_nothing_matches_is_told_so_with_what_was_searched(
    conversation: Conversation,
) -> None:
    assert respond(conversation, "zebra") == Reply((Say("The corpus does not say."), SEARCHED))


def test_an_interviewers_question_stands_beside_its_answer(conversation: Conversation) -> None:
    (block,) = respond(conversation, "who slept").blocks
    answered = quote_of(block)
    (asked,) = answered.beside
    assert (asked.quote.text, ENGLISH(asked.label)) == (
        TRIAL_TEXT[49:63],
        "The interviewer asked:",
    )
    assert (answered.quote.text, answered.number, answered.cited) == ("The mate slept.", 1, True)


def test_more_goes_on_with_the_next_number_until_there_is_no_more(
    conversation: Conversation,
) -> None:
    respond(conversation, "noon")
    assert shown(respond(conversation, "more")) == [(2, "Nobody was hurt at noon.")]
    no_more = Reply((Say("There are no further passages for this question."),))
    assert respond(conversation, "MORE ") == no_more
    assert respond(conversation, "more") == no_more


def test_more_before_any_question_says_that_there_is_none(conversation: Conversation) -> None:
    assert respond(conversation, "more") == Reply(
        (Say("There are no further passages for this question."),)
    )


@pytest.mark.parametrize(
    "words", ["context 1", "Context 1", "context #1", "context [1]", "context1", " context  1 "]
)
def test_context_shows_the_paragraphs_around_a_quote_however_its_number_is_written(
    conversation: Conversation, words: str
) -> None:
    respond(conversation, "captain")
    reply = respond(conversation, words)
    assert reply.blocks[0] == Say("The paragraphs around quote 1:")
    assert shown(reply) == [
        (None, "Nobody was hurt at noon."),
        (None, "The captain was arrested."),
    ]


def test_context_or_source_without_a_number_means_the_first_quote(
    conversation: Conversation,
) -> None:
    respond(conversation, "captain")
    assert respond(conversation, "context") == respond(conversation, "context 1")
    assert respond(conversation, "source") == respond(conversation, "source 1")


def test_source_shows_all_that_is_known_about_the_source_of_a_quote(
    conversation: Conversation,
) -> None:
    respond(conversation, "captain")
    digest = quote_of(respond(conversation, "captain").blocks[0]).quote.citation.text_sha256
    heading, source, receipt, searched = respond(conversation, "source 1").blocks
    assert (heading, searched) == (Say("The source of quote 1:"), SEARCHED)
    assert source == ShowSource(FERRY.source, 1, digest)
    assert isinstance(receipt, Say)
    assert str(receipt.words).startswith("Receipt: pq-")


@pytest.mark.parametrize("words", ["context 0", "context 2", "source 2", "source 999999999"])
def test_a_number_that_was_not_shown_is_refused(conversation: Conversation, words: str) -> None:
    respond(conversation, "noon")  # two passages, of which one was shown
    number = words.split()[1]
    assert respond(conversation, words) == Reply(
        (
            Say(
                f"There is no quote {number} here. Ask a question first, then use the number"
                " beside a quote."
            ),
        )
    )


def test_a_number_can_be_used_once_more_has_shown_it(conversation: Conversation) -> None:
    respond(conversation, "noon")
    respond(conversation, "more")
    assert respond(conversation, "source 2").blocks[0] == Say("The source of quote 2:")


def test_words_that_only_begin_like_a_command_are_a_question(conversation: Conversation) -> None:
    assert respond(conversation, "source of the fire").blocks[0] == Say("The corpus does not say.")
    assert shown(respond(conversation, "context 12 captain"))[0][0] == 1


def test_each_conversation_has_its_own_last_answer(desk: Desk) -> None:
    first, second = Conversation(desk), Conversation(desk)
    respond(first, "captain")
    respond(second, "who slept")
    assert shown(respond(first, "context 1"))[1] == (None, "The captain was arrested.")
    assert respond(Conversation(desk), "context 1").blocks[0] == Say(
        "There is no quote 1 here. Ask a question first, then use the number beside a quote."
    )


def test_after_a_question_that_nothing_answers_no_quote_can_be_named(
    conversation: Conversation,
) -> None:
    respond(conversation, "captain")
    respond(conversation, "zebra")
    assert respond(conversation, "context 1").blocks[0] == Say(
        "There is no quote 1 here. Ask a question first, then use the number beside a quote."
    )


def test_a_bad_question_is_told_and_the_last_answer_kept(conversation: Conversation) -> None:
    respond(conversation, "captain")
    assert respond(conversation, "?!") == Reply(
        (Say("I find no words in that. Ask for instance: who refused to fight?"),)
    )
    assert respond(conversation, "source 1").blocks[0] == Say("The source of quote 1:")


def test_a_question_of_ten_thousand_characters_is_refused_in_one_sentence(
    conversation: Conversation,
) -> None:
    assert respond(conversation, "x" * 10_000) == Reply(
        (
            Say(
                "The question has 10000 characters, at most 1000 are searched. Ask in one or two"
                " sentences."
            ),
        )
    )


def test_the_context_of_an_old_quote_is_that_of_the_text_it_was_quoted_from(
    tmp_path: Path, conversation: Conversation
) -> None:
    respond(conversation, "captain")
    heading, *around = respond(conversation, "context 1").blocks
    publish_at_noon(tmp_path, SourceText(FERRY.source, "The captain was freed.\n"), TRIAL)
    line = (
        "ferry: the article has had a newer text since 2026-01-02; here is the one that was quoted."
    )
    assert respond(conversation, "context 1").blocks == (heading, Say(line), *around)
    publish_at_noon(tmp_path, TRIAL)
    withdrawn = Say("ferry: withdrawn on 2026-01-02.")
    assert respond(conversation, "context 1").blocks == (heading, withdrawn)
    assert respond(conversation, "source 1").blocks[1] == withdrawn


def test_the_next_question_is_answered_from_a_generation_published_meanwhile(
    tmp_path: Path, conversation: Conversation
) -> None:
    assert respond(conversation, "zebra").blocks[1] == SEARCHED
    publish(tmp_path, FERRY)
    assert respond(conversation, "zebra").blocks[1] == Say(
        "Searched: 1 article, 3 paragraphs, dated 2024-06-30, generation 2."
    )


def test_what_was_withdrawn_is_left_out_of_more(tmp_path: Path, conversation: Conversation) -> None:
    respond(conversation, "noon")
    publish_at_noon(tmp_path, TRIAL)
    assert respond(conversation, "more").blocks == (
        Say("More passages:"),
        Say("ferry: withdrawn on 2026-01-02."),
    )


def test_after_thirty_days_a_quote_is_asked_for_anew(desk: Desk) -> None:
    conversation = Conversation(desk)
    respond(conversation, "captain")
    desk.clock = lambda: time.time() + KEPT_SECONDS
    assert respond(conversation, "source 1") == Reply(
        (Say("These buttons no longer work: they do for 30 days. Please ask the question again."),)
    )


@pytest.mark.parametrize("words", ["quit", "exit", " QUIT "])
def test_quit_ends_the_conversation(conversation: Conversation, words: str) -> None:
    assert respond(conversation, words) == Reply((Say("Goodbye."),), ends=True)


def test_help_names_every_word_that_is_understood(conversation: Conversation) -> None:
    (said,) = respond(conversation, "Help").blocks
    assert isinstance(said, Say)
    commands = [line.split()[0] for line in str(said.words).splitlines() if line.startswith("  ")]
    assert commands == ["more", "context", "source", "quit"]


def test_the_bot_speaks_the_language_of_the_message(conversation: Conversation) -> None:
    reply = respond(conversation, "zebra", language="uk")
    assert reply.blocks[0] == Say("У корпусі про це нічого немає.")


def test_the_greeting_says_what_this_is_and_what_is_searched(conversation: Conversation) -> None:
    assert worded(conversation.greet()) == Reply(
        (
            Say("Pullquote quotes these articles word for word and never writes text of its own."),
            SEARCHED,
            Say("Ask a question, or type help."),
        )
    )
