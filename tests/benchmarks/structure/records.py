"""A figure about the structure, beside its bar."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that must not exceed its bar; `where` names what makes it so high."""

    what: str
    found: float
    bar: float
    where: str = ""

    @property
    def is_missed(self) -> bool:
        """Return whether the figure exceeds its bar."""
        return self.found > self.bar
