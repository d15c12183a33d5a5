"""From events to digits."""

from __future__ import annotations

from dataclasses import replace

from training.datasets.my_digits.digit import Change, MyDigit
from training.datasets.my_digits.records import parse


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
