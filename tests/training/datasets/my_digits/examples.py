"""A page with a four on it, digits made of it, and what is stored."""

from __future__ import annotations

from ink.page import Page, Stroke
from training.datasets import my_digits
from training.datasets.my_digits import MyDigit

FOUR = Page((Stroke(((10.0, 20.0), (30.5, 40.0)), 24.0), Stroke(((50.0, 60.0),), 8.0)))
SAYS_NINE = [0.0] * 9 + [1.0]


def add(label: int = 4, count: int = 1) -> list[MyDigit]:
    return my_digits.add([MyDigit.of(FOUR, label) for _ in range(count)])


def labels() -> list[int]:
    digits, errors = my_digits.load()
    assert not errors
    return [digit.label for digit in digits]
