"""Which of many digits are chosen, and which of them is under the cursor. Knows nothing of how they are shown."""

from __future__ import annotations

from collections.abc import Sequence

from training.datasets.my_digits import MyDigit


class Selection:
    """A cursor over digits in order, and the digits that are chosen.

    Attributes:
        digits: in the order shown.
        chosen: the ids of those that are chosen.
        cursor: a place in ``digits``.
    """

    def __init__(self) -> None:
        self.digits: list[MyDigit] = []
        self.chosen: set[str] = set()
        self.cursor = 0
        self._anchor = 0  # the place where an extended choice began

    def replace(self, digits: Sequence[MyDigit]) -> None:
        """Take other digits; what was chosen stays chosen.

        Where the digit under the cursor is gone, the next one takes its place.
        """
        following = self.digits[self.cursor :]
        self.digits = list(digits)
        places = {digit.id: place for place, digit in enumerate(self.digits)}
        last = max(len(self.digits) - 1, 0)
        self.cursor = next((places[digit.id] for digit in following if digit.id in places), last if following else 0)
        self._anchor = self.cursor
        self.chosen &= places.keys()
        if not self.chosen and self.digits and following:
            self.chosen = {self.digits[self.cursor].id}

    @property
    def current(self) -> MyDigit | None:
        """The digit under the cursor."""
        return self.digits[self.cursor] if self.cursor < len(self.digits) else None

    @property
    def chosen_digits(self) -> list[MyDigit]:
        """In the order shown."""
        return [digit for digit in self.digits if digit.id in self.chosen]

    def choose_all(self) -> None:
        self.chosen = {digit.id for digit in self.digits}

    def go_to(self, place: int, *, extend: bool = False, keep: bool = False) -> None:
        """Move the cursor and choose the digit there.

        Args:
            extend: choose all digits from where the choice began.
            keep: leave the others chosen, and no longer choose this one if it was.
        """
        self.cursor = place
        identity = self.digits[place].id
        if extend:
            first, last = sorted((self._anchor, place))
            self.chosen = {digit.id for digit in self.digits[first : last + 1]}
        else:
            self._anchor = place
            self.chosen = self.chosen ^ {identity} if keep else {identity}

    def place_after(self, columns: int, rows: int, per_row: int) -> int | None:
        """The place so many columns and rows from the cursor, or None where a single row leads off the digits.

        Several rows lead to the first row or to the last digit, columns to the first or the last digit.
        """
        if not self.digits:
            return None
        place = self.cursor + columns + rows * per_row
        if rows and not 0 <= place < len(self.digits):
            if abs(rows) == 1:
                return None
            place = place % per_row if rows < 0 else len(self.digits) - 1
        return min(max(place, 0), len(self.digits) - 1)
