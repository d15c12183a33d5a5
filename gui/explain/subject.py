"""What is explained: the digits on the pad as they were read last, and which of them is chosen."""

from __future__ import annotations

from dataclasses import dataclass

from gui.background.requests import Reading
from ink.framing import Frame
from ink.page import Page
from models.numbers import DigitRead


@dataclass(frozen=True, eq=False)
class Subject:
    """One digit of a drawing.

    Attributes:
        page: the drawing.
        digits: all its digits; one, unless it is a number.
        place: which of them is explained.
    """

    page: Page
    digits: tuple[DigitRead, ...]
    place: int = 0

    @classmethod
    def of(cls, reading: Reading, place: int) -> Subject | None:
        """What was read, at this place if there is such a digit; None for a blank page."""
        digits = reading.number.digits
        if not digits:
            return None
        return cls(reading.request.page, digits, min(place, len(digits) - 1))

    @property
    def frame(self) -> Frame:
        return self.digits[self.place].frame

    @property
    def alone(self) -> bool:
        return len(self.digits) == 1
