"""Frames, enlarged: what the network reads."""

from __future__ import annotations

import tkinter as tk

import numpy as np
from PIL import Image, ImageTk

from gui.look.look import Look
from gui.look.theme import FRAME_GROUND
from ink.framing import FRAME, Frame

ZOOM = 5
"""Logical pixels per pixel of the frame."""


def enlarged(levels: Frame, zoom: int) -> Image.Image:
    """A frame as a picture, mode "L", each of its pixels a square with sides of ``zoom``."""
    side = FRAME * zoom
    return Image.fromarray(np.uint8(np.rint(levels * 255))).resize((side, side), Image.Resampling.NEAREST)


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
        self._photo.paste(enlarged(levels, self.side // FRAME).convert("RGB"))
