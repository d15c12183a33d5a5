"""The file of events, and the digits that result from them: read as far as it has grown, appended to under its lock.

Digits also come from files that the user names, and go to them.
"""

from __future__ import annotations

import errno
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from common.errors import PlainError
from common.file_errors import CANNOT_READ, CANNOT_WRITE, NO_SUCH_FILE, file_errors
from common.folders import user_folder
from common.json_log import MAX_BYTES, JsonLog
from common.regular_files import open_regular
from common.storage import write_whole
from ink.json_lines import whole_lines
from training.datasets.my_digits.digit import Change, MyDigit, MyDigitsError, is_test_in_turn, now
from training.datasets.my_digits.records import LONGEST_LINE, change_line, count_lines, digit_line, parse, too_long

MOST_ERRORS = 10_000
"""A file with more lines that cannot be read is none of digits."""
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

    def __contains__(self, name: str) -> bool:
        """Whether a digit with this id was ever added; it may be deleted."""
        return name in self._digits

    def present(self, name: str) -> Change:
        """The change that restores the present state of a digit."""
        if name not in self._digits or name in self._deleted:
            return Change(name, deleted=True)
        return Change(name, label=self._digits[name].label, deleted=False)

    def take(self, line: bytes) -> PlainError | None:
        """Apply an event, or say why the line holds none; blank lines and changes of unknown digits are ignored."""
        try:
            event = parse(line) if line.strip() else None
        except PlainError as error:
            return error
        if isinstance(event, MyDigit):
            self._digits[event.id] = event
            self._deleted.discard(event.id)
        elif event is not None and event.id in self._digits:
            self._change(self._digits[event.id], event)
        return None

    def _change(self, digit: MyDigit, change: Change) -> None:
        label = digit.label if change.label is None else change.label
        if label != digit.label or change.answers:
            self._digits[digit.id] = replace(digit, label=label, answers={**digit.answers, **(change.answers or {})})
        if change.deleted is not None:
            (self._deleted.add if change.deleted else self._deleted.discard)(digit.id)


class Store(Log):
    """The file's digits, whichever process wrote them. :meth:`refresh` reads only what is new."""

    def __init__(self) -> None:
        super().__init__()
        self._file = _digits_log()
        self._place = 0, 0  # which file was read, and how far

    def _begin_again(self) -> None:
        super().__init__()
        self._place = 0, 0

    def refresh(self) -> list[MyDigitsError]:
        """Read what was appended. Damaged lines are moved to another file and reported, or why that failed.

        Raises:
            MyDigitsError: the file cannot be read.
        """
        place = self._end()
        if place == self._place:
            return []
        if place == (0, 0):
            self._begin_again()
            return []
        with self._file.locked_to_read(PATIENCE) as locked:
            place = self._end()
            if place[0] != self._place[0] or place[1] < self._place[1]:
                self._begin_again()
            damaged = [line for line in self._file.read(self._place[1]) if self.take(line)]
            errors = self._set_aside(damaged) if damaged and locked else []
            self._place = self._end()
        return errors

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


def load() -> tuple[list[MyDigit], list[MyDigitsError]]:
    """All digits, the oldest first, and a sentence about damage; see :meth:`Store.refresh`."""
    store = Store()
    errors = store.refresh()
    return store.digits, errors


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


# --- files that the user names ----------------------------------------------------------------------------------------


def export(digits: Sequence[MyDigit], file: Path) -> None:
    """Write digits to a file, a line each, in the format that :func:`import_digits` reads.

    Raises:
        MyDigitsError: the file cannot be written.
    """
    with file_errors(MyDigitsError, CANNOT_WRITE, file):
        write_whole(file, "".join(map(digit_line, digits)).encode())


def read_digits(file: Path, missing: str | None = None) -> tuple[list[MyDigit], list[MyDigitsError]]:
    """The digits of a file: lines ``{"strokes": …, "width": …, "label": …}``, or a file like the user's own.

    Args:
        missing: the sentence for a file that does not exist, see :func:`common.file_errors.file_errors`.

    Returns:
        The digits, and a sentence about each line that cannot be read.

    Raises:
        MyDigitsError: the file cannot be read, is larger than the user's own can be, or most likely holds no digits.
    """
    log, errors = Log(), []
    with file_errors(MyDigitsError, CANNOT_READ, file, missing), open_regular(file) as stream:
        if os.fstat(stream.fileno()).st_size > MAX_BYTES:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
        for number, line in enumerate(whole_lines(stream, LONGEST_LINE), start=1):
            if error := too_long() if line is None else log.take(line):
                errors.append(MyDigitsError("{file}:{line}: {reason}", file=file.name, line=number, reason=error))
            if len(errors) > MOST_ERRORS:
                raise MyDigitsError("{file}: no file of digits", file=file)
    return log.digits, errors


def import_digits(file: Path) -> tuple[list[MyDigit], list[MyDigitsError]]:
    """Add the digits of a file to the user's own; see :func:`read_digits`.

    Returns:
        The digits that were not there before, and a sentence about each line that cannot be read.

    Raises:
        MyDigitsError: the file cannot be read, or the user's own cannot be written.
    """
    digits, errors = read_digits(file, missing=NO_SUCH_FILE)
    there, damaged = load()
    known = {digit.id for digit in there}
    return add([digit for digit in digits if digit.id not in known]), errors + damaged
