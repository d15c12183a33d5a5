"""Signals: lists of callbacks."""

from __future__ import annotations

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
