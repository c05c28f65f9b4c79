"""The tables at the top of an RTF: the code page of each font, and which styles are headings."""

import codecs
import re

_FILE_CODE_PAGES = {"ansi": "cp1252", "mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257",
    204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_HEADING = re.compile(r"title|heading (?P<level>[1-9])", re.IGNORECASE)


class Tables:
    """What the tables of a file tell of its fonts and styles, by their numbers."""

    def __init__(self) -> None:
        self._file = "cp1252"
        self._code_pages: dict[int, str] = {}
        self._font_names: dict[int, str] = {}
        self._style_names: dict[int, str] = {}

    def is_code_page(self, word: str, number: int | None) -> bool:
        """Take a control word if it names the code page of the file; tell whether it does."""
        if word in _FILE_CODE_PAGES:
            self._file = _FILE_CODE_PAGES[word]
        elif word == "ansicpg":
            self._file = f"cp{number}" if number else self._file
        else:
            return False
        return True

    def set_charset(self, font: int, charset: int) -> None:
        """Take the character set that the font table gives a font."""
        if charset in _CHARSETS:
            self._code_pages[font] = _CHARSETS[charset]

    def add_to_name(self, table: str, number: int, text: str) -> None:
        """Take a part of the name that a table, `fonttbl` or `stylesheet`, gives a number."""
        names = self._font_names if table == "fonttbl" else self._style_names
        names[number] = names.get(number, "") + text.rstrip(";")

    def font_name(self, font: int) -> str:
        """Return the name of a font, empty for one that the table does not name."""
        return self._font_names.get(font, "")

    def heading_level(self, style: int) -> int:
        """Return the level of a heading, from 1, by the name of its style; 0 for a text."""
        named = _HEADING.fullmatch(self._style_names.get(style, "").strip())
        return int(named["level"] or 1) if named else 0

    def decode(self, content: bytes, font: int) -> str:
        """Return the characters of bytes in a font; what is none of its letters is marked."""
        code_page = self._code_pages.get(font, self._file)
        try:
            known = codecs.lookup(code_page).name
        except LookupError:
            known = "cp1252"
        return content.decode(known, "replace")
