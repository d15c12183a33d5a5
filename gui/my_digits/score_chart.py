"""Accuracy of networks on the user's digits: a bar for each network, and a table by digit coloured by its errors."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from common.translation import _
from gui.look.look import Look
from gui.look.theme import BAR_FONT, CAPTION_FONT
from models.classifier import DIGITS
from training.datasets.my_digits import MyDigit

ROW, NAME, CELL, GAP = 26, 130, 34, 6
"""Logical pixels: a row's height, the names' width, a cell's width, and the gap between bars and table."""
LEGIBLE = 0.5
"""The largest fraction of errors for which a cell's text keeps the usual colour; the ground is too red above it."""


@dataclass(frozen=True)
class DigitAccuracy:
    """How many digits were read right, and how many there were, by label; each (10,)."""

    right: tuple[int, ...]
    count: tuple[int, ...]

    @property
    def accuracy(self) -> float:
        return sum(self.right) / max(sum(self.count), 1)


def digit_accuracy(digits: Sequence[MyDigit], model: str) -> DigitAccuracy:
    """Counts the digits that the model has read; the others are left out."""
    right, count = [0] * DIGITS, [0] * DIGITS
    for digit in digits:
        if (answer := digit.read_as(model)) is not None:
            count[digit.label] += 1
            right[digit.label] += answer == digit.label
    return DigitAccuracy(tuple(right), tuple(count))


class ScoreChart(tk.Canvas):
    """A bar for each network, and beneath it a table with a column for each digit."""

    def __init__(self, master: tk.Misc, look: Look) -> None:
        super().__init__(master, borderwidth=0, highlightthickness=0)
        self._look = look
        self._scores: Mapping[str, DigitAccuracy] = {}
        look.follow(self, self._draw)

    def show(self, scores: Mapping[str, DigitAccuracy]) -> None:
        """Show the networks' scores, by title."""
        self._scores = dict(scores)
        self._draw()

    def _draw(self) -> None:
        theme = self._look.theme
        self.delete("all")
        row, name, cell, gap = map(self._look.px, (ROW, NAME, CELL, GAP))
        width = name + DIGITS * cell
        y = 0
        for title, result in self._scores.items():
            self._write(0, y, title, "w")
            end = width - 2 * cell
            self._rectangle(name, y + gap, end, row - 2 * gap, theme.trough)
            self._rectangle(name, y + gap, name + (end - name) * result.accuracy, row - 2 * gap, theme.best_bar)
            self._write(width, y, f"{result.accuracy:.1%}", "e")
            y += row
        y += 2 * gap
        for digit in range(DIGITS):
            self._write(name + digit * cell + cell // 2, y, str(digit), "center", theme.faint_text)
        y += row
        for title, result in self._scores.items():
            self._write(0, y, title, "w")
            for digit, (right, count) in enumerate(zip(result.right, result.count, strict=True)):
                x = name + digit * cell
                text, wrong = (f"{right}/{count}", 1 - right / count) if count else ("–", 0.0)
                ground = blend(theme.surface, theme.wrong, wrong)
                self._rectangle(x + 1, y + 1, x + cell - 1, row - 2, ground)
                self._write(x + cell // 2, y, text, "center", theme.paper if wrong > LEGIBLE else theme.text)
            y += row
        self._write(0, y, _("read correctly, by digit"), "w", theme.faint_text)
        self.configure(width=width, height=y + row, background=theme.surface)

    def _write(self, x: float, y: float, text: str, anchor: Literal["w", "e", "center"], colour: str = "") -> None:
        row, theme = self._look.px(ROW), self._look.theme
        font = CAPTION_FONT if colour == theme.faint_text else BAR_FONT
        self.create_text(x, y + row // 2, text=text, anchor=anchor, fill=colour or theme.text, font=font)

    def _rectangle(self, left: float, top: float, right: float, height: float, colour: str) -> None:
        self.create_rectangle(left, top, right, top + height, width=0, fill=colour)


def blend(ground: str, colour: str, part: float) -> str:
    """Linear interpolation from one colour (``part`` 0) to another (1), as ``#rrggbb``."""
    pairs = ((int(ground[place : place + 2], 16), int(colour[place : place + 2], 16)) for place in (1, 3, 5))
    return "#" + "".join(f"{round(low + (high - low) * part):02x}" for low, high in pairs)
