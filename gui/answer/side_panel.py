"""What stands beside the pad: which network reads, how the canvas is framed, what it saw and what it answered."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable

import ttkbootstrap as ttk

from common.translation import _
from gui.answer.frame_view import FrameView
from gui.answer.number_row import NumberRow
from gui.answer.verdict import Bars, Verdict, likeliest
from gui.look.theme import ACCENT, CAPTION_FONT, FAINT, SIDE_WIDTH, SMALL_GAP
from gui.state.context import Context
from ink.framing import Framing
from models.classifier import Floats, Prediction
from models.numbers import Digits


def framing_labels() -> dict[str, str]:
    return {
        Framing.CENTRED.value: _("Centred, as in MNIST"),
        Framing.REPORT.value: _("As it lies on the canvas"),
    }


def digits_labels() -> dict[str, str]:
    """How many digits are expected on the pad, for a menu."""
    return {
        Digits.AUTO.value: _("Read automatically"),
        Digits.ONE.value: _("Read one digit"),
        Digits.MANY.value: _("Read a number"),
    }


class SidePanel(ttk.Frame):
    """The panel beside the pad.

    Args:
        framing: the variable of the framing in use, shared with the menu.
        on_framing: called when another framing is chosen.
        on_pick: called with the digit whose bar was clicked.
    """

    def __init__(
        self,
        master: tk.Misc,
        context: Context,
        framing: tk.StringVar,
        on_framing: Callable[[], None],
        on_pick: Callable[[int], object],
    ) -> None:
        look, self._networks, self._number = context.look, context.networks, context.number
        super().__init__(master, width=look.px(SIDE_WIDTH))
        self._prediction: Prediction | None = None
        self.grid_columnconfigure(0, weight=1)

        ttk.Label(self, text=_("Network"), font=CAPTION_FONT).grid(row=0, sticky=tk.W)
        self.models = ttk.Combobox(self, state="readonly", postcommand=self._networks.refresh)
        self.models.grid(row=1, sticky=tk.EW)
        self.models.bind("<<ComboboxSelected>>", self._choose)

        framing_title = ttk.Label(self, text=_("How the canvas becomes 28 × 28"), font=CAPTION_FONT)
        framing_title.grid(row=2, sticky=tk.W, pady=(look.small_gap, 0))
        for row, (value, label) in enumerate(framing_labels().items(), start=3):
            button = ttk.Radiobutton(self, text=label, value=value, variable=framing, command=on_framing)
            button.grid(row=row, sticky=tk.W, pady=(2, 0))

        pair = ttk.Frame(self)
        pair.grid(row=5, sticky=tk.EW, pady=(look.gap, 0))
        pair.grid_columnconfigure(0, weight=1)
        self.answer = Verdict(pair, look)
        self.answer.grid(row=0, column=0, sticky=tk.NSEW)
        self.frame_view = FrameView(pair, look)
        self.frame_view.grid(row=0, column=1, sticky=tk.E)
        self._caption = ttk.Label(pair, text=_("what the net reads"), font=CAPTION_FONT, justify=tk.CENTER)
        self._caption.configure(wraplength=self.frame_view.side)
        self._caption.grid(row=1, column=1)
        self.number_row = NumberRow(self, look, self._number)

        self._advice = ttk.Label(self, font=CAPTION_FONT, style=FAINT)
        self.candidate = ttk.Label(self, font=CAPTION_FONT, style=ACCENT)
        self.grid_rowconfigure(9, weight=1)
        self.bars = Bars(self, look, on_pick)
        self.bars.grid(row=9, sticky=tk.NSEW, pady=(look.gap, 0))
        disconnect = self._number.changed.connect(self._show_number)
        self.bind("<Destroy>", lambda event: disconnect() if event.widget is self else None, add=True)

    def show_models(self) -> None:
        """Offer the networks that there are now."""
        self.models.configure(values=list(self._networks.labels.values()))
        self.models.current(list(self._networks.labels).index(self._networks.name))

    def show(self, prediction: Prediction | None) -> None:
        """Show an answer, or None where the page could not be read; where there is a number, that is shown instead."""
        self._prediction = prediction
        if prediction is not None:
            self.frame_view.show(prediction.frame)
        self._show_number()

    def _show_number(self) -> None:
        """Show the number on the pad, and the bars of the digit that is chosen; or the one digit."""
        number = self._number
        if number.read is None:
            self.answer.show(self._prediction)
            self.bars.show(None if self._prediction is None else self._prediction.probabilities)
            self.number_row.grid_remove()
            self._advice.grid_remove()
            self.frame_view.grid()
            self._caption.grid()
            return
        self.answer.show_text(number.text, None if number.labels else number.read.confidence, number.all_sure)
        self.bars.show(None if number.chosen is None else number.digits[number.chosen].probabilities)
        self.frame_view.grid_remove()
        self._caption.grid_remove()
        self.number_row.grid(row=6, sticky=tk.EW, pady=(SMALL_GAP, 0))
        see, correct = _("Click a digit to see its bars"), _("0 to 9 corrects and stores this digit")
        self._advice.configure(text=see if number.chosen is None else correct)
        self._advice.grid(row=7, sticky=tk.W)

    def show_candidate(self, probabilities: Floats | None) -> None:
        """Show what the network in training reads, (10,), or None where there is none, or nothing to read."""
        if probabilities is None:
            self.candidate.grid_remove()
            return
        digit, percent = likeliest(probabilities), f"{probabilities.max():.0%}"
        self.candidate.configure(text=_("The network in training: {digit}, {percent}", digit=digit, percent=percent))
        self.candidate.grid(row=8, sticky=tk.W, pady=(SMALL_GAP, 0))

    def _choose(self, event: tk.Event) -> None:
        self.models.selection_clear()
        self._networks.choose(list(self._networks.labels)[self.models.current()])
