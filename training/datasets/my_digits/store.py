"""Reading the file, from the start or on from where one was, and adding to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from common.errors import PlainError
from training.datasets.my_digits.digit import Change, MyDigit, is_test_in_turn, now
from training.datasets.my_digits.errors import MyDigitsError, unreadable
from training.datasets.my_digits.file import append, digits_file, locked, set_aside
from training.datasets.my_digits.log import Log
from training.datasets.my_digits.records import change_line, count_lines, digit_line


def load() -> tuple[list[MyDigit], list[MyDigitsError]]:
    """All digits, the oldest first, and a sentence about damage; see :meth:`Store.refresh`."""
    store = Store()
    errors = store.refresh()
    return store.digits, errors


class Store:
    """The file's digits, whichever process wrote them. :meth:`refresh` reads only what is new."""

    def __init__(self) -> None:
        self.file = digits_file()
        self._begin()

    def _begin(self) -> None:
        self._log = Log()
        self._place = 0, 0  # which file was read, and how far

    @property
    def digits(self) -> list[MyDigit]:
        """Those that are not deleted, the oldest first."""
        return self._log.digits

    def refresh(self) -> list[MyDigitsError]:
        """Read what was appended; damaged lines are moved to another file and reported.

        Raises:
            MyDigitsError: the file cannot be read.
        """
        place = self._end()
        if place == self._place:
            return []
        if place == (0, 0):
            self._begin()
            return []
        with locked(self.file):
            place = self._end()
            if place[0] != self._place[0] or place[1] < self._place[1]:
                self._begin()
            try:
                damaged = self._read(self._place[1])
            except OSError as error:
                raise unreadable(self.file, error) from error
            errors = set_aside(self.file, damaged) if damaged else []
            self._place = self._end()
        return errors

    def _read(self, start: int) -> list[bytes]:
        """Apply all lines from an offset on; returns the damaged ones."""
        damaged = []
        with self.file.open("rb") as stream:
            stream.seek(start)
            for line in stream:
                try:
                    self._log.take(line)
                except PlainError:
                    damaged.append(line)
        return damaged

    def _end(self) -> tuple[int, int]:
        """The file's inode and length; zeros where there is none."""
        try:
            status = self.file.stat()
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
    file, added = digits_file(), []
    with locked(file):
        written = file.read_bytes() if file.exists() else b""
        count = Counter({label: count_lines(written, label) for label in {digit.label for digit in digits}})
        for digit in digits:
            if digit.test is None:
                digit = replace(digit, test=is_test_in_turn(count[digit.label]))
            count[digit.label] += 1
            added.append(digit)
        append(file, map(digit_line, added))
    return added


def change(changes: Sequence[Change]) -> None:
    """Append changes to the file: after a crash each of them is either done or not.

    Raises:
        MyDigitsError: the file cannot be written.
    """
    file, time = digits_file(), now()
    with locked(file):
        append(file, (change_line(one, time) for one in changes))
