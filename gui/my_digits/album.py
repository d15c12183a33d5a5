"""The user's digits in the window: read and written in background jobs, one at a time.

Each change is appended to the file, which is then read again, with what other windows may have appended meanwhile.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from common.errors import PlainError
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


@dataclass(frozen=True)
class Step:
    """An undoable change: the changes that revert it, and a callback after undo."""

    back: tuple[Change, ...]
    undone: Callable[[], None] = lambda: None


class Album:
    """Used on the Tk thread.

    Attributes:
        digits: the digits as last read from the file; None before that.
        changed: emitted when digits or answers to them have changed.
        complain: called with errors; the gallery sets it while it is open.
        steps: the changes that can be undone, the last one last.
        surveyed: the model that is reading all digits, or "".
    """

    def __init__(self, context: Context) -> None:
        self._engine, self._background = context.engine, context.jobs
        self.digits: list[MyDigit] | None = None
        self.changed = Signal()
        self.complain: Callable[[PlainError], None] = context.messages.complain
        self.steps: list[Step] = []
        self.surveyed = ""
        self._store = Store()
        self._jobs: deque[Callable[[], Callable[[], None]]] = deque()
        self._turn = threading.Lock()
        self._unread: deque[MyDigit] = deque()  # digits that the survey has not requested yet
        self._answers: list[Change] = []  # of the survey, not yet written

    # --- the file ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read what has been appended to the file, by this window or another."""
        self._run(lambda: None, lambda nothing: None)

    def add(self, digit: MyDigit, done: Callable[[], None], undone: Callable[[], None]) -> Step:
        """Store a digit, and let all models read it."""

        def added(nothing: object) -> None:
            self._survey_new(digit)
            done()

        self._run(lambda: my_digits.add([digit]), added)
        return self._step([Change(digit.id, deleted=True)], undone)

    def relabel(self, digits: Sequence[MyDigit], label: int) -> None:
        self.change([Change(digit.id, label=label) for digit in digits], _as_they_are(digits))

    def delete(self, digits: Sequence[MyDigit]) -> None:
        self.change([Change(digit.id, deleted=True) for digit in digits], _as_they_are(digits))

    def change(
        self,
        changes: Sequence[Change],
        back: Sequence[Change],
        done: Callable[[], None] = lambda: None,
        undone: Callable[[], None] = lambda: None,
    ) -> Step:
        """Change digits, as one step of undo."""
        self._write(changes, done)
        return self._step(back, undone)

    def undo(self) -> Step | None:
        """Undo the last change. Returns None if there is none."""
        if not self.steps:
            return None
        step = self.steps.pop()
        self._write(step.back)
        step.undone()
        return step

    def import_digits(self, file: Path, done: Callable[[int, Sequence[MyDigitsError]], None]) -> None:
        def imported(outcome: tuple[list[MyDigit], list[MyDigitsError]]) -> None:
            digits, errors = outcome
            if digits:
                self._step([Change(digit.id, deleted=True) for digit in digits])
            done(len(digits), errors)

        self._run(lambda: my_digits.import_digits(file), imported)

    def export(self, digits: Sequence[MyDigit], file: Path, done: Callable[[], None]) -> None:
        self._run(lambda: my_digits.export(digits, file), lambda nothing: done())

    def _step(self, back: Sequence[Change], undone: Callable[[], None] = lambda: None) -> Step:
        self.steps.append(Step(tuple(back), undone))
        return self.steps[-1]

    def _write(self, changes: Sequence[Change], done: Callable[[], None] = lambda: None) -> None:
        self._run(lambda: my_digits.change(changes), lambda nothing: done())

    def _run(self, job: Callable[[], Result], done: Callable[[Result], None]) -> None:
        """Do a job after those requested before, and read the file; ``done`` is called on the Tk thread."""

        def work() -> Callable[[], None]:
            result = job()
            damaged = self._store.refresh()
            digits = self._store.digits
            return lambda: show(result, digits, damaged)

        def show(result: Result, digits: list[MyDigit], damaged: Sequence[PlainError]) -> None:
            changed, self.digits = digits != self.digits, digits
            if changed:
                self.changed.emit()
            done(result)
            for error in damaged:
                self.complain(error)

        self._jobs.append(work)
        self._background.run(self._next, lambda show: show(), lambda error: self.complain(error))

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

        self._engine.survey([digit.page for digit in digits], [model], take)

    def _survey_new(self, digit: MyDigit) -> None:
        def take(answers: Mapping[str, Floats]) -> None:
            if answers:
                rows = {model: probabilities[0].tolist() for model, probabilities in answers.items()}
                self._write([Change(digit.id, answers=rows)])

        self._engine.survey([digit.page], catalog.names(), take)

    def _keep_answers(self) -> None:
        if self._answers:
            self._write(self._answers)
            self._answers = []


def _as_they_are(digits: Sequence[MyDigit]) -> list[Change]:
    """The changes that restore the present state of these digits."""
    return [Change(digit.id, label=digit.label, deleted=False) for digit in digits]
