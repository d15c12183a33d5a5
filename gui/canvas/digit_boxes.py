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
SLIGHT = 4
"""Canvas pixels by which another digit may reach into a caption's place, as digits of a line are not level."""
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
            self._draw(box, _("ignored"), self._room(box)[0], theme.hint, dash=IGNORED)
        place, needed = 0, self._needed()
        for line in number.read.lines if number.read else ():
            rooms = [self._room(box) for box in number.boxes[place : place + len(line)]]
            below = all(room[1] for room in rooms) and not all(room[0] for room in rooms)
            for digit, (above_is_free, below_is_free) in zip(line, rooms, strict=True):
                caption = number.digit_at(place)
                if place not in number.labels and (above_is_free or below_is_free):
                    caption += f"\n{whole_percentage(digit.confidence)}"
                above = not below and (above_is_free or (not below_is_free and number.boxes[place][1] >= needed / 2))
                sure, width = number.sure(place), CHOSEN_WIDTH if place == number.chosen else 1
                colour = theme.nib if sure else theme.doubt
                self._draw(number.boxes[place], caption, above, colour, width, () if sure else DOUBTFUL)
                place += 1

    def _needed(self) -> float:
        """The height of a caption in canvas pixels."""
        return self._look.px(CAPTION_HEIGHT) / self._factor()

    def _room(self, box: Box) -> tuple[bool, bool]:
        """Whether a caption has room above a box, and below it, without lying over another digit."""
        needed = self._needed()
        left, top, right, bottom = box
        above = top >= needed and not self._is_taken((left, top - needed, right, top), box)
        below = bottom + needed <= CANVAS and not self._is_taken((left, bottom, right, bottom + needed), box)
        return above, below

    def _is_taken(self, place: Box, own: Box) -> bool:
        """Whether the box of another digit than one's own reaches into a place."""
        left, top, right, bottom = place
        return any(
            other[0] < right and other[2] > left and other[1] + SLIGHT < bottom and other[3] - SLIGHT > top
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
