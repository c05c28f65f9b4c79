"""A name -> the key that its spellings in other alphabets and transliterations share. Pure.

Zelensky, Zelenskyy, Зеленский and Зеленський are one name. There are many standards of writing
Cyrillic in Latin letters, and newsrooms mix them, so a key keeps only what they agree on.
"""

import re
from functools import lru_cache

from index.text.stems import plain, stem, without_accents

SHORTEST = 4  # letters of a name and of a key; shorter ones are shared by chance

_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LETTERS = str.maketrans(
    "абвгґдеёєжзийіїыклмнопрстуўфхцчшщэюя", "abvhhdeeeZziiiiiklmnoprstuvfhcCSSeua", "ъь"
)
# What romanisations write for one Cyrillic letter, longer ones first.
_ROMAN = (
    ("shch", "S"), ("sch", "S"), ("tsch", "C"), ("zh", "Z"), ("kh", "h"), ("ts", "c"), ("tz", "c"),
    ("ch", "C"), ("sh", "S"), ("ph", "f"), ("ck", "k"), ("g", "h"), ("w", "v"), ("x", "ks"),
    ("q", "k"), ("j", "i"), ("y", "i"),
)  # fmt: skip
_SOFT = re.compile(r"i+(?=[aeou])")  # the i of ia, ie, iu, io; one letter in Cyrillic
_TWICE = re.compile(r"(.)\1+")
_ENDING = re.compile(r"[aeiou]+$")
# What only a romanised name has: between two names in Latin letters nothing else is a spelling.
_ROMANISED = re.compile(r"sk[iy]|enko|[iyj][aeou]|[iy][iy]|kh|zh|shch|ch[uy]k|[eo]v[ae]?$")
# Cities that two languages name otherwise, by one spelling of each.
_CITIES = (
    ("kyiv", "kiev"),
    ("kharkiv", "kharkov"),
    ("lviv", "lvov"),
    ("odesa", "odessa"),
    ("dnipro", "dnepr"),
    ("mykolaiv", "nikolaev"),
    ("zaporizhzhia", "zaporozhye"),
    ("luhansk", "lugansk"),
    ("chernihiv", "chernigov"),
    ("rivne", "rovno"),
    ("chornobyl", "chernobyl"),
    ("vinnytsia", "vinnitsa"),
    ("ternopil", "ternopol"),
    ("belarus", "belorussia"),
    ("moldova", "moldavia"),
    ("kishinev", "chisinau"),
)


@lru_cache(maxsize=50_000)
def keys(name: str) -> frozenset[str]:
    """Return the keys of a name; none where it is too short to tell names apart.

    A Cyrillic name has one of its form as written and one without its case ending. A city has those
    of its other name too.

    >>> bool(keys("Zelenskyy") & keys("Зеленського")), bool(keys("Kiev") & keys("Київ"))
    (True, True)
    """
    bare = "".join(filter(str.isalnum, plain(name).removesuffix("'s")))
    if len(bare) < SHORTEST:
        return frozenset()
    forms = {bare, stem(bare)} if _CYRILLIC.search(bare) else {bare}
    found = {_fold(form) for form in forms}
    cities = frozenset().union(*(_CITY_KEYS[key] for key in found & _CITY_KEYS.keys()))
    return frozenset(key for key in found if len(key) >= SHORTEST) | cities


def are_spellings(name: str, other: str) -> bool:
    """Tell of two names that share a key whether one may be written for the other.

    Two names in Latin letters may be two people (Smith and Smyth), unless both were romanised.

    >>> are_spellings("Zelensky", "Зеленський"), are_spellings("Smith", "Smyth")
    (True, False)
    """
    if _CYRILLIC.search(name) or _CYRILLIC.search(other):
        return True
    if _fold(plain(name)) in _CITY_KEYS:
        return True
    return all(_ROMANISED.search(plain(written)) for written in (name, other))


def _fold(bare: str) -> str:
    """Keep of a name what all its transliterations agree on."""
    roman = without_accents(bare).translate(_LETTERS)
    for written, letter in _ROMAN:
        roman = roman.replace(written, letter)
    return _ENDING.sub("", _TWICE.sub(r"\1", _SOFT.sub("", roman)))


_CITY_KEYS = {key: frozenset(map(_fold, names)) for names in _CITIES for key in map(_fold, names)}
