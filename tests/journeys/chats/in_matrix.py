"""Shared journeys in Matrix: colleagues in encrypted rooms of two, on a real homeserver."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any  # a field of `Chosen` of whatever type it has

from fakes.matrix.person import Json
from fakes.matrix.served import Newsroom, Talk, body_of
from fakes.telegram_bot.served import moderating
from journeys.chats.seam import Name, Shown

from bot.desk.desk import Desk
from bot.matrix.messages import reactions
from bot.replies import Button, ButtonKind, button_label
from bot.sentences.say import speaker

_HINT = re.compile(r"\n\nWrite or react: (.*)\Z")


@dataclass(frozen=True, slots=True)
class InMatrix:
    """One person in a room with the bot alone."""

    newsroom: Newsroom
    name: Name

    @property
    def id(self) -> str:
        return self.newsroom.id(self.name)

    @property
    def named(self) -> str:
        return f"{self.id.removeprefix('@').partition(':')[0]}, id {self.id}"

    @property
    def talk(self) -> Talk:
        return self.newsroom.talk(self.name)

    def says(self, text: str) -> Shown:
        # As clients keep what begins with a slash for themselves.
        return _shown(self.talk.gets(re.sub("^/", "!pq ", text))[0])

    def edits(self, before: str, text: str) -> None:
        person, room = self.talk.person, self.talk.room
        person.edits(room, person.said(room, before), text)

    def answers(self, shown: Shown, text: str) -> Shown:
        return _shown(self.talk.answers({"event_id": shown.id}, text))

    def sends(self, name: str, content: bytes) -> Shown:
        return _shown(self.talk.sends(name, content))

    def opens(self, invitation: Shown) -> Shown:
        assert invitation.text.splitlines()[-2].startswith("https://matrix.to/#/")
        return self.says(invitation.text.splitlines()[-1])

    def presses(self, shown: Shown, kind: ButtonKind, number: int = 1) -> None:
        """React, or type where no reaction stands for a button."""
        person, room = self.talk.person, self.talk.room
        button = Button(kind, "", number)
        signs = reactions.seeds((button,))
        if signs:
            person.reacts(room, shown.id, signs[0])
        else:
            person.answers(room, shown.id, speaker("en")(button_label(button)))

    def opened_by(self, shown: Shown, kind: ButtonKind, words: str, number: int = 1) -> Shown:
        if not reactions.seeds((Button(kind, "", number),)):
            return self.shown_by(shown, kind, number)
        self.presses(shown, kind, number)
        return self.reads(shown, words)

    def chooses(self, shown: Shown, words: str) -> None:
        self.talk.person.answers(self.talk.room, shown.id, words)

    def shown_by(self, shown: Shown, kind: ButtonKind, number: int = 1) -> Shown:
        before = len(self.talk.messages)
        self.presses(shown, kind, number)
        return _shown(self.talk.after(before, 1)[0])

    def notice(self, shown: Shown, kind: ButtonKind, number: int = 1) -> str:
        return self.shown_by(shown, kind, number).text

    def reads(self, shown: Shown, words: str) -> Shown:
        def now() -> Shown:
            return next(standing for standing in self.all_shown() if standing.id == shown.id)

        self.talk.person.wait_for(lambda: words in now().text)
        return now()

    def hears(self, words: str) -> Shown:
        """Wait for a message with the words, also in a room that the bot makes for it."""
        person = self.newsroom.person(self.name)
        if self.name not in self.newsroom._rooms:
            room = person.invited_to()
            person.join(room)
            self.newsroom._rooms[self.name] = room
        person.wait_for(lambda: any(words in shown.text for shown in self.all_shown()))
        return next(shown for shown in reversed(self.all_shown()) if words in shown.text)

    def all_shown(self) -> list[Shown]:
        return [_shown(message) for message in self.talk.messages]


@dataclass(frozen=True, slots=True)
class MatrixChats:
    """A bot with an account of its own, and the bot served there."""

    newsroom: Newsroom
    name: str = "matrix"

    @property
    def data(self) -> Path:
        return self.newsroom.data

    @contextmanager
    def served(
        self,
        *,
        is_two_person: bool = False,
        open_own: Callable[[], Desk] | None = None,
        **chosen: Any,  # noqa: ANN401 - as above
    ) -> Iterator[None]:
        means = chosen.pop("moderating", moderating(self.data))
        means = replace(means, is_two_person=is_two_person)
        with self.newsroom.served(self.newsroom.serving(moderating=means, **chosen), open_own):
            yield

    def colleague(self, name: Name) -> InMatrix:
        return InMatrix(self.newsroom, name)


def _shown(message: Json) -> Shown:
    body = body_of(message)
    hint = _HINT.search(body)
    offers = () if hint is None else tuple(map(_unsigned, hint[1].split(" · ")))
    return Shown(str(message["event_id"]), _HINT.sub("", body).replace("!pq ", "/"), offers)


def _unsigned(offer: str) -> str:
    """Leave out the reaction that stands before the words."""
    sign, _, words = offer.partition(" ")
    return words if max(sign) > "\u2000" else offer
