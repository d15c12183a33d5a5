"""What the bundled networks reach at least, on digits that none of them has seen."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import ImageOps

from ink.framing import Framing, frame
from ink.rendering import render
from models import catalog
from models.recognition import recognize
from training.datasets.mnist import DataError, load_mnist
from training.datasets.pens import read_pens
from training.evaluation import evaluation
from training.evaluation.evaluation import evaluate
from training.strokes.measured.drawings import measured_digits

pytest.importorskip("torch")

frame_once = cache(frame)
"""Both networks read the same drawings."""


@pytest.fixture(scope="module", params=["resnet", "lenet"])
def report(request: pytest.FixtureRequest, data_folder: Path) -> dict[str, Any]:
    try:
        mnist, pens = load_mnist(data_folder), read_pens(data_folder)
    except DataError as error:
        pytest.skip(str(error))
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(evaluation, "frame", frame_once)
        return evaluate(catalog.load(request.param), mnist, pens, placings=2, each_style=100, each_scrawl=40).report


def least(report: dict[str, Any], resnet: float, lenet: float) -> float:
    return {"resnet": resnet, "lenet": lenet}[report["model"]]


def test_mnist(report: dict[str, Any]) -> None:
    assert report["mnist"]["accuracy"] >= least(report, resnet=0.997, lenet=0.993)


def test_recorded_pens(report: dict[str, Any]) -> None:
    pens = report["pens"]
    assert pens["accuracy"] >= least(report, resnet=0.995, lenet=0.99)
    assert min(pens["by_width"].values()) >= least(report, resnet=0.99, lenet=0.98)
    assert min(pens["by_writer"].values()) >= least(report, resnet=0.98, lenet=0.97)


def test_every_style(report: dict[str, Any]) -> None:
    """Ones that are drawn down and back up are the hardest."""
    assert report["styles"]["accuracy"] >= least(report, resnet=0.985, lenet=0.98)
    assert min(report["styles"]["by_style"].values()) >= least(report, resnet=0.75, lenet=0.75)


def test_confidence_means_what_it_says(report: dict[str, Any]) -> None:
    assert report["pens"]["calibration"]["ece"] <= 0.01


def test_what_is_no_digit_is_refused_and_digits_are_not(report: dict[str, Any]) -> None:
    assert report["scrawls"]["refused_at_1_percent"] >= 0.9
    assert report["scrawls"]["refused"] >= 0.9
    assert report["pens"]["refused"] <= 0.015


def test_pictures_are_read_as_well_as_strokes(tmp_path: Path) -> None:
    """Drawings of all styles as PNG files, dark on light."""
    drawings = list(measured_digits(2, np.random.default_rng(3)))
    files = []
    for number, drawing in enumerate(drawings):
        files.append(str(tmp_path / f"{number}.png"))
        ImageOps.invert(render(drawing.page)).save(files[-1])
    answers = recognize(files, catalog.load(catalog.DEFAULT), Framing.CENTRED)
    missed = [
        drawing.style for answer, drawing in zip(answers, drawings, strict=True) if answer["digit"] != drawing.label
    ]
    assert len(missed) <= 0.02 * len(drawings), missed
