"""The events of a run, read back from lines of JSON. What does not hold what it must is no event."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

from training.learning.settings import MOST_EPOCHS, is_rate

LONGEST = 1 << 16
"""Bytes of a line at most; the longest event states an order in about a thousand."""
LARGEST = 1e100
"""Of any figure."""

Check = Callable[[Any], bool]


def is_number(value: Any) -> bool:
    """Whether it is a number that can be computed with: neither infinite nor of hundreds of digits."""
    return type(value) in (int, float) and abs(value) <= LARGEST


def _is_figure(value: Any) -> bool:
    """Numbers, and what became of a loss that has diverged."""
    return is_number(value) or (type(value) is float and not math.isfinite(value))


def _is_epoch(value: Any) -> bool:
    return type(value) is int and 1 <= value <= MOST_EPOCHS


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value <= LARGEST


def _is_text(value: Any) -> bool:
    """Whether it is a text that can be shown; half a surrogate pair cannot."""
    return isinstance(value, str) and not any("\ud800" <= character <= "\udfff" for character in value)


def _or_none(check: Check) -> Check:
    return lambda value: value is None or check(value)


_FIELDS: dict[str, dict[str, Check]] = {
    "epoch": {
        "epoch": _is_epoch,
        **dict.fromkeys(("seconds", "evaluation_seconds", "train_loss", "validation_accuracy"), is_number),
        **dict.fromkeys(("train_accuracy", "validation_loss"), _or_none(_is_figure)),
    },
    "rate": {"epoch": _is_epoch, "done": _is_count, "rate": is_rate},
    "finished": {"test_accuracy": _or_none(is_number)},
    "failed": {"reason": _is_text},
    "kept": {"name": _is_text},
    "compared": dict.fromkeys(("new", "current"), _or_none(lambda value: isinstance(value, dict))),
}
"""What the fields of an event must hold; a field that is not there holds None."""


def parse_event(line: bytes) -> dict[str, Any] | None:
    """The event on a line, or None if the line is damaged."""
    if len(line) > LONGEST:
        return None
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(event, dict) or not isinstance(event.get("event"), str):
        return None
    checks = _FIELDS.get(event["event"], {})
    return event if all(check(event.get(name)) for name, check in checks.items()) else None
