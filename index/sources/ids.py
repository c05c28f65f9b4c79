"""The relative paths of article files -> their ids: stable, readable, safe in a name or address."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from urllib.parse import unquote

HASH_CHARACTERS = 8
"""Enough that two paths of one folder practically never share them, few enough to read out."""

ADDRESS_CHARACTERS = 60
"""How much of an address its id keeps readable."""

# Russian and Ukrainian letters as newspapers write them in Latin ones; ъ and ь have no letter.
_LATIN = str.maketrans(
    dict(zip("абвгґдеєзиіїйклмнопрстуфыэ", "abvggdeeziiiiklmnoprstufye", strict=True))
    | {"ё": "yo", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch"}
    | {"ъ": "", "ь": "", "ю": "yu", "я": "ya", "’": "", "ʼ": ""}
)
_CLEAN = re.compile(r"[a-z0-9-]+")
_NOT_CLEAN = re.compile(r"[^a-z0-9-]+")


def assign(origins: Sequence[str]) -> Mapping[str, str]:
    """Give each relative path its id; paths that would share one each get a hash of the path.

    >>> assign(["a.md", "a.txt", "b.md"])
    {'a.md': 'a-fecccc97', 'a.txt': 'a-18b7cb09', 'b.md': 'b'}
    """
    plain = {origin: slug(origin) for origin in origins}
    shared = Counter(plain.values())
    return {
        origin: f"{name}-{_hash(origin)}" if shared[name] > 1 else name
        for origin, name in plain.items()
    }


def slug(origin: str) -> str:
    """Return the id of a path on its own: without its suffix, in a-z, 0-9 and hyphens.

    A path in which a letter has no Latin counterpart keeps a hash, so that no two become the same.

    >>> slug("1973-oil-crisis.md"), slug("Політика/Міст упав.txt")
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


def of_address(address: str) -> str:
    """Return the id of a web address, as `fetching` writes it: its host and path, and a hash.

    No file's id, and no other address's, practically ends so.

    >>> of_address("https://www.example.org/news/bridge-falls.html?page=2")
    'example-org-news-bridge-falls-420b2f79'
    """
    _, _, place = re.split("[?#]", address)[0].partition("://")
    host, _, path = place.removeprefix("www.").partition("/")
    words = f"{host.replace('.', '-')}/{unquote(path)}"
    readable = slug(words)[:ADDRESS_CHARACTERS].strip("-")
    return f"{readable}-{_hash(address)}"


def _hash(origin: str) -> str:
    return hashlib.sha256(origin.encode()).hexdigest()[:HASH_CHARACTERS]
