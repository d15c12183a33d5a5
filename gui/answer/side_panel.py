"""What stands beside the pad: which network reads, how the canvas is framed, what it saw and what it answered."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Mapping

import ttkbootstrap as ttk

from common.translation import _
from gui.answer.frame_view import FrameView
from gui.answer.verdict import Bars, Verdict, likeliest
from gui.look.theme import ACCENT, CAPTION_FONT, SIDE_WIDTH, SMALL_GAP
from gui.state.context import Context
from ink.framing import Framing
from models.classifier import Floats, Prediction


def framing_labels() -> dict[str, str]:
    return {
        Framing.CENTRED.value: _("Centred, as in MNIST"),
        Framing.REPORT.value: _("As it lies on the canvas"),
    }


class SidePanel(ttk.Frame):
    """The side panel.

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
        on_pick: Callable[[int], None],
    ) -> None:
        look, self._networks = context.look, context.networks
        super().__init__(master, width=look.px(SIDE_WIDTH))
        self.grid_columnconfigure(0, weight=1)
        self._names: list[str] = []

        ttk.Label(self, text=_("Network"), font=CAPTION_FONT).grid(row=0, sticky=tk.W)
        self.models = ttk.Combobox(self, state="readonly", postcommand=self._networks.refresh)
        self.models.grid(row=1, sticky=tk.EW)
        self.models.bind("<<ComboboxSelected>>", self._choose)

        ttk.Label(self, text=_("How the canvas becomes 28 × 28"), font=CAPTION_FONT).grid(
            row=2, sticky=tk.W, pady=(look.small_gap, 0)
        )
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
        ttk.Label(
            pair,
            text=_("what the net reads"),
            font=CAPTION_FONT,
            justify=tk.CENTER,
            wraplength=self.frame_view.side,
        ).grid(row=1, column=1)

        self.candidate = ttk.Label(self, font=CAPTION_FONT, style=ACCENT)
        self.grid_rowconfigure(7, weight=1)
        self.bars = Bars(self, look, on_pick)
        self.bars.grid(row=7, sticky=tk.NSEW, pady=(look.gap, 0))

    def show_models(self, labels: Mapping[str, str], chosen: str) -> None:
        self._names = list(labels)
        self.models.configure(values=list(labels.values()))
        self.models.current(self._names.index(chosen))

    def show(self, prediction: Prediction | None) -> None:
        """Show an answer, or None where the page could not be read."""
        self.answer.show(prediction)
        self.bars.show(prediction)
        if prediction is not None:
            self.frame_view.show(prediction.frame)

    def show_candidate(self, probabilities: Floats | None) -> None:
        """Show what the network in training reads, (10,), or None where there is none, or nothing to read."""
        if probabilities is None:
            self.candidate.grid_remove()
            return
        text = _("The network in training: {digit}, {percent}")
        self.candidate.configure(text=text.format(digit=likeliest(probabilities), percent=f"{probabilities.max():.0%}"))
        self.candidate.grid(row=6, sticky=tk.W, pady=(SMALL_GAP, 0))

    def _choose(self, event: tk.Event) -> None:
        self.models.selection_clear()
        self._networks.choose(self._names[self.models.current()])
