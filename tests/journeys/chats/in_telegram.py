"""Shared journeys in Telegram: colleagues in private chats of the strict test server."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any  # a field of `Chosen` of whatever type it has

from bot_api.messages import StoredMessage
from bot_api.people import Place
from bot_api.server import BotApiServer
from bot_api.values import Chat, Person, Upload, private_chat
from fakes.telegram_bot.moderators import buttons, two_moderators
from fakes.telegram_bot.served import choosing, open_desk, served
from journeys.chats.seam import Name, Shown

from bot.desk.desk import Desk
from bot.replies import Button, ButtonKind, button_label
from bot.sentences.say import speaker

_PEOPLE: dict[Name, Person] = {
    "ada": Person(7, "Ada", language_code="en"),
    "bob": Person(9, "Bob", language_code="en"),
    "carl": Person(8, "Carl", language_code="en"),
    "eve": Person(66, "Eve", language_code="en"),
}


@dataclass(frozen=True, slots=True)
class InTelegram:
    """One person in a private chat with the bot."""

    server: BotApiServer
    person: Person

    @property
    def id(self) -> str:
        return str(self.person.id)

    @property
    def named(self) -> str:
        return f"{self.person.first_name}, id {self.id}"

    @property
    def chat(self) -> Chat:
        return private_chat(self.person)

    def says(self, text: str) -> Shown:
        before = len(self._messages())
        self.server.send_text(self.chat, self.person, text)
        return self._next(before)

    def edits(self, before: str, text: str) -> None:
        said = [one for one in self.server.messages(self.chat) if one.sender == self.person]
        (own,) = [one.message_id for one in said if one.text == before]
        self.server.edit_text(self.chat, own, text)

    def answers(self, shown: Shown, text: str) -> Shown:
        before = len(self._messages())
        self.server.send_text(self.chat, self.person, text, Place(reply_to=int(shown.id)))
        return self._next(before)

    def sends(self, name: str, content: bytes) -> Shown:
        before = len(self._messages())
        self.server.send_document(self.chat, self.person, Upload(name, "text/plain", content))
        return self._next(before)

    def opens(self, invitation: Shown) -> Shown:
        return self.says(f"/start {invitation.text.partition('?start=')[2]}")

    def presses(self, shown: Shown, kind: ButtonKind, number: int = 1) -> None:
        self.notice(shown, kind, number)

    def opened_by(self, shown: Shown, kind: ButtonKind, words: str, number: int = 1) -> Shown:
        self.presses(shown, kind, number)
        return self.reads(shown, words)

    def chooses(self, shown: Shown, words: str) -> None:
        self.server.press(self.chat, int(shown.id), self.person, words)

    def shown_by(self, shown: Shown, kind: ButtonKind, number: int = 1) -> Shown:
        before = len(self._messages())
        self.presses(shown, kind, number)
        return self._next(before)

    def notice(self, shown: Shown, kind: ButtonKind, number: int = 1) -> str:
        message = next(
            standing for standing in self._messages() if str(standing.message_id) == shown.id
        )
        begin = speaker("en")(button_label(Button(kind, "", number))).strip()
        labels = [label for row in buttons(message) for label in row]
        label = next((label for label in labels if label.startswith(begin)), begin)
        query = self.server.press(self.chat, message.message_id, self.person, label)
        self.server.wait_for(lambda: self.server.callback_answer(query) is not None)
        answer = self.server.callback_answer(query)
        assert answer is not None
        return answer.text

    def reads(self, shown: Shown, words: str) -> Shown:
        self.server.wait_for(lambda: words in self._now(shown).text)
        return self._now(shown)

    def hears(self, words: str) -> Shown:
        self.server.wait_for(lambda: any(words in shown.text for shown in self.all_shown()))
        return next(shown for shown in reversed(self.all_shown()) if words in shown.text)

    def all_shown(self) -> list[Shown]:
        return list(map(_shown, self._messages()))

    def _messages(self) -> tuple[StoredMessage, ...]:
        return self.server.bot_messages(self.chat)

    def _next(self, before: int) -> Shown:
        self.server.wait_for(lambda: len(self._messages()) > before)
        return self.all_shown()[before]

    def _now(self, shown: Shown) -> Shown:
        return next(standing for standing in self.all_shown() if standing.id == shown.id)


@dataclass(frozen=True, slots=True)
class TelegramChats:
    """The strict test server, and the bot served on it."""

    server: BotApiServer
    data: Path
    name: str = "telegram"

    @contextmanager
    def served(
        self,
        *,
        is_two_person: bool = False,
        open_own: Callable[[], Desk] | None = None,
        **chosen: Any,  # noqa: ANN401 - as above
    ) -> Iterator[None]:
        plain = two_moderators(self.server, self.data, is_two_person=is_two_person)
        means = chosen.pop("moderating", plain.chosen.moderating)
        means = replace(means, is_two_person=is_two_person)
        serving = choosing(plain, moderating=means, **chosen)
        with served(serving, open_own or (lambda: open_desk(self.data))):
            yield

    def colleague(self, name: Name) -> InTelegram:
        person = _PEOPLE[name]
        self.server.add_chat(private_chat(person))
        return InTelegram(self.server, person)


def _shown(message: StoredMessage) -> Shown:
    labels = [label for row in buttons(message) for label in row]
    return Shown(str(message.message_id), message.text, tuple(map(_plain, labels)))


def _plain(label: str) -> str:
    """Write a label as it is typed elsewhere: without signs, in small letters."""
    return label.casefold().replace("?", "").removeprefix("📋 ")
