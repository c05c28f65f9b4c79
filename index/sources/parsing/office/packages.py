"""The zip that an office file is -> its parts, as long as they are harmless."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any, TypeAlias

from index.errors import UnreadableSource
from index.sources.parsing.faults import TO_TEXT, damaged, translated

Node: TypeAlias = Any  # an lxml element: lxml publishes no types

MAX_UNPACKED_BYTES = 200_000_000
"""What an office file, which is a zip, may unpack to: room for its pictures, not for a bomb."""


def parts(content: bytes, kind: str) -> Mapping[str, int]:
    """List the parts of a zip with their sizes; UnreadableSource when it is none, or too large."""
    with translated(kind, (), (zipfile.BadZipFile,)), _opened(content) as package:
        sizes = {part.filename: part.file_size for part in package.infolist()}
        unpacked = sum(part.file_size for part in package.infolist())
    if unpacked > MAX_UNPACKED_BYTES:
        raise UnreadableSource(f"unpacks to over {MAX_UNPACKED_BYTES // 1_000_000} MB; {TO_TEXT}")
    return sizes


def part(content: bytes, name: str) -> bytes:
    """Return one part of a zip, unpacked."""
    with _opened(content) as package:
        return package.read(name)


def tree(part: bytes, kind: str) -> Node:
    """Parse a part as XML; UnreadableSource where it defines entities, or is damaged.

    Office programs define none; an entity may bring in text from anywhere, also from other files.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(part, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableSource(damaged(kind)) from error
    refuse_entities(root, kind)
    return root


def refuse_entities(root: Node, kind: str) -> None:
    """Raise UnreadableSource where the document of an element defines entities of its own."""
    if root.getroottree().docinfo.internalDTD is not None:
        article = "an" if kind[0] in "AEIO" else "a"
        raise UnreadableSource(f"is {article} {kind} that defines entities of its own; {TO_TEXT}")


def _opened(content: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content))
