"""How long a run has been at work."""

from __future__ import annotations

import time
from collections.abc import Callable


class Stopwatch:
    """Counts seconds between each start and stop.

    Args:
        clock: the time in seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._before = 0.0
        self._since: float | None = None

    @property
    def seconds(self) -> float:
        """Counted so far, without the pauses."""
        return self._before + (self._clock() - self._since if self._since is not None else 0.0)

    def start(self) -> None:
        self._since = self._clock()

    def stop(self) -> None:
        self._before, self._since = self.seconds, None
