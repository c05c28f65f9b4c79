"""What a source is called: the id of a file or an address, and the name of an upload.

An id is stable, readable, and safe in the name of a file and in an address.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from urllib.parse import unquote

from index.errors import UnreadableSource
from index.text.shown import cut, printable

HASH_CHARACTERS = 8
"""Enough that two paths of one folder practically never share them, few enough to read out."""

ADDRESS_CHARACTERS = 60
"""How many characters of an address stay readable in its id."""

MAX_NAME_BYTES = 255
"""The longest name that file systems take; a longer name was never that of a file."""

# Russian and Ukrainian letters, spelt in Latin ones as newspapers do; ъ and ь have no letter.
_LATIN = str.maketrans(
    dict(zip("абвгґдеєзиіїйклмнопрстуфыэ", "abvggdeeziiiiklmnoprstufye", strict=True))
    | {"ё": "yo", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch"}
    | {"ъ": "", "ь": "", "ю": "yu", "я": "ya", "’": "", "ʼ": ""}
)
_CLEAN = re.compile(r"[a-z0-9-]+")
_NOT_CLEAN = re.compile(r"[^a-z0-9-]+")
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(\..*)?", re.IGNORECASE)


def ids_of_files(origins: Sequence[str]) -> Mapping[str, str]:
    """Return the ids of the files of a folder; files that would share an id get a hash each.

    >>> ids_of_files(["a.md", "a.txt", "b.md"])
    {'a.md': 'a-fecccc97', 'a.txt': 'a-18b7cb09', 'b.md': 'b'}
    """
    plain = {origin: id_of_file(origin) for origin in origins}
    shared = Counter(plain.values())
    return {
        origin: f"{name}-{_hash(origin)}" if shared[name] > 1 else name
        for origin, name in plain.items()
    }


def id_of_file(origin: str) -> str:
    """Return the id of a file by its path alone: without its suffix, in a-z, 0-9 and hyphens.

    An id that lost a letter, as one without a Latin counterpart, ends with a hash of the path: no
    two paths may get the same id.

    >>> id_of_file("1973-oil-crisis.md"), id_of_file("Політика/Міст упав.txt")
    ('1973-oil-crisis', 'politika-mist-upav')
    """
    folder, _, name = origin.rpartition("/")
    stem = f"{folder}/{name.rpartition('.')[0] or name}".lstrip("/")
    if _CLEAN.fullmatch(stem):
        return stem
    latin = stem.lower().translate(_LATIN)
    bare = "".join(
        mark for mark in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(mark)
    )
    readable = _NOT_CLEAN.sub("-", bare).strip("-")
    lost = not readable or any(mark.isalnum() and not mark.isascii() for mark in bare)
    return f"{readable or 'article'}-{_hash(origin)}" if lost else readable


def id_of_address(address: str) -> str:
    """Return the id of a web address, spelt as `web.fetching` spells it: host, path and a hash.

    The hash keeps it apart from the ids of files and of other addresses.

    >>> id_of_address("https://www.example.org/news/bridge-falls.html?page=2")
    'example-org-news-bridge-falls-420b2f79'
    """
    _, _, place = re.split("[?#]", address)[0].partition("://")
    host, _, path = place.removeprefix("www.").partition("/")
    words = f"{host.replace('.', '-')}/{unquote(path)}"
    readable = id_of_file(words)[:ADDRESS_CHARACTERS].strip("-")
    return f"{readable}-{_hash(address)}"


def check_upload(name: str) -> str:
    """Return the name of an upload in NFC; UnreadableSource unless it can name a file anywhere.

    A path, a hidden file or a device is refused: a moderator who sees the name in a list, or puts
    the file into a folder, gets what they read.
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


def _hash(origin: str) -> str:
    return hashlib.sha256(origin.encode()).hexdigest()[:HASH_CHARACTERS]
