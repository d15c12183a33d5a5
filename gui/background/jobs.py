"""Background jobs: run in threads, with results delivered on the Tk thread."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from common.errors import PlainError
from common.translation import mark

Result = TypeVar("Result")

log = logging.getLogger(__name__)


class Jobs:
    """Runs jobs in threads; :meth:`deliver`, called on the Tk thread, delivers their results."""

    def __init__(self, on_error: Callable[[PlainError], None]) -> None:
        self._on_error = on_error
        self._threads: list[threading.Thread] = []
        self._outcomes: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()

    def run(
        self,
        job: Callable[[], Result],
        done: Callable[[Result], None],
        failed: Callable[[PlainError], None] | None = None,
    ) -> None:
        """Run a job in a thread, then call ``done`` with its result; on an error ``failed``, or else ``on_error``."""
        complain = failed or self._on_error

        def work() -> None:
            try:
                outcome = partial(done, job())
            except Exception as error:
                outcome = partial(complain, said(error))
            self._outcomes.put(outcome)

        thread = threading.Thread(target=work, name="digitpad-job", daemon=True)
        self._threads = [one for one in self._threads if one.is_alive()] + [thread]
        thread.start()

    def finish(self, seconds: float) -> None:
        """Wait up to ``seconds`` for running jobs, as one may be writing a file."""
        deadline = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def deliver(self) -> None:
        """Call the callbacks of finished jobs."""
        while not self._outcomes.empty():
            self._outcomes.get()()


def said(error: BaseException) -> PlainError:
    """An error as a sentence for the user; one that nobody foresaw is logged."""
    if isinstance(error, PlainError):
        return error
    log.error("unexpected", exc_info=error)
    return PlainError(mark("Something went wrong ({reason}); your drawing is kept"), reason=error)
