"""Commands about quotes, and drafts sent as files -> what was found.

What is heavy is done by threads of their own, so that questions are answered meanwhile; the receipt
of a no, which may be asked again, by those that answer. Nothing of a quotation or a draft is
written down.
"""

from dataclasses import dataclass

from bot.desk.desk import Desk
from bot.desk.verifying.desk import CheckingDesk
from bot.replies import Command, Served, said
from bot.sentences.say import Speak
from bot.serving.platform import (
    LaidOut,
    Platform,
    SentFile,
    TooLarge,
    Undeliverable,
    Written,
)
from bot.serving.workers import DeskWorker
from index.checking.absence import negatives
from index.checking.absence.negatives import Pasted
from index.errors import UnreadableSource
from index.sources.read import read_sent_draft
from index.text.shown import cut

CHECKING_THREADS = 2  # a file that takes a minute to be read keeps nobody else's quotation waiting


@dataclass(frozen=True, slots=True)
class ChecksChat:
    """Answers commands about quotes. For the event loop's thread."""

    platform: Platform
    worker: DeskWorker[CheckingDesk]
    desks: DeskWorker[Desk]

    async def answer(self, written: Written, command: Command, speak: Speak) -> LaidOut:
        """Check what a command names; return the answer, laid out. Raises `PullquoteError`."""
        async with self.platform.working(written.where):
            served = await self._served(written, command)
        return self.platform.lay_out(served, speak)

    async def _served(self, written: Written, command: Command) -> Served:
        answered = written.answered
        file = written.file or (None if answered is None else answered.file)
        if command.name == "quotes" and file is not None:
            return await self._check_file(file)
        beside = "" if answered is None else answered.text
        pasted = None if command.name == "quotes" else _pasted(command.argument, beside)
        if pasted is not None:
            return await self.desks.do(lambda desk: desk.check_no(pasted, beside))
        text = command.argument or beside
        return await self.worker.do(lambda desk: desk.answer(command.name, text))

    async def _check_file(self, file: SentFile) -> Served:
        name = cut(file.name)
        try:
            content = await self.platform.download(file)
        except TooLarge:
            return said("draft_too_large", name=name)
        except Undeliverable as error:
            return said("mod_not_downloaded", name=name, reason=error)

        def work(desk: CheckingDesk) -> Served:
            try:
                draft = read_sent_draft(file.name, content)
            except UnreadableSource as error:
                return said("draft_unread", reason=error)
            return desk.draft(draft, name)

        return await self.worker.do(work)


def _pasted(argument: str, answered: str) -> Pasted | None:
    """Find the receipt of a no behind a command, or in the message that the command answers.

    In that case what stands behind the command is the question.
    """
    behind = negatives.find(argument)
    if behind is not None:
        return behind
    above = negatives.find(answered)
    return above if above is None or not argument else Pasted(above.receipt, argument)
