"""The number on the pad: its digits as they were read, which of them is chosen, and what the user said they are."""

from __future__ import annotations

from collections.abc import Iterable

from gui.state.signals import Signal
from ink.page import Page, Point
from models.numbers import Box, DigitRead, Number

MARGIN = 6.0
"""Canvas pixels around a digit's box that belong to it as well."""


class NumberOnPad:
    """The number that was read on the pad, if it is one.

    Attributes:
        changed: emitted when another number was read, another digit chosen, or one corrected.
        read: the number; None while the drawing is read as one digit.
        sure_from: the network's confidence threshold.
        boxes, ignored: of its digits, and of marks that were left out, in canvas pixels.
        chosen: the place in it of the digit whose bars are shown; None if it is none.
        labels: what the user said that digits are, by their places.
        page: that was read.
    """

    def __init__(self) -> None:
        self.changed = Signal()
        self.read: Number | None = None
        self.sure_from = 0.0
        self.boxes: tuple[Box, ...] = ()
        self.ignored: tuple[Box, ...] = ()
        self.chosen: int | None = None
        self.labels: dict[int, int] = {}
        self.page: Page | None = None

    @property
    def digits(self) -> tuple[DigitRead, ...]:
        return self.read.digits if self.read is not None else ()

    @property
    def text(self) -> str:
        """Its digits, as the user corrected them."""
        if self.read is None:
            return ""
        places = iter(range(len(self.digits)))
        return "".join(one if one == "\n" else self.digit_at(next(places)) for one in self.read.text)

    def digit_at(self, place: int) -> str:
        """What is shown of a digit: what the user said that it is, or else what was read."""
        return str(self.labels.get(place, self.digits[place].digit))

    def sure(self, place: int) -> bool:
        """Whether the network, or the user, is sure of a digit."""
        return place in self.labels or self.digits[place].confidence >= self.sure_from

    @property
    def all_sure(self) -> bool:
        """Whether all of the number is sure: every digit, and, unless the user corrected it, that these are all."""
        each = all(map(self.sure, range(len(self.digits))))
        return each and (bool(self.labels) or (self.read is not None and self.read.sure(self.sure_from)))

    def show(self, page: Page, read: Number, sure_from: float) -> None:
        """Note what was read on a page. What was chosen and said stays while the page and its division do."""
        several = read if len(read.digits) > 1 else None
        boxes = _on_canvas(page, [digit.box for digit in read.digits] if several else ())
        ignored = _on_canvas(page, read.ignored)
        if not (boxes or ignored or self.boxes or self.ignored):
            self.page = page
            return
        if page is not self.page or boxes != self.boxes:
            self.chosen, self.labels = None, {}
        self.page, self.read, self.sure_from, self.boxes, self.ignored = page, several, sure_from, boxes, ignored
        self.changed.emit()

    def place_at(self, point: Point) -> int | None:
        """The place of the digit at a point in canvas pixels; where boxes overlap that of the nearest."""
        x, y = point
        distances = {}
        for place, (left, top, right, bottom) in enumerate(self.boxes):
            if left - MARGIN <= x <= right + MARGIN and top - MARGIN <= y <= bottom + MARGIN:
                distances[place] = abs(left + right - 2 * x) + abs(top + bottom - 2 * y)
        return min(distances, key=distances.__getitem__, default=None)

    def choose(self, place: int | None) -> None:
        """Choose the digit at a place. None, or the one that is chosen already, chooses none."""
        self.chosen = None if place == self.chosen else place
        self.changed.emit()

    def correct(self, page: Page, place: int, label: int | None) -> None:
        """Note what the user said that a digit of a page is; with None, that nothing is said of it any more."""
        if page is not self.page or place >= len(self.digits):
            return
        self.labels.pop(place, None)
        if label is not None:
            self.labels[place] = label
        self.changed.emit()


def _on_canvas(page: Page, boxes: Iterable[Box]) -> tuple[Box, ...]:
    """Boxes in canvas pixels that are a picture's own, if the page has one."""
    return tuple(box if page.picture is None else page.picture.on_canvas(box) for box in boxes)
