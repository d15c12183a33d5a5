"""Work that takes its time, off Tk's thread, with its outcome handled on it."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from ink.errors import PlainError

Result = TypeVar("Result")


class Background:
    """Runs jobs in threads; :meth:`deliver`, called on the Tk thread, hands over what came of them."""

    def __init__(self, on_error: Callable[[PlainError], None]) -> None:
        self._on_error = on_error
        self._outcomes: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()

    def run(self, job: Callable[[], Result], done: Callable[[Result], None]) -> None:
        """Do the job elsewhere; then call ``done`` with its result, or ``on_error`` with its error."""

        def work() -> None:
            try:
                result = job()
            except PlainError as error:
                self._outcomes.put(_later(self._on_error, error))
            else:
                self._outcomes.put(_later(done, result))

        threading.Thread(target=work, name="digitpad-job", daemon=True).start()

    def deliver(self) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                self._outcomes.get_nowait()()


def _later(function: Callable[[Any], None], argument: Any) -> Callable[[], None]:
    return lambda: function(argument)
