"""Python's garbage collector, kept on the Tk thread.

By default it runs in whichever thread allocates, and freeing an image or a variable of Tk off the main thread blocks or
raises. It could also interrupt the window in the middle of a stroke.
"""

from __future__ import annotations

import gc
import time

PERIOD = 5.0
"""Seconds between two collections."""


class GarbageCollection:
    """Collects only when asked, between ``start`` and ``stop``."""

    def __init__(self) -> None:
        self._due = 0.0

    def start(self) -> None:
        """Exempt everything that exists now from later collections, which makes them short."""
        gc.disable()
        gc.collect()
        gc.freeze()
        self._due = time.monotonic() + PERIOD

    def collect_if_due(self) -> None:
        if time.monotonic() >= self._due:
            gc.collect()
            self._due = time.monotonic() + PERIOD

    def stop(self) -> None:
        gc.unfreeze()
        gc.enable()
