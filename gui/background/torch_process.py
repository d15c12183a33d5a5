"""The client of the process that runs torch: starts it, asks it for predictions."""

from __future__ import annotations

from common.errors import PlainError
from common.translation import mark
from gui.background.child_process import ChildProcess
from models.classifier import Floats
from models.worker import Answer, Question, serve

ANSWER_TIMEOUT = 2.0
"""Seconds to wait for an answer; then the process counts as gone."""


class EngineError(PlainError):
    """The worker process cannot be used."""


class TorchProcess(ChildProcess):
    """The process and the pipe to it. Only the engine's thread uses it, and that may wait.

    Attributes:
        ready: whether torch was loaded when :meth:`check_ready` last looked.
    """

    def __init__(self) -> None:
        super().__init__("digitpad-torch", serve)
        self.ready = False

    def check_ready(self) -> bool:
        """Whether torch is loaded.

        Raises:
            PlainError: torch does not start, or the process is gone.
        """
        for message in self.messages():
            if isinstance(message, Answer):
                raise message.error or EngineError(mark("torch does not start"))
            self.ready = True
        if self.gone:
            raise EngineError(mark("the process that holds torch ended while it was loading"))
        return self.ready

    def ask(self, model: str, frames: Floats) -> Answer:
        """The answer to frames (N, 28, 28).

        Raises:
            EOFError, OSError: the process is gone, or does not answer.
        """
        self.send(Question(model, frames))
        if not self._connection.poll(ANSWER_TIMEOUT):
            raise TimeoutError
        answer: Answer = self._connection.recv()
        return answer
