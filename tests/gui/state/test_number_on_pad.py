"""A number on the pad is sure if each digit is, and if it is sure that these are all."""

from __future__ import annotations

import numpy as np
import pytest

from gui.state.number_on_pad import NumberOnPad
from ink.page import Page
from models.numbers import DigitRead, Number
from tests.models.probabilities import sure_of


def shown(confidence: float, *each: float) -> NumberOnPad:
    """A number of 5s, as confident as said in all of it and in each digit."""
    number = NumberOnPad()
    blank = np.zeros((28, 28), np.float32)
    digits = [
        DigitRead(blank, sure_of(5, one), (100 * place, 0, 100 * place + 50, 90)) for place, one in enumerate(each)
    ]
    number.show(Page(), Number((tuple(digits),), confidence=confidence), sure_from=0.9)
    return number


@pytest.mark.parametrize(
    ("number", "sure"),
    [(shown(0.95, 0.99, 0.99), True), (shown(0.01, 0.99, 0.99), False), (shown(0.95, 0.99, 0.5), False)],
    ids=["all of it", "perhaps not all", "not each"],
)
def test_a_number_is_sure_if_all_of_it_is(number: NumberOnPad, sure: bool) -> None:
    assert number.all_sure is sure


def test_what_the_user_corrected_needs_no_doubt() -> None:
    number = shown(0.01, 0.99, 0.5)
    assert number.page is not None
    number.correct(number.page, 1, 3)
    assert number.text == "53"
    assert number.all_sure
