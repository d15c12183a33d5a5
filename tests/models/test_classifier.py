"""Calibration, as weight files state it; and when a prediction is sure."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from models.classifier import Calibration, Prediction


def test_a_calibration_is_read_from_metadata() -> None:
    stated = {"calibration": {"temperature": 1.5, "sure_from": 0.8}}
    assert Calibration.of(stated) == Calibration(temperature=1.5, confidence_threshold=0.8)


@pytest.mark.parametrize(
    "stated", [None, [], "hot", {}, {"temperature": None}, {"temperature": True}, {"sure_from": "1"}]
)
def test_what_is_not_stated_is_as_for_a_net_not_calibrated(stated: Any) -> None:
    assert Calibration.of({"calibration": stated}) == Calibration.of({}) == Calibration()


@pytest.mark.parametrize("temperature", [0, -1, 1e-300, 1e9, float("nan"), float("inf")])
def test_no_temperature_that_would_break_the_softmax(temperature: float) -> None:
    assert Calibration.of({"calibration": {"temperature": temperature}}).temperature == 1


@pytest.mark.parametrize("threshold", [-0.1, 1.1, 50, float("nan")])
def test_no_threshold_that_is_no_probability(threshold: float) -> None:
    assert Calibration.of({"calibration": {"sure_from": threshold}}) == Calibration()


@pytest.mark.parametrize(("confidence_threshold", "sure"), [(0.5, True), (0.6, True), (0.7, False)])
def test_an_answer_is_sure_from_the_threshold_on(confidence_threshold: float, sure: bool) -> None:
    probabilities = np.array([0.6, 0.4, *[0] * 8])
    prediction = Prediction("bp", np.ones((28, 28), np.float32), probabilities, confidence_threshold)
    assert prediction.sure is sure
    assert prediction.digit == 0
