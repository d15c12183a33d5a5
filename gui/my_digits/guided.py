"""A guided round: asks for digits one by one, then shows how well each network reads the user's handwriting."""

from __future__ import annotations

import random
import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass

import ttkbootstrap as ttk

from common.translation import _
from gui.look.placing import beside
from gui.look.progress_bar import ProgressBar
from gui.look.secondary_window import SecondaryWindow
from gui.look.theme import ACCENT, CAPTION_FONT, DIGIT_FONT, FAINT, TITLE_FONT
from gui.my_digits.labelling import Labelling
from gui.my_digits.score_chart import ScoreChart, digit_accuracy
from gui.state.context import Context
from models import catalog
from models.classifier import DIGITS
from training.datasets.my_digits import MyDigit

TIMES = (1, 10)
"""How often each digit can be asked for."""
USUAL_TIMES = 3
LOOKING = 100
"""Milliseconds between two looks at whether the networks have answered."""
PATIENCE = 100
"""Looks after which a network that has not answered is left out."""
WIDTH = 420
"""Logical pixels."""


def prompts(times: int, rng: random.Random) -> list[int]:
    """All ten digits so many times over, each time in another order, no digit twice running."""
    order: list[int] = []
    for _time in range(times):
        digits = rng.sample(range(DIGITS), DIGITS)
        if order and digits[0] == order[-1]:
            digits.append(digits.pop(0))
        order += digits
    return order


@dataclass(frozen=True)
class PadControls:
    """Callbacks to the pad and to personalization."""

    clear: Callable[[], None]
    focus: Callable[[], None]
    learn_hand: Callable[[], None]


class GuidedRound(SecondaryWindow):
    """Asks for digits, which are drawn on the window's pad and stored as any that is labelled."""

    survives_languages = False

    def __init__(
        self,
        master: tk.Misc,
        context: Context,
        labelling: Labelling,
        pad: PadControls,
        rng: random.Random | None = None,
    ) -> None:
        super().__init__(master, _("Guided round"))
        self._drawing, self._look, self._labelling = context.drawing, context.look, labelling
        self._pad, self._rng = pad, rng or random.Random()
        self._gap, self._small = self._look.gap, self._look.small_gap
        self.order: list[int] = []
        self.place = 0
        self.written: list[str] = []  # the ids of the digits that were stored
        self.scores: ScoreChart | None = None
        self._tick: str | None = None
        self._body = ttk.Frame(self)
        on_pad = master.bind("<Return>", lambda event: self.next(), add="+")
        self.at_end(lambda: master.unbind("<Return>", on_pad))
        self.bind("<Return>", lambda event: self.next())
        self._show_start()
        self.update_idletasks()
        self.geometry(beside(master, self.winfo_reqwidth(), self.winfo_reqheight(), fixed=False))
        self._watch()

    # --- before ------------------------------------------------------------------------------------------------------

    def _show_start(self) -> None:
        body = self._page()
        ttk.Label(body, text=_("Show DigitPad how you write"), font=TITLE_FONT).pack(anchor=tk.W)
        text = _(
            "DigitPad asks for one digit after another. Write each on the canvas as you usually do, and press Return. "
            "A quarter of them is kept for testing; from the others a network can learn your handwriting."
        )
        ttk.Label(body, text=text, wraplength=self._look.px(WIDTH), justify=tk.LEFT).pack(anchor=tk.W, pady=self._gap)
        row = ttk.Frame(body)
        row.pack(fill=tk.X)
        ttk.Label(row, text=_("Each digit")).pack(side=tk.LEFT)
        self.times = ttk.Spinbox(row, from_=TIMES[0], to=TIMES[1], width=4, state="readonly")
        self.times.set(USUAL_TIMES)
        self.times.pack(side=tk.LEFT, padx=self._small)
        ttk.Label(row, text=_("times")).pack(side=tk.LEFT)
        self.begin_button = ttk.Button(row, text=_("Begin"), command=self.begin, bootstyle="primary")
        self.begin_button.pack(side=tk.RIGHT)
        self.begin_button.focus_set()

    def begin(self) -> None:
        """Start asking."""
        self.order, self.place, self.written = prompts(int(self.times.get()), self._rng), 0, []
        self._pad.clear()
        self._show_prompt()

    # --- while it goes on --------------------------------------------------------------------------------------------

    def _show_prompt(self) -> None:
        body = self._page()
        self.caption = ttk.Label(body)
        self.caption.pack()
        self.digit = ttk.Label(body, font=DIGIT_FONT, style=ACCENT)
        self.digit.pack()
        self.bar = ProgressBar(body, self._look)
        self.bar.pack(fill=tk.X, pady=(self._gap, self._small))
        self.counted = ttk.Label(body, font=CAPTION_FONT)
        self.counted.pack()
        row = ttk.Frame(body)
        row.pack(fill=tk.X, pady=(self._gap, 0))
        self.end_button = ttk.Button(row, text=_("End the round"), command=self.end, bootstyle="secondary outline")
        self.end_button.pack(side=tk.LEFT)
        self.next_button = ttk.Button(row, text=_("Next"), command=self.next, bootstyle="primary", width=10)
        self.next_button.pack(side=tk.RIGHT)
        self.skip_button = ttk.Button(row, text=_("Skip"), command=self.skip, bootstyle="secondary outline")
        self.skip_button.pack(side=tk.RIGHT, padx=self._small)
        self._ask()
        self._pad.focus()

    @property
    def asking(self) -> int | None:
        """The digit that is asked for, or None before the round and after it."""
        return self.order[self.place] if self.place < len(self.order) else None

    def _ask(self) -> None:
        self.caption.configure(text=_("Write a {digit}").format(digit=self.asking))
        self.digit.configure(text=str(self.asking))
        self.bar.show(self.place / len(self.order))
        self.counted.configure(text=_("{count} of {all}").format(count=self.place + 1, all=len(self.order)))

    def next(self) -> None:
        """Store what was drawn as the digit that was asked for, and ask for the next."""
        if self.asking is None or self._drawing.page.blank:
            return
        before = self._labelling.stored
        self._labelling.store(self.asking)
        if self._labelling.stored != before:
            self.written.append(self._labelling.stored)
            self.skip()

    def skip(self) -> None:
        """Ask for the next digit."""
        self._pad.clear()
        self.place += 1
        if self.asking is None:
            self.end()
        else:
            self._ask()

    def end(self) -> None:
        """Show how it went."""
        self.place = len(self.order)
        self._show_scores()

    # --- after -------------------------------------------------------------------------------------------------------

    def _show_scores(self) -> None:
        body = self._page()
        if not self.written:
            ttk.Label(body, text=_("No digits were written.")).pack(anchor=tk.W)
            self._offer(body)
            return
        ttk.Label(body, text=_("How the networks read your hand"), font=TITLE_FONT).pack(anchor=tk.W)
        self.remark = ttk.Label(body, font=CAPTION_FONT, style=FAINT)
        self.remark.pack(anchor=tk.W, pady=(0, self._gap))
        self.scores = ScoreChart(body, self._look)
        self.scores.pack(fill=tk.BOTH, expand=True)
        self._offer(body)
        self._count(PATIENCE)

    def _offer(self, body: ttk.Frame) -> None:
        row = ttk.Frame(body)
        row.pack(fill=tk.X, pady=(self._gap, 0))
        ttk.Button(row, text=_("Close"), command=self.destroy, bootstyle="secondary outline").pack(side=tk.RIGHT)
        ttk.Button(row, text=_("Another round"), command=self._show_start, bootstyle="secondary outline").pack(
            side=tk.RIGHT, padx=self._small
        )
        self.learn_button = ttk.Button(row, text=_("Learn my hand…"), command=self._pad.learn_hand, bootstyle="primary")
        self.learn_button.pack(side=tk.LEFT)

    def _count(self, patience: int) -> None:
        """Show the answers that are there; look again while some are still to come."""
        if self.scores is None or not self.scores.winfo_exists():
            return
        digits = self._stored()
        models = [name for name in catalog.names() if any(name in digit.answers for digit in digits)]
        complete = [name for name in models if all(name in digit.answers for digit in digits)]
        self.scores.show({_title(name): digit_accuracy(digits, name) for name in complete})
        aside = sum(bool(digit.test) for digit in digits)
        text = _("{count} digits; {aside} of them are kept for testing.")
        self.remark.configure(text=text.format(count=len(digits), aside=aside))
        if patience and (len(digits) < len(self.written) or not complete or complete != models):
            self.after(LOOKING, lambda: self._count(patience - 1))

    def _stored(self) -> list[MyDigit]:
        """The digits of this round that are there; some may have been taken back."""
        return [digit for digit in self._labelling.album.digits or () if digit.id in self.written]

    # --- all the while -----------------------------------------------------------------------------------------------

    def _page(self) -> ttk.Frame:
        """An empty page in place of the one before."""
        self._body.destroy()
        self._body = ttk.Frame(self, padding=2 * self._gap)
        self._body.pack(fill=tk.BOTH, expand=True)
        self.minsize(self._look.px(WIDTH) + 4 * self._gap, 1)
        return self._body

    def _watch(self) -> None:
        """Enable the Next button only while the canvas is not blank."""
        if self.asking is not None:
            self.next_button.state(["disabled" if self._drawing.page.blank else "!disabled"])
        self._tick = self.after(LOOKING, self._watch)

    def destroy(self) -> None:
        if self._tick is not None:
            self.after_cancel(self._tick)
            self._tick = None
        super().destroy()


def _title(name: str) -> str:
    return catalog.find(name).title
