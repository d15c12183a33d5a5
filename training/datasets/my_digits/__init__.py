"""The digits that the user wrote and labelled: strokes, date, what each model answered. They stay on this machine.

They lie in one text file, an event a line, which only grows::

    {"id": "3f…", "time": "2026-11-24T12:00:00+00:00", "label": 4, "strokes": [[[x, y], …], …], "width": [24],
     "answers": {"resnet": [… ten …]}, "test": false}
    {"change": "3f…", "time": "…", "label": 9}          it is a 9; so, too, "answers": {…}
    {"change": "3f…", "time": "…", "deleted": true}     false brings it back

A line with strokes and a label alone counts too, whoever wrote it. A line is appended under a lock and is on the disk
when the call returns; what a crash left of one is set aside with all other damage, and the rest is read.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from common.errors import PlainError
from common.folders import user_folder
from common.storage import write_whole
from ink.framing import FRAME, frame
from ink.json_lines import strokes_from_json, strokes_to_json
from ink.page import MAX_COORDINATE, MAX_POINTS, MAX_WIDTH, MIN_WIDTH, Page, Stroke
from models.classifier import DIGITS

if TYPE_CHECKING:
    from training.datasets.mnist import Digits

FILE, BROKEN, LOCK = "my_digits.jsonl", "my_digits.broken.jsonl", "my_digits.lock"
PATIENCE = 20.0
"""Seconds that another process may hold the file."""
TEST_EVERY, FIRST_TEST = 4, 1
"""Of the digits with one label each fourth is kept aside to test with: the second, the sixth, …"""
DECIMALS = 4
"""Of the probabilities that are kept."""


def _refuse(constant: str) -> None:
    raise ValueError(constant)


DECODER = json.JSONDecoder(parse_constant=_refuse)
"""Takes no NaN and no infinity, which are no JSON anyway."""


class MyDigitsError(PlainError):
    """The user's digits cannot be read or written in full."""


@dataclass(frozen=True)
class MyDigit:
    """A digit of the user's.

    Attributes:
        drawing: the line of JSON that holds its strokes: few digits of many are ever looked at.
        answers: by model, the probabilities of the ten digits.
        test: whether it is kept aside to test with, and so never trained with; decided when it is added, it stays so
            whatever becomes of the label. None is not decided yet.
    """

    id: str
    time: datetime
    label: int
    drawing: str | bytes = field(repr=False)
    answers: Mapping[str, Sequence[float]] = field(default_factory=dict)
    test: bool | None = None

    @classmethod
    def of(cls, page: Page, label: int) -> MyDigit:
        """A new one, still to be added.

        Raises:
            MyDigitsError: there is nothing on the page, or a picture, which has no strokes.
        """
        if page.picture is not None:
            raise MyDigitsError("A picture has no strokes and cannot be kept in My digits; draw the digit instead")
        if not page.strokes:
            raise MyDigitsError("There is nothing to store: draw a digit first")
        return cls(uuid.uuid4().hex[:16], _now(), label, strokes_to_json(page.strokes))

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        return strokes_from_json(self.drawing)

    @property
    def page(self) -> Page:
        return Page(self.strokes)

    def read_as(self, model: str) -> int | None:
        """What the model took it for, or None where it was not asked."""
        answer = self.answers.get(model)
        return None if answer is None else max(range(DIGITS), key=answer.__getitem__)

    def misread_by(self, model: str) -> bool:
        return self.read_as(model) not in (None, self.label)

    def belief(self, model: str) -> float | None:
        """The probability that the model gave to the label: the less, the likelier one of the two is wrong."""
        answer = self.answers.get(model)
        return None if answer is None else answer[self.label]


@dataclass(frozen=True)
class Change:
    """What becomes of a digit; None leaves things as they are."""

    id: str
    label: int | None = None
    deleted: bool | None = None
    answers: Mapping[str, Sequence[float]] | None = None


def digits_file() -> Path:
    return user_folder() / FILE


# --- reading ----------------------------------------------------------------------------------------------------------


def load() -> tuple[list[MyDigit], list[MyDigitsError]]:
    """All digits, the oldest first, and what had to be set aside; see :meth:`Store.refresh`."""
    store = Store()
    errors = store.refresh()
    return store.digits, errors


class Store:
    """What the file says, this process's own lines and others'. :meth:`refresh` reads only what is new."""

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
        """Read what was appended; says what had to be set aside.

        Raises:
            MyDigitsError: the file cannot be read.
        """
        place = self._end()
        if place == self._place:
            return []
        if place == (0, 0):
            self._begin()
            return []
        with _locked(self.file):
            place = self._end()
            if place[0] != self._place[0] or place[1] < self._place[1]:
                self._begin()
            try:
                damaged = self._read(self._place[1])
            except OSError as error:
                raise _unreadable(self.file, error) from error
            errors = _set_aside(self.file, damaged) if damaged else []
            self._place = self._end()
        return errors

    def _read(self, start: int) -> list[bytes]:
        """Take in all lines from a place on; gives those that are damaged."""
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
        """Which file lies there now, and its length."""
        try:
            status = self.file.stat()
        except OSError:
            return 0, 0
        return status.st_ino, status.st_size


class Log:
    """Digits as events make them, line by line."""

    def __init__(self) -> None:
        self._digits: dict[str, MyDigit] = {}
        self._deleted: set[str] = set()

    @property
    def digits(self) -> list[MyDigit]:
        return [digit for digit in self._digits.values() if digit.id not in self._deleted]

    def take(self, line: bytes) -> None:
        """Take in an event; a change of a digit that is not there changes nothing.

        Raises:
            PlainError: the line holds none.
        """
        if not line.strip():
            return
        try:
            record = DECODER.decode(line.decode())
        except (ValueError, RecursionError) as error:
            raise MyDigitsError("not a line of JSON") from error
        if not isinstance(record, dict):
            raise MyDigitsError("not a drawing: it has no list of strokes")
        if "change" in record:
            self._change(_change(record))
        else:
            digit = _digit(record, line)
            self._digits[digit.id] = digit
            self._deleted.discard(digit.id)

    def _change(self, change: Change) -> None:
        digit = self._digits.get(change.id)
        if digit is None:
            return
        label = digit.label if change.label is None else change.label
        if label != digit.label or change.answers:
            self._digits[digit.id] = replace(digit, label=label, answers={**digit.answers, **(change.answers or {})})
        if change.deleted is not None:
            (self._deleted.add if change.deleted else self._deleted.discard)(digit.id)


def _digit(record: Mapping[str, Any], line: bytes) -> MyDigit:
    if not _is_sound(record) and not strokes_from_json(line):
        raise MyDigitsError("the drawing is blank")
    if not _is_label(record.get("label")):
        raise MyDigitsError("no label from 0 to 9")
    name, test = record.get("id"), record.get("test")
    if not isinstance(name, str) or not name:
        name = hashlib.sha256(line.strip()).hexdigest()[:16]
    if not isinstance(test, bool):  # by chance, but always the same
        test = hashlib.sha256(name.encode(errors="replace")).digest()[0] % TEST_EVERY == FIRST_TEST
    return MyDigit(name, _time(record.get("time")), record["label"], line, _answers(record.get("answers")), test)


def _change(record: Mapping[str, Any]) -> Change:
    name, label, deleted = record["change"], record.get("label"), record.get("deleted")
    if not isinstance(name, str) or not (label is None or _is_label(label)) or type(deleted) not in (bool, type(None)):
        raise MyDigitsError("not a change of a digit")
    return Change(name, label, deleted, _answers(record.get("answers")))


def _is_label(value: Any) -> bool:
    return type(value) is int and 0 <= value < DIGITS


def _time(value: Any) -> datetime:
    """With a zone, so that any two can be compared; what states none is older than all others."""
    try:
        time = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return datetime.fromtimestamp(0, UTC)
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _answers(value: Any) -> dict[str, tuple[float, ...]]:
    """What can be understood of it: without answers a digit is a digit all the same."""
    if not isinstance(value, dict):
        return {}
    return {
        model: tuple(answer)
        for model, answer in value.items()
        if isinstance(answer, list) and len(answer) == DIGITS and _within(answer, 0, 1)
    }


def _set_aside(file: Path, damaged: Sequence[bytes]) -> list[MyDigitsError]:
    """Move damaged lines out of the file, where they would be met again each time."""
    broken, bad = file.with_name(BROKEN), set(damaged)
    try:
        with broken.open("ab") as stream:
            stream.writelines(line.rstrip(b"\n") + b"\n" for line in damaged)
            stream.flush()
            os.fsync(stream.fileno())
        with file.open("rb") as lines:
            good = [line.rstrip(b"\n") + b"\n" for line in lines if line not in bad]
        write_whole(file, b"".join(good))
    except OSError as error:
        return [_unwritable(file, error)]
    said = "{count} lines of My digits were damaged and set aside in {file}"
    return [MyDigitsError(said, count=len(damaged), file=broken)]


# --- writing ----------------------------------------------------------------------------------------------------------


def add(digits: Sequence[MyDigit]) -> list[MyDigit]:
    """Append digits to the file; as they stand there, with it decided which are to test with.

    Raises:
        MyDigitsError: the file cannot be written.
    """
    file, added = digits_file(), []
    with _locked(file):
        written = file.read_bytes() if file.exists() else b""
        labels = {digit.label for digit in digits}
        count = Counter({label: written.count(f'"label": {label}, "strokes"'.encode()) for label in labels})
        for digit in digits:
            if digit.test is None:
                digit = replace(digit, test=count[digit.label] % TEST_EVERY == FIRST_TEST)
            count[digit.label] += 1
            added.append(digit)
        _append(file, map(_line, added))
    return added


def change(changes: Sequence[Change]) -> None:
    """Append changes to the file: a crash leaves each of them done or not done.

    Raises:
        MyDigitsError: the file cannot be written.
    """
    file, time = digits_file(), _now().isoformat()
    with _locked(file):
        _append(file, (_change_line(one, time) for one in changes))


def export(digits: Sequence[MyDigit], file: Path) -> None:
    """Write digits to a file of the user's, a line each, as :func:`import_digits` and others read them.

    Raises:
        MyDigitsError: the file cannot be written.
    """
    try:
        write_whole(file, "".join(map(_line, digits)).encode())
    except OSError as error:
        raise _unwritable(file, error) from error


def import_digits(file: Path) -> tuple[list[MyDigit], list[MyDigitsError]]:
    """Add the digits of a file, lines ``{"strokes": …, "width": …, "label": …}`` or a file like the user's own.

    Returns:
        Those that were not there before, and a sentence about each line that cannot be read.

    Raises:
        MyDigitsError: the file cannot be read, or the user's own not be written.
    """
    log, errors = Log(), []
    try:
        with file.open("rb") as stream:
            for number, line in enumerate(stream, start=1):
                try:
                    log.take(line)
                except PlainError as error:
                    errors.append(MyDigitsError("{file}:{line}: {reason}", file=file.name, line=number, reason=error))
    except OSError as error:
        raise _unreadable(file, error) from error
    there, damaged = load()
    known = {digit.id for digit in there}
    return add([digit for digit in log.digits if digit.id not in known]), errors + damaged


def _line(digit: MyDigit) -> str:
    record = {
        "id": digit.id,
        "time": digit.time.isoformat(),
        "label": digit.label,
        **json.loads(strokes_to_json(digit.strokes)),
        "answers": _rounded(digit.answers),
        "test": bool(digit.test),
    }
    return json.dumps(record) + "\n"


def _change_line(change: Change, time: str) -> str:
    record: dict[str, Any] = {"change": change.id, "time": time, "label": change.label, "deleted": change.deleted}
    record["answers"] = _rounded(change.answers) if change.answers else None
    return json.dumps({name: value for name, value in record.items() if value is not None}) + "\n"


def _rounded(answers: Mapping[str, Sequence[float]]) -> dict[str, list[float]]:
    return {model: [round(float(part), DECIMALS) for part in answer] for model, answer in answers.items()}


def _append(file: Path, lines: Iterator[str]) -> None:
    """Write lines at the end, in one go, and wait until they are on the disk."""
    blob = "".join(lines).encode()
    with file.open("a+b") as stream:
        if stream.tell():
            stream.seek(-1, os.SEEK_END)
            if stream.read(1) != b"\n":  # what a crash left must not spoil the line that comes after it
                blob = b"\n" + blob
        stream.write(blob)
        stream.flush()
        os.fsync(stream.fileno())


@contextlib.contextmanager
def _locked(file: Path) -> Iterator[None]:
    """Keep other processes from reading and writing meanwhile."""
    from filelock import FileLock, Timeout  # takes its time to be imported, and the window's start needs no digits

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(file.with_name(LOCK), timeout=PATIENCE):
            yield
    except Timeout as error:
        raise MyDigitsError("{file}: another window holds it; try again", file=file) from error
    except OSError as error:
        raise _unwritable(file, error) from error


def _is_sound(record: Mapping[str, Any]) -> bool:
    """Whether this is a drawing beyond doubt: a quick look, as nearly all are; the others are looked at closely."""
    strokes, widths = record.get("strokes"), record.get("width")
    if type(strokes) is not list or not strokes or type(widths) is not list or len(widths) != len(strokes):
        return False
    for path in strokes:
        if type(path) is not list or not path or set(map(type, path)) != {list} or set(map(len, path)) != {2}:
            return False
        if not _within(list(chain.from_iterable(path)), -MAX_COORDINATE, MAX_COORDINATE):
            return False
    return _within(widths, MIN_WIDTH, MAX_WIDTH) and sum(map(len, strokes)) <= MAX_POINTS


def _within(values: Sequence[Any], low: float, high: float) -> bool:
    """Whether all are numbers between two; they come from the decoder, and so none of them is a NaN."""
    return set(map(type, values)) <= {int, float} and low <= min(values) and max(values) <= high


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _unwritable(file: Path, error: OSError) -> MyDigitsError:
    return MyDigitsError("{file}: cannot be written ({reason})", file=file, reason=error.strerror or error)


def _unreadable(file: Path, error: OSError) -> MyDigitsError:
    if isinstance(error, FileNotFoundError):
        return MyDigitsError("{file}: no such file", file=file)
    return MyDigitsError("{file}: cannot be read ({reason})", file=file, reason=error.strerror or error)


# --- to train and to test with ----------------------------------------------------------------------------------------


def split(digits: Sequence[MyDigit]) -> tuple[list[MyDigit], list[MyDigit]]:
    """Those to train with, and those to test with."""
    return [digit for digit in digits if not digit.test], [digit for digit in digits if digit.test]


def as_digits(digits: Sequence[MyDigit]) -> Digits:
    """Labelled frames, centred as all that networks are trained with."""
    import numpy as np

    from training.datasets.mnist import Digits

    images = np.zeros((len(digits), FRAME, FRAME), dtype=np.float32)
    for image, digit in zip(images, digits, strict=True):
        image[:] = frame(digit.page)
    return Digits(images, np.array([digit.label for digit in digits], dtype=np.int64))
