"""The file of events, and the digits that result from them: read as far as it has grown, appended to under its lock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from common.errors import PlainError
from common.folders import user_folder
from common.json_log import JsonLog
from training.datasets.my_digits.digit import Change, MyDigit, MyDigitsError, is_test_in_turn, now
from training.datasets.my_digits.records import change_line, count_lines, digit_line, parse

PATIENCE = 20.0
"""Seconds to wait for another process that holds the lock."""


def digits_file() -> Path:
    return user_folder() / "my_digits.jsonl"


def _digits_log() -> JsonLog:
    file = digits_file()
    return JsonLog(file, "my_digits.lock", MyDigitsError("{file}: another window holds it; try again", file=file))


class Log:
    """The digits that result from events, which come line by line."""

    def __init__(self) -> None:
        self._digits: dict[str, MyDigit] = {}
        self._deleted: set[str] = set()

    @property
    def digits(self) -> list[MyDigit]:
        """Those that are not deleted, the oldest first."""
        return [digit for digit in self._digits.values() if digit.id not in self._deleted]

    def take(self, line: bytes) -> None:
        """Apply an event; blank lines and changes of unknown digits are ignored.

        Raises:
            PlainError: the line holds none.
        """
        if not line.strip():
            return
        event = parse(line)
        if isinstance(event, Change):
            self._change(event)
        else:
            self._digits[event.id] = event
            self._deleted.discard(event.id)

    def _change(self, change: Change) -> None:
        digit = self._digits.get(change.id)
        if digit is None:
            return
        label = digit.label if change.label is None else change.label
        if label != digit.label or change.answers:
            self._digits[digit.id] = replace(digit, label=label, answers={**digit.answers, **(change.answers or {})})
        if change.deleted is not None:
            (self._deleted.add if change.deleted else self._deleted.discard)(digit.id)


def load() -> tuple[list[MyDigit], list[MyDigitsError]]:
    """All digits, the oldest first, and a sentence about damage; see :meth:`Store.refresh`."""
    store = Store()
    errors = store.refresh()
    return store.digits, errors


class Store:
    """The file's digits, whichever process wrote them. :meth:`refresh` reads only what is new."""

    def __init__(self) -> None:
        self._file = _digits_log()
        self._begin()

    def _begin(self) -> None:
        self._log = Log()
        self._place = 0, 0  # which file was read, and how far

    @property
    def digits(self) -> list[MyDigit]:
        """Those that are not deleted, the oldest first."""
        return self._log.digits

    def refresh(self) -> list[MyDigitsError]:
        """Read what was appended. Damaged lines are moved to another file and reported, or why that failed.

        Raises:
            MyDigitsError: the file cannot be read.
        """
        place = self._end()
        if place == self._place:
            return []
        if place == (0, 0):
            self._begin()
            return []
        with self._file.locked(PATIENCE):
            place = self._end()
            if place[0] != self._place[0] or place[1] < self._place[1]:
                self._begin()
            damaged = [line for line in self._file.read(self._place[1]) if not self._take(line)]
            errors = self._set_aside(damaged) if damaged else []
            self._place = self._end()
        return errors

    def _take(self, line: bytes) -> bool:
        """Apply a line; False for a damaged one."""
        try:
            self._log.take(line)
        except PlainError:
            return False
        return True

    def _set_aside(self, damaged: Sequence[bytes]) -> list[MyDigitsError]:
        try:
            self._file.set_aside(damaged)
        except MyDigitsError as error:
            return [error]
        count, file = len(damaged), self._file.broken
        return [MyDigitsError("{count} damaged lines of My digits were moved to {file}", count=count, file=file)]

    def _end(self) -> tuple[int, int]:
        """The file's inode and length; zeros where there is none."""
        try:
            status = self._file.file.stat()
        except OSError:
            return 0, 0
        return status.st_ino, status.st_size


def add(digits: Sequence[MyDigit]) -> list[MyDigit]:
    """Append digits to the file.

    Returns:
        The digits as they were stored: of each it is decided whether it is a test digit.

    Raises:
        MyDigitsError: the file cannot be written.
    """
    log, added = _digits_log(), []
    with log.locked(PATIENCE):
        written = log.read()
        count = Counter({label: count_lines(written, label) for label in {digit.label for digit in digits}})
        for digit in digits:
            if digit.test is None:
                digit = replace(digit, test=is_test_in_turn(count[digit.label]))
            count[digit.label] += 1
            added.append(digit)
        log.append(map(digit_line, added))
    return added


def change(changes: Sequence[Change]) -> None:
    """Append changes to the file: after a crash each of them is either done or not.

    Raises:
        MyDigitsError: the file cannot be written.
    """
    log, time = _digits_log(), now()
    with log.locked(PATIENCE):
        log.append(change_line(one, time) for one in changes)
