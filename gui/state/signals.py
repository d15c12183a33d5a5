"""Signals: lists of callbacks."""

from __future__ import annotations

from collections.abc import Callable

Listener = Callable[[], None]


class Signal:
    """Calls its listeners in the order in which they were connected."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def connect(self, listener: Listener) -> Callable[[], None]:
        """Call the listener on every emit. Returns a function that disconnects it, which may be called twice."""
        self._listeners.append(listener)
        return lambda: self._disconnect(listener)

    def emit(self) -> None:
        for listener in tuple(self._listeners):
            listener()

    def _disconnect(self, listener: Listener) -> None:
        if listener in self._listeners:
            self._listeners.remove(listener)
