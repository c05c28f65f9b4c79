"""What a terminal shows, with its colours -> an SVG picture of the terminal."""

import io
import re

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

# rich lets a picture load its font from the network; any monospaced font of the reader's will do.
_FONT_FACE = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def draw(printed: str, command: str, columns: int) -> str:
    """Draw what a command has printed, escape sequences and all, under the command."""
    console = Console(
        record=True, width=columns, file=io.StringIO(), highlight=False, color_system="truecolor"
    )
    console.print(Text.from_ansi(printed.strip("\n")))
    return _FONT_FACE.sub("", console.export_svg(title=command, theme=MONOKAI))


def plain(printed: str) -> str:
    """Return what was printed without its colours."""
    return Text.from_ansi(printed).plain
