"""A guided round: asks for digits one by one, then shows how well each network reads the user's handwriting."""

from __future__ import annotations

import random
import tkinter as tk
from collections.abc import Callable

import ttkbootstrap as ttk

from common.translation import _
from gui.background.pump import later
from gui.look.placing import beside
from gui.look.progress_bar import ProgressBar
from gui.look.secondary_window import ButtonRow, SecondaryWindow
from gui.look.theme import ACCENT, CAPTION_FONT, DIGIT_FONT, FAINT, TITLE_FONT
from gui.my_digits.labelling import Labelling
from gui.my_digits.score_chart import ScoreChart, digit_accuracy
from gui.state.context import Context
from ink.page import Page
from models import catalog
from models.classifier import DIGITS

TIMES = (1, 10)
"""How often each digit can be asked for."""
USUAL_TIMES = 3
LOOKING = 100
"""Milliseconds between two looks at whether the networks have answered."""
PATIENCE = 100
"""Looks after which a network that has not answered is left out."""
WIDTH, PROMPT_WIDTH = 420, 240
"""Logical pixels; a prompt leaves the pad in sight also on a small screen."""


def prompts(times: int, rng: random.Random) -> list[int]:
    """All ten digits so many times over, each time in another order, no digit twice running."""
    order: list[int] = []
    for _time in range(times):
        digits = rng.sample(range(DIGITS), DIGITS)
        if order and digits[0] == order[-1]:
            digits.append(digits.pop(0))
        order += digits
    return order


class GuidedRound(SecondaryWindow):
    """Asks for digits, which are drawn on the main window's pad and stored as any that is labelled.

    Args:
        clear_pad, focus_pad: clear the pad, and give it the focus.
        learn_hand: opens the page on which a network learns the user's hand.
    """

    def __init__(
        self,
        master: tk.Misc,
        context: Context,
        labelling: Labelling,
        *,
        clear_pad: Callable[[], None],
        focus_pad: Callable[[], None],
        learn_hand: Callable[[], None],
    ) -> None:
        super().__init__(master, _("Guided round"))
        self._drawing, self._look, self._labelling = context.drawing, context.look, labelling
        self._clear_pad, self._focus_pad, self._learn_hand = clear_pad, focus_pad, learn_hand
        self._gap, self._small = self._look.gap, self._look.small_gap
        self.order: list[int] = []
        self.place = 0
        self.written: set[str] = set()  # the ids of the digits that were stored
        self.scores: ScoreChart | None = None
        self._awaited: Page | None = None  # the drawing that is being stored
        self._patience = 0  # how often to look again whether the networks have answered
        self._body = ttk.Frame(self)
        on_pad = master.bind("<Return>", lambda event: self.next(), add="+")
        self.at_end(lambda: master.unbind("<Return>", on_pad))
        self.bind("<Return>", lambda event: self.next())
        self.at_end(labelling.album.changed.connect(self._go_on))
        self._master, self._place = master, ""  # the place that it was given last
        self._show_start()
        self._settle()
        self._watch()

    # --- before ------------------------------------------------------------------------------------------------------

    def _show_start(self) -> None:
        self.order, self.place = [], 0
        body = self._page()
        ttk.Label(body, text=_("Show DigitPad how you write"), font=TITLE_FONT).pack(anchor=tk.W)
        text = _(
            "DigitPad asks for one digit after another. Write each on the canvas as you usually do, and press Return. "
            "A quarter of them is kept for testing; from the others a network can learn your handwriting."
        )
        explanation = ttk.Label(body, text=text, wraplength=self._look.px(WIDTH), justify=tk.LEFT)
        explanation.pack(anchor=tk.W, pady=(self._gap, 0))
        row = self._row(body)
        ttk.Label(row, text=_("Each digit")).pack(side=tk.LEFT)
        self.times = ttk.Spinbox(row, from_=TIMES[0], to=TIMES[1], width=4, state="readonly")
        self.times.set(USUAL_TIMES)
        self.times.pack(side=tk.LEFT, padx=self._small)
        ttk.Label(row, text=_("times")).pack(side=tk.LEFT)
        self.begin_button = row.add(_("Begin"), self.begin, tk.RIGHT, "primary")
        self.begin_button.focus_set()

    def begin(self) -> None:
        """Start asking."""
        self.order, self.place, self.written = prompts(int(self.times.get()), random.Random()), 0, set()
        self._awaited = None
        self._clear_pad()
        self._show_prompt()

    def take_over(self, old: GuidedRound) -> None:
        self._place = old._place
        self.geometry("".join(old.geometry().partition("+")[1:]))
        self.order, self.place, self.written, self._awaited = old.order, old.place, old.written, old._awaited
        if self.asking is not None:
            self._show_prompt()
        elif self.order:
            self.end()
        else:
            self.times.set(old.times.get())

    # --- while it goes on --------------------------------------------------------------------------------------------

    def _show_prompt(self) -> None:
        body = self._page(PROMPT_WIDTH)
        self.caption = ttk.Label(body)
        self.caption.pack()
        self.digit = ttk.Label(body, font=DIGIT_FONT, style=ACCENT)
        self.digit.pack()
        self.bar = ProgressBar(body, self._look)
        self.bar.pack(fill=tk.X, pady=(self._gap, self._small))
        self.counted = ttk.Label(body, font=CAPTION_FONT)
        self.counted.pack()
        row = self._row(body)
        self.end_button = row.add(_("End the round"), self.end)
        self.next_button = row.add(_("Next"), self.next, tk.RIGHT, "primary")
        self.next_button.configure(width=6)
        self.skip_button = row.add(_("Skip"), self.skip, tk.RIGHT)
        self._ask()
        self._focus_pad()

    @property
    def asking(self) -> int | None:
        """The digit that is asked for, or None before the round and after it."""
        return self.order[self.place] if self.place < len(self.order) else None

    def _ask(self) -> None:
        self.caption.configure(text=_("Write a {digit}", digit=self.asking))
        self.digit.configure(text=str(self.asking))
        self.bar.show(self.place / len(self.order))
        self.counted.configure(text=_("{count} of {all}", count=self.place + 1, all=len(self.order)))

    def next(self) -> None:
        """Store what was drawn as the digit that was asked for, and ask for the next."""
        if self.asking is None or self._awaited is not None or self._drawing.page.blank:
            return
        self._labelling.store(self.asking)
        self._awaited = self._drawing.page
        self._go_on()

    def _go_on(self) -> None:
        """Ask for the next digit once the drawing is stored; if it cannot be, it stays to be tried again."""
        if self._awaited is None or self.asking is None:
            return
        if stored := self._labelling.stored_as(self._awaited, self.asking):
            self.written.add(stored)
            if self._awaited is self._drawing.page:  # else the next is being drawn already
                self._clear_pad()
            self._awaited = None
            self._advance()
        elif not self._labelling.awaits(self._awaited):
            self._awaited = None

    def skip(self) -> None:
        """Ask for the next digit, unless the one before is still being stored."""
        if self._awaited is None:
            self._clear_pad()
            self._advance()

    def _advance(self) -> None:
        self.place += 1
        if self.asking is None:
            self.end()
        else:
            self._ask()

    # --- after -------------------------------------------------------------------------------------------------------

    def end(self) -> None:
        """Show how well the networks read what was written, once the last digit is stored."""
        if self._awaited is not None:
            self.order = self.order[: self.place + 1]
            return
        self.place = len(self.order)
        body = self._page()
        if self.written:
            ttk.Label(body, text=_("How the networks read your hand"), font=TITLE_FONT).pack(anchor=tk.W)
            self.remark = ttk.Label(body, font=CAPTION_FONT, style=FAINT)
            self.remark.pack(anchor=tk.W, pady=(0, self._gap))
            self.scores = ScoreChart(body, self._look)
            self.scores.pack(fill=tk.BOTH, expand=True)
            self._patience = PATIENCE
            self._show_scores(self.scores)
        else:
            ttk.Label(body, text=_("No digits were written.")).pack(anchor=tk.W)
        row = self._row(body)
        row.add(_("Close"), self.destroy, tk.RIGHT)
        row.add(_("Another round"), self._show_start, tk.RIGHT)
        self.learn_button = row.add(_("Learn my hand…"), self._learn_hand, style="primary")

    def _show_scores(self, scores: ScoreChart) -> None:
        """Show the answers that are there, until all are or there is no more patience."""
        stored = self._labelling.album.digits or ()
        digits = [digit for digit in stored if digit.id in self.written]  # some may have been taken back
        models = [name for name in catalog.names() if any(name in digit.answers for digit in digits)]
        complete = [name for name in models if all(name in digit.answers for digit in digits)]
        scores.show({catalog.find(name).title: digit_accuracy(digits, name) for name in complete})
        aside = sum(bool(digit.test) for digit in digits)
        text = _("{count} digits; {aside} of them are kept for testing.", count=len(digits), aside=aside)
        self.remark.configure(text=text)
        awaited = len(digits) < len(self.written) or not complete or complete != models
        self._patience = self._patience - 1 if awaited else 0

    # --- all the while -----------------------------------------------------------------------------------------------

    def _page(self, width: int = WIDTH) -> ttk.Frame:
        """An empty page in place of the one before, at least so many logical pixels wide."""
        self._body.destroy()
        self._patience = 0
        self._body = ttk.Frame(self, padding=2 * self._gap)
        self._body.pack(fill=tk.BOTH, expand=True)
        self.minsize(self._look.px(width) + 4 * self._gap, 1)
        later(self, 0, self._settle)
        return self._body

    def _settle(self) -> None:
        """Stand beside the main window with the size of this page, unless the user has put it elsewhere."""
        self.update_idletasks()
        if not self._place or self.geometry().endswith(self._place):
            width, height = max(self.winfo_reqwidth(), self.minsize()[0]), self.winfo_reqheight()
            self.geometry(beside(self._master, width, height, fixed=False))
            self._place = self.geometry().partition("+")[2]

    def _row(self, body: ttk.Frame) -> ButtonRow:
        row = ButtonRow(body, self._look)
        row.pack(fill=tk.X, pady=(self._gap, 0))
        return row

    def _watch(self) -> None:
        """Enable the Next button only while the canvas is not blank; later show the networks' answers."""
        if self.asking is not None:
            self.next_button.state(["disabled" if self._drawing.page.blank else "!disabled"])
        elif self._patience and self.scores is not None:
            self._show_scores(self.scores)
        later(self, LOOKING, self._watch)
