"""The client of the process that runs torch: starts it, asks it for predictions, ends it."""

from __future__ import annotations

import multiprocessing
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from common.errors import PlainError
from common.processes import interrupts_held
from common.translation import mark
from models.classifier import Floats
from models.worker import Answer, Question, Ready, serve

ANSWER_TIMEOUT = 2.0
"""Seconds to wait for an answer; then the process counts as gone."""
CLOSING_TIME = 1.0
"""Seconds to wait for the thread and for the process to end."""


class EngineError(PlainError):
    """The worker process cannot be used."""


class TorchProcess:
    """The process and the pipe to it. Only the engine's thread uses it."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection: Connection
        self._connection, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=serve, args=(theirs,), name="digitpad-torch", daemon=True)
        with interrupts_held():
            self.process.start()
        theirs.close()
        self.ready = False

    def check_ready(self) -> bool:
        """Whether torch is loaded.

        Raises:
            EngineError: torch does not start.
            EOFError, OSError: the process is gone.
        """
        if not self.ready and self._connection.poll():
            message = self._connection.recv()
            if isinstance(message, Answer):
                raise message.error or EngineError(mark("torch does not start"))
            self.ready = isinstance(message, Ready)
        return self.ready

    def ask(self, model: str, frames: Floats) -> Answer:
        """The answer to frames (N, 28, 28).

        Raises:
            EOFError, OSError: the process is gone, or does not answer.
        """
        self._connection.send(Question(model, frames))
        if not self._connection.poll(ANSWER_TIMEOUT):
            raise TimeoutError
        answer: Answer = self._connection.recv()
        return answer

    def close(self) -> None:
        self._connection.close()
        self.process.join(CLOSING_TIME / 4)
        if self.process.is_alive():
            self.process.kill()
            self.process.join(CLOSING_TIME)
