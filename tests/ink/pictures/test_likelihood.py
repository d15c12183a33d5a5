"""The prior of groups."""

from __future__ import annotations

import numpy as np

from ink.pictures.components import Mask
from ink.pictures.likelihood import Setting, features, likelihood
from tests.ink.pictures.test_components import measured
from tests.ink.pictures.test_regions import DIGIT, framed

SETTING = Setting(100, 1, flat=False, narrow=False, blurred=False, low=False, cut=False, tail=0.9)


def prior(mask: Mask, *rows: int) -> float:
    table = measured(mask)
    return float(likelihood(features(table, [np.array(rows)], SETTING))[0])


def test_a_digit_alone_is_likely() -> None:
    assert prior(DIGIT, 0) > 0.5


def test_the_digit_in_a_frame_is_likelier_than_the_frame() -> None:
    frame, digit = 0, 1
    assert prior(framed(), digit) > prior(framed(), frame)
    assert prior(framed(), digit) > prior(framed(), frame, digit)


def test_a_speck_is_unlikely() -> None:
    speck = np.zeros((200, 200), bool)
    speck[50:52, 50:52] = True
    assert prior(speck, 0) < 0.5


def test_measures_are_finite_for_a_pixel() -> None:
    dot = np.ones((1, 1), bool)
    table = measured(dot)
    assert np.isfinite(features(table, [np.array([0])], SETTING)).all()


def test_probabilities_are_between_0_and_1() -> None:
    assert 0 < prior(DIGIT, 0) < 1
