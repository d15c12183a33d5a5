"""Evaluation counts what it says it counts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.classifier import Floats
from training.data import load_mnist
from training.evaluation import PLACINGS, evaluate
from training.pens import PEN_WIDTHS, pens_file


class AlwaysOne:
    name = "one"

    def predict_proba(self, frames: Floats) -> Floats:
        return np.tile(np.eye(10, dtype=np.float32)[1], (len(frames), 1))


def test_a_model_that_always_says_one_is_right_about_the_ones(data_folder: Path) -> None:
    if not pens_file(data_folder).exists():
        pytest.skip("no recorded pens here")
    result = evaluate(AlwaysOne(), load_mnist(data_folder), data_folder)
    assert result["mnist"]["accuracy"] == pytest.approx(0.1135)
    assert result["mnist"]["errors"] == 10_000 - 1135
    assert [sum(row) for row in result["mnist"]["confusion"]][1] == 1135
    assert result["pens"]["drawings"] == 1498 * PLACINGS
    assert 0.08 < result["pens"]["accuracy"] < 0.12
    assert set(result["pens"]["by_width"]) == set(map(str, PEN_WIDTHS))


def test_pens_that_are_not_there_are_null(data_folder: Path, tmp_path: Path) -> None:
    assert evaluate(AlwaysOne(), load_mnist(data_folder), tmp_path)["pens"] is None
