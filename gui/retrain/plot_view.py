"""The learning curves of some runs as a widget, and the client of the process that draws its pictures."""

from __future__ import annotations

import threading
import tkinter as tk
from collections.abc import Callable, Mapping
from functools import partial

import ttkbootstrap as ttk
from PIL import Image, ImageTk

from common.errors import PlainError
from common.translation import language, mark, sentence
from gui.background.child_process import ChildProcess
from gui.background.jobs import Jobs
from gui.background.pump import later, while_open
from gui.look.look import Look
from gui.look.theme import CAPTION_FONT, DARK, GAP
from training.plots.curves import COLOURS, COLOURS_ON_DARK, Curves, CurvesError, Palette
from training.plots.process import Picture, Plot, PlotAnswer, PlotRequest, serve_plots

STARTS = 2
"""Starts without any answer after which the process is given up."""
PICTURE_PAUSE = 400
"""Milliseconds from a picture until the view asks for the next."""
RESIZE_DELAY = 120
"""Milliseconds for which the size must not change before a picture is drawn for it."""
SIZE, DPI = (560, 240), 96
"""The widget's size in logical pixels unless it is given more, and the resolution at which they are screen pixels."""


class Plotter:
    """Draws one request after the other, in a process that is started for the first; jobs wait for its answers."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs
        self._turn = threading.Lock()
        self._child: ChildProcess | None = None
        self._starts = 0  # since the last answer
        self._closed = False

    def ask(self, request: PlotRequest, done: Callable[[PlotAnswer], None]) -> None:
        """Have a picture drawn or a file written; ``done`` is called on the Tk thread, unless it was closed before."""

        def answered(answer: PlotAnswer) -> None:
            if not self._closed:
                done(answer)

        self._jobs.run(lambda: self._answer(request), answered, answered)

    def close(self) -> None:
        """End the process."""
        self._closed = True
        if child := self._child:
            child.process.kill()  # so that a job which waits for it goes on
            with self._turn:
                self._end_child()

    def _answer(self, request: PlotRequest) -> PlotAnswer:
        """The answer, from another process if the first one ended; called in jobs."""
        with self._turn:
            while not self._closed and (self._child or self._starts < STARTS):
                try:
                    if self._child is None:
                        self._starts += 1
                        self._child = ChildProcess("digitpad-plots", serve_plots)
                        continue  # it may have been closed meanwhile
                    answer: PlotAnswer = self._child.ask(request)
                except (EOFError, OSError):
                    self._end_child()
                else:
                    self._starts = 0
                    return answer
            self._end_child()
        return CurvesError(mark("The curves cannot be drawn: the process that draws them keeps ending"))

    def _end_child(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child = None


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
        self._asked: Plot | None = None
        self._busy = False  # from a request until a while after its answer
        self.shown: Plot | None = None
        self._photo: ImageTk.PhotoImage | None = None
        self._label = tk.Label(self, borderwidth=0, highlightthickness=0, padx=0, pady=0, anchor=tk.NW)
        self._label.configure(font=CAPTION_FONT, justify=tk.LEFT)
        self._label.pack(fill=tk.BOTH, expand=True)
        look.follow(self, self._paint)
        self.bind("<Configure>", lambda event: self._resized())

    def show(self, runs: Mapping[str, Curves]) -> None:
        """Show runs, by name; without any, empty axes."""
        self._runs = dict(runs)
        self._draw()

    def _paint(self) -> None:
        theme = self._look.theme
        self._label.configure(background=theme.surface, foreground=theme.faint_text)
        self._draw()

    @property
    def _size(self) -> tuple[int, int]:
        return self.winfo_width(), self.winfo_height()

    def _resized(self) -> None:
        """Draw at once if nothing is shown yet, else when the size has not changed for a while."""
        size = self._size

        def draw() -> None:
            if size == self._size:
                self._draw()

        later(self, RESIZE_DELAY if self.shown else 0, draw)

    def _draw(self) -> None:
        """Ask for a picture of the present state, or leave that to :meth:`_rested`."""
        if self._busy or self._runs is None or min(self._size) <= 1:  # or before there is something to show, and room
            return
        theme = self._look.theme
        lines = COLOURS_ON_DARK if theme is DARK else COLOURS
        palette = Palette(theme.text, theme.faint_text, theme.trough, theme.surface, lines)
        plot = Plot(self._runs, self._size, self._dpi, palette, language())
        if plot != self._asked:
            self._asked, self._busy = plot, True
            self._plotter.ask(plot, while_open(self, partial(self._take, plot)))

    def _take(self, plot: Plot, answer: PlotAnswer) -> None:
        later(self, PICTURE_PAUSE, self._rested)
        if isinstance(answer, Picture):
            self._show_picture(answer)
            self.shown = plot
        elif isinstance(answer, PlainError):
            width = max(1, self.winfo_width() - GAP)
            self._label.configure(image="", text=sentence(answer), wraplength=width)
            self._photo = self.shown = None

    def _rested(self) -> None:
        self._busy = False
        self._draw()

    def _show_picture(self, picture: Picture) -> None:
        image = Image.frombytes("RGB", picture.size, picture.pixels())
        if self._photo is not None and (self._photo.width(), self._photo.height()) == picture.size:
            self._photo.paste(image)
            return
        photo = ImageTk.PhotoImage(image, master=self)
        self._label.configure(image=str(photo), text="")
        self._photo = photo  # not before: the label must have one
