"""A question about many digits: answered from a file if a network was asked before, else bit by bit, and then kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from common.errors import PlainError
from common.translation import mark
from explain.kept import kept_file, read_kept, write_kept
from gui.state.context import Context
from models import catalog
from models.classifier import Floats
from models.worker import Outcome, Task

AT_A_TIME = 40
"""Digits that are asked about between two drawings."""
NOT_KEPT = mark("What the network makes of these digits could not be kept ({reason})")


class LongQuestion:
    """Asks at once. A network whose weights change meanwhile is asked anew.

    Args:
        question: see :func:`explain.kept.kept_file`, as what ``name`` returns.
        name: called in a job; names the digits.
        digits: as bytes, (N, 28, 28).
        kept_as: the precision of the file.
        on_part: called with the part that is answered, 0-1, at each hundredth.
        on_answer: called with the answer (N, K), and with why it could not be kept, if so.
        on_error: called if there is no answer.
    """

    def __init__(
        self,
        context: Context,
        question: str,
        model: str,
        name: Callable[[], str],
        digits: NDArray[np.uint8],
        *,
        kept_as: type[np.floating] = np.float32,
        on_part: Callable[[float], object],
        on_answer: Callable[[Floats, PlainError | None], object],
        on_error: Callable[[PlainError], object],
    ) -> None:
        self._context, self._question, self._model, self._name = context, question, model, name
        self._digits, self._kept_as = digits, kept_as
        self._on_part, self._on_answer, self._on_error = on_part, on_answer, on_error
        self._stopped = False
        self._start()

    def stop(self) -> None:
        """Ask no further, and call nobody."""
        self._stopped = True

    def _start(self) -> None:
        self._weights = weights_of(self._model)
        self._parts: list[Floats] = []
        self._told = 0
        self._context.jobs.run(self._read, self._was_read, self._failed)

    def _read(self) -> tuple[Path, Floats | None]:
        """In a job."""
        file = kept_file(self._model, self._question, self._name())
        return file, read_kept(file, len(self._digits))

    def _was_read(self, found: tuple[Path, Floats | None]) -> None:
        self._file, values = found
        if values is None:
            self._go_on(0)
        else:
            self._answered((values, None))

    def _go_on(self, start: int) -> None:
        if self._stopped:
            return
        some = self._digits[start : start + AT_A_TIME] / np.float32(255)
        self._context.engine.examine(Task(self._question, self._model, (some,)), partial(self._part_came, start))

    def _part_came(self, start: int, outcome: Outcome) -> None:
        if outcome.error is not None:
            self._failed(outcome.error)
            return
        if self._weights != weights_of(self._model):
            self._start()
            return
        self._parts.append(outcome.value)
        done = start + len(outcome.value)
        if done == len(self._digits):
            self._context.jobs.run(self._keep, self._answered, self._failed)
            return
        self._go_on(done)
        hundredths = 100 * done // len(self._digits)
        if hundredths != self._told and not self._stopped:
            self._told = hundredths
            self._on_part(done / len(self._digits))

    def _keep(self) -> tuple[Floats, PlainError | None]:
        """In a job: the parts as one, written to a file; with what went wrong in that."""
        values = np.concatenate(self._parts)
        try:
            write_kept(self._file, values.astype(self._kept_as))
        except OSError as error:
            return values, PlainError(NOT_KEPT, reason=error.strerror or error)
        return values, None

    def _answered(self, answer: tuple[Floats, PlainError | None]) -> None:
        if not self._stopped:
            self._on_answer(*answer)

    def _failed(self, error: PlainError) -> None:
        if not self._stopped:
            self._on_error(error)


def weights_of(model: str) -> str:
    """Names a network with its weights: changes when they do."""
    try:
        return f"{model} {catalog.find(model).identity()}"
    except PlainError:
        return model
