"""Events of a room -> events for the conversation: who may be meant by what is not asked here.

In a room of two, everything is for the bot. In a larger one it is what mentions the bot, answers a
message of its own, or begins with `!pq`. Events are as the homeserver gives them, decrypted.
"""

import json
import re
from dataclasses import dataclass, replace
from difflib import get_close_matches
from urllib.parse import quote

from nio import MatrixRoom

from bot.desk.commands import TABLE, is_for_groups
from bot.matrix.api import Json
from bot.matrix.memory import Rooms
from bot.matrix.messages.reactions import Ambiguous, reacted_button
from bot.matrix.messages.render import COMMAND
from bot.serving.platform import (
    Answered,
    Event,
    Me,
    Medium,
    Person,
    SentFile,
    Tapped,
    Where,
    Withdrawn,
    Written,
    shown_name,
)

_COMMAND = re.compile(r"/([A-Za-z0-9_]+)(?::(\S+))?(?:\s+|$)")
_PREFIXED = re.compile(rf"{COMMAND}(?:\s+|$)", re.IGNORECASE)
_REPLY_FALLBACK = re.compile(r"\A(?:> .*\n)+\n?")  # older clients repeat what they answer
_PILL = re.compile(r'href="https://matrix\.to/#/([^"]+)"')
_FILE_TYPES = ("m.file", "m.image", "m.audio", "m.video")
_NAMES = frozenset(known.name for known in TABLE)
# Behind `!pq` a question may begin with a word that is a command, too: "!pq people who fled?" It is
# the command where what follows is what it takes. Any other command takes nothing.
_ARGUMENTS = {
    "ask": re.compile(".*", re.DOTALL),
    "add": re.compile(r"\S+://\S+|"),
    "edit": re.compile(r"\S*"),
    "sources": re.compile(r".*(?<!\?)"),  # a question mark stands behind a question
    "source": re.compile(r"\S*"),
    "remove": re.compile(r"\S*"),
    "revoke": re.compile(r"\S*"),
    "grant": re.compile(r"@\S+( \S+)?|"),
    "invite": re.compile(r"\S*"),
    "start": re.compile(r"\S*"),
    "undo": re.compile(r"\d*"),
    "diff": re.compile(r"[\d ]*"),
    "verify": re.compile(r"(pq|no)[- ].*|", re.IGNORECASE),
    "quote": re.compile(r"[“„«‹»\"‘'>].*|", re.DOTALL),
    "save": re.compile(r"(pq[- ].*)?|\d+", re.IGNORECASE),
    "drop": re.compile(r"(pq[- ].*)?|\d+|all", re.IGNORECASE),
    "export": re.compile(r"[a-z]*", re.IGNORECASE),
    "golden": re.compile(r"(add|remove)\b.*|", re.DOTALL),
}
_ALONE = re.compile("")
_ALIKE = 0.8  # how like a command's name a word is that was meant for it (difflib's ratio)


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """A reaction that could be meant for several buttons, by somebody who has to say which."""

    where: Where
    who: Person
    message: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the events of rooms for the bot `me`; `language` is that of people, who tell none."""

    me: Me
    language: str
    memory: Rooms

    def read(self, room: MatrixRoom, event: Json) -> Event | AskedAgain | None:
        """Read an event; `None` if it is not meant for the bot."""
        kind, content = event.get("type"), event.get("content")
        if event.get("sender") == self.me.id or not isinstance(content, dict):
            return None
        if kind == "m.reaction":
            return self._reacted(room, event, content)
        if kind == "m.room.redaction":
            redacted = content.get("redacts", event.get("redacts"))
            return Withdrawn(_where(room, {}), self._who(room, event), str(redacted))
        if kind == "m.room.message":
            return self._written(room, event, content)
        return None

    def edited(self, event: Json) -> str | None:
        """Tell which message an event edits; `None` if it edits none."""
        related = _related(event.get("content", {}))
        edits = related.get("rel_type") == "m.replace" and event.get("type") == "m.room.message"
        return str(related.get("event_id")) if edits else None

    def _reacted(self, room: MatrixRoom, event: Json, content: Json) -> Tapped | AskedAgain | None:
        related = _related(content)
        message, key = str(related.get("event_id")), str(related.get("key"))
        button = reacted_button(key, self.memory.buttons(room.room_id, message))
        where, who = _where(room, {}), self._who(room, event)
        if button is None:
            return None
        if isinstance(button, Ambiguous):
            return AskedAgain(where, who, message)
        return Tapped(str(event["event_id"]), where, who, message, button)

    def _written(self, room: MatrixRoom, event: Json, content: Json) -> Written | Tapped | None:
        edited, event_id = self.edited(event), str(event["event_id"])
        related = _related(content)
        if edited is not None:
            content = content.get("m.new_content", {})
        where, who = _where(room, related), self._who(room, event)
        answered = _answered(related)
        kind = content.get("msgtype")
        if kind in _FILE_TYPES and edited is None:
            return self._sent(room, Written(where, who, event_id, None, None, False), content)
        if kind != "m.text":
            return None
        text = self._text_for_us(room, content, answered)
        if text is None:
            return None
        if edited is None and (tapped := self._typed(where, who, event_id, text, answered)):
            return tapped
        command, argument = _command(text, is_group=where.is_group)
        own_chat_answers = None if where.is_group or edited else answered
        return Written(
            where,
            who,
            edited or event_id,
            command,
            argument,
            edited is not None,
            answers=own_chat_answers,
        )

    def _sent(self, room: MatrixRoom, written: Written, content: Json) -> Written | None:
        """Read a file that was sent, and what is written below it; in a group only a command."""
        command, text = None, self._text_for_us(room, {**content, "body": _caption(content)}, None)
        if text:
            command, text = _command(text, is_group=written.where.is_group)
        if written.where.is_group and command is None:
            return None
        return replace(
            written,
            command=command,
            text=text if command is not None else text or None,
            file=_file(content),
            medium=_medium(content),
        )

    def _text_for_us(self, room: MatrixRoom, content: Json, answered: str | None) -> str | None:
        """Take the text without what calls the bot; `None` if the bot is not called."""
        body = str(content.get("body", ""))
        if answered is not None:
            body = _REPLY_FALLBACK.sub("", body)
        body = body.strip()
        is_ours = _is_direct(room) or _PREFIXED.match(body) is not None
        command = _COMMAND.match(body)
        if command is not None:
            if command[2] is not None:  # for a bot by name
                return body.replace(f":{command[2]}", "", 1) if self._is_me(command[2]) else None
            is_ours = is_ours or is_for_groups(command[1].casefold())
        if self._is_mentioned(content):
            return self._without_mention(room, body)
        if answered is not None and self.memory.is_sent(room.room_id, answered):
            is_ours = True
        return body if is_ours else None

    def _typed(
        self, where: Where, who: Person, event: str, text: str, answered: str | None
    ) -> Tapped | None:
        """Read a button that was typed, under the message that is answered or the last one."""
        bare = _PREFIXED.sub("", text, count=1)
        if bare != text and bare.casefold() in _NAMES:
            return None  # "!pq undo" is the command, and "undo" alone the button
        last = self.memory.last_with_buttons(where.chat)
        for message in (answered, last):
            if message is not None:
                button = self.memory.typed_button(where.chat, message, bare)
                if button is not None:
                    return Tapped(event, where, who, message, button, typed_in=event)
        return None

    def _is_mentioned(self, content: Json) -> bool:
        mentions = content.get("m.mentions")
        if isinstance(mentions, dict):
            return self.me.id in (mentions.get("user_ids") or ())
        # Before the specification's 1.7 a link to an account was all that mentioned it.
        formatted = str(content.get("formatted_body", ""))
        return any(found in (self.me.id, quote(self.me.id)) for found in _PILL.findall(formatted))

    def _without_mention(self, room: MatrixRoom, body: str) -> str:
        own_name = room.user_name(self.me.id) or self.me.name
        for name in (self.me.id, f"@{own_name}", own_name, self.me.name):
            if name and name.casefold() in body.casefold():
                begin = body.casefold().index(name.casefold())
                without = f"{body[:begin]} {body[begin + len(name) :]}"
                return without.strip(" ,:\n")
        return body

    def _is_me(self, name: str) -> bool:
        return name.casefold() in (self.me.id.casefold(), self.me.name.casefold())

    def _who(self, room: MatrixRoom, event: Json) -> Person:
        sender = str(event.get("sender"))
        member = room.users.get(sender)
        name = "" if member is None or member.display_name is None else member.display_name
        return Person(sender, self.language, shown_name(name))


def _command(text: str, *, is_group: bool) -> tuple[str | None, str]:
    """Read the command at the front of a text, and its argument."""
    slashed = _COMMAND.match(text)
    if slashed is not None:
        return slashed[1].casefold(), text[slashed.end() :].strip()
    prefixed = _PREFIXED.match(text)
    if prefixed is None:
        return None, text
    rest = text[prefixed.end() :].strip().removeprefix("/")
    name, _, argument = rest.partition(" ")
    name, argument = name.casefold(), argument.strip()
    if name in _NAMES and _ARGUMENTS.get(name, _ALONE).fullmatch(argument):
        return name, argument
    if not argument and name not in _NAMES and get_close_matches(name, _NAMES, 1, _ALIKE):
        return name, ""  # a command with a slip in it, which is told the name
    # In a group `!pq` alone asks for nothing, and is told what to write.
    return ("ask", "") if not rest and is_group else (None, rest)


def _where(room: MatrixRoom, related: Json) -> Where:
    thread = related.get("event_id") if related.get("rel_type") == "m.thread" else None
    return Where(room.room_id, thread, is_group=not _is_direct(room))


def _is_direct(room: MatrixRoom) -> bool:
    """Tell whether only the bot and one person are in a room, or invited to it."""
    return len(room.users) <= 2


def _related(content: Json) -> Json:
    related = content.get("m.relates_to")
    return related if isinstance(related, dict) else {}


def _answered(related: Json) -> str | None:
    """Tell which message is answered; in a thread only where that is no fallback."""
    answered = related.get("m.in_reply_to")
    if not isinstance(answered, dict) or related.get("is_falling_back"):
        return None
    found = answered.get("event_id")
    return found if isinstance(found, str) else None


def message_answered(event: Json) -> str | None:
    """Tell which message an event answers, if it answers one."""
    content = event.get("content")
    return _answered(_related(content)) if isinstance(content, dict) else None


def read_answered(content: Json, message: str) -> Answered:
    """Read a message that another one answers."""
    is_text = content.get("msgtype") in ("m.text", "m.notice")
    body = _REPLY_FALLBACK.sub("", str(content.get("body", "")))
    return Answered(body.strip() if is_text else _caption(content), _file(content), message)


def _caption(content: Json) -> str:
    """Take what is written below a file; older clients write its name there."""
    body, name = content.get("body"), content.get("filename")
    is_caption = isinstance(body, str) and isinstance(name, str) and body != name
    return str(body).strip() if is_caption else ""


def _medium(content: Json) -> Medium:
    """Tell what a message holds instead of words."""
    kind = content.get("msgtype")
    if kind == "m.image":
        return "picture"
    return "voice" if kind == "m.audio" else "other"


def _file(content: Json) -> SentFile | None:
    """Read a file; its id says where it is, and how it is decrypted if it is encrypted."""
    if content.get("msgtype") != "m.file":
        return None
    encrypted = content.get("file")
    sealed = encrypted if isinstance(encrypted, dict) else {"url": content.get("url")}
    info = content.get("info")
    size = info.get("size") if isinstance(info, dict) else None
    name = str(content.get("filename") or content.get("body") or "file")
    return SentFile(json.dumps(sealed), name, size if isinstance(size, int) else None)
