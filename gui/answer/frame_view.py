"""The 28 x 28 that the network reads, enlarged: the very array it was given."""

from __future__ import annotations

import tkinter as tk

import numpy as np
import ttkbootstrap as ttk
from PIL import Image, ImageTk

from gui.look.look import Look
from gui.look.theme import FRAME_GROUND
from ink.framing import FRAME, Frame

ZOOM = 5
"""Logical pixels per pixel of the frame."""


class FrameView(ttk.Frame):
    """A square picture of a frame, each of its pixels a whole number of the screen's."""

    def __init__(self, master: tk.Misc, look: Look) -> None:
        super().__init__(master)
        side = self.side = FRAME * look.px(ZOOM)
        self._photo = ImageTk.PhotoImage("RGB", (side, side), master=self)
        self._picture = tk.Label(self, image=str(self._photo), borderwidth=0, highlightthickness=1, padx=0, pady=0)
        self._picture.pack()
        self.levels: Frame = np.zeros((FRAME, FRAME), dtype=np.float32)
        look.follow(
            self,
            lambda: self._picture.configure(highlightbackground=look.theme.edge, background=FRAME_GROUND),
        )
        self.show(self.levels)

    def show(self, levels: Frame) -> None:
        """Show a frame, float32 (28, 28) in 0-1."""
        self.levels = levels
        pixels = Image.fromarray(np.uint8(np.rint(levels * 255)))
        self._photo.paste(pixels.resize((self.side, self.side), Image.Resampling.NEAREST).convert("RGB"))
