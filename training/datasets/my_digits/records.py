"""Events as lines of JSON, read and written: a digit that was added, or a change of one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from ink.json_lines import strokes_from_json, strokes_to_json
from ink.page import MAX_COORDINATE, MAX_POINTS, MAX_WIDTH, MIN_WIDTH
from models.classifier import DIGITS
from training.datasets.my_digits.digit import (
    FRAME_KEY,
    Change,
    MyDigit,
    MyDigitsError,
    frame_from_text,
    frame_to_json,
    is_test_by_id,
)

LONGEST_LINE = 64 * MAX_POINTS
"""Bytes of a line at most, enough for a drawing of as many points as there can be."""
DECIMALS = 4
"""Decimals of the probabilities that are stored."""
TIMES = datetime(1970, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)
"""The earliest and the latest time of a digit: what every system can show in the local time zone."""


def _refuse(constant: str) -> None:
    raise ValueError(constant)


DECODER = json.JSONDecoder(parse_constant=_refuse)
"""Refuses NaN and infinity, which are not JSON."""


# --- reading ----------------------------------------------------------------------------------------------------------


def parse(line: bytes) -> MyDigit | Change:
    """Read one event.

    Raises:
        PlainError: the line holds none.
    """
    if len(line) > LONGEST_LINE:
        raise too_long()
    try:
        record = DECODER.decode(line.decode())
    except (ValueError, RecursionError) as error:
        raise MyDigitsError("not a line of JSON") from error
    if not isinstance(record, dict):
        raise MyDigitsError("not a drawing: it has no list of strokes")
    return _change(record) if "change" in record else _digit(record, line)


def too_long() -> MyDigitsError:
    return MyDigitsError("a line longer than {limit:,} bytes", limit=LONGEST_LINE)


def _digit(record: Mapping[str, Any], line: bytes) -> MyDigit:
    drawing: str | bytes = line
    if "strokes" not in record and isinstance(kept := record.get(FRAME_KEY), str):
        drawing = frame_to_json(frame_from_text(kept))
    elif not _is_sound(record) and not strokes_from_json(line):
        raise MyDigitsError("the drawing is blank")
    if not _is_label(record.get("label")):
        raise MyDigitsError("no label from 0 to 9")
    name, test = record.get("id"), record.get("test")
    if not isinstance(name, str) or not name:
        name = hashlib.sha256(line.strip()).hexdigest()[:16]
    if not isinstance(test, bool):
        test = is_test_by_id(name)
    return MyDigit(name, _time(record.get("time")), record["label"], drawing, _answers(record.get("answers")), test)


def _change(record: Mapping[str, Any]) -> Change:
    name, label, deleted = record["change"], record.get("label"), record.get("deleted")
    if not isinstance(name, str) or not (label is None or _is_label(label)) or type(deleted) not in (bool, type(None)):
        raise MyDigitsError("not a change of a digit")
    return Change(name, label, deleted, _answers(record.get("answers")))


def _is_label(value: Any) -> bool:
    return type(value) is int and 0 <= value < DIGITS


def _time(value: Any) -> datetime:
    """With a time zone, so that any two can be compared; the epoch where no time that can be shown is read."""
    try:
        time = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return TIMES[0]
    time = time if time.tzinfo else time.replace(tzinfo=UTC)
    return time if TIMES[0] <= time <= TIMES[1] else TIMES[0]


def _answers(value: Any) -> dict[str, tuple[float, ...]]:
    """The valid answers; others are left out, as a digit counts without them too."""
    if not isinstance(value, dict):
        return {}
    return {
        model: tuple(answer)
        for model, answer in value.items()
        if isinstance(answer, list) and len(answer) == DIGITS and _within(answer, 0, 1)
    }


def _is_sound(record: Mapping[str, Any]) -> bool:
    """A fast check that accepts nearly all valid drawings; what it rejects, ``strokes_from_json`` checks in full."""
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
    """Whether all are numbers from ``low`` to ``high``; the decoder lets no NaN through."""
    return set(map(type, values)) <= {int, float} and low <= min(values) and max(values) <= high


# --- writing ----------------------------------------------------------------------------------------------------------


def digit_line(digit: MyDigit) -> str:
    """The line that says that a digit was added."""
    record = {
        "id": digit.id,
        "time": digit.time.isoformat(),
        "label": digit.label,
        **json.loads(strokes_to_json(digit.strokes) if digit.kept_frame is None else digit.drawing),
        "answers": _rounded(digit.answers),
        "test": bool(digit.test),
    }
    return json.dumps(record) + "\n"


def count_lines(lines: Sequence[bytes], label: int) -> int:
    """How many of the lines were made by :func:`digit_line` of a digit with this label."""
    parts = [f'"label": {label}, "{key}"'.encode() for key in ("strokes", FRAME_KEY)]
    return sum(any(part in line for part in parts) for line in lines)


def change_line(change: Change, time: datetime) -> str:
    """The line that says that a digit was changed."""
    record: dict[str, Any] = {
        "change": change.id,
        "time": time.isoformat(),
        "label": change.label,
        "deleted": change.deleted,
        "answers": _rounded(change.answers) if change.answers else None,
    }
    return json.dumps({name: value for name, value in record.items() if value is not None}) + "\n"


def _rounded(answers: Mapping[str, Sequence[float]]) -> dict[str, list[float]]:
    return {model: [round(float(part), DECIMALS) for part in answer] for model, answer in answers.items()}
