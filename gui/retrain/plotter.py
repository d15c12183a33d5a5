"""The client of the process that draws learning curves, as pictures for the window or into files."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from common.errors import PlainError
from common.translation import language, mark
from gui.background.child_process import ChildProcess
from training.plots.curves import Curves, CurvesError
from training.plots.process import Export, Plot, PlotAnswer, PlotRequest, PlotterReady, serve_plots

PICTURE_PAUSE = 0.5
"""Least time between two pictures, in seconds."""
STARTS = 2
"""Starts without any answer after which the process is given up."""


class Task(NamedTuple):
    """A request, who made it, and what is called with the answer."""

    owner: object
    request: PlotRequest
    done: Callable[[PlotAnswer], None]


class Plotter:
    """Draws for any number of owners, in a process that is started when it is first needed.

    One request at a time is sent; of several pictures for one owner, only the newest. No method waits: the owners call
    :meth:`attend` regularly.
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
        """Have a picture drawn; replaces one for the same owner that is still waiting."""
        self._waiting[owner] = Task(owner, plot, done)

    def export(self, runs: Mapping[str, Curves], file: Path, done: Callable[[Path, PlainError | None], None]) -> None:
        """Write runs to a file, as a table if it ends in ``.csv``, else as a PNG; ``done`` gets file and error."""
        task = Task(
            object(),
            Export(dict(runs), file, language()),
            lambda answer: done(file, answer if isinstance(answer, PlainError) else None),
        )
        self._waiting[task.owner] = task

    def forget(self, owner: object) -> None:
        """Drop what this owner has asked for."""
        self._waiting.pop(owner, None)
        if self._asked is not None and self._asked.owner is owner:
            self._asked = self._asked._replace(done=lambda answer: None)

    def attend(self) -> None:
        """Deliver the answers that have come, then send the next request."""
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
        """End the process and drop all requests."""
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
        error = CurvesError(mark("The curves cannot be drawn: the process that draws them keeps ending"))
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
        """End the process. Its request waits again, unless the owner has made a newer one."""
        if self._child is not None:
            self._child.kill()
            self._child = None
        if self._asked is not None:
            self._waiting.setdefault(self._asked.owner, self._asked)
            self._asked = None
