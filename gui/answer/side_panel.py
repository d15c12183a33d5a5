"""What stands beside the pad: which network reads, how the canvas is framed, what it saw and what it answered."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable

import numpy as np
import ttkbootstrap as ttk
from PIL import Image, ImageTk

from common.translation import _
from gui.answer.verdict import Bars, Verdict, likeliest
from gui.look.look import Look
from gui.look.theme import ACCENT, CAPTION_FONT, FRAME_GROUND, SIDE_WIDTH, SMALL_GAP
from gui.state.context import Context
from ink.framing import FRAME, Frame, Framing
from models.classifier import Floats, Prediction

ZOOM = 5
"""Logical pixels per pixel of the frame."""


def framing_labels() -> dict[str, str]:
    return {
        Framing.CENTRED.value: _("Centred, as in MNIST"),
        Framing.REPORT.value: _("As it lies on the canvas"),
    }


class FrameView(tk.Label):
    """The frame that the network reads, enlarged: the very array it was given.

    Attributes:
        side: screen pixels, a whole number for each pixel of the frame.
        levels: the frame, float32 (28, 28) in 0-1.
    """

    def __init__(self, master: tk.Misc, look: Look) -> None:
        self.side = FRAME * look.px(ZOOM)
        self._photo = ImageTk.PhotoImage("RGB", (self.side, self.side), master=master)
        super().__init__(master, image=str(self._photo), borderwidth=0, highlightthickness=1, padx=0, pady=0)
        look.follow(self, lambda: self.configure(highlightbackground=look.theme.edge, background=FRAME_GROUND))
        self.show(np.zeros((FRAME, FRAME), dtype=np.float32))

    def show(self, levels: Frame) -> None:
        self.levels = levels
        pixels = Image.fromarray(np.uint8(np.rint(levels * 255)))
        self._photo.paste(pixels.resize((self.side, self.side), Image.Resampling.NEAREST).convert("RGB"))


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
        look, self._networks = context.look, context.networks
        super().__init__(master, width=look.px(SIDE_WIDTH))
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
        caption = ttk.Label(pair, text=_("what the net reads"), font=CAPTION_FONT, justify=tk.CENTER)
        caption.configure(wraplength=self.frame_view.side)
        caption.grid(row=1, column=1)

        self.candidate = ttk.Label(self, font=CAPTION_FONT, style=ACCENT)
        self.grid_rowconfigure(7, weight=1)
        self.bars = Bars(self, look, on_pick)
        self.bars.grid(row=7, sticky=tk.NSEW, pady=(look.gap, 0))

    def show_models(self) -> None:
        """Offer the networks that there are now."""
        self.models.configure(values=list(self._networks.labels.values()))
        self.models.current(list(self._networks.labels).index(self._networks.name))

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
        digit, percent = likeliest(probabilities), f"{probabilities.max():.0%}"
        self.candidate.configure(text=_("The network in training: {digit}, {percent}", digit=digit, percent=percent))
        self.candidate.grid(row=6, sticky=tk.W, pady=(SMALL_GAP, 0))

    def _choose(self, event: tk.Event) -> None:
        self.models.selection_clear()
        self._networks.choose(list(self._networks.labels)[self.models.current()])
