"""The part of an lxml element that the readers of DOCX use: lxml itself publishes no types."""

from collections.abc import Iterator
from typing import Protocol


class Element(Protocol):
    """What the project uses of an lxml element: lxml itself publishes no types."""

    tag: object
    text: str | None
    tail: str | None

    def __iter__(self) -> Iterator["Element"]: ...
