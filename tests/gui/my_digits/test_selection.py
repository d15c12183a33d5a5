"""Choosing among digits: the cursor, extended and kept choices, and what becomes of them when digits go."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gui.my_digits.selection import Selection
from training.datasets.my_digits import MyDigit

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def digits(letters: str) -> list[MyDigit]:
    return [MyDigit(letter, NOW, 0, "") for letter in letters]


@pytest.fixture
def selection() -> Selection:
    selection = Selection()
    selection.replace(digits("abcdefgh"))
    return selection


def chosen(selection: Selection) -> str:
    return "".join(digit.id for digit in selection.chosen_digits)


def test_nothing_is_chosen_to_begin_with(selection: Selection) -> None:
    assert chosen(selection) == ""
    assert selection.current is not None
    assert selection.current.id == "a"


def test_one_takes_the_place_of_another(selection: Selection) -> None:
    selection.go_to(2)
    selection.go_to(4)
    assert (chosen(selection), selection.cursor) == ("e", 4)


def test_a_choice_is_extended_from_where_it_began(selection: Selection) -> None:
    selection.go_to(3)
    selection.go_to(5, extend=True)
    assert chosen(selection) == "def"
    selection.go_to(1, extend=True)
    assert chosen(selection) == "bcd"


def test_others_stay_chosen_where_that_is_asked_for(selection: Selection) -> None:
    for place in (1, 3, 5, 3):
        selection.go_to(place, keep=True)
    assert chosen(selection) == "bf"


def test_what_was_chosen_stays_chosen_in_another_order(selection: Selection) -> None:
    selection.go_to(1)
    selection.go_to(2, keep=True)
    selection.replace(digits("hgfedcba"))
    assert (chosen(selection), selection.cursor) == ("cb", 5)


@pytest.mark.parametrize(("left", "expected"), [("abefgh", "e"), ("ab", "b"), ("", "")])
def test_where_the_chosen_are_gone_the_next_one_is_chosen(selection: Selection, left: str, expected: str) -> None:
    selection.go_to(2)
    selection.go_to(3, extend=True)
    selection.replace(digits(left))
    assert chosen(selection) == expected


def test_all_can_be_chosen_and_none_of_none(selection: Selection) -> None:
    selection.choose_all()
    assert chosen(selection) == "abcdefgh"
    assert Selection().current is None
    assert Selection().place_after(1, 0, 3) is None


@pytest.mark.parametrize(
    ("start", "columns", "rows", "expected"),
    [
        (4, 1, 0, 5),
        (4, 0, -1, 1),
        (4, 0, 1, 7),
        (7, 1, 0, 7),
        (0, -1, 0, 0),
        (1, 0, -1, None),  # the first row
        (6, 0, 1, None),  # the last
        (4, 0, -5, 1),  # pages lead to the first row
        (4, 0, 5, 7),  # and to the last digit
        (4, -8, 0, 0),
    ],
)
def test_the_cursor_moves_in_rows_of_three(
    selection: Selection, start: int, columns: int, rows: int, expected: int | None
) -> None:
    selection.go_to(start)
    assert selection.place_after(columns, rows, 3) == expected
