"""Runs Python's garbage collector on the Tk thread only.

By default it runs in whichever thread allocates, and freeing a Tk image or variable off the main thread blocks or
raises. It could also pause the window during a stroke.
"""

from __future__ import annotations

import gc
import time

PERIOD = 5.0
"""Seconds between two collections."""


class GarbageCollection:
    """Disables automatic collection between ``start`` and ``stop``."""

    def __init__(self) -> None:
        self._due = 0.0

    def start(self) -> None:
        """Disable automatic collection, and exempt all existing objects so that collections are short."""
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
