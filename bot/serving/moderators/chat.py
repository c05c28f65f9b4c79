"""The moderators' conversation about the corpus: files and addresses, cards and their buttons."""

from collections.abc import Callable, Coroutine
from dataclasses import replace

from bot.moderation.desk import ModerationDesk
from bot.moderation.records import Moderator, Step
from bot.moderation.reports import respond
from bot.people.desk import PeopleDesk
from bot.replies import Button, Command, said
from bot.sentences.say import Words, sentence, speaker
from bot.serving.moderators.following import Turn, in_place, reply
from bot.serving.moderators.jobs import Jobs
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
from index.text.shown import cut


class ModeratorsChat:
    """Lets moderators change the corpus, in chats of their own. For the event loop's thread."""

    def __init__(
        self,
        platform: Platform,
        worker: ModerationWorker[ModerationDesk],
        people: PeopleDesk,
        jobs: Jobs,
    ) -> None:
        """Answer on the `platform`, let the `worker` work, and leave to `jobs` what takes long."""
        self._platform = platform
        self._worker = worker
        self._people = people
        self._jobs = jobs
        self._cards = Cards(platform, worker, people)

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
            return await self._add_file(turn, written.file)
        if command is not None:
            return await self._answer_command(turn, command)
        if written.answers is None or written.text is None:
            return None
        return await self._answer_card(turn, written.answers, written.text)

    async def press(self, tapped: Tapped, where: Where, button: Button) -> None:
        """Do what a button says, if it is a moderator who presses it; and acknowledge the press."""
        if not self._is_moderator(where, tapped.who):
            await self._acknowledge(tapped, sentence("only_moderators"))
            return
        turn = Turn(self._moderator(where, tapped.who), Spot(where, tapped.message))
        if button.kind == "undo":
            replaced = in_place(turn, tapped.message)
            await self._acknowledge(tapped, self._jobs.begin_undo(replaced, button.token))
        elif button.kind == "recheck":
            await self._recheck(tapped, turn, button)
        elif self._jobs.holds(button.token):
            await self._acknowledge(tapped, sentence("mod_under_way"))
        else:
            await self._decide(tapped, turn, button)

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
        served = await self._worker.do(lambda desk: respond(desk.means.data, command, moderator.by))
        return await reply(self._platform, turn, served)

    async def _undo(self, turn: Turn, argument: str) -> tuple[str, ...]:
        if argument and not (argument.isdecimal() and len(argument) < 10):
            return await reply(self._platform, turn, said("mod_undo_usage"))
        return await self._jobs.undo(turn, int(argument) if argument else None)

    async def _add_file(self, turn: Turn, file: SentFile) -> tuple[str, ...]:
        name = cut(file.name)
        try:
            async with self._platform.working(turn.spot.where):
                content = await self._platform.download(file)
        except TooLarge as error:
            most = error.most_bytes >> 20
            return await reply(self._platform, turn, said("mod_too_large", name=name, most=most))
        except Undeliverable as error:
            refusal = said("mod_not_downloaded", name=name, reason=error)
            return await reply(self._platform, turn, refusal)
        return await self._step(
            turn, self._drafted(turn.moderator, lambda: read_upload(file.name, content))
        )

    async def _add_address(self, turn: Turn, address: str) -> tuple[str, ...]:
        if "://" not in address or len(address.split()) != 1:
            return await reply(self._platform, turn, said("mod_add_usage"))
        return await self._step(turn, self._drafted_from(turn.moderator, address))

    async def _drafted(self, moderator: Moderator, read: Callable[[], SourceText]) -> Step:
        text = await self._worker.read(lambda _: read())[1]
        return await self._worker.do(lambda desk: desk.add(moderator, text))

    async def _drafted_from(self, moderator: Moderator, address: str) -> Step:
        return await self._drafted(moderator, lambda: self._worker.means.read_address(address))

    async def _removed(self, moderator: Moderator, article_id: str) -> Step:
        return await self._worker.do(lambda desk: desk.remove(moderator, article_id))

    async def _decide(self, tapped: Tapped, turn: Turn, button: Button) -> None:
        """Do what a button of a card says, and begin the change that it may lead to."""
        moderator = turn.moderator
        others = tuple(
            person for person in self._people.people.moderators() if person != moderator.person
        )
        try:
            step = await self._worker.do(lambda desk: desk.press(moderator, button, others))
        except PullquoteError as error:
            step = Step(notice=sentence("failed", reason=error))
        if not self._is_moderator(turn.spot.where, tapped.who):  # revoked while the desk was busy
            step = Step(notice=sentence("only_moderators"))
        if step.change is not None and not self._jobs.holds(button.token):
            # At once, so that a second press meanwhile finds it.
            earlier = (tapped.message,) if button.kind == "publish_anyway" else ()
            followed = Turn(moderator, replace(turn.spot, earlier=earlier))
            self._jobs.begin_change(followed, step.change)
        await self._acknowledge(tapped, step.notice)
        await self._cards.follow(step, turn)

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
        await self._step(turn, self._drafted_from(turn.moderator, address))

    async def _answer_card(self, turn: Turn, message: str, written: str) -> tuple[str, ...] | None:
        moderator = turn.moderator
        token = await self._worker.do(lambda desk: desk.store.token_of(moderator.chat, message))
        if token is None:
            return None
        if self._jobs.holds(token):
            return await reply(self._platform, turn, said("mod_under_way"))
        step = await self._worker.do(lambda desk: desk.answer(moderator, message, written))
        return None if step is None else await self._cards.follow(step, turn)

    async def _step(self, turn: Turn, work: Coroutine[None, None, Step]) -> tuple[str, ...]:
        """Do what takes a while, say what is refused, and follow what comes of it."""
        try:
            async with self._platform.working(turn.spot.where):
                step = await work
        except PullquoteError as error:
            step = Step(said=said("failed", reason=error))
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
        return Moderator(where.chat, who.id, by, who.language)
