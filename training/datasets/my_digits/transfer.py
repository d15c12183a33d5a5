"""Digits to and from a file that the user names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from common.errors import PlainError
from common.file_errors import CANNOT_READ, CANNOT_WRITE, NO_SUCH_FILE, file_errors
from common.storage import write_whole
from training.datasets.my_digits.digit import MyDigit, MyDigitsError
from training.datasets.my_digits.records import digit_line
from training.datasets.my_digits.store import Log, add, load


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
        MyDigitsError: the file cannot be read.
    """
    log, errors = Log(), []
    with file_errors(MyDigitsError, CANNOT_READ, file, missing):
        lines = file.read_bytes().splitlines()
    for number, line in enumerate(lines, start=1):
        try:
            log.take(line)
        except PlainError as error:
            errors.append(MyDigitsError("{file}:{line}: {reason}", file=file.name, line=number, reason=error))
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
