from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fakes import corpus
from fakes.chat import TRIAL, open_asker, publish, publish_at_noon
from fakes.speaking import worded_pressed, worded_served
from fakes.telegram_bot.served import FERRY, Clock, open_desk, publish_corpus

from bot.desk.desk import Desk
from bot.desk.memory import ChatStore
from bot.replies import (
    Button,
    ButtonKind,
    Command,
    Incoming,
    Press,
    Pressed,
    Reply,
    Say,
    Served,
    ShowQuote,
    ShowSource,
)
from index.checking import receipts, standing
from index.checking.absence.making import NegativeReceipts
from index.errors import QuoteMismatch
from index.records import NO_FILTERS, Answer, Article, Filters, SourceText
from index.store.store import Store

SEARCHED = Say("Searched: 2 articles, 5 paragraphs, dated 2024-06-30, generation 1.")
EXPIRED = "These buttons no longer work: they do for 30 days. Please ask the question again."


@pytest.fixture
def clock() -> Clock:
    return Clock(1_800_000_000.0)


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    publish_corpus(tmp_path)
    with closing(open_desk(tmp_path, clock)) as opened:
        yield opened


def ask(desk: Desk, text: str, language: str = "en") -> Served:
    return worded_served(desk.ask(Incoming("chat", "ada", text)), language)


def press(desk: Desk, kind: ButtonKind, token: str, number: int = 1, chat: str = "chat") -> Pressed:
    return worded_pressed(desk.press(Press(chat, "ada", kind, token, number)))


def token_of(served: Served) -> str:
    return served.rows[0][0].token


def quotes(served: Served | None) -> list[str]:
    assert served is not None
    return [block.quote.text for block in served.reply.blocks if isinstance(block, ShowQuote)]


def test_an_answer_carries_the_outcome_the_quotes_and_their_buttons(desk: Desk) -> None:
    served = ask(desk, "captain")
    token = token_of(served)
    cited = "Ferry sinks · Harbour News · A. Mate · 2024-06-30 · paragraph 3"
    assert served.outcome == "answer"
    (shown,) = served.reply.blocks
    assert quotes(served) == ["The captain was arrested."]
    assert isinstance(shown, ShowQuote)
    copied, shorter = (
        f"The captain was arrested.\n— {cited}",
        f"{cited} · https://example.org/ferry",
    )
    receipt = f"Receipt: {receipts.make(shown.quote.citation, 1, date(2027, 1, 15))}"
    assert served.rows == (
        (Button("context", token, 1), Button("copy", token, 1, copied, shorter, receipt)),
        (Button("source", token, 1), Button("open", token, 1, opened=shown.quote)),
    )


def test_an_answer_without_quotes_offers_only_itself_to_be_cited(desk: Desk) -> None:
    served = ask(desk, "zebra")
    assert served.reply == Reply((Say("The corpus does not say."), SEARCHED))
    assert served.outcome == "nothing"
    assert [[button.kind for button in row] for row in served.rows] == [["cite"]]


def test_nothing_of_a_question_is_kept(desk: Desk, tmp_path: Path) -> None:
    ask(desk, "captain secretword")
    desk.keep_messages(Incoming("chat", "ada", "captain secretword"), "1", ("2",))
    desk.store.close()
    kept = [path.read_bytes() for path in tmp_path.glob("chats.sqlite*")]
    assert kept
    assert not any(b"secretword" in one for one in kept)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("who was hurt when he", "Nobody was hurt on board."),
        ("who hurt him", "The ferry sank at noon."),
    ],
)
def test_a_question_that_may_mean_its_own_people_is_asked_by_itself_first(
    desk: Desk, text: str, shown: str
) -> None:
    desk.ask(Incoming("chat", "person", "where the ferry sank", is_private=True))
    served = desk.ask(Incoming("chat", "person", text, is_private=True))
    assert quotes(served)[0] == shown


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("was he hurt", "answer"),  # in the article that both find
        ("was he the sailor who steered", "related"),  # in another one: somebody else, perhaps
    ],
)
def test_a_follow_up_is_answered_by_itself_only_in_the_article_that_is_meant(
    desk: Desk, text: str, outcome: str
) -> None:
    search = desk.asker.answer

    def near(question: str, limit: int, filters: Filters = NO_FILTERS) -> Answer:
        if "ferry" not in question:
            return search(question, limit, filters)
        return replace(search("where the ferry sank", limit, filters), outcome="related")

    desk.asker.answer = near  # type: ignore[method-assign] # the fake corpus always answers
    desk.ask(Incoming("chat", "person", "where the ferry sank", is_private=True))
    assert desk.ask(Incoming("chat", "person", text, is_private=True)).outcome == outcome


def talk(desk: Desk, *typed: str, language: str = "en") -> Served:
    """Write messages in a chat of one's own; return the reply to the last."""
    for text in typed:
        served = desk.ask(Incoming("chat", "person", text, is_private=True))
    return worded_served(served, language)


def said_by(served: Served) -> list[object]:
    return [block.words for block in served.reply.blocks if isinstance(block, Say)]


@pytest.mark.parametrize(
    ("text", "language", "first"),
    [
        (
            "give me a summary of the ferry",
            "en",
            "I quote and write nothing myself: no summary, list or comparison. The passages that"
            " fit best:",
        ),
        (
            "how many times did we write about the ferry?",
            "en",
            "I quote and do not count articles. The passages that fit best:",
        ),
        (
            "скільки разів ми писали про ferry?",
            "uk",
            "Я цитую, а статей не рахую. Найближчі за змістом уривки:",
        ),
        ("ferry, newest first", "en", "Newest first:"),
    ],
)
def test_what_quotes_cannot_be_is_said_above_them(
    desk: Desk, text: str, language: str, first: str
) -> None:
    served = talk(desk, text, language=language)
    assert said_by(served)[0] == first
    assert quotes(served)[0] == "The ferry sank at noon."
    assert not any(button.kind == "cite" for row in served.rows for button in row)


def test_without_dates_nothing_is_put_in_order(tmp_path: Path, clock: Clock) -> None:
    publish(tmp_path, TRIAL)
    with closing(open_desk(tmp_path, clock)) as desk:
        served = talk(desk, "latest on the mate")
    assert said_by(served)[0] == (
        "No date is recorded for these articles, so they cannot be put in order by date."
    )


@pytest.mark.parametrize("text", ["ok", "да ладно", "не те", "that's not what I asked"])
def test_a_reaction_is_not_searched(desk: Desk, text: str) -> None:
    served = talk(desk, text)
    assert (served.outcome, quotes(served)) == (None, [])
    assert said_by(served) == [
        "I answer questions. Ask one in plain words, or write “more” for further passages."
    ]


@pytest.mark.parametrize("typed", [("when?",), ("ferry", "no, I meant the other one")])
def test_what_says_too_little_is_not_searched(desk: Desk, typed: tuple[str, ...]) -> None:
    served = talk(desk, *typed)
    assert served.outcome is None
    assert said_by(served) == [
        "By itself that does not say what it is about. Ask it in one sentence, with the name."
    ]


def test_of_a_long_message_only_its_question_is_searched(desk: Desk) -> None:
    around = "The page closes at noon and nobody helps me. " * 15
    served = talk(desk, f"{around}Who was arrested? {around}")
    assert (served.outcome, quotes(served)[0]) == ("answer", "The captain was arrested.")
    assert said_by(served)[-1] == (
        "Your message is long. Only its question was searched: “Who was arrested?”"
    )
    assert said_by(talk(desk, around * 2)) == [
        f"The question has {len(around) * 2 - 1} characters, at most 1000 are searched. Ask in one"
        " or two sentences."
    ]


def test_a_follow_up_to_a_summary_wants_none(desk: Desk) -> None:
    served = talk(desk, "a summary of the ferry story", "when?")
    assert served.outcome == "answer"


def test_a_question_asked_of_something_else_is_answered_only_where_that_is_said(
    desk: Desk,
) -> None:
    assert talk(desk, "Who was arrested?", "what about the captain").outcome == "answer"
    # The word that was said before does not count: only the new one tells what is asked of.
    assert talk(desk, "Which captain was arrested?", "what about the young captain").outcome == (
        "related"
    )
    of_nobody = talk(desk, "Who was arrested?", "what about the cook")
    assert of_nobody.outcome == "related"
    assert "Understood together with your question before it." in said_by(of_nobody)
    # Of quite another thing, what is shown is of that thing.
    of_others = talk(desk, "Was the captain arrested at noon?", "what about the mate?")
    assert of_others.outcome == "related"
    assert quotes(of_others)[0] == "The mate slept."


BY_ITSELF = "Understood by itself, without your question before it."
TOGETHER = "Understood together with your question before it."
ROBIN = "Robin Orr can sing. Robin lost his bag. Robin lost his hat."


@pytest.fixture
def walkers(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    corpus.publish(
        tmp_path,
        corpus.source_text("walks", f"Elena Marsh can walk to Riga.\n\n{ROBIN}\n"),
        corpus.source_text("falls", "The mate may break an arm.\n\nThe guards steal apples.\n"),
    )
    with closing(Desk(corpus.open_asker(tmp_path), ChatStore(None), 3, "none", clock)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("before", "typed", "outcome", "line"),
    [
        # She is no "he"; nor is Robin, as the article speaks of him, a "she".
        ("Elena Marsh?", "Did he break an arm?", "answer", BY_ITSELF),
        ("Robin Orr?", "Did she break an arm?", "answer", BY_ITSELF),
        # Who may be meant, in the article that is nearest to both.
        ("Quill Marten Reed?", "Did he break it?", "answer", None),
        ("Robin Orr?", "Can he sing?", "answer", TOGETHER),
        # Others may be meant, who are not around him.
        ("Robin Orr?", "What did they steal?", "answer", BY_ITSELF),
        # Nobody is meant: what is near is shown, and is no answer.
        ("Elena Marsh?", "When did he come?", "related", TOGETHER),
    ],
)
def test_a_follow_up_that_is_answered_by_itself_alone_is_and_says_so(
    walkers: Desk, before: str, typed: str, outcome: str, line: str | None
) -> None:
    served = talk(walkers, before, typed)
    assert served.outcome == outcome
    assert [words for words in said_by(served) if words in {BY_ITSELF, TOGETHER}] == (
        [] if line is None else [line]
    )


def test_a_quotation_with_a_slip_is_searched_without_its_marks(walkers: Desk) -> None:
    served = talk(walkers, "“The mate might break an arm,” who said so?")
    assert (served.outcome, quotes(served)[0]) == ("related", "The mate may break an arm.")
    assert said_by(served)[0] == (
        "No paragraph holds these words in a row: “The mate might break an arm”."
        " The nearest passages without that:"
    )
    assert talk(walkers, "“Quill fled” who said so?").outcome == "nothing"


def test_who_was_asked_of_is_held_while_questions_name_nobody(walkers: Desk) -> None:
    served = talk(walkers, "Elena Marsh?", "Did he break an arm?", "Can she walk?")
    assert quotes(served)[0] == "Elena Marsh can walk to Riga."
    assert TOGETHER in said_by(served)


def test_what_cannot_be_asked_is_said_without_an_outcome(desk: Desk) -> None:
    assert ask(desk, "lang:nowhere-land captain").outcome is None
    served = ask(desk, "?!")
    assert served.outcome is None
    assert served.reply.blocks == (
        Say("I find no words in that. Ask for instance: who refused to fight?"),
    )


def test_a_related_answer_that_can_be_cited_has_no_more_than_eight_buttons(
    tmp_path: Path, clock: Clock
) -> None:
    days = ("Monday", "Tuesday", "Friday", "Saturday", "Sunday")
    told = "\n\n".join(f"The captain was seen on {day}, by {day} guests." for day in days)
    publish(tmp_path, SourceText(FERRY.source, told))
    unsure = open_asker(tmp_path, threshold=1.0)
    with closing(Desk(unsure, ChatStore(tmp_path), 3, "none", clock)) as desk:
        desk.negatives = NegativeReceipts(tmp_path)
        served = ask(desk, "where is the captain?")
    kinds = [button.kind for row in served.rows for button in row]
    assert (served.outcome, kinds.count("context")) == ("related", 3)
    assert len(kinds) == 8
    assert kinds[-2:] == ["sources", "cite"]


def test_more_goes_on_where_the_button_says_however_often_it_is_pressed(desk: Desk) -> None:
    served = ask(desk, "who was there?")
    *_, more = served.rows[-1]
    assert (more.kind, more.number) == ("more", 2)
    first, second = (press(desk, "more", more.token, 2).served for _ in range(2))
    assert first == second
    assert quotes(first) == ["The captain was arrested."]


def test_context_and_source_show_what_stands_there(desk: Desk) -> None:
    token = token_of(ask(desk, "captain"))
    assert quotes(press(desk, "context", token).served) == [
        "Nobody was hurt on board.",
        "The captain was arrested.",
    ]
    shown = press(desk, "source", token).served
    assert shown is not None
    _, source, receipt, searched = shown.reply.blocks
    assert isinstance(source, ShowSource)
    assert isinstance(receipt, Say)
    assert str(receipt.words).startswith("Receipt: pq-")
    assert searched == SEARCHED


def test_the_receipts_of_all_quotes_stand_under_their_sources_and_find_them(
    tmp_path: Path, clock: Clock
) -> None:
    publish_corpus(tmp_path)
    with closing(open_desk(tmp_path, clock, quotes=3)) as desk:
        served = ask(desk, "who was there?")
        token = token_of(served)
        shown = press(desk, "sources", token, 2).served
    assert shown is not None
    said = [str(block.words) for block in shown.reply.blocks if isinstance(block, Say)]
    given = [words.partition("Receipt: ")[2] for words in said if "Receipt: " in words]
    with closing(Store(tmp_path)) as store:
        checked = [standing.check(store, receipts.read(receipt)) for receipt in given]
    found = [receipt.quote.text for receipt in checked if receipt.quote is not None]
    cited = [block for block in served.reply.blocks if isinstance(block, ShowQuote) and block.cited]
    assert found == [block.quote.text for block in cited]
    assert [words[:2] for words in said if "Receipt" in words] == ["1.", "2.", "3."][: len(found)]
    assert len(found) > 1


def test_a_clock_that_is_decades_behind_costs_the_receipts_alone(
    tmp_path: Path, clock: Clock
) -> None:
    publish_corpus(tmp_path)
    clock.now = 1_000_000_000.0
    with closing(open_desk(tmp_path, clock)) as desk:
        served = ask(desk, "captain")
        assert [button.receipt for button in served.rows[0]] == [None, None]
        shown = press(desk, "source", token_of(served)).served
    assert shown is not None
    assert shown.reply.blocks[2:] == (SEARCHED,)


def test_a_button_of_another_chat_or_out_of_range_or_too_old_has_expired(
    desk: Desk, clock: Clock
) -> None:
    token = token_of(ask(desk, "captain"))
    assert press(desk, "source", token, chat="other") == Pressed(EXPIRED)
    assert press(desk, "source", token, 2) == Pressed(EXPIRED)
    assert press(desk, "source", "unknown") == Pressed(EXPIRED)
    clock.now += 30 * 24 * 3600
    assert press(desk, "source", token) == Pressed(EXPIRED)


REPLACED = Say(
    "ferry: the article has had a newer text since 2026-01-02; here is the one that was quoted."
)
WITHDRAWN = Say("ferry: withdrawn on 2026-01-02.")


def test_what_was_quoted_from_a_text_that_was_replaced_still_stands_in_it(
    desk: Desk, tmp_path: Path
) -> None:
    token = token_of(ask(desk, "captain"))
    kinds: tuple[ButtonKind, ...] = ("context", "source", "copy")
    before = {kind: press(desk, kind, token).served for kind in kinds}
    publish_at_noon(tmp_path, SourceText(FERRY.source, "The captain was freed.\n"), TRIAL)
    publish_at_noon(tmp_path, SourceText(FERRY.source, "The captain was jailed.\n"), TRIAL)
    for kind, served in before.items():
        assert served is not None
        now = press(desk, kind, token).served
        assert now is not None
        heading, *shown = served.reply.blocks
        assert now.reply.blocks == (heading, REPLACED, *shown)


def test_a_withdrawn_article_says_since_when_and_shows_no_more_of_its_text(
    desk: Desk, tmp_path: Path
) -> None:
    token = token_of(ask(desk, "captain"))
    publish_at_noon(tmp_path, TRIAL)
    context, source, copy = (
        press(desk, kind, token).served for kind in ("context", "source", "copy")
    )
    assert context is not None
    assert context.reply.blocks[1:] == (WITHDRAWN,)
    assert source is not None
    assert source.reply.blocks[1] == WITHDRAWN
    assert isinstance(source.reply.blocks[2], ShowSource)
    assert copy is not None
    assert copy.reply.blocks[1] == WITHDRAWN
    asked = worded_served(desk.command(Command("source", "ferry", "chat", "ada", "journalist")))
    assert asked.reply.blocks == (WITHDRAWN, source.reply.blocks[2])
    assert ask(desk, "captain").outcome == "nothing"


def test_more_leaves_out_what_was_withdrawn_and_goes_on(desk: Desk, tmp_path: Path) -> None:
    served = ask(desk, "who was there?")
    *_, more = served.rows[-1]
    publish_at_noon(tmp_path, TRIAL)
    pressed = press(desk, "more", more.token, 2).served
    assert pressed is not None
    assert pressed.reply.blocks[1:] == (WITHDRAWN,)
    assert [button.number for row in pressed.rows for button in row] == [3]


def test_a_quote_that_is_not_in_the_store_as_it_was_found_is_not_shown(desk: Desk) -> None:
    stored = desk.asker.article

    def damaged(article_id: str) -> Article | None:
        article = stored(article_id)
        assert article is not None
        other = article.text.replace("captain", "skipper")
        return Article(
            article.id, article.revision, article.source, other, article.sha256, article.skipped
        )

    desk.asker.article = damaged  # type: ignore[method-assign] # damage that cannot be made here
    with pytest.raises(QuoteMismatch):
        ask(desk, "captain")


def test_the_moderators_list_is_no_command_for_a_journalist(desk: Desk) -> None:
    command = Command("reports", "", "chat", "ada", "journalist")
    served = worded_served(desk.command(command))
    assert served.reply.blocks == (
        Say("There is no command /reports. Did you mean /export? /help lists all of them."),
    )


def test_a_report_on_a_text_that_is_gone_shows_it_until_it_is_withdrawn(
    desk: Desk, tmp_path: Path
) -> None:
    token = token_of(ask(desk, "captain"))
    assert press(desk, "wrong", token).notice == "Noted for the moderators. Thank you."
    publish(tmp_path, SourceText(FERRY.source, "The captain was freed.\n"))
    served = worded_served(desk.command(Command("reports", "", "chat", "ada", "moderator")))
    (quote,) = quotes(served)
    assert quote == "The captain was arrested."
    publish_at_noon(tmp_path, TRIAL)
    served = worded_served(desk.command(Command("reports", "", "chat", "ada", "moderator")))
    assert served.reply.blocks[1] == WITHDRAWN
