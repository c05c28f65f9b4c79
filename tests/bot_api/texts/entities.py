"""Which entities Telegram keeps: sorted, never crossing, at most 100.

Telegram does not refuse entities that cross or nest wrongly. It splits bold, italic, underline,
strikethrough and spoiler at the borders of the others and drops what else does not fit, silently.
Known from TDLib's `td/telegram/MessageEntity.cpp` (2024): `fix_entities`, `split_entities`,
`get_input_message_entities`; its behaviour is rebuilt here, not its code.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot_api.values import Entity

SPLITTABLE = ("bold", "italic", "underline", "strikethrough", "spoiler")
BLOCKQUOTES = frozenset({"blockquote", "expandable_blockquote"})
PRE = frozenset({"pre", "code"})
FOUND_BY_TELEGRAM = frozenset(
    {
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "bank_card_number",
    }
)
SENT_BY_BOTS = (
    frozenset({*SPLITTABLE, "text_link", "text_mention", "custom_emoji", "date_time"})
    | BLOCKQUOTES
    | PRE
)

MAX_ENTITIES = 100
"""The server's limit: TDLib sends no more, first those that cannot be split, then the others."""

_PRIORITIES = {
    "blockquote": 0,
    "expandable_blockquote": 0,
    "pre": 11,
    "code": 20,
    "text_link": 49,
    "text_mention": 49,
    "bold": 90,
    "italic": 91,
    "underline": 92,
    "strikethrough": 93,
    "spoiler": 94,
    "custom_emoji": 99,
}
_OTHER_PRIORITY = 50


def arranged(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """Return the entities as Telegram keeps them: no crossing, no quote within a quote."""
    kept = [entity for entity in entities if entity.length > 0]
    whole = _without_overlaps(e for e in kept if _is_whole(e) and e.type not in BLOCKQUOTES)
    quotes = _without_overlaps(e for e in kept if e.type in BLOCKQUOTES)
    whole = [entity for entity in whole if not _crosses_any(entity, quotes)]
    others = _sorted([*whole, *quotes])
    return tuple(_sorted([*others, *_split((e for e in kept if not _is_whole(e)), others)]))


def limited(entities: Sequence[Entity]) -> tuple[Entity, ...]:
    """Return what is sent when there are more than 100: links and quotes first, then styles."""
    emoji = [entity for entity in entities if entity.type == "custom_emoji"]
    whole = [e for e in entities if _is_whole(e) and e.type != "custom_emoji"][:MAX_ENTITIES]
    styles = _split((e for e in entities if not _is_whole(e)), [])
    return arranged([*emoji, *whole, *styles[: MAX_ENTITIES - len(whole)]])


def joined_with_found(entities: Sequence[Entity], found: Iterable[Entity]) -> tuple[Entity, ...]:
    """Add what Telegram finds in the text by itself; what the bot marked wins where both stand."""
    whole = [e for e in entities if _is_whole(e) and e.type not in BLOCKQUOTES]
    new = [
        candidate
        for candidate in _without_overlaps(found)
        if not any(e.offset < candidate.end and candidate.offset < e.end for e in whole)
    ]
    return arranged([*entities, *new])


def _is_whole(entity: Entity) -> bool:
    return entity.type not in SPLITTABLE


def _sorted(entities: Iterable[Entity]) -> list[Entity]:
    return sorted(
        entities, key=lambda e: (e.offset, -e.length, _PRIORITIES.get(e.type, _OTHER_PRIORITY))
    )


def _without_overlaps(entities: Iterable[Entity]) -> list[Entity]:
    kept: list[Entity] = []
    for entity in _sorted(entities):
        if not kept or entity.offset >= kept[-1].end:
            kept.append(entity)
    return kept


def _crosses_any(entity: Entity, quotes: Sequence[Entity]) -> bool:
    """Say whether a blockquote begins or ends inside the entity."""
    return any(
        entity.offset < quote.offset < entity.end or entity.offset < quote.end < entity.end
        for quote in quotes
    )


def _split(styles: Iterable[Entity], others: Sequence[Entity]) -> list[Entity]:
    """Join styles that touch, cut them at every border of `others`, drop those inside code."""
    splitter = _Splitter(styles)
    nested: list[Entity] = []
    for other in others:
        _leave(splitter, nested, other.offset)
        splitter.advance(other.offset)
        nested.append(other)
    _leave(splitter, nested, None)
    splitter.advance(None)
    return _sorted(splitter.pieces)


def _leave(splitter: "_Splitter", nested: list[Entity], offset: int | None) -> None:
    while nested and (offset is None or offset >= nested[-1].end):
        innermost = nested.pop()
        splitter.advance(innermost.end, is_dropped=innermost.type in PRE)


class _Splitter:
    """Styles walked from left to right; `pieces` holds what is finished."""

    def __init__(self, styles: Iterable[Entity]) -> None:
        self._waiting = deque(_sorted(styles))
        self._open: dict[str, Entity] = {}
        self.pieces: list[Entity] = []

    def advance(self, offset: int | None, *, is_dropped: bool = False) -> None:
        """Cut everything open at `offset` (None: the end of the text)."""
        finished_before = len(self.pieces)
        while self._waiting and (offset is None or self._waiting[0].offset < offset):
            self._begin(self._waiting.popleft())
        self._cut(offset)
        if is_dropped:
            del self.pieces[finished_before:]

    def _begin(self, style: Entity) -> None:
        same = self._open.get(style.type)
        if same is not None and style.offset <= same.end:
            joined_length = max(same.end, style.end) - same.offset
            self._open[style.type] = replace(same, length=joined_length)
            return
        self._cut(style.offset)
        self._open[style.type] = style

    def _cut(self, offset: int | None) -> None:
        for kind in SPLITTABLE:
            style = self._open.get(kind)
            if style is None or (offset is not None and style.offset >= offset):
                continue
            if offset is None or style.end <= offset:
                self.pieces.append(self._open.pop(kind))
            else:
                self.pieces.append(replace(style, length=offset - style.offset))
                self._open[kind] = replace(style, offset=offset, length=style.end - offset)
