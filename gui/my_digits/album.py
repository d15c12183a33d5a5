"""The user's digits in the window: read and written in background jobs, one at a time.

Each change is appended to the file, which is then read again, with what other windows may have appended meanwhile.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from common.errors import PlainError
from gui.background.jobs import said
from gui.state.context import Context
from gui.state.signals import Signal
from models import catalog
from models.classifier import Floats
from training.datasets import my_digits
from training.datasets.my_digits import Change, MyDigit, MyDigitsError, Store

Result = TypeVar("Result")

AT_ONCE = 6
"""Digits that a model reads per request; a drawing waits for one request at most."""
ANSWERS_KEPT = 96
"""Answers of a survey that are collected before they are written."""


@dataclass(eq=False)
class Step:
    """An undoable change.

    Attributes:
        back: the changes that revert it; none before it is written.
        awaited: whether it is still to be written.
    """

    back: Sequence[Change] = ()
    awaited: bool = True


class Album:
    """Used on the Tk thread.

    Attributes:
        digits: the digits as last read from the file; None before that.
        changed: emitted when digits or answers to them have changed, or could not be changed.
        messages: where errors are shown; in the gallery while it is open.
        steps: the changes that can be undone, the last one last.
        surveyed: the model that is reading all digits, or "".
    """

    def __init__(self, context: Context) -> None:
        self._engine, self._background = context.engine, context.jobs
        self.digits: list[MyDigit] | None = None
        self.changed = Signal()
        self.messages = context.messages
        self.steps: list[Step] = []
        self.surveyed = ""
        self._store = Store()
        self._jobs: deque[Callable[[], Callable[[], None]]] = deque()
        self._turn = threading.Lock()
        self._unread: deque[MyDigit] = deque()  # digits that the survey has not requested yet
        self._answers: list[Change] = []  # of the survey, not yet written

    # --- the file ----------------------------------------------------------------------------------------------------

    def refresh(self, done: Callable[[], None] = lambda: None) -> None:
        """Read what has been appended to the file, by this window or another."""
        self._run(lambda: None, lambda nothing: done())

    def put(self, digit: MyDigit, label: int, done: Callable[[], None]) -> Step:
        """Store a digit under a label, or change its label if it is in the file. All models read a new one."""

        def write() -> bool:
            new = digit.id not in self._store
            if new:
                my_digits.add([replace(digit, label=label)])
            else:
                my_digits.change([Change(digit.id, label=label, deleted=False)])
            return new

        def written(new: bool) -> None:
            if new:
                self._survey_new(digit)
            done()

        return self._change([digit.id], write, written)

    def relabel(self, digits: Sequence[MyDigit], label: int, done: Callable[[], None]) -> None:
        self._change_all([Change(digit.id, label=label) for digit in digits], done)

    def delete(self, digits: Sequence[MyDigit], done: Callable[[], None] = lambda: None) -> None:
        self._change_all([Change(digit.id, deleted=True) for digit in digits], done)

    def undo(self, done: Callable[[], None]) -> None:
        """Undo the last change, if there is one."""
        if not self.steps:
            return
        step = self.steps.pop()
        step.awaited = False

        def failed() -> None:
            self.steps.append(step)
            self.changed.emit()

        self._run(lambda: my_digits.change(step.back), lambda nothing: done(), failed)

    def import_digits(self, file: Path, done: Callable[[int, Sequence[MyDigitsError]], None]) -> None:
        def imported(outcome: tuple[list[MyDigit], list[MyDigitsError]]) -> None:
            digits, errors = outcome
            if digits:
                self.steps.append(Step([Change(digit.id, deleted=True) for digit in digits], awaited=False))
            done(len(digits), errors)

        self._run(lambda: my_digits.import_digits(file), imported)

    def export(self, digits: Sequence[MyDigit], file: Path, done: Callable[[], None]) -> None:
        self._run(lambda: my_digits.export(digits, file), lambda nothing: done())

    def _change_all(self, changes: Sequence[Change], done: Callable[[], None]) -> None:
        ids = [change.id for change in changes]
        self._change(ids, lambda: my_digits.change(changes), lambda nothing: done())

    def _change(self, ids: Sequence[str], write: Callable[[], Result], done: Callable[[Result], None]) -> Step:
        """Change digits, as one step of undo, which is forgotten if they cannot be written."""
        step = Step()

        def work() -> Result:
            back = [self._store.present(id) for id in ids]
            result = write()
            step.back = back
            return result

        def written(result: Result) -> None:
            step.awaited = False
            done(result)

        def failed() -> None:
            step.awaited = False
            if step in self.steps:
                self.steps.remove(step)
            self.changed.emit()

        self.steps.append(step)
        self._run(work, written, failed)
        return step

    def _run(
        self, job: Callable[[], Result], done: Callable[[Result], None], failed: Callable[[], None] = lambda: None
    ) -> None:
        """Do a job after those requested before; read the file before and after it; call ``done`` or ``failed``."""

        def work() -> Callable[[], None]:
            try:
                damaged = self._store.refresh()
                result = job()
                damaged += self._store.refresh()
            except Exception as error:
                return partial(fail, said(error))
            return partial(show, result, self._store.digits, damaged)

        def fail(error: PlainError) -> None:
            failed()
            self.messages.complain(error)

        def show(result: Result, digits: list[MyDigit], damaged: Sequence[PlainError]) -> None:
            changed, self.digits = digits != self.digits, digits
            if changed:
                self.changed.emit()
            done(result)
            for error in damaged:
                self.messages.complain(error)

        self._jobs.append(work)
        self._background.run(self._next, lambda show: show())

    def _next(self) -> Callable[[], None]:
        """Do the job that has waited longest: threads may start in another order than jobs were requested."""
        with self._turn:
            return self._jobs.popleft()()

    # --- the models' answers -----------------------------------------------------------------------------------------

    def survey(self, model: str) -> None:
        """Let a model read all digits that it has not read yet; ends the survey in progress."""
        self.end_survey()
        self.surveyed = model
        self._unread.extend(digit for digit in self.digits or () if model not in digit.answers)
        self._go_on()

    def end_survey(self) -> None:
        self._keep_answers()
        self._unread.clear()
        self.surveyed = ""

    def _go_on(self) -> None:
        digits = [self._unread.popleft() for _ in range(min(AT_ONCE, len(self._unread)))]
        if not digits:
            self.end_survey()
            return
        model = self.surveyed

        def take(answers: Mapping[str, Floats]) -> None:
            if model != self.surveyed:
                return
            if model not in answers:  # it cannot answer, at least not now
                self.end_survey()
                return
            self._answers += [
                Change(digit.id, answers={model: row})
                for digit, row in zip(digits, answers[model].tolist(), strict=True)
            ]
            if len(self._answers) >= ANSWERS_KEPT:
                self._keep_answers()
            self._go_on()

        self._engine.survey(lambda: np.stack([digit.frame for digit in digits]), [model], take)

    def _survey_new(self, digit: MyDigit) -> None:
        def take(answers: Mapping[str, Floats]) -> None:
            if answers:
                rows = {model: probabilities[0].tolist() for model, probabilities in answers.items()}
                self._write([Change(digit.id, answers=rows)])

        self._engine.survey(lambda: digit.frame[np.newaxis], catalog.names(), take)

    def _keep_answers(self) -> None:
        if self._answers:
            self._write(self._answers)
            self._answers = []

    def _write(self, answers: Sequence[Change]) -> None:
        self._run(lambda: my_digits.change(answers), lambda nothing: None)
