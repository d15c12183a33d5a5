"""How probabilities are written, and from which one on a digit is named."""

from __future__ import annotations

import numpy as np
import pytest
import ttkbootstrap as ttk

from gui.answer.verdict import Bars, Verdict, likeliest, percentage
from gui.look.look import Look
from models.classifier import Prediction


@pytest.mark.parametrize(
    ("probability", "text"),
    [
        (0.0, "< 0.1 %"),
        (0.0004, "< 0.1 %"),
        (0.123, "12.3 %"),
        (0.9994, "99.9 %"),
        (0.9996, "> 99.9 %"),
        (1, "> 99.9 %"),
    ],
)
def test_nothing_is_ever_wholly_certain(probability: float, text: str) -> None:
    assert percentage(probability) == text


@pytest.mark.parametrize(("highest", "text"), [(0.1, "?"), (0.19, "?"), (0.2, "9"), (1.0, "9")])
def test_a_digit_is_named_from_a_fifth_on(highest: float, text: str) -> None:
    probabilities = [(1 - highest) / 9] * 9 + [highest]
    assert likeliest(probabilities) == likeliest(np.float32(probabilities)) == text


@pytest.mark.parametrize(("highest", "digit"), [(0.15, "?"), (0.3, "9")])
def test_of_a_scrawl_no_digit_is_shown(display: str, highest: float, digit: str) -> None:
    frame, probabilities = np.ones((28, 28), np.float32), np.float32([(1 - highest) / 9] * 9 + [highest])
    prediction = Prediction("bp", frame, probabilities, confidence_threshold=0.7)
    root = ttk.App()
    look = Look(root.style, "light", 1.0)
    verdict, bars = Verdict(root, look), Bars(root, look, lambda digit: None)
    verdict.show(prediction)
    bars.show(probabilities)
    assert prediction.digit == 9, "as the command line and the log state it"
    assert verdict.digit.cget("text") == digit
    assert verdict.caption.cget("text") == f"not sure · {highest:.1%}".replace("%", " %")
    colours = {bars.itemcget(bar, "fill") for _label, _trough, bar, _percent in bars._rows}
    assert (look.theme.best_bar in colours) is (digit != "?")
    root.destroy()
