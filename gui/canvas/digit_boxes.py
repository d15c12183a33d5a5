"""Thin boxes on the pad around the digits of a number, each with its digit and how sure the network is of it."""

from __future__ import annotations

import math
import tkinter as tk
from collections.abc import Callable

from common.translation import _
from gui.answer.verdict import whole_percentage
from gui.look.look import Look
from gui.look.theme import CAPTION_FONT
from gui.state.number_on_pad import NumberOnPad
from ink.page import CANVAS, Point
from models.numbers import Box

DOUBTFUL, IGNORED = (5, 3), (1, 3)
"""Dashes of the box around a digit that is not sure, and of one around a mark that was left out."""
CHOSEN_WIDTH = 3
"""Screen pixels of the box around the digit that is chosen; others have one."""
CAPTION_HEIGHT = 32
"""Logical pixels that a caption needs above its box, or else below; the digit alone where others are on both sides."""
CLICK = 4
"""Canvas pixels by which the pointer may move in a click; from there on it draws."""
TAG = "digit-box"


class DigitBoxes:
    """The boxes of the number on the pad, drawn anew whenever it changes; a click on one chooses its digit.

    Args:
        factor: screen pixels per canvas pixel.
    """

    def __init__(self, canvas: tk.Canvas, look: Look, number: NumberOnPad, factor: Callable[[], float]) -> None:
        self._canvas, self._look, self._number, self._factor = canvas, look, number, factor
        self._pressed: Point | None = None
        disconnect = number.changed.connect(self.draw)
        canvas.bind("<Destroy>", lambda event: disconnect(), add=True)

    # --- clicks ------------------------------------------------------------------------------------------------------

    def press(self, point: Point) -> bool:
        """The pen's button went down at a point in canvas pixels. Returns whether that is on a digit."""
        self._pressed = None if self._number.place_at(point) is None else point
        return self._pressed is not None

    def drag(self, point: Point) -> Point | None:
        """The pointer moved. Returns where the button went down on a digit, once it is too far for a click."""
        start = self._pressed
        if start is None or math.dist(start, point) <= CLICK:
            return None
        self._pressed = None
        return start

    def release(self) -> None:
        """The button was released: choose the digit that was clicked, if any."""
        if self._pressed is not None:
            self._number.choose(self._number.place_at(self._pressed))
            self._pressed = None

    def forget_press(self) -> None:
        self._pressed = None

    # --- looks -------------------------------------------------------------------------------------------------------

    def draw(self) -> None:
        self._canvas.delete(TAG)
        number, theme = self._number, self._look.theme
        for box in number.ignored:
            above, _roomy = self._caption_place(box)
            self._draw(box, _("ignored"), above, theme.hint, dash=IGNORED)
        for place, (box, digit) in enumerate(zip(number.boxes, number.digits, strict=True)):
            sure, caption = number.sure(place), number.digit_at(place)
            above, roomy = self._caption_place(box)
            if place not in number.labels and roomy:
                caption += f"\n{whole_percentage(digit.confidence)}"
            width = CHOSEN_WIDTH if place == number.chosen else 1
            self._draw(box, caption, above, theme.nib if sure else theme.doubt, width, () if sure else DOUBTFUL)

    def _caption_place(self, box: Box) -> tuple[bool, bool]:
        """Whether the caption of a box is to be above it instead of below, and whether no other digit is there."""
        needed = self._look.px(CAPTION_HEIGHT) / self._factor()
        left, top, right, bottom = box
        fits = top >= needed
        if fits and not self._is_taken((left, top - needed, right, top), box):
            return True, True
        if bottom + needed <= CANVAS and not self._is_taken((left, bottom, right, bottom + needed), box):
            return False, True
        return fits, False

    def _is_taken(self, place: Box, own: Box) -> bool:
        """Whether the box of another digit than one's own reaches into a place."""
        left, top, right, bottom = place
        return any(
            other[0] < right and other[2] > left and other[1] < bottom and other[3] > top
            for other in self._number.boxes
            if other != own
        )

    def _draw(
        self, box: Box, caption: str, above: bool, colour: str, width: int = 1, dash: tuple[int, ...] = ()
    ) -> None:
        factor = self._factor()
        left, top, right, bottom = ((value + 0.5) * factor - 0.5 for value in box)
        self._canvas.create_rectangle(left, top, right, bottom, outline=colour, width=width, dash=dash, tags=TAG)
        self._canvas.create_text(
            (left + right) / 2,
            top - 2 if above else bottom + 2,
            anchor=tk.S if above else tk.N,
            text=caption,
            justify=tk.CENTER,
            fill=colour,
            font=CAPTION_FONT,
            tags=TAG,
        )
