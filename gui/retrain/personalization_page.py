"""The page that personalizes the network in use."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable

import ttkbootstrap as ttk

from common.errors import PlainError
from common.translation import _, sentence
from gui.background.pump import while_open
from gui.look.theme import BAR_FONT, CAPTION_FONT, DOUBT, FAINT, GAP, TITLE_FONT, WRONG
from gui.state.context import Context
from models.classifier import DIGITS
from training.datasets import my_digits
from training.datasets.my_digits import MyDigit
from training.runs.messages import RunOrder
from training.runs.personalization import LEAST, personalization_settings

ENOUGH = 5
"""Training samples of each digit that suffice for good results."""
WIDTH = 620
"""Logical pixels of the text."""


class PersonalizationPage(ttk.Frame):
    """Says what there is to learn from; ends in ``on_learn(order)``, or in ``start_round()`` for want of digits."""

    def __init__(
        self, master: tk.Misc, context: Context, on_learn: Callable[[RunOrder], None], start_round: Callable[[], object]
    ) -> None:
        look = context.look
        super().__init__(master, padding=look.px(2 * GAP))
        self._context, self._on_learn = context, on_learn
        gap, small = look.gap, look.small_gap
        self.title = ttk.Label(self, font=TITLE_FONT)
        self.title.pack(anchor=tk.W)
        text = _(
            "The current network is trained further on your own digits, usually in less than a minute. So that it "
            "forgets nothing, it also trains on MNIST, recorded pens and generated strokes, where they are on this "
            "machine. The result is a new network; the current one is not changed."
        )
        ttk.Label(self, text=text, wraplength=look.px(WIDTH), justify=tk.LEFT).pack(anchor=tk.W, pady=gap)
        table = ttk.Frame(self)
        table.pack(anchor=tk.W, pady=(0, gap))
        for row, head in enumerate(("", _("to learn from"), _("kept for testing"))):
            ttk.Label(table, text=head, font=CAPTION_FONT).grid(row=row, column=0, sticky=tk.W, padx=(0, 2 * gap))
        self.counts: list[tuple[ttk.Label, ttk.Label]] = []
        for digit in range(DIGITS):
            name = ttk.Label(table, text=str(digit), font=(*BAR_FONT, "bold"))
            name.grid(row=0, column=digit + 1, padx=small)
            learnt, aside = (ttk.Label(table, text="–", width=3, anchor=tk.CENTER) for _row in range(2))
            learnt.grid(row=1, column=digit + 1)
            aside.grid(row=2, column=digit + 1)
            self.counts.append((learnt, aside))
        self.remark = ttk.Label(self, font=CAPTION_FONT, wraplength=look.px(WIDTH), justify=tk.LEFT)
        self.remark.pack(anchor=tk.W)
        foot = ttk.Frame(self)
        foot.pack(anchor=tk.W, pady=(gap, 0))
        self.learn = ttk.Button(foot, text=_("Learn my hand"), command=self._learn, bootstyle="primary")
        self.learn.pack(side=tk.LEFT)
        round_button = ttk.Button(foot, text=_("Guided round…"), command=start_round, bootstyle="secondary outline")
        round_button.pack(side=tk.LEFT, padx=small)

    def refresh(self, busy: bool) -> None:
        """Reload the user's digits and count them; ``busy`` is whether a network is being trained."""
        self.title.configure(text=_("{network} learns your hand", network=self._context.networks.current.title))
        self._context.jobs.run(my_digits.load, while_open(self, lambda loaded: self._show(loaded[0], busy)))

    def _show(self, digits: list[MyDigit], busy: bool) -> None:
        learnt, aside = my_digits.split(digits)
        for digit, labels in enumerate(self.counts):
            for label, some in zip(labels, (learnt, aside), strict=True):
                label.configure(text=str(sum(one.label == digit for one in some)))
        fewest = min(sum(one.label == digit for one in learnt) for digit in range(DIGITS))
        text, style = "", FAINT
        if busy:
            text, style = _("A network is being trained; wait until that run has ended."), DOUBT
        elif len(learnt) < LEAST:
            text = _("Write some digits first: the guided round asks for them, or label what you draw with 0 to 9.")
        elif fewest < ENOUGH:
            text = _("The more the better; {count} of each digit is a good number.", count=ENOUGH)
        self.remark.configure(text=text, style=style)
        self.learn.state(["disabled" if busy or len(learnt) < LEAST else "!disabled"])

    def _learn(self) -> None:
        try:
            network, settings = personalization_settings(self._context.networks.name)
        except PlainError as error:
            self.remark.configure(text=sentence(error), style=WRONG)
            return
        self._on_learn(RunOrder(network, settings, data=self._context.settings.data_folder))
