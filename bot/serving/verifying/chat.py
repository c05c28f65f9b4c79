"""Commands about quotes, and drafts sent as files -> what was found.

What is heavy is done by threads of their own, so that questions are answered meanwhile. Nothing of
a quotation or a draft is written down.
"""

from dataclasses import dataclass

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
from index.errors import UnreadableSource
from index.sources.read import read_sent_draft
from index.text.shown import cut

CHECKING_THREADS = 2  # a file that takes a minute to be read keeps nobody else's quotation waiting


@dataclass(frozen=True, slots=True)
class ChecksChat:
    """Answers commands about quotes. For the event loop's thread."""

    platform: Platform
    worker: DeskWorker[CheckingDesk]

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
        text = command.argument or ("" if answered is None else answered.text)
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
