"""What the network answered: the digit, how sure it is, and the probabilities of all ten as bars."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence

import ttkbootstrap as ttk

from common.translation import _
from gui.look.look import Look
from gui.look.theme import BAR_FONT, CAPTION_FONT, DIGIT_FONT, SMALL_GAP
from models.classifier import DIGITS, Floats, Prediction

LABEL_WIDTH, PERCENT_WIDTH = 26, 74
"""Logical pixels left and right of a bar."""
LARGEST_ROW = 44
"""Logical pixels of a row's height, however tall the window."""
BAR_SHARE = 0.62
"""Of a row's height that its bar takes."""
LOWEST_ROW = 16
"""Logical pixels of a row from which its text has the usual size; in lower rows it is as small as they are."""
ROOM = 4
"""Digits of a number that are shown as large as one; more are shown smaller."""
SMALLEST_SIZE = 12
"""Points of the smallest digits."""
NAMED_FROM = 0.2
"""The least probability with which a digit is named; by guessing each would have 0.1."""


class Verdict(ttk.Frame):
    """The digit or the number, large, and beneath it how sure the network is."""

    def __init__(self, master: tk.Misc, look: Look) -> None:
        super().__init__(master)
        self.digit = ttk.Label(self, font=DIGIT_FONT, anchor=tk.CENTER, width=2)
        self.caption = ttk.Label(self, font=BAR_FONT, anchor=tk.CENTER)
        self.digit.pack(fill=tk.BOTH, expand=True)
        self.caption.pack(fill=tk.X)
        self._paint: Callable[[], None] = lambda: self.show(None)
        self._look = look
        look.follow(self, lambda: self._paint())

    def show(self, prediction: Prediction | None) -> None:
        """Show an answer; a blank page has none, and None is a page that could not be read."""
        if prediction is not None and prediction.probabilities is not None and prediction.confidence is not None:
            self.show_text(likeliest(prediction.probabilities), prediction.confidence, prediction.sure)
            return
        self._paint = lambda: self.show(prediction)
        theme = self._look.theme
        self.digit.configure(text="–", foreground=theme.edge, font=DIGIT_FONT, width=2)
        caption = _("no answer") if prediction is None else _("nothing to read")
        self.caption.configure(text=caption, foreground=theme.faint_text)

    def show_text(self, text: str, confidence: float | None, sure: bool) -> None:
        """Show a digit, or the digits of a number, with the confidence in all of it; None if it was corrected."""
        self._paint = lambda: self.show_text(text, confidence, sure)
        theme, percent = self._look.theme, "" if confidence is None else percentage(confidence)
        width = max(map(len, text.split("\n")))
        family, size, weight = DIGIT_FONT
        size = max(SMALLEST_SIZE, min(size, size * ROOM // max(width, ROOM), size * 2 // (2 * text.count("\n") + 1)))
        self.digit.configure(
            text=text,
            font=(family, size, weight),
            width=max(2, width),
            foreground=theme.text if sure else theme.hint,
        )
        caption = percent if sure else _("not sure · {percent}", percent=percent)
        self.caption.configure(text=caption, foreground=theme.text if sure else theme.doubt)


class Bars(tk.Canvas):
    """Ten bars, one for each digit; their lengths are the probabilities themselves.

    Args:
        on_pick: called with the digit whose bar was clicked: the user says that the drawing is that one.
    """

    def __init__(self, master: tk.Misc, look: Look, on_pick: Callable[[int], object]) -> None:
        super().__init__(master, highlightthickness=0, borderwidth=0, width=1, height=look.px(220))
        self._look, self._scale, self._on_pick = look, look.scale, on_pick
        self._row = 1.0  # the height of a row
        self._left = LABEL_WIDTH * self._scale  # of the troughs
        self._right = self._left + 1
        self._pointed: int | None = None  # the digit under the pointer
        self._offered: int | None = None  # the digit that a click would pick, as the hint says
        self._probabilities: list[float] = [0.0] * DIGITS
        self._shown: list[object] = [None] * DIGITS  # what each row shows now
        self._rows = [
            (
                self.create_text(0, 0, text=str(digit), anchor=tk.W, font=BAR_FONT),
                self.create_rectangle(0, 0, 0, 0, width=0),
                self.create_rectangle(0, 0, 0, 0, width=0),
                self.create_text(0, 0, anchor=tk.E, font=BAR_FONT),
            )
            for digit in range(DIGITS)
        ]
        self._hint = self.create_text(0, 0, anchor=tk.E, font=CAPTION_FONT, state=tk.HIDDEN)
        self.bind("<Configure>", self._lay_out)
        self.bind("<Motion>", lambda event: self._point(int(event.y // self._row)))
        self.bind("<Leave>", lambda event: self._point(None))
        self.bind("<ButtonRelease-1>", lambda event: self._pick())
        look.follow(self, self._paint)

    def _paint(self) -> None:
        theme = self._theme = self._look.theme
        self.configure(background=theme.surface)
        self.itemconfigure(self._hint, fill=theme.text)
        for label, trough, _bar, _percent in self._rows:
            self.itemconfigure(label, fill=theme.text)
            self.itemconfigure(trough, fill=theme.trough)
        self._fill()

    def show(self, probabilities: Floats | None) -> None:
        """Show the probabilities (10,) of the digits; none where there is nothing to read."""
        self._probabilities = [0.0] * DIGITS if probabilities is None else probabilities.tolist()
        self._fill()
        self._show_hint()

    def _point(self, row: int | None) -> None:
        """The pointer is in this row now, or has left."""
        digit = row if row in range(DIGITS) else None
        if digit != self._pointed:
            self._pointed = digit
            self._show_hint()

    def _show_hint(self) -> None:
        """Say in the row under the pointer what a click would do; at the end of its trough, which is rarely filled."""
        digit = self._pointed if any(self._probabilities) else None
        if digit is None and self._offered is None:
            return
        self._offered = digit
        self.configure(cursor="" if digit is None else "hand2")
        self.itemconfigure(self._hint, state=tk.HIDDEN if digit is None else tk.NORMAL)
        if digit is not None:
            covered = self._box(digit, self._probabilities[digit])[2] > (self._left + self._right) / 2
            colour = self._theme.paper if covered else self._theme.text
            self.coords(self._hint, self._right - SMALL_GAP * self._scale, self._row * (digit + 0.5))
            self.itemconfigure(self._hint, text=_("it is a {digit}", digit=digit), fill=colour)

    def _pick(self) -> None:
        if self._offered is not None:
            self._on_pick(self._offered)

    def _lay_out(self, event: tk.Event) -> None:
        """Put everything in its place; needed when the size changes."""
        self._row = min(event.height / DIGITS, LARGEST_ROW * self._scale)
        self._right = max(self._left + 1, event.width - PERCENT_WIDTH * self._scale)
        font = BAR_FONT if self._row >= LOWEST_ROW * self._scale else (BAR_FONT[0], -max(int(self._row), 1))
        for digit, (label, trough, _bar, percent) in enumerate(self._rows):
            middle = self._row * (digit + 0.5)
            self.coords(label, 4 * self._scale, middle)
            for text in (label, percent):
                self.itemconfigure(text, font=font)
            self.coords(trough, *self._box(digit, 1))
            self.coords(percent, event.width - 2, middle)
        self._fill()
        self._show_hint()

    def _fill(self) -> None:
        """Show the probabilities: a bar's length and colour, and the number beside it. Only what differs is touched."""
        theme, known = self._theme, any(self._probabilities)
        best = likeliest(self._probabilities)
        for digit, (_label, _trough, bar, percent) in enumerate(self._rows):
            probability = self._probabilities[digit]
            box, text = self._box(digit, probability), percentage(probability) if known else ""
            colours = (theme.best_bar, theme.text) if str(digit) == best else (theme.bar, theme.faint_text)
            if self._shown[digit] != (box, text, colours):
                self._shown[digit] = (box, text, colours)
                self.coords(bar, *box)
                self.itemconfigure(bar, fill=colours[0], state=tk.NORMAL if box[2] > box[0] else tk.HIDDEN)
                self.itemconfigure(percent, text=text, fill=colours[1])

    def _box(self, digit: int, share: float) -> tuple[float, float, float, float]:
        """Where a bar lies that fills this share of its trough: left, top, right, bottom."""
        middle, half = self._row * (digit + 0.5), self._row * BAR_SHARE / 2
        return self._left, middle - half, self._left + round((self._right - self._left) * share), middle + half


def likeliest(probabilities: Sequence[float] | Floats) -> str:
    """The digit with the highest of ten probabilities; a question mark where that is too low to name one."""
    best = max(range(DIGITS), key=probabilities.__getitem__)
    return str(best) if probabilities[best] >= NAMED_FROM else "?"


def percentage(probability: float) -> str:
    """A probability as people write it; no network is so certain that 0 or 100 could be meant."""
    if probability < 0.0005:
        return "< 0.1 %"
    if probability >= 0.9995:
        return "> 99.9 %"
    return f"{probability:.1%}".replace("%", " %")


def whole_percentage(probability: float) -> str:
    """The same in few characters."""
    return f"{min(max(int(100 * probability), 1), 99)} %"
