"""A process that works for the window, and the pipe to it."""

from __future__ import annotations

import atexit
import multiprocessing
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from common.processes import interrupts_held

AT_ONCE = 20
"""Messages that are taken at a time: the window has other things to do."""
CLOSING_TIME = 1.0
"""Seconds that a killed process has to be gone."""


class ChildProcess:
    """Runs ``target(connection, *arguments)`` in a new process (spawn). No call here waits for it.

    What the target sends is a message for :meth:`messages`. It must receive what is sent to it at once, whatever it
    does, as a full pipe would stop the window; and call :func:`common.processes.become_helper` first.

    Attributes:
        gone: whether the process has ended, as far as :meth:`messages` and :meth:`send` have noticed.
    """

    def __init__(self, name: str, target: Callable[..., None], *arguments: Any) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection: Connection
        self._connection, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=target, args=(theirs, *arguments), name=name)
        with interrupts_held():
            self.process.start()
        theirs.close()
        atexit.register(self.process.kill)  # else Python waits for it at its end, where nobody ended it before
        self.gone = False

    def messages(self) -> Iterator[Any]:
        """What has come since the last call."""
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

    def kill(self) -> None:
        """End it at once, in whatever it is doing; its own helpers follow it."""
        self.gone = True
        atexit.unregister(self.process.kill)
        self.process.kill()
        self.process.join(CLOSING_TIME)
        self._connection.close()
