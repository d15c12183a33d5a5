"""Signals: lists of callbacks; and listening to Tk's variables."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable


class Signal:
    """Calls its listeners in the order in which they were connected."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[], None]] = []

    def connect(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call the listener on every emit. Returns a function that disconnects it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def emit(self) -> None:
        for listener in tuple(self._listeners):
            listener()


def on_write(variable: tk.Variable, widget: tk.Misc, listener: Callable[[], object]) -> None:
    """Call the listener when the variable is written, until the widget is destroyed: Tk would keep both for ever."""
    trace = variable.trace_add("write", lambda *event: listener())
    widget.bind("<Destroy>", lambda event: variable.trace_remove("write", trace), add=True)
