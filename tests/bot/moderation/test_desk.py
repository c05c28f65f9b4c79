"""The moderators' conversation apart from any platform."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from fakes.corpus import publish, reindex, source_text
from fakes.moderating import ADA, FLED, VOTED, means
from fakes.speaking import ENGLISH, worded_served

from bot.cli import wiring
from bot.cli.settings import Settings
from bot.moderation import reports
from bot.moderation.desk import ModerationDesk
from bot.moderation.records import Moderator, Step
from bot.moderation.store import KEPT_SECONDS, ModerationStore
from bot.moderation.wording import word_published
from bot.replies import Button, Command, ModerationKind, Say, Served, ShowQuote
from index import build
from index.store import audit, proofs
from index.store.store import read_sources

BOB = Moderator("9", "9", "telegram:9", "en", "Bob")


@pytest.fixture
def now() -> list[float]:
    return [1000.0]


@pytest.fixture
def desk(tmp_path: Path, now: list[float]) -> Iterator[ModerationDesk]:
    publish(tmp_path, FLED)
    with closing(
        ModerationDesk(means(tmp_path), ModerationStore(tmp_path), lambda: now[0])
    ) as opened:
        yield opened


def two_person(desk: ModerationDesk) -> ModerationDesk:
    return ModerationDesk(replace(desk.means, is_two_person=True), desk.store, desk.clock)


def press(
    desk: ModerationDesk,
    kind: ModerationKind,
    token: str,
    number: int = 1,
    who: Moderator = ADA,
    others: tuple[str, ...] = ("9",),
) -> Step:
    return desk.press(who, Button(kind, token, number), others)


def words(served: Served | None) -> list[str]:
    """List what a reply says and quotes."""
    assert served is not None
    shown = []
    for block in worded_served(served).reply.blocks:
        if isinstance(block, Say):
            shown.append(str(block.words))
        elif isinstance(block, ShowQuote):
            shown.append(block.quote.text)
    return shown


def notice(step: Step) -> str:
    """Put a step's notice into English."""
    assert step.notice is not None
    return ENGLISH(step.notice)


def card(desk: ModerationDesk, token: str) -> list[str]:
    shown = desk.render(token, "card")
    assert shown is not None
    return "\n".join(words(shown.served)).split("\n")


def test_approving_gives_the_change_that_the_card_shows(desk: ModerationDesk) -> None:
    added = desk.add(ADA, VOTED)
    assert added.shows == ("card",)
    change = press(desk, "approve", added.token).change
    assert change is not None
    assert (change.article_id, change.removed, change.anyway) == ("voted", (), False)
    (text,) = change.added
    assert [text.text[span.start : span.end] for span in text.skipped] == ["Share this article."]


def test_a_draft_is_the_same_after_a_restart(desk: ModerationDesk, tmp_path: Path) -> None:
    token = desk.add(ADA, VOTED).token
    press(desk, "keep_one", token, 2)
    desk.write(ADA, token, "outlet: Meduza", ())
    before = card(desk, token)
    with closing(ModerationStore(tmp_path)) as store:
        again = ModerationDesk(desk.means, store, desk.clock)
        assert card(again, token) == before
        change = press(again, "approve", token, 3).change
    assert change is not None
    assert (change.added[0].source.outlet, change.added[0].skipped) == ("Meduza", ())


def test_several_lines_and_a_caption_record_all_their_fields(desk: ModerationDesk) -> None:
    captioned = desk.add(ADA, VOTED, "Title: Council votes\ndate: 2 March 2024")
    assert (captioned.shows, captioned.said) == (("card",), None)
    assert card(desk, captioned.token)[1:5] == [
        "title: Council votes",
        "outlet: unknown",
        "author: unknown",
        "date: 2024-03-02",
    ]
    step = desk.write(ADA, captioned.token, "outlet: Meduza\nавтор: Anna Smith\nskip 3", ())
    assert words(step.said) == ["Noted. outlet: Meduza · author: Anna Smith"]
    assert words(desk.write(ADA, captioned.token, "keep 3", ()).said) == [
        "Noted. paragraphs that will be skipped: 2"
    ]


def test_a_caption_that_is_no_edit_is_said_to_be_none(desk: ModerationDesk) -> None:
    step = desk.add(ADA, VOTED, "for the morning")
    assert step.shows == ("card",)
    assert words(step.said)[0].startswith(
        "Of what you wrote with the file nothing was recorded: 'for the morning' is no edit"
    )


def test_what_a_button_says_can_be_typed(desk: ModerationDesk) -> None:
    token = desk.add(ADA, VOTED).token
    assert desk.write(ADA, token, "Skip paragraphs", ()).shows == ("skips",)
    change = desk.write(ADA, token, "Опубликовать", ()).change
    assert change is not None
    assert change.article_id == "voted"
    closes = desk.write(ADA, token, "cancel", ()).closes
    assert closes is not None
    assert ENGLISH(closes) == "Cancelled: voted was not added."
    assert desk.open_cards(ADA) == ()
    assert notice(press(desk, "approve", token)) == "This was cancelled already: voted"
    assert words(desk.write(ADA, token, "approve", ()).said) == [
        "This was cancelled already: voted"
    ]


def test_a_likely_field_is_taken_by_its_button(desk: ModerationDesk) -> None:
    text = source_text("voted", "Council votes\n\nBy Anna Smith\n\nThe council voted at noon.")
    token = desk.add(ADA, text).token
    shown = desk.render(token, "card")
    assert shown is not None
    takes = shown.served.rows[0]
    assert [(button.kind, button.number, button.about) for button in takes] == [
        ("take_title", 1, None),
        ("take_author", 2, "Anna Smith"),
    ]
    for button in takes:
        desk.press(ADA, button, ())
    assert card(desk, token)[1:4] == [
        "title: Council votes",
        "outlet: unknown",
        "author: Anna Smith",
    ]


def test_a_published_source_is_edited_and_gets_another_id(
    desk: ModerationDesk, tmp_path: Path
) -> None:
    publish(tmp_path, FLED, VOTED)
    assert words(desk.reopen(ADA, "nothing").said)[0].startswith("There is no article with this id")
    assert words(desk.reopen(ADA, "").said)[0].startswith("Write /edit and an id")
    token = desk.reopen(ADA, "fled").token
    desk.write(ADA, token, "outlet: Meduza\nid: Ten men flee", ())
    change = press(desk, "approve", token, 2).change
    assert change is not None
    (text,) = change.added
    source = text.source
    assert (source.id, source.title, source.outlet) == ("ten-men-flee", "Fled", "Meduza")
    assert (text.text, change.removed) == (FLED.text, ("fled",))
    refused = desk.write(ADA, token, "id: voted", ())
    assert words(refused.said) == [
        "Nothing was changed: there is a source voted already; choose another id"
    ]


def test_what_a_text_replaces_is_chosen_by_buttons(desk: ModerationDesk) -> None:
    token = desk.add(ADA, source_text("fled", "Bread was dear in the morning.")).token
    assert card(desk, token)[0] == "New source: fled-2"
    assert press(desk, "replace", token).shows == ("card",)
    assert card(desk, token)[0].startswith("In place of fled, revision 1:")
    assert press(desk, "as_new", token).shows == ("card",)
    assert card(desk, token)[0] == "New source: fled-2"
    assert notice(press(desk, "replace", token, 9)).startswith("This card is gone")


def test_an_approval_of_an_earlier_version_does_nothing(desk: ModerationDesk) -> None:
    token = desk.add(ADA, VOTED).token
    press(desk, "keep_one", token, 2)
    step = press(desk, "approve", token, 1)
    assert (step.change, step.shows) == (None, ("card",))
    assert notice(step).startswith("The card or the corpus has changed")
    assert press(desk, "approve", token, 2).change is not None


def test_a_draft_of_another_or_too_old_is_gone(desk: ModerationDesk, now: list[float]) -> None:
    token = desk.add(ADA, VOTED).token
    for kind in ("approve", "edit", "skips", "skip_one", "cancel", "publish", "discard"):
        step = press(desk, kind, token, who=BOB, others=("7",))
        assert notice(step) == "This card is another moderator's."
    now[0] += KEPT_SECONDS
    step = press(desk, "approve", token)
    assert (step.change, step.notice is None) == (None, False)
    for written in ("outlet: Meduza", "approve"):
        answered = desk.write(ADA, token, written, ())
        assert words(answered.said)[0].startswith("This card is gone")
    assert desk.open_cards(ADA) == ()


def test_skipping_every_paragraph_is_refused_and_changes_nothing(desk: ModerationDesk) -> None:
    token = desk.add(ADA, source_text("short", "Ten men left at noon.")).token
    step = press(desk, "skip_one", token, 1)
    assert notice(step).startswith("Nothing was changed: that would skip every paragraph")
    assert press(desk, "approve", token, 1).change is not None


def test_a_removal_has_nothing_to_edit_and_is_gone_with_its_article(
    desk: ModerationDesk, tmp_path: Path
) -> None:
    publish(tmp_path, FLED, VOTED)
    token = desk.remove(ADA, "voted").token
    assert card(desk, token)[0].splitlines()[0] == "To be removed: voted"
    answered = desk.write(ADA, token, "skip 1", ())
    assert words(answered.said) == ["There is nothing to edit in this card: it removes an article."]
    change = press(desk, "approve", token).change
    assert change is not None
    assert (change.added, change.removed) == ((), ("voted",))
    publish(tmp_path, FLED)
    assert press(desk, "approve", token).change is None


def test_two_persons_are_needed_and_the_first_is_not_the_second(
    desk: ModerationDesk, tmp_path: Path
) -> None:
    desk = two_person(desk)
    token = desk.add(ADA, VOTED).token
    alone = press(desk, "approve", token, others=())
    assert (alone.asks_others, alone.change) == (False, None)
    assert notice(alone).startswith("Two people have to agree")
    asked = press(desk, "approve", token)
    assert (asked.asks_others, asked.change) == (True, None)
    for kind in ("publish", "publish_anyway"):
        assert press(desk, kind, token).change is None
    assert press(desk, "approve", token, who=BOB, others=("7",)).change is None
    step = press(desk, "publish", token, who=BOB, others=("7",))
    assert step.change is not None
    assert step.change.article_id == "voted"
    assert audit.entries(tmp_path)[-1].deed.action == "approval asked for"


def test_what_somebody_added_who_is_no_moderator_any_more_is_not_published(
    desk: ModerationDesk,
) -> None:
    desk = two_person(desk)
    token = desk.add(ADA, VOTED).token
    press(desk, "approve", token)
    step = press(desk, "publish", token, who=BOB, others=("11",))
    assert step.change is None
    assert notice(step).startswith("Whoever made this is no moderator any more")


def test_what_was_edited_after_asking_has_to_be_asked_for_again(desk: ModerationDesk) -> None:
    desk = two_person(desk)
    token = desk.add(ADA, VOTED).token
    press(desk, "approve", token)
    press(desk, "keep_one", token, 2)
    for number in (1, 2):
        step = press(desk, "publish", token, number, who=BOB, others=("7",))
        assert step.change is None


def test_who_made_a_draft_is_told_that_another_moderator_declined_it(
    desk: ModerationDesk, tmp_path: Path
) -> None:
    desk = two_person(desk)
    token = desk.add(ADA, VOTED).token
    press(desk, "approve", token)
    step = press(desk, "decline", token, who=BOB, others=("7",))
    assert step.shows == ("card",)
    assert notice(step).startswith("Refused; whoever made it was told.")
    assert step.told is not None
    assert (step.told.person, step.told.language) == ("7", "en")
    assert words(step.told.served) == [
        "Bob has refused voted. It can be edited and approved again, or cancelled."
    ]
    assert audit.entries(tmp_path)[-1].deed.action == "approval declined"


def test_a_refusal_is_explained_with_it_or_after_it(desk: ModerationDesk) -> None:
    desk = two_person(desk)
    token = desk.add(ADA, VOTED).token
    press(desk, "approve", token)
    for reason in ("the date is wrong", "and the author"):
        step = desk.write(BOB, token, f"refuse: {reason}", ("7",))
        assert step.told is not None
        assert words(step.told.served) == [f"Bob on why voted was refused: {reason}"]
    assert words(desk.write(ADA, token, "refuse: no", ("9",)).said) != []
    assert press(desk, "publish", token, who=BOB, others=("7",)).change is None


def test_another_moderator_sees_the_card_and_who_asks(desk: ModerationDesk) -> None:
    desk = two_person(desk)
    token = desk.add(ADA, VOTED).token
    served = desk.asked_card(token, "Ada, id 7")
    assert words(served)[:2] == ["Ada, id 7 asks for approval:", "New source: voted"]
    assert served is not None
    assert [button.kind for button in served.rows[0]] == ["publish", "decline"]
    assert desk.asked_card("unknown", "Ada, id 7") is None


def test_a_published_draft_is_settled_and_one_that_failed_is_not(
    desk: ModerationDesk, tmp_path: Path
) -> None:
    token = desk.add(ADA, VOTED).token
    change = press(desk, "approve", token).change
    assert change is not None
    desk.settle(change, is_published=False)
    assert press(desk, "approve", token).change == change
    published = build.amend(reindex(tmp_path), change.added, change.removed)
    desk.settle(change, is_published=True)
    assert press(desk, "approve", token).change is None
    again = build.amend(reindex(tmp_path), change.added, change.removed)
    assert change.happening is not None
    assert again.generation == published.generation
    assert words(word_published(again, change.happening)) == [
        "Nothing was to be changed: voted is in the corpus just like this."
    ]
    assert notice(press(desk, "cancel", token)) == "This is published already: voted"


def texts_read(data: Path, count: int, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Count the texts that the store gives for each act over a corpus of so many articles."""
    publish(data, FLED, *(source_text(f"a{at}", f"Guard {at} saw it.") for at in range(count)))
    build.amend(reindex(data), [replace(FLED, text="Ten men fled at noon.")])
    read: list[object] = []
    whole = proofs.is_text_whole

    def counted(digest: object, text: object) -> bool:
        read.append(digest)
        return whole(digest, text)

    found: dict[str, int] = {}
    with monkeypatch.context() as patched, closing(ModerationStore(data)) as kept:
        patched.setattr(proofs, "is_text_whole", counted)
        desk = ModerationDesk(means(data), kept, lambda: 1000.0)
        removal = desk.remove(ADA, "fled").token or ""
        undo = desk.undo(ADA, None).token or ""
        acts: dict[str, Callable[[], object]] = {
            "edit": lambda: desk.reopen(ADA, "fled"),
            "no such source": lambda: desk.reopen(ADA, "nowhere"),
            "remove": lambda: desk.remove(ADA, "fled"),
            "a card": lambda: desk.render(removal, "card"),
            "a press": lambda: press(desk, "approve", removal),
            "an undo": lambda: desk.render(undo, "card"),
            "a diff": lambda: reports.respond(
                desk.means, Command("diff", "1 2", "7", "7", "moderator"), "ada", str
            ),
            "a command": lambda: wiring.article_of(Settings(data_dir=data), "fled"),
            "a list": lambda: read_sources(data),
        }
        for name, act in acts.items():
            read.clear()
            act()
            found[name] = len(read)
    return found


def test_of_a_corpus_of_any_size_only_the_texts_that_an_act_needs_are_read(
    tmp_path: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    del engine
    of_few = texts_read(tmp_path, 3, monkeypatch)
    assert texts_read(tmp_path, 60, monkeypatch) == of_few
    assert of_few == {
        "edit": 2,  # once more, as what its draft replaces
        "no such source": 0,
        "remove": 1,
        "a card": 1,
        "a press": 2,
        "an undo": 2,
        "a diff": 2,
        "a command": 1,
        "a list": 0,
    }
