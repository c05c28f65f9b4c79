"""Messages of a chat -> an SVG picture of them: bubbles, quotes with a bar, buttons below.

Only what was sent is drawn. Where a line breaks depends on the widths of Helvetica's letters, given
below, so that the picture is the same on every machine.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from bot_api.messages import StoredMessage

_WIDTH = 680  # of the picture, in pixels, as is every length here
_BUBBLE = 560
_MARGIN, _PADDING, _GAP = 14, 12, 10
_SIZE, _LINE = 15, 21
_BAR = 12  # that a quotation is moved in by
_BUTTON = 34
_FONT = "Helvetica, Arial, Liberation Sans, sans-serif"

# Widths of letters in thousandths of the font's size.
_WIDTHS = {
    **dict.fromkeys("ijl'|‘’", 225),
    **dict.fromkeys(" !,./:;IIftr[]()-·", 300),
    **dict.fromkeys('Jckszvxy*°"', 510),
    **dict.fromkeys("abdeghnopqu0123456789?#$_L“”–FTZ", 580),
    **dict.fromkeys("ABEKPSVXY&", 670),
    **dict.fromkeys("CDGHNOQRUw=+<>~", 740),
    **dict.fromkeys("mMW%@—…→", 950),
}
_OTHER_WIDTH = 700  # Cyrillic and what else is not above
_EMOJI_WIDTH = 1300
_BOLD = 1.07  # times as wide

_STYLES = {
    "bold": 'font-weight="600"',
    "italic": 'font-style="italic"',
    "code": 'font-family="monospace"',
    "underline": 'text-decoration="underline"',
    "text_link": 'fill="#1d6fb8"',
    "url": 'fill="#1d6fb8"',
    "bot_command": 'fill="#1d6fb8"',
}
_QUOTATIONS = frozenset({"blockquote", "expandable_blockquote"})
_BACKGROUND, _OURS, _THEIRS, _INK = "#d5e0ea", "#ffffff", "#e2f7cf", "#15191d"
_ACCENT, _BUTTON_FILL = "#3a8fd6", "#f3f7fa"

Styled = tuple[str, frozenset[str]]
"""A character, and the kinds of the entities that it stands in."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is drawn: its characters, and whether it is of a quotation."""

    characters: tuple[Styled, ...]
    is_quoted: bool


def draw(messages: Sequence[StoredMessage]) -> str:
    """Draw the messages of a chat, oldest first."""
    parts: list[str] = []
    top = float(_MARGIN)
    for message in messages:
        drawn, height = _draw_message(message, top)
        parts.append(drawn)
        top += height + _GAP
    height = round(top - _GAP + _MARGIN)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}"'
        f' viewBox="0 0 {_WIDTH} {height}" font-family="{_FONT}" font-size="{_SIZE}"'
        f' fill="{_INK}">\n<rect width="100%" height="100%" rx="8" fill="{_BACKGROUND}"/>\n'
        + "".join(parts)
        + "</svg>\n"
    )


def plain(messages: Sequence[StoredMessage]) -> str:
    """Return the words of the messages and their buttons, in the order of the picture."""
    return "\n".join("\n".join([_whole_text(message), *_labels(message)]) for message in messages)


def _draw_message(message: StoredMessage, top: float) -> tuple[str, float]:
    """Draw a message and its buttons below `top`; return the drawing and its height."""
    lines = list(_lines(message, _BUBBLE - 2 * _PADDING))
    widest = max((_width(line) for line in lines), default=0)
    rows = _rows(message)
    bubble = _BUBBLE if rows else min(_BUBBLE, widest + 2 * _PADDING)
    left = _MARGIN if message.sender.is_bot else _WIDTH - _MARGIN - bubble
    height = len(lines) * _LINE + 2 * _PADDING - 4
    fill = _OURS if message.sender.is_bot else _THEIRS
    parts = [_rectangle(left, top, bubble, height, fill, 12)]
    parts += _draw_lines(lines, left + _PADDING, top + _PADDING + _SIZE - 3)
    for row in rows:
        parts += _draw_row(row, left, top + height + 5, bubble)
        height += _BUTTON + 5
    return "".join(parts), height


def _draw_lines(lines: Sequence[Line], left: float, baseline: float) -> Iterator[str]:
    for at, line in enumerate(lines):
        y = baseline + at * _LINE
        if line.is_quoted:
            yield _rectangle(left, y - _SIZE, 3, _LINE, _ACCENT, 0)
        x = left + (_BAR if line.is_quoted else 0)
        spans = (
            _span("".join(character for character, _ in run), styles)
            for styles, run in groupby(line.characters, key=lambda styled: styled[1])
        )
        yield f'<text x="{x:g}" y="{y:g}" xml:space="preserve">{"".join(spans)}</text>\n'


def _span(words: str, styles: frozenset[str]) -> str:
    attributes = " ".join(_STYLES[style] for style in sorted(styles) if style in _STYLES)
    return f"<tspan {attributes}>{escape(words)}</tspan>" if attributes else escape(words)


def _draw_row(labels: Sequence[str], left: float, top: float, width: float) -> Iterator[str]:
    share = (width - 5 * (len(labels) - 1)) / len(labels)
    for at, label in enumerate(labels):
        x = left + at * (share + 5)
        yield _rectangle(x, top, share, _BUTTON, _BUTTON_FILL, 8)
        yield (
            f'<text x="{x + share / 2:g}" y="{top + 22:g}" text-anchor="middle" fill="#1d6fb8">'
            f"{escape(label)}</text>\n"
        )


def _rectangle(x: float, y: float, width: float, height: float, fill: str, corner: int) -> str:
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{corner}"'
        f' fill="{fill}"/>\n'
    )


def _lines(message: StoredMessage, width: float) -> Iterator[Line]:
    """Break a message into lines no wider than `width`, at its newlines and between words."""
    styled = _styled(message)
    for is_newline, run in groupby(styled, key=lambda character: character[0] == "\n"):
        characters = tuple(run)
        if is_newline:
            yield from [Line((), False)] * (len(characters) - 1)
            continue
        is_quoted = bool(_QUOTATIONS & characters[0][1])
        room = width - (_BAR if is_quoted else 0)
        yield from (Line(part, is_quoted) for part in _wrapped(characters, room))


def _wrapped(characters: tuple[Styled, ...], width: float) -> Iterator[tuple[Styled, ...]]:
    line: tuple[Styled, ...] = ()
    for word in _words(characters):
        if line and _measure((*line, *word)) > width:
            yield line
            line = ()
            if word[0][0] == " ":
                word = word[1:]
        line += word
    if line:
        yield line


def _words(characters: tuple[Styled, ...]) -> Iterator[tuple[Styled, ...]]:
    """Cut before each blank that follows a word."""
    start = 0
    for at in range(1, len(characters)):
        if characters[at][0] == " " and characters[at - 1][0] != " ":
            yield characters[start:at]
            start = at
    yield characters[start:]


def _styled(message: StoredMessage) -> list[Styled]:
    """Pair each character with the entities around it; offsets count UTF-16 code units."""
    styled: list[Styled] = []
    offset = 0
    shift = 0
    if message.document is not None:
        name = message.document.file_name
        styled += [(character, frozenset({"bold"})) for character in name]
        shift = 1 if message.text else 0
    styled += [("\n", frozenset())] * shift
    for character in message.text:
        around = (
            entity.type
            for entity in message.content.entities
            if entity.offset <= offset < entity.end
        )
        styled.append((character, frozenset(around)))
        offset += 2 if ord(character) > 0xFFFF else 1
    return styled


def _measure(characters: Sequence[Styled]) -> float:
    return sum(_letter_width(*styled) for styled in characters) * _SIZE / 1000


def _letter_width(character: str, styles: frozenset[str]) -> float:
    if ord(character) > 0xFFFF:
        return _EMOJI_WIDTH
    width = _WIDTHS.get(character, _OTHER_WIDTH)
    return width * _BOLD if "bold" in styles else width


def _width(line: Line) -> float:
    return _measure(line.characters) + (_BAR if line.is_quoted else 0)


def _whole_text(message: StoredMessage) -> str:
    return "".join(character for character, _ in _styled(message))


def _rows(message: StoredMessage) -> list[list[str]]:
    rows = (message.reply_markup or {}).get("inline_keyboard", ())
    return [[key["text"] for key in row] for row in rows]


def _labels(message: StoredMessage) -> list[str]:
    return [label for row in _rows(message) for label in row]
