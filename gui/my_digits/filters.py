"""Which of the user's digits are shown, and in which order."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

import ttkbootstrap as ttk

from common.translation import _, mark
from gui.look.theme import CAPTION_FONT
from models.classifier import DIGITS
from training.datasets.my_digits import MyDigit

ALL = "all"


class SortOrder(StrEnum):
    """How the digits are sorted."""

    DATE = mark("Newest first")
    LABEL = mark("By digit")
    DOUBT = mark("Doubtful first")


def arranged(
    digits: Sequence[MyDigit], model: str, order: SortOrder, label: int | None = None, misread: bool = False
) -> list[MyDigit]:
    """Digits filtered by label and by whether the model misread them, and sorted.

    Doubtful first are those to whose label the model gives the least probability: it is wrong, or the label is.
    """
    left = [digit for digit in digits if label in (None, digit.label) and (not misread or digit.misread_by(model))]
    left.sort(key=lambda digit: digit.time, reverse=True)
    if order is SortOrder.LABEL:
        left.sort(key=lambda digit: digit.label)
    elif order is SortOrder.DOUBT:
        left.sort(key=lambda digit: 2.0 if (belief := digit.belief(model)) is None else belief)
    return left


class Filters(ttk.Frame):
    """Two rows of choices above the pictures.

    Args:
        on_choice: called when something else is chosen.

    Attributes:
        titles: of the networks on offer, by name.
    """

    def __init__(self, master: tk.Misc, *, gap: int, on_choice: Callable[[], None]) -> None:
        super().__init__(master)
        self._on_choice = on_choice
        self.titles: dict[str, str] = {}
        self.label = tk.StringVar(self, ALL)
        self.misread = tk.BooleanVar(self, False)
        digits, choices = ttk.Frame(self), ttk.Frame(self)
        digits.pack(fill=tk.X)
        choices.pack(fill=tk.X, pady=(gap, 0))
        self.digit_buttons: dict[str, ttk.Radiobutton] = {}
        for value in (ALL, *map(str, range(DIGITS))):
            text = _("All") if value == ALL else value
            button = ttk.Radiobutton(digits, text=text, value=value, variable=self.label, command=on_choice)
            button.configure(bootstyle="primary outline toolbutton")
            button.pack(side=tk.LEFT)
            self.digit_buttons[value] = button
        self.count = ttk.Label(digits, font=CAPTION_FONT)
        self.count.pack(side=tk.RIGHT)
        ttk.Label(choices, text=_("Network")).pack(side=tk.LEFT)
        self.models = ttk.Combobox(choices, state="readonly", width=24)
        self.models.pack(side=tk.LEFT, padx=gap)
        self.misread_button = ttk.Checkbutton(
            choices, text=_("Only misread digits"), variable=self.misread, command=on_choice
        )
        self.misread_button.pack(side=tk.LEFT, padx=gap)
        self.order = ttk.Combobox(choices, state="readonly", width=16, values=[_(order) for order in SortOrder])
        self.order.current(0)
        self.order.pack(side=tk.RIGHT)
        for box in (self.models, self.order):
            box.bind("<<ComboboxSelected>>", self._chosen)

    @property
    def model(self) -> str:
        """The chosen network, whose answers are shown."""
        return list(self.titles)[self.models.current()]

    def offer(self, titles: Mapping[str, str], default: str) -> None:
        """Offer these networks, by name; where the chosen one is gone, the default is chosen."""
        chosen = self.model if self.titles else default
        self.titles = dict(titles)
        self.models.configure(values=list(titles.values()))
        self.models.current(list(titles).index(chosen if chosen in titles else default))

    def take_over(self, old: Filters) -> None:
        """Choose what is chosen in another row."""
        self.label.set(old.label.get())
        self.misread.set(old.misread.get())
        for box, other in ((self.models, old.models), (self.order, old.order)):
            box.current(other.current())

    def arrange(self, digits: Sequence[MyDigit]) -> list[MyDigit]:
        """The digits that pass the filters, sorted."""
        label = None if self.label.get() == ALL else int(self.label.get())
        order = list(SortOrder)[self.order.current()]
        return arranged(digits, self.model, order, label, self.misread.get())

    def _chosen(self, event: tk.Event) -> None:
        event.widget.selection_clear()
        self._on_choice()
