"""The name that came with an uploaded file -> the name it is known by; never a path."""

import re
import unicodedata

from index.errors import UnreadableSource
from index.text.shown import cut, printable

MAX_NAME_BYTES = 255
"""What file systems take; a longer name was never a file's."""

_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(\..*)?", re.IGNORECASE)


def check(name: str) -> str:
    """Return the name in NFC; UnreadableSource when it is not that of a plain file anywhere.

    What a folder's files may be called, and nothing that means more than a name to some system: a
    moderator who sees it in a list, or puts the file into a folder, gets what they read.
    """
    wanted = unicodedata.normalize("NFC", name.strip()) if len(name) <= MAX_NAME_BYTES else name
    if len(wanted.encode("utf-8", "replace")) > MAX_NAME_BYTES:
        raise UnreadableSource(f"has a name longer than {MAX_NAME_BYTES} bytes; give it a shorter")
    if "/" in wanted or "\\" in wanted or ":" in wanted:
        raise UnreadableSource(
            "has a path for a name; send it under the name alone, without / \\ :"
        )
    if printable(wanted) != wanted:
        raise UnreadableSource("has a name with characters that cannot be written; rename it")
    if not wanted.strip(". ") or wanted.startswith("."):
        raise UnreadableSource("has no name, or a hidden one; rename it")
    if _DEVICE.fullmatch(wanted):
        raise UnreadableSource(f"has the name {cut(wanted)}, a device in Windows; rename it")
    return wanted
