"""Odd hands: each its own, on the canvas, readable, and written down nowhere else."""

from __future__ import annotations

from itertools import chain

import numpy as np
import pytest

from ink.framing import frame
from ink.page import CANVAS
from models import catalog
from training.strokes.measured.digits import PROTOTYPES
from training.strokes.measured.writers import FORMS, OddHand, odd_hand
from training.strokes.taught.digits import DIGITS


def test_the_seed_decides_whose_hand_it_is() -> None:
    assert odd_hand(3) == odd_hand(3)
    assert len({odd_hand(seed) for seed in range(20)}) == 20


def test_a_hand_writes_each_digit_in_one_way_and_never_twice_the_same() -> None:
    drawings = list(odd_hand(1).samples(3, np.random.default_rng(1)))
    assert [drawing.label for drawing in drawings] == list(range(10)) * 3
    assert len({drawing.style for drawing in drawings}) == 10
    assert len({drawing.page for drawing in drawings}) == 30
    assert drawings == list(odd_hand(1).samples(3, np.random.default_rng(1)))


def test_drawings_lie_on_the_canvas() -> None:
    for drawing in odd_hand(2).samples(5, np.random.default_rng(2)):
        ink = np.concatenate([stroke.path for stroke in drawing.page.strokes])
        assert 0 < ink.min() < ink.max() < CANVAS


def test_no_form_is_taught_or_measured_with_elsewhere() -> None:
    elsewhere = {text.replace("!", "") for text in chain(*DIGITS.values(), *PROTOTYPES.values())}
    forms = [form.replace("!", "") for form in chain(*FORMS)]
    assert len(set(forms)) == len(forms)
    assert elsewhere.isdisjoint(forms)


@pytest.mark.parametrize("odd", [False, True])
def test_networks_misread_what_is_odd(odd: bool) -> None:
    hands = [odd_hand(seed) for seed in range(200, 210)]
    plain = [OddHand((0,) * 10, hand.slant, hand.turn, hand.width, hand.manner) for hand in hands]
    rng = np.random.default_rng(1)
    drawings = [drawing for hand in (hands if odd else plain) for drawing in hand.samples(2, rng)]
    read = catalog.load("bp").predict_proba(np.stack([frame(drawing.page) for drawing in drawings])).argmax(axis=1)
    misread = float((read != [drawing.label for drawing in drawings]).mean())
    assert (0.05 < misread < 0.3) if odd else misread < 0.05
