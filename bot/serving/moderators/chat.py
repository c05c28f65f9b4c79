"""The moderators' conversation about the corpus: files and addresses, cards and their buttons."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Protocol

from bot.moderation.desk import ModerationDesk
from bot.moderation.records import CorpusChange, Moderator, Step
from bot.moderation.reports import respond
from bot.moderation.store import CardKind
from bot.moderation.typed import is_for_card, pressed
from bot.moderation.wording import word_failed
from bot.people.book import Profile
from bot.people.desk import PeopleDesk
from bot.replies import Button, Command, Reply, Say, Served, said, source_token
from bot.sentences.say import Joined, Words, sentence, speaker
from bot.serving.moderators.drafting import Drafting
from bot.serving.moderators.following import Cancelled, Turn, in_place, reply
from bot.serving.moderators.shown import Cards
from bot.serving.moderators.worker import ModerationWorker
from bot.serving.platform import (
    Person,
    Platform,
    SentFile,
    Spot,
    Tapped,
    TooLarge,
    Undeliverable,
    Where,
    Written,
)
from index.errors import PullquoteError
from index.records import SourceText
from index.sources.read import read_upload
from index.store.store import read_ids
from index.text.shown import cut

_CHOOSING = ("as_new", "replace")  # buttons after which a text is compared anew


class LongWork(Protocol):
    """What takes long, begun here and followed in one message until it has ended."""

    @property
    def cards(self) -> Cards:
        """The cards that are shown anew when it has ended."""

    def holds(self, token: str) -> bool:
        """Tell whether a draft is being published, or waits for that."""

    def begin_change(self, turn: Turn, change: CorpusChange) -> None:
        """Publish a draft."""

    def begin_undo(self, turn: Turn, generation: str) -> Words | None:
        """Take back a generation; return why not, where it is known."""

    async def check(self, turn: Turn) -> tuple[str, ...]:
        """Begin to read all addresses again, and say so."""


class ModeratorsChat:
    """Lets moderators change the corpus, in chats of their own. For the event loop's thread."""

    def __init__(
        self,
        platform: Platform,
        worker: ModerationWorker[ModerationDesk],
        people: PeopleDesk,
        jobs: LongWork,
    ) -> None:
        """Answer on the `platform`, let the `worker` work, and leave to `jobs` what takes long."""
        self._platform = platform
        self._worker = worker
        self._people = people
        self._jobs = jobs
        self._cards = jobs.cards
        self._drafting = Drafting(platform, worker)

    async def answer(self, written: Written, command: Command | None) -> tuple[str, ...] | None:
        """Answer a moderator's file, command about the corpus, or answer to a card.

        `None` where a message answers another message than a card. Returns the ids of the messages
        that the answer is; raises `Undeliverable`.
        """
        moderator = self._moderator(written.where, written.who)
        turn = Turn(moderator, Spot(written.where, written.message))
        if written.is_edit and (command is not None or written.file is not None):
            return await reply(self._platform, turn, said("mod_not_by_editing"))
        if written.file is not None:
            caption = "" if written.is_forwarded else written.text or ""
            return await self._add_file(turn, written.file, caption)
        if command is not None:
            return await self._answer_command(turn, command)
        if written.text is None:
            return None
        return await self._answer_card(turn, written.answers, written.text)

    async def press(self, tapped: Tapped, where: Where, button: Button) -> None:
        """Do what a button says, if it is a moderator who presses it; and acknowledge the press."""
        if not self._is_moderator(where, tapped.who):
            await self._acknowledge(tapped, sentence("only_moderators"))
            return
        who = tapped.who
        self._people.people.meet(who.id, Profile(who.name, who.language))
        turn = Turn(self._moderator(where, who), Spot(where, tapped.message))
        if button.kind == "undo":
            await self._undo_published(tapped, turn, button.token)
        elif button.kind == "recheck":
            await self._recheck(tapped, turn, button)
        elif button.kind in ("reopen", "take_out"):
            await self._open_source(tapped, turn, button)
        elif self._jobs.holds(button.token):
            await self._acknowledge(tapped, sentence("mod_under_way"))
        elif self._drafting.cancel(tapped.who.id, button.token):
            await self._acknowledge(tapped, None)
        else:
            await self._decide(tapped, turn, button)

    async def count_cards(self, where: Where, person: str) -> int:
        """Count the cards of a moderator that wait for a decision."""
        waiting = await self._worker.do(
            lambda desk: desk.store.waiting(where.chat, person, desk.clock())
        )
        return len(waiting)

    async def forget(self, person: str) -> None:
        """Remove the drafts that bear a person's id."""
        await self._worker.do(lambda desk: desk.store.forget(person))

    async def _answer_command(self, turn: Turn, command: Command) -> tuple[str, ...]:
        moderator, argument = turn.moderator, command.argument
        if command.name == "add":
            return await self._add_address(turn, argument)
        if command.name == "check":
            return await self._jobs.check(turn)
        if command.name == "undo":
            return await self._undo(turn, argument)
        if command.name == "remove":
            return await self._step(turn, self._removed(moderator, argument))
        if command.name == "edit":
            reopened = self._drafted(turn, lambda desk: desk.reopen(moderator, argument))
            return await self._step(turn, reopened)
        if _turns_gate_off(command) and self._worker.means.is_two_person:
            return await reply(self._platform, turn, said("mod_golden_takes_two"))
        name = self._people.namer()
        served = await self._worker.do(
            lambda desk: respond(desk.means, command, moderator.by, name)
        )
        return await reply(self._platform, turn, served)

    async def _undo(self, turn: Turn, argument: str) -> tuple[str, ...]:
        if argument and not (argument.isdecimal() and len(argument) < 10):
            return await reply(self._platform, turn, said("mod_undo_usage"))
        number = int(argument) if argument else None
        return await self._show_undo(turn, number)

    async def _undo_published(self, tapped: Tapped, turn: Turn, generation: str) -> None:
        """Take back what was published, at one tap; or ask, where two people have to agree."""
        if not self._worker.means.is_two_person or not generation.isdecimal():
            replaced = in_place(turn, tapped.message)
            await self._acknowledge(tapped, self._jobs.begin_undo(replaced, generation))
            return
        await self._acknowledge(tapped, None)
        await self._show_undo(turn, None, int(generation))

    async def _show_undo(
        self, turn: Turn, number: int | None, published: int | None = None
    ) -> tuple[str, ...]:
        """Show the card of an undo; one that still waits is cancelled, so that one card is open."""
        moderator = turn.moderator
        waiting = await self._worker.do(lambda desk: desk.open_undos(moderator))
        for token in waiting:
            if not self._jobs.holds(token):
                step = await self._worker.do(partial(_cancel, moderator, token))
                await self._cards.follow(step, turn)
        return await self._step(
            turn, self._worker.do(lambda desk: desk.undo(moderator, number, published))
        )

    async def _add_file(self, turn: Turn, file: SentFile, caption: str) -> tuple[str, ...]:
        name = cut(file.name)
        try:
            async with self._platform.working(turn.spot.where):
                content = await self._platform.download(file)
        except TooLarge:
            return await reply(self._platform, turn, said("mod_too_large", name=name))
        except Undeliverable as error:
            refusal = said("mod_not_downloaded", name=name, reason=error)
            return await reply(self._platform, turn, refusal)
        return await self._step(
            turn, self._added(turn, lambda: read_upload(file.name, content), caption)
        )

    async def _add_address(self, turn: Turn, address: str) -> tuple[str, ...]:
        if "://" not in address or len(address.split()) != 1:
            return await reply(self._platform, turn, said("mod_add_usage"))
        return await self._step(turn, self._added_from(turn, address))

    async def _added(self, turn: Turn, read: Callable[[], SourceText], caption: str = "") -> Step:
        """Draft what is read; an answer to the message that gave it is one to its card."""
        text = await self._worker.read(lambda _: read())[1]
        moderator, given = turn.moderator, turn.spot.reply_to

        def add(desk: ModerationDesk) -> Step:
            step = desk.add(moderator, text, caption)
            if given is not None:
                desk.store.keep_shown(step.token, "hint", moderator.chat, (given,), desk.clock())
            return step

        return await self._drafted(turn, add)

    async def _added_from(self, turn: Turn, address: str) -> Step:
        return await self._added(turn, lambda: self._worker.means.read_address(address))

    async def _drafted(self, turn: Turn, work: Callable[[ModerationDesk], Step]) -> Step:
        """Draft what a step needs; its card comes in the place of what told how far that is."""
        step, shown = await self._drafting.do(turn, work)
        token, chat = step.token, turn.moderator.chat
        if token and shown:
            await self._worker.do(
                lambda desk: desk.store.keep_shown(token, "card", chat, shown, desk.clock())
            )
        return step

    async def _removed(self, moderator: Moderator, article_id: str) -> Step:
        return await self._worker.do(lambda desk: desk.remove(moderator, article_id))

    async def _decide(self, tapped: Tapped, turn: Turn, button: Button) -> None:
        """Do what a button of a card says, and begin the change that it may lead to."""
        moderator, others = turn.moderator, self._others(turn.moderator)
        try:
            step = await self._pressed(tapped, turn, button)
        except Cancelled:
            step = Step(sentence("mod_drafting_cancelled"), button.token, ("card",))
        except PullquoteError as error:
            is_covered = button.kind in _CHOOSING  # the card, by how far the draft was
            shows: tuple[CardKind, ...] = ("card",) if is_covered else ()
            step = Step(token=button.token, shows=shows, said=word_failed(error))
        if not self._is_moderator(turn.spot.where, tapped.who):  # revoked while the desk was busy
            step = Step(notice=sentence("only_moderators"))
        if step.asks_others:
            step = replace(step, notice=self._asked_words(others))
        earlier = (tapped.message,) if button.kind == "publish_anyway" else ()
        self._begin(step, Turn(moderator, replace(turn.spot, earlier=earlier)))
        await self._acknowledge(tapped, step.notice)
        await self._cards.follow(step, turn)

    async def _pressed(self, tapped: Tapped, turn: Turn, button: Button) -> Step:
        """Let the desk do what a button says; a choice drafts, which the card's place tells."""
        moderator, others = turn.moderator, self._others(turn.moderator)

        def press(desk: ModerationDesk) -> Step:
            return desk.press(moderator, button, others)

        if button.kind not in _CHOOSING:
            return await self._worker.do_with_drafts(press)
        return (await self._drafting.do(in_place(turn, tapped.message), press))[0]

    def _begin(self, step: Step, turn: Turn) -> None:
        """Begin the change that a step leads to, at once, so that a second decision finds it."""
        if step.change is not None and not self._jobs.holds(step.change.token):
            self._jobs.begin_change(turn, step.change)

    def _others(self, moderator: Moderator) -> tuple[str, ...]:
        moderators = self._people.people.moderators()
        return tuple(person for person in moderators if person != moderator.person)

    async def _open_source(self, tapped: Tapped, turn: Turn, button: Button) -> None:
        """Show the card that edits the source of a button, or that removes it."""
        await self._acknowledge(tapped, None)
        moderator = turn.moderator

        def work(desk: ModerationDesk) -> Step:
            known = read_ids(desk.means.data)
            ids = [name for name in known if source_token(name) == button.token]
            article_id = ids[0] if ids else " "
            if button.kind == "reopen":
                return desk.reopen(moderator, article_id)
            return desk.remove(moderator, article_id)

        await self._step(turn, self._drafted(turn, work))

    async def _recheck(self, tapped: Tapped, turn: Turn, button: Button) -> None:
        """Draft what now stands at an address that was found changed."""
        chat = turn.moderator.chat
        address = await self._worker.do(
            lambda desk: desk.store.checked(button.token, chat, button.number, desk.clock())
        )
        if address is None:
            await self._acknowledge(tapped, sentence("mod_gone"))
            return
        await self._acknowledge(tapped, None)
        asked = Turn(turn.moderator, Spot(where=turn.spot.where, reply_to=None))
        await self._step(asked, self._added_from(asked, address))

    async def _answer_card(
        self, turn: Turn, message: str | None, written: str
    ) -> tuple[str, ...] | None:
        """Do what was written about a card: in answer to it, or while it is the only one open."""
        tokens = await self._cards_meant(turn.moderator, message, written)
        if not tokens and message is None and pressed(written) is not None:
            return await reply(self._platform, turn, said("mod_no_card"))
        if not tokens:
            return None
        if len(tokens) > 1:
            return await reply(self._platform, turn, said("mod_which_card", count=len(tokens)))
        (token,) = tokens
        if self._jobs.holds(token):
            return await reply(self._platform, turn, said("mod_under_way"))
        moderator, others = turn.moderator, self._others(turn.moderator)
        step = await self._worker.do_with_drafts(
            lambda desk: desk.write(moderator, token, written, others)
        )
        if self._people.people.role(moderator.person) != "moderator":
            step = Step(said=said("only_moderators"))
        if step.asks_others:
            step = replace(step, said=Served(Reply((Say(self._asked_words(others)),))))
        self._begin(step, turn)
        return await self._cards.follow(step, turn)

    def _asked_words(self, others: tuple[str, ...]) -> Words:
        """Say who is asked to approve, by name."""
        return sentence("mod_asked", who=Joined(tuple(map(self._people.name, others)), "; "))

    async def _cards_meant(
        self, moderator: Moderator, message: str | None, written: str
    ) -> tuple[str, ...]:
        """List the tokens of the drafts that a message may be about; none where it is about none.

        What answers no card must read like an edit or a decision: questions are more frequent.
        """
        if message is not None:
            chat = moderator.chat
            token = await self._worker.do(lambda desk: desk.store.token_of(chat, message))
            if token is not None:
                return (token,)
        if not is_for_card(written):
            return ()
        return await self._worker.do(lambda desk: desk.open_cards(moderator, written))

    async def _step(self, turn: Turn, work: Awaitable[Step]) -> tuple[str, ...]:
        """Do what takes a while, say what is refused, and follow what comes of it."""
        try:
            async with self._platform.working(turn.spot.where):
                step = await work
        except Cancelled:
            step = Step(said=said("mod_drafting_cancelled"))
        except PullquoteError as error:
            step = Step(said=word_failed(error))
        if self._people.people.role(turn.moderator.person) != "moderator":
            step = Step(said=said("only_moderators"))
        return await self._cards.follow(step, turn)

    async def _acknowledge(self, tapped: Tapped, notice: Words | None) -> None:
        speak = speaker(tapped.who.language)
        shown = None if notice is None else speak(notice)
        await self._platform.acknowledge(tapped.press, shown)

    def _is_moderator(self, where: Where, who: Person) -> bool:
        return not where.is_group and self._people.people.role(who.id) == "moderator"

    def _moderator(self, where: Where, who: Person) -> Moderator:
        by = self._people.people.file.key(who.id)
        return Moderator(where.chat, who.id, by, who.language, self._people.name(who.id))


def _cancel(moderator: Moderator, token: str, desk: ModerationDesk) -> Step:
    return desk.press(moderator, Button("cancel", token, 0), ())


def _turns_gate_off(command: Command) -> bool:
    """Tell whether a command removes a question that new generations must answer."""
    return command.name == "golden" and command.argument.partition(" ")[0] == "remove"
