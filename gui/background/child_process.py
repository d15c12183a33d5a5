"""A child process of the window and the pipe to it."""

from __future__ import annotations

import atexit
import multiprocessing
import threading
from collections.abc import Callable, Iterator
from typing import Any

from common.processes import give_way, interrupts_held

AT_ONCE = 20
"""Most messages that are taken at a time, so that the window is not kept from other work."""
CLOSING_TIME = 1.0
"""Seconds to wait for a killed process, or for the thread that uses it, to end."""
NICENESS = 5
"""Of what the user waits for; it still gives way to the window."""


class ChildProcess:
    """Runs ``target(connection, *arguments)`` in a new process (spawn). Only :meth:`ask` and :meth:`wait` wait for it.

    What the target sends is returned by :meth:`messages`. It must always receive at once what is sent to it, as a full
    pipe would block the window; and call :func:`common.processes.become_helper` first.

    Args:
        niceness: see :func:`common.processes.give_way`.

    Attributes:
        gone: whether the process has ended, as far as :meth:`messages` and :meth:`send` have noticed.
    """

    def __init__(self, name: str, target: Callable[..., None], *arguments: Any, niceness: int = NICENESS) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self.process = context.Process(target=target, args=(theirs, *arguments), name=name)
        with interrupts_held():
            self.process.start()
        assert self.process.pid is not None
        give_way(self.process.pid, niceness)  # from its first import on, which keeps a core busy for a second or two
        theirs.close()
        atexit.register(self.process.kill)  # else Python waits at exit for a process that nobody ended
        self._end: threading.Thread | None = None
        self.gone = False

    def messages(self) -> Iterator[Any]:
        """The messages since the last call, at most :data:`AT_ONCE`."""
        try:
            for _ in range(AT_ONCE):
                if self.gone or not self._connection.poll():
                    return
                yield self._connection.recv()
        except (EOFError, OSError):
            self.gone = True

    def send(self, message: Any) -> None:
        if not self.gone:
            try:
                self._connection.send(message)
            except OSError:
                self.gone = True

    def ask(self, question: Any, seconds: float | None = None) -> Any:
        """Send a question and wait for the answer: in a thread that may wait, and not while :meth:`messages` is used.

        Raises:
            EOFError, OSError: the process is gone, or has not answered within ``seconds``.
        """
        self._connection.send(question)
        if not self._connection.poll(seconds):
            raise TimeoutError
        return self._connection.recv()

    def kill(self) -> None:
        """End it at once, whatever it is doing; its own helper processes end with it.

        It takes a while to be gone, so a thread waits for that. No daemon: the program must not end before.
        """
        self.gone = True
        atexit.unregister(self.process.kill)
        self.process.kill()
        if self._end is None:
            self._end = threading.Thread(target=self._clear_away, name="digitpad-end")
            self._end.start()

    def wait(self) -> None:
        """Wait until the process is gone that :meth:`kill` ended."""
        if self._end is not None:
            self._end.join()

    def _clear_away(self) -> None:
        self.process.join(CLOSING_TIME)
        self._connection.close()
