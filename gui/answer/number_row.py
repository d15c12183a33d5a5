"""The digits of a number in a row: the frame that the network read of each, the digit, and how sure it is."""

from __future__ import annotations

import tkinter as tk

from PIL import ImageTk

from gui.answer.frame_view import enlarged
from gui.answer.verdict import whole_percentage
from gui.look.look import Look
from gui.look.theme import CAPTION_FONT, SMALL_GAP
from gui.state.number_on_pad import NumberOnPad
from ink.framing import FRAME

LARGEST_ZOOM = 2
"""Logical pixels per pixel of a frame, where there is room for all of them."""
CAPTION_WIDTH, CAPTION_HEIGHT = 36, 34
"""Logical pixels of the two lines below a frame."""
MOST = 24
"""Frames that are shown."""


class NumberRow(tk.Canvas):
    """Clicking a frame, or moving to it with the arrow keys, chooses its digit. Long numbers take several lines."""

    def __init__(self, master: tk.Misc, look: Look, number: NumberOnPad) -> None:
        super().__init__(master, highlightthickness=1, borderwidth=0, width=1, height=1, takefocus=True)
        self._look, self._number = look, number
        self._photos: list[ImageTk.PhotoImage] = []
        self._columns, self._width, self._height = 1, 1, 1  # of the places of frames, the latter in screen pixels
        disconnect = number.changed.connect(self._draw)
        self.bind("<Destroy>", lambda event: disconnect(), add=True)
        self.bind("<Configure>", lambda event: self._draw())
        self.bind("<Button-1>", self._click)
        for key, by in (("Left", -1), ("Right", 1)):
            self.bind(f"<{key}>", lambda event, by=by: self._move(by))  # type: ignore[misc]
        self.bind("<Escape>", lambda event: number.choose(None))
        look.follow(self, self._draw)

    def _draw(self) -> None:
        theme, number = self._look.theme, self._number
        self.configure(background=theme.surface, highlightbackground=theme.surface, highlightcolor=theme.nib)
        self.delete(tk.ALL)
        self._photos.clear()
        digits = number.digits[:MOST]
        if digits and self.winfo_width() > 1:
            zoom = self._lay_out(len(digits))
            for place in range(len(digits)):
                self._draw_digit(place, zoom)

    def _lay_out(self, count: int) -> int:
        """Find places for so many frames. Returns the screen pixels per pixel of a frame."""
        gap = self._look.px(SMALL_GAP)
        room = self.winfo_width() - gap
        zoom = max(1, min(self._look.px(LARGEST_ZOOM), (room // count - gap) // FRAME))
        self._width = max(FRAME * zoom, self._look.px(CAPTION_WIDTH)) + gap
        self._height = FRAME * zoom + self._look.px(CAPTION_HEIGHT)
        self._columns = max(1, min(count, room // self._width))
        self.configure(height=-(-count // self._columns) * self._height)
        return zoom

    def _draw_digit(self, place: int, zoom: int) -> None:
        theme, number, digit = self._look.theme, self._number, self._number.digits[place]
        row, column = divmod(place, self._columns)
        side, top = FRAME * zoom, 3 + row * self._height
        left = self._look.px(SMALL_GAP) / 2 + column * self._width + (self._width - side) // 2
        sure = number.sure(place)
        photo = ImageTk.PhotoImage(enlarged(digit.frame, zoom), master=self)
        self._photos.append(photo)
        self.create_image(left, top, anchor=tk.NW, image=str(photo))
        edge, width = (theme.nib, 3) if place == number.chosen else (theme.edge if sure else theme.doubt, 1)
        self.create_rectangle(left - 1, top - 1, left + side, top + side, outline=edge, width=width)
        confidence = "" if place in number.labels else "\n" + whole_percentage(digit.confidence)
        self.create_text(
            left + side / 2,
            top + side + 2,
            anchor=tk.N,
            justify=tk.CENTER,
            text=number.digit_at(place) + confidence,
            font=CAPTION_FONT,
            fill=theme.text if sure else theme.doubt,
        )

    def _click(self, event: tk.Event) -> None:
        self.focus_set()
        column, row = int((event.x - self._look.px(SMALL_GAP) / 2) // self._width), int(event.y // self._height)
        place = row * self._columns + column
        if 0 <= column < self._columns and place < len(self._number.digits):
            self._number.choose(place)

    def _move(self, by: int) -> None:
        """Choose the next digit in a direction, the first or the last one to begin with."""
        number = self._number
        if number.digits:
            before = number.chosen if number.chosen is not None else (-1 if by > 0 else 0)
            place = (before + by) % len(number.digits)
            if place != number.chosen:
                number.choose(place)
