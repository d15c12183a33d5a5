"""Learning curves in the window: a process of their own draws them, and the window shows its pictures."""

from __future__ import annotations

import time
import tkinter as tk
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import ttkbootstrap as ttk
from PIL import Image, ImageTk

from common.errors import PlainError
from common.translation import language, mark, sentence
from gui.background.child_process import ChildProcess
from gui.look.theme import CAPTION_FONT, DARK, GAP, Theme
from training.plots.curves import COLOURS, COLOURS_ON_DARK, Curves, CurvesError, Palette
from training.plots.process import Export, Picture, Plot, PlotAnswer, PlotRequest, PlotterReady, serve_plots

PICTURE_PAUSE = 0.5
"""Seconds at least from one picture to the next."""
STARTS = 2
"""How often the process is started without an answer before it is given up."""
TICK = 30
"""Milliseconds between two looks at whether an answer has come."""
RESIZE_DELAY = 120
"""Milliseconds for which the size must stay as it is before a picture is drawn for it."""
SIZE, DPI = (560, 240), 96
"""Of the picture in logical pixels, where nobody gives it more room, and of a screen whose pixels are logical ones."""


class Task(NamedTuple):
    """What was asked for, and who is told of the answer."""

    owner: object
    request: PlotRequest
    done: Callable[[PlotAnswer], None]


class Plotter:
    """The client of the process that draws, for any number of views.

    It asks for one thing at a time; of the pictures for a view, always for the newest. Nothing here waits: the views
    call :meth:`attend` again and again. The process is started when it is first needed.
    """

    def __init__(self) -> None:
        self._child: ChildProcess | None = None
        self._waiting: dict[object, Task] = {}
        self._asked: Task | None = None
        self._ready = False
        self._starts = 0  # since the last answer
        self._due = 0.0

    @property
    def pid(self) -> int | None:
        return self._child.process.pid if self._child else None

    def draw(self, owner: object, plot: Plot, done: Callable[[PlotAnswer], None]) -> None:
        """Have a picture drawn, in place of one for the same owner that still waits."""
        self._waiting[owner] = Task(owner, plot, done)

    def export(self, runs: Mapping[str, Curves], file: Path, done: Callable[[Path, PlainError | None], None]) -> None:
        """Write runs to a file, a table if it ends in ``.csv``, else a picture in PNG; then tell the outcome."""
        task = Task(
            object(),
            Export(dict(runs), file, language()),
            lambda answer: done(file, answer if isinstance(answer, PlainError) else None),
        )
        self._waiting[task.owner] = task

    def forget(self, owner: object) -> None:
        """What this owner asked for is no longer wanted."""
        self._waiting.pop(owner, None)
        if self._asked is not None and self._asked.owner is owner:
            self._asked = self._asked._replace(done=lambda answer: None)

    def attend(self) -> None:
        """Hand over the answers that have come, then ask for the next thing."""
        if self._child is None and self._waiting:
            self._start()
        child = self._child
        if child is None:
            return
        for message in child.messages():
            if isinstance(message, PlotterReady):
                self._ready = True
            elif self._asked is not None:
                task, self._asked, self._starts = self._asked, None, 0
                task.done(message)
        if self._ready and self._asked is None:
            self._ask_next(child)
        if child.gone:
            self._clear_away()

    def close(self) -> None:
        """End the process; what it has not answered is dropped."""
        self._waiting.clear()
        self._asked = None
        self._clear_away()
        self._starts = 0

    def _start(self) -> None:
        try:
            if self._starts < STARTS:
                self._starts += 1
                self._ready = False
                self._child = ChildProcess("digitpad-plots", serve_plots)
                return
        except OSError:  # there is no memory for one more, say
            self._starts = STARTS
        error = CurvesError(mark("The curves cannot be drawn: the process that draws them does not stay alive"))
        waiting, self._waiting = self._waiting, {}
        for task in waiting.values():
            task.done(error)

    def _ask_next(self, child: ChildProcess) -> None:
        due = time.monotonic() >= self._due
        for owner, task in self._waiting.items():
            if due or isinstance(task.request, Export):
                self._asked = self._waiting.pop(owner)
                if isinstance(task.request, Plot):
                    self._due = time.monotonic() + PICTURE_PAUSE
                child.send(task.request)
                return

    def _clear_away(self) -> None:
        """Be rid of the process. What it was asked for waits again, unless it is out of date."""
        if self._child is not None:
            self._child.kill()
            self._child = None
        if self._asked is not None:
            self._waiting.setdefault(self._asked.owner, self._asked)
            self._asked = None


class PlotView(ttk.Frame):
    """The learning curves of some runs, drawn at this widget's size and in the theme's colours.

    Attributes:
        shown: what the picture shows, or None where there is none.
    """

    def __init__(self, master: tk.Misc, plotter: Plotter, theme: Theme) -> None:
        self._dpi = max(DPI, master.winfo_fpixels("1i"))
        width, height = (round(side * self._dpi / DPI) for side in SIZE)
        super().__init__(master, width=width, height=height)
        self.pack_propagate(False)
        self._plotter = plotter
        self._runs: Mapping[str, Curves] | None = None
        self._wanted: Plot | None = None
        self.shown: Plot | None = None
        self._photo: ImageTk.PhotoImage | None = None
        self._resizing: str | None = None  # the `after` that will draw at a new size
        self._destroyed = False
        self._label = tk.Label(self, borderwidth=0, highlightthickness=0, padx=0, pady=0, anchor=tk.NW)
        self._label.configure(font=CAPTION_FONT, justify=tk.LEFT)
        self._label.pack(fill=tk.BOTH, expand=True)
        self.recolour(theme)
        self.bind("<Configure>", lambda event: self._resized())
        self._tick = self.after(TICK, self._attend)

    def show(self, runs: Mapping[str, Curves]) -> None:
        """Show runs, by name; without any, empty axes."""
        self._runs = dict(runs)
        self._draw()

    def recolour(self, theme: Theme) -> None:
        self._theme = theme
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
        """Draw at once if nothing is shown yet, else when the size has come to rest."""
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
        plot = Plot(self._runs, size, self._dpi, palette_of(self._theme), language())
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
