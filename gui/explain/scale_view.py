"""The scale of signed colours: what the darkest orange and the darkest blue stand for."""

from __future__ import annotations

import tkinter as tk

import numpy as np
import ttkbootstrap as ttk
from PIL import Image, ImageTk

from common.translation import _
from explain.colours import signed_colours
from gui.explain.value_grid import told
from gui.look.look import Look
from gui.look.theme import CAPTION_FONT

WIDTH, HEIGHT = 100, 12
"""Logical pixels."""


class ScaleView(ttk.Frame):
    """A strip of all colours between two numbers; hidden where there is no signed picture."""

    def __init__(self, master: tk.Misc, look: Look) -> None:
        super().__init__(master)
        values = np.tile(np.linspace(-1, 1, look.px(WIDTH), dtype=np.float32), (look.px(HEIGHT), 1))
        self._photo = ImageTk.PhotoImage(Image.fromarray(signed_colours(values, 1.0)), master=self)
        self.low = ttk.Label(self, font=CAPTION_FONT)
        self.high = ttk.Label(self, font=CAPTION_FONT)
        self.low.pack(side=tk.LEFT)
        tk.Label(self, image=str(self._photo), borderwidth=0).pack(side=tk.LEFT, padx=look.small_gap)
        self.high.pack(side=tk.LEFT)

    def show(self, limit: float | None) -> None:
        """Show the scale up to this size; None where each picture has a scale of its own."""
        self.low.configure(text=_("below 0") if limit is None else told(-limit))
        self.high.configure(text=_("above 0") if limit is None else told(limit))
