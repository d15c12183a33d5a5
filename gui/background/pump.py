"""Work on the Tk thread: periodic, with a measurement of its delay; after a while; and collecting garbage."""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Callable
from tkinter import Misc
from typing import ParamSpec

Arguments = ParamSpec("Arguments")

INTERVAL = 10
"""Period in milliseconds."""
STALL = 50
"""Delay in milliseconds from which a beat is logged, as a user would notice it."""
COLLECTION_PERIOD = 5.0
"""Least seconds between two collections of garbage."""
REST = 300
"""The same as a multiple of the CPU time of the last one, which is long where there is a large drawing."""

log = logging.getLogger(__name__)


def while_open(widget: Misc, call: Callable[Arguments, object]) -> Callable[Arguments, None]:
    """``call``, but once the widget has been destroyed it does nothing: for answers that only the widget shows."""

    def call_if_open(*arguments: Arguments.args, **options: Arguments.kwargs) -> None:
        if widget.winfo_exists():
            call(*arguments, **options)

    return call_if_open


def later(widget: Misc, milliseconds: int, work: Callable[[], None]) -> None:
    """Call ``work`` after a while, unless the widget has been destroyed by then."""
    widget.nametowidget(".").after(milliseconds, while_open(widget, work))


class Pump:
    """Calls ``work`` on the Tk thread every :data:`INTERVAL`, from ``start`` to ``stop``.

    Attributes:
        worst_stall: the longest delay of a beat so far, in milliseconds.
    """

    def __init__(self, widget: Misc, work: Callable[[], None]) -> None:
        self._widget = widget
        self._work = work
        self._due = 0.0
        self._handle: str | None = None
        self.worst_stall = 0.0

    def start(self) -> None:
        self._due = time.perf_counter() + INTERVAL / 1000
        self._arm()

    @property
    def running(self) -> bool:
        return self._handle is not None

    def stop(self) -> None:
        if self._handle is not None:
            self._widget.after_cancel(self._handle)
            self._handle = None

    def _arm(self) -> None:
        self._handle = self._widget.after(INTERVAL, self._beat)

    def _beat(self) -> None:
        now = time.perf_counter()
        late = (now - self._due) * 1000
        self._due = now + INTERVAL / 1000  # the work below counts too: it makes the next beat late
        self.worst_stall = max(self.worst_stall, late)
        if late > STALL:
            log.info("stall ms=%.0f", late)
        try:
            self._work()
        finally:
            if self.running:
                self._arm()


class GarbageCollection:
    """Runs Python's garbage collector on the Tk thread only, until ``stop``.

    By default it runs in whichever thread allocates, and freeing a Tk image or variable off the main thread blocks or
    raises. It could also pause the window during a stroke.
    """

    def __init__(self) -> None:
        gc.disable()
        gc.collect()
        gc.freeze()  # exempt all existing objects, so that collections are short
        self._due = time.monotonic() + COLLECTION_PERIOD

    def collect_if_due(self) -> None:
        if time.monotonic() >= self._due:
            begin = time.thread_time()
            gc.collect()
            self._due = time.monotonic() + max(COLLECTION_PERIOD, REST * (time.thread_time() - begin))

    def stop(self) -> None:
        gc.unfreeze()
        gc.enable()
