"""The learning curves of some runs as a widget; another process draws its pictures."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Mapping

import ttkbootstrap as ttk
from PIL import Image, ImageTk

from common.errors import PlainError
from common.translation import language, sentence
from gui.look.look import Look
from gui.look.theme import CAPTION_FONT, DARK, GAP, Theme
from gui.retrain.plotter import Plotter
from training.plots.curves import COLOURS, COLOURS_ON_DARK, Curves, Palette
from training.plots.process import Picture, Plot, PlotAnswer

TICK = 30
"""Milliseconds between two checks for an answer."""
RESIZE_DELAY = 120
"""Milliseconds for which the size must not change before a picture is drawn for it."""
SIZE, DPI = (560, 240), 96
"""The widget's size in logical pixels unless it is given more, and the resolution at which they are screen pixels."""


class PlotView(ttk.Frame):
    """The learning curves of some runs, drawn at this widget's size and in the theme's colours.

    Attributes:
        shown: what the picture shows; None while there is no picture.
    """

    def __init__(self, master: tk.Misc, look: Look, plotter: Plotter) -> None:
        self._dpi = max(DPI, master.winfo_fpixels("1i"))
        width, height = (round(side * self._dpi / DPI) for side in SIZE)
        super().__init__(master, width=width, height=height)
        self.pack_propagate(False)
        self._look, self._plotter = look, plotter
        self._runs: Mapping[str, Curves] | None = None
        self._wanted: Plot | None = None
        self.shown: Plot | None = None
        self._photo: ImageTk.PhotoImage | None = None
        self._resizing: str | None = None  # the `after` that will draw at a new size
        self._destroyed = False
        self._label = tk.Label(self, borderwidth=0, highlightthickness=0, padx=0, pady=0, anchor=tk.NW)
        self._label.configure(font=CAPTION_FONT, justify=tk.LEFT)
        self._label.pack(fill=tk.BOTH, expand=True)
        look.follow(self, self._paint)
        self.bind("<Configure>", lambda event: self._resized())
        self._tick = self.after(TICK, self._attend)

    def show(self, runs: Mapping[str, Curves]) -> None:
        """Show runs, by name; without any, empty axes."""
        self._runs = dict(runs)
        self._draw()

    def _paint(self) -> None:
        theme = self._look.theme
        self._label.configure(background=theme.surface, foreground=theme.faint_text)
        self._draw()

    def destroy(self) -> None:
        self._destroyed = True
        for handle in (self._tick, self._resizing):
            if handle is not None:
                self.after_cancel(handle)
        self._plotter.forget(self)
        super().destroy()

    def _attend(self) -> None:
        try:
            self._plotter.attend()
        finally:
            if not self._destroyed:  # whoever was told of an answer may have closed the window
                self._tick = self.after(TICK, self._attend)

    def _resized(self) -> None:
        """Draw at once if nothing is shown yet, else when the size has not changed for a while."""
        if self._resizing is not None:
            self.after_cancel(self._resizing)
        self._resizing = self.after(RESIZE_DELAY if self.shown else 0, self._draw_resized)

    def _draw_resized(self) -> None:
        self._resizing = None
        self._draw()

    def _draw(self) -> None:
        size = self.winfo_width(), self.winfo_height()
        if self._runs is None or min(size) <= 1:  # before there is something to show, and room for it
            return
        plot = Plot(self._runs, size, self._dpi, palette_of(self._look.theme), language())
        if plot != self._wanted:
            self._wanted = plot
            self._plotter.draw(self, plot, lambda answer: self._take(plot, answer))

    def _take(self, plot: Plot, answer: PlotAnswer) -> None:
        if isinstance(answer, Picture):
            self._show_picture(answer)
            self.shown = plot
        elif isinstance(answer, PlainError):
            width = max(1, self.winfo_width() - GAP)
            self._label.configure(image="", text=sentence(answer), wraplength=width)
            self._photo = self.shown = None

    def _show_picture(self, picture: Picture) -> None:
        image = Image.frombytes("RGB", picture.size, picture.pixels())
        if self._photo is not None and (self._photo.width(), self._photo.height()) == picture.size:
            self._photo.paste(image)
            return
        photo = ImageTk.PhotoImage(image, master=self)
        self._label.configure(image=str(photo), text="")
        self._photo = photo  # not before: the label must have one


def palette_of(theme: Theme) -> Palette:
    return Palette(
        text=theme.text,
        faint=theme.faint_text,
        grid=theme.trough,
        surface=theme.surface,
        lines=COLOURS_ON_DARK if theme is DARK else COLOURS,
    )
