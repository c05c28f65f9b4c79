from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fakes.chat import FERRY, FERRY_TEXT, TRIAL, TRIAL_TEXT, BlindEmbedder, open_asker, publish
from fakes.corpus import noon
from fakes.speaking import worded

from bot.replies import Block, Incoming, Reply, Say, ShowQuote, ShowSource
from bot.terminal.responder import Responder
from index import build
from index.ask import Asker
from index.build import Reindex
from index.errors import BadQuestion
from index.records import SourceText

SEARCHED = Say("Searched: 2 articles, 5 paragraphs, dated 2024-06-30, generation 1.")


@pytest.fixture
def asker(tmp_path: Path) -> Iterator[Asker]:
    publish(tmp_path)
    with closing(open_asker(tmp_path)) as opened:
        yield opened


@pytest.fixture
def responder(asker: Asker) -> Responder:
    return Responder(asker, 1)


def respond(responder: Responder, text: str, chat: str = "a", language: str = "en") -> Reply:
    return worded(responder.respond(Incoming(chat, "journalist", text, language)), language)


def shown(reply: Reply) -> list[tuple[int | None, str]]:
    """List the quotes of a reply as (number, text)."""
    return [
        (block.number, block.quote.text) for block in reply.blocks if isinstance(block, ShowQuote)
    ]


def quote_of(block: Block) -> ShowQuote:
    assert isinstance(block, ShowQuote)
    return block


def test_an_answer_is_the_outcome_then_numbered_quotes_then_what_was_searched(
    asker: Asker,
) -> None:
    reply = respond(Responder(asker, 3), "noon")
    first, second = quote_of(reply.blocks[1]), quote_of(reply.blocks[2])
    assert reply == Reply((Say("The corpus answers:"), first, second, SEARCHED))
    assert shown(reply) == [(1, "The ferry sank at noon."), (2, "Nobody was hurt at noon.")]


def test_a_quote_stands_in_its_article_where_its_citation_says(responder: Responder) -> None:
    quote = quote_of(respond(responder, "captain").blocks[1]).quote
    cited = quote.citation
    assert (cited.source, cited.paragraph_number, cited.start, cited.end) == (
        FERRY.source,
        3,
        51,
        76,
    )
    assert FERRY_TEXT[51:76] == quote.text == "The captain was arrested."


def test_below_the_threshold_the_passages_are_called_related(tmp_path: Path) -> None:
    publish(tmp_path)
    with closing(open_asker(tmp_path, threshold=0.51)) as asker:
        reply = respond(Responder(asker, 3), "captain")
    assert reply.blocks[0] == Say(
        "Nothing here clearly answers the question. The nearest passages:"
    )
    assert shown(reply) == [(1, "The captain was arrested.")]


def test_a_question_that_nothing_matches_is_told_so_with_what_was_searched(
    responder: Responder,
) -> None:
    assert respond(responder, "zebra") == Reply((Say("The corpus does not say."), SEARCHED))


def test_an_interviewers_question_stands_above_its_answer_without_a_number_of_its_own(
    responder: Responder,
) -> None:
    _, asked, answered, _ = respond(responder, "who slept").blocks
    asked, answered = quote_of(asked), quote_of(answered)
    assert (asked.quote.text, asked.label, asked.number, asked.cited) == (
        TRIAL_TEXT[49:63],
        "The question asked:",
        None,
        False,
    )
    assert (answered.quote.text, answered.number, answered.cited) == ("The mate slept.", 1, True)


def test_more_goes_on_with_the_next_number_until_there_is_no_more(responder: Responder) -> None:
    respond(responder, "noon")
    assert shown(respond(responder, "more")) == [(2, "Nobody was hurt at noon.")]
    no_more = Reply((Say("There are no further passages for this question."),))
    assert respond(responder, "MORE ") == no_more
    assert respond(responder, "more") == no_more


def test_more_before_any_question_says_that_there_is_none(responder: Responder) -> None:
    assert respond(responder, "more") == Reply(
        (Say("There are no further passages for this question."),)
    )


@pytest.mark.parametrize(
    "words", ["context 1", "Context 1", "context #1", "context [1]", "context1", " context  1 "]
)
def test_context_shows_the_paragraphs_around_a_quote_however_its_number_is_written(
    responder: Responder, words: str
) -> None:
    respond(responder, "captain")
    reply = respond(responder, words)
    assert reply.blocks[0] == Say("The paragraphs around quote 1:")
    assert shown(reply) == [
        (None, "Nobody was hurt at noon."),
        (None, "The captain was arrested."),
    ]


def test_context_or_source_without_a_number_means_the_first_quote(responder: Responder) -> None:
    respond(responder, "captain")
    assert respond(responder, "context") == respond(responder, "context 1")
    assert respond(responder, "source") == respond(responder, "source 1")


def test_source_shows_all_that_is_known_about_the_source_of_a_quote(responder: Responder) -> None:
    respond(responder, "captain")
    digest = quote_of(respond(responder, "captain").blocks[1]).quote.citation.text_sha256
    assert respond(responder, "source 1") == Reply(
        (Say("The source of quote 1:"), ShowSource(FERRY.source, 1, digest))
    )


@pytest.mark.parametrize("words", ["context 0", "context 2", "source 2", "source 999999999"])
def test_a_number_that_was_not_shown_is_refused(responder: Responder, words: str) -> None:
    respond(responder, "noon")  # two passages, of which one was shown
    number = words.split()[1]
    assert respond(responder, words) == Reply(
        (
            Say(
                f"There is no quote {number} here. Ask a question first, then use the number"
                " before a quote."
            ),
        )
    )


def test_a_number_can_be_used_once_more_has_shown_it(responder: Responder) -> None:
    respond(responder, "noon")
    respond(responder, "more")
    assert respond(responder, "source 2").blocks[0] == Say("The source of quote 2:")


def test_words_that_only_begin_like_a_command_are_a_question(responder: Responder) -> None:
    assert respond(responder, "source of the fire").blocks[0] == Say("The corpus does not say.")
    assert respond(responder, "context 12 captain").blocks[0] == Say("The corpus answers:")


def test_each_chat_has_its_own_last_answer(responder: Responder) -> None:
    respond(responder, "captain", chat="a")
    respond(responder, "who slept", chat="b")
    assert shown(respond(responder, "context 1", chat="a"))[1] == (
        None,
        "The captain was arrested.",
    )
    assert respond(responder, "context 1", chat="c").blocks[0] == Say(
        "There is no quote 1 here. Ask a question first, then use the number before a quote."
    )


def test_a_bad_question_is_told_and_the_last_answer_kept(responder: Responder) -> None:
    respond(responder, "captain")
    assert respond(responder, "?!") == Reply(
        (
            Say(
                "That failed, nothing was lost: the question has no words; ask for instance:"
                " who refused to fight?"
            ),
        )
    )
    assert respond(responder, "source 1").blocks[0] == Say("The source of quote 1:")


def test_a_question_of_ten_thousand_characters_is_refused_in_one_sentence(
    responder: Responder,
) -> None:
    assert respond(responder, "x" * 10_000) == Reply(
        (
            Say(
                "That failed, nothing was lost: the question has 10000 characters, at most 1000"
                " are searched; ask in one or two sentences"
            ),
        )
    )


def test_the_context_of_an_old_quote_is_that_of_the_text_it_was_quoted_from(
    tmp_path: Path, asker: Asker
) -> None:
    responder = Responder(asker, 1)
    respond(responder, "captain")
    heading, *around = respond(responder, "context 1").blocks
    texts = SourceText(FERRY.source, "The captain was freed.\n"), TRIAL
    build.publish(Reindex(tmp_path, BlindEmbedder(), "none", clock=noon), texts)
    line = (
        "ferry: the article has had a newer text since 2026-01-02; here is the one that was quoted."
    )
    assert respond(responder, "context 1").blocks == (heading, Say(line), *around)
    build.publish(Reindex(tmp_path, BlindEmbedder(), "none", clock=noon), [TRIAL])
    withdrawn = Say("ferry: withdrawn on 2026-01-02.")
    assert respond(responder, "context 1").blocks == (heading, withdrawn)
    assert respond(responder, "source 1").blocks[1] == withdrawn


def test_the_next_question_is_answered_from_a_generation_published_meanwhile(
    tmp_path: Path, responder: Responder
) -> None:
    assert respond(responder, "zebra").blocks[1] == SEARCHED
    publish(tmp_path, FERRY)
    assert respond(responder, "zebra").blocks[1] == Say(
        "Searched: 1 article, 3 paragraphs, dated 2024-06-30, generation 2."
    )


@pytest.mark.parametrize("words", ["quit", "exit", " QUIT "])
def test_quit_ends_the_conversation(responder: Responder, words: str) -> None:
    assert respond(responder, words) == Reply((Say("Goodbye."),), ends=True)


def test_help_names_every_word_that_is_understood(responder: Responder) -> None:
    (said,) = respond(responder, "Help").blocks
    assert isinstance(said, Say)
    commands = [line.split()[0] for line in str(said.words).splitlines() if line.startswith("  ")]
    assert commands == ["more", "context", "source", "quit"]


def test_the_bot_speaks_the_language_of_the_message(responder: Responder) -> None:
    reply = respond(responder, "captain", language="uk")
    assert reply.blocks[0] == Say("У корпусі є відповідь:")
    assert shown(reply) == [(1, "The captain was arrested.")]


def test_ask_takes_even_a_command_word_for_a_question_and_raises(responder: Responder) -> None:
    reply = worded(responder.ask(Incoming("a", "a", "help")))
    assert reply == Reply((Say("The corpus does not say."), SEARCHED))
    with pytest.raises(BadQuestion, match="no words"):
        responder.ask(Incoming("a", "a", " "))


def test_the_greeting_says_what_this_is_and_what_is_searched(responder: Responder) -> None:
    assert worded(responder.greet()) == Reply(
        (
            Say("Pullquote quotes these articles word for word and never writes text of its own."),
            SEARCHED,
            Say("Ask a question, or type help."),
        )
    )
