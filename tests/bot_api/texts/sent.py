"""What Telegram makes of a text before it sends it: cleaned, trimmed, with what it finds in it.

Known from TDLib: `clean_input_string` and `replace_offending_characters` in `td/telegram/misc.cpp`
(2026), `fix_formatted_text` in `td/telegram/MessageEntity.cpp` (2024). A text that holds any of
the characters below does not come back as it was sent.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot_api.texts.entities import arranged, joined_with_found, limited
from bot_api.texts.find import find_entities
from bot_api.values import Entity, FormattedText, bad_request

MAX_TEXT_CHARACTERS = 4096
"""After parsing, in code points, not UTF-16 units: measured by FerroxLabs/wayland issue 934, where
4,096 emoji (8,192 units) were accepted and 4,097 refused."""

MAX_ENTITY_POSITION = 1_000_000

_REMOVED = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
_MARKS_BEFORE_A_MARK = re.compile("[\u200e\u200f](?=[\u200e\u200f])")
_BLANK = re.compile(
    "[ \n\u00a0\u1680\u180e\u2000-\u200f\u202e\u202f\u205f\u2800\u3000\ufeff\ufffc"
    "\U000e0000-\U000e007f]*"
)


def utf16_length(text: str) -> int:
    """Count UTF-16 code units, the unit of entity offsets: 2 for an emoji."""
    return len(text) + sum(character > "\uffff" for character in text)


def as_sent(formatted: FormattedText, *, is_edit: bool = False) -> FormattedText:
    """Return the text as the Message that Telegram answers with carries it.

    Raises `Refused` for offsets inside a surrogate pair or outside the text, for nothing but
    blanks, and for more than 4096 characters.
    """
    kept = _cleaned_and_trimmed(formatted)
    if len(kept.text) > MAX_TEXT_CHARACTERS:
        # Edits answer with the bare constant: kfstorm/carnivore issue 3 shows "Message_too_long".
        raise bad_request("MESSAGE_TOO_LONG" if is_edit else "Message is too long")
    return with_found(replace(kept, entities=limited(kept.entities)))


def with_found(formatted: FormattedText) -> FormattedText:
    """Add the mentions, commands, links and tags that Telegram finds by itself."""
    found = find_entities(formatted.text)
    return replace(formatted, entities=joined_with_found(formatted.entities, found))


def cleaned(text: str) -> str:
    """Return the text with the characters that Telegram takes out or replaces.

    >>> cleaned("a\\tb\\r\\nc\\u2028d")
    'a b\\ncd'
    """
    spaced = "".join(
        " " if character < " " and character not in "\r\n" else character for character in text
    )
    return _MARKS_BEFORE_A_MARK.sub("\u200c", _REMOVED.sub("", spaced))


def _cleaned_and_trimmed(formatted: FormattedText) -> FormattedText:
    _check_positions(formatted.entities)
    borders = _Borders(formatted.text)
    entities = arranged(formatted.entities)
    borders.check(entities)
    moved = arranged(borders.moved(entity) for entity in entities)
    text = cleaned(formatted.text)
    if not text.strip(" \n"):
        raise bad_request("Text must be non-empty")
    trimmed = _trimmed_left(_trimmed_right(FormattedText(text, moved)))
    if _BLANK.fullmatch(trimmed.text):
        raise bad_request("Text must be non-empty")
    return trimmed


def _check_positions(entities: Sequence[Entity]) -> None:
    for entity in entities:
        if not 0 <= entity.offset <= MAX_ENTITY_POSITION:
            raise bad_request(f"Receive an entity with incorrect offset {entity.offset}")
        if not 0 <= entity.length <= MAX_ENTITY_POSITION:
            raise bad_request(f"Receive an entity with incorrect length {entity.length}")


def _trimmed_right(formatted: FormattedText) -> FormattedText:
    text = formatted.text.rstrip(" \n")
    end = utf16_length(text)
    inside = (entity for entity in formatted.entities if entity.offset < end)
    cut = (replace(entity, length=min(entity.end, end) - entity.offset) for entity in inside)
    return FormattedText(text, arranged(cut))


def _trimmed_left(formatted: FormattedText) -> FormattedText:
    """Trim the beginning, but never past the first entity."""
    first_entity = min((e.offset for e in formatted.entities), default=len(formatted.text))
    blanks = len(formatted.text) - len(formatted.text.lstrip(" \n"))
    count = min(blanks, first_entity)
    moved = tuple(replace(e, offset=e.offset - count) for e in formatted.entities)
    return FormattedText(formatted.text[count:], moved)


class _Borders:
    """The borders between a text's characters, by UTF-16 offset."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._cleaned_offsets, self._end = _borders_of(text)

    def check(self, entities: Sequence[Entity]) -> None:
        """Refuse what begins or ends inside a symbol or behind the end, as TDLib words it."""
        for entity in entities:
            if entity.offset > self._end:
                raise bad_request(
                    "Entity begins after the end of the text at UTF-16 offset " + str(entity.offset)
                )
            if entity.offset not in self._cleaned_offsets:
                byte = self._byte(entity.offset + 1)
                raise bad_request(
                    f"Entity begins in a middle of a UTF-16 symbol at byte offset {byte}"
                )
            self._check_end(entity)

    def moved(self, entity: Entity) -> Entity:
        """Return the entity where it stands once the text is cleaned."""
        offset = self._cleaned_offsets[entity.offset]
        end = self._cleaned_offsets[entity.end]
        return replace(entity, offset=offset, length=end - offset)

    def _check_end(self, entity: Entity) -> None:
        beginning = f"Entity beginning at UTF-16 offset {entity.offset}"
        if entity.end > self._end:
            raise bad_request(
                f"{beginning} ends after the end of the text at UTF-16 offset {entity.end}"
            )
        if entity.end not in self._cleaned_offsets:
            byte = self._byte(entity.end + 1)
            raise bad_request(
                f"{beginning} ends in a middle of a UTF-16 symbol at byte offset {byte}"
            )

    def _byte(self, offset: int) -> int:
        before = self._text.encode("utf-16-le")[: 2 * offset]
        return len(before.decode("utf-16-le").encode())


def _borders_of(text: str) -> tuple[Mapping[int, int], int]:
    """Map each border to where it stands once the text is cleaned; give the offset of the end."""
    cleaned_offsets: dict[int, int] = {}
    offset = cleaned_offset = 0
    for character in text:
        cleaned_offsets[offset] = cleaned_offset
        units = 2 if character > "\uffff" else 1
        offset += units
        if not _REMOVED.match(character):
            cleaned_offset += units
    cleaned_offsets[offset] = cleaned_offset
    return cleaned_offsets, offset
