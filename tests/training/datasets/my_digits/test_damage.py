"""Damaged lines are set aside, and the rest is read."""

from __future__ import annotations

import pytest

from tests.helpers import is_one_sentence
from tests.training.datasets.my_digits.examples import add, labels
from training.datasets import my_digits
from training.datasets.my_digits import Store, digits_file

DAMAGE = [
    b"{",
    b"\xff\xfe\x00",
    b"[1, 2]",
    b"[[]]",
    b"[" * 5000,
    b'{"label": 4}',
    b'{"strokes": [[[1, 2]]]}',
    b'{"label": 10, "strokes": [[[1, 2]]]}',
    b'{"label": true, "strokes": [[[1, 2]]]}',
    b'{"label": 4, "strokes": []}',
    b'{"label": 4, "strokes": [[[1, NaN]]], "width": [5]}',
    b'{"label": 4, "strokes": [[[1, 2, 3]]], "width": [5]}',
    b'{"label": 4, "strokes": [[[1, "2"]]], "width": [5]}',
    b'{"label": 4, "strokes": [[[1, 1e7]]], "width": [5]}',
    b'{"label": 4, "strokes": [[[1, 2]]], "width": [5, 6]}',
    b'{"label": 4, "strokes": [[[1, 2]]], "width": [500]}',
    b'{"change": 5}',
    b'{"change": "x", "label": "4"}',
    b'{"change": "x", "deleted": 1}',
]


@pytest.mark.parametrize("damage", DAMAGE, ids=range(len(DAMAGE)))
def test_damaged_lines_are_set_aside_and_reported_once_and_the_rest_is_there(damage: bytes) -> None:
    add(4)
    with digits_file().open("ab") as file:
        file.write(damage + b"\n")
    add(5)
    digits, (error,) = my_digits.load()
    assert [digit.label for digit in digits] == [4, 5]
    assert is_one_sentence(error)
    assert digits_file().with_name("my_digits.broken.jsonl").read_bytes() == damage + b"\n"
    assert labels() == [4, 5]


def test_a_store_goes_on_after_damage() -> None:
    store = Store()
    add(4)
    store.refresh()
    with digits_file().open("ab") as file:
        file.write(b"damage\n")
    add(5)
    assert len(store.refresh()) == 1
    add(6)
    assert not store.refresh()
    assert [digit.label for digit in store.digits] == [4, 5, 6]


def test_wherever_a_crash_cut_the_last_line_only_that_digit_is_lost() -> None:
    add(4)
    whole = len(digits_file().read_bytes())
    add(5)
    blob = digits_file().read_bytes()
    for end in range(whole, len(blob), 7):
        digits_file().write_bytes(blob[:end])
        add(6)
        digits, errors = my_digits.load()
        assert [digit.label for digit in digits] == [4, 6]
        assert len(errors) == (end > whole)
