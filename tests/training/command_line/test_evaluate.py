"""``python -m training evaluate``, on a MNIST of its true size and on few drawings."""

from __future__ import annotations

import json
import os
import sys
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models import catalog, user_models
from tests.training.command_line.invoked import Here, assert_refused
from training.__main__ import main
from training.command_line import commands
from training.evaluation import number_photos
from training.evaluation.evaluation import evaluate
from training.evaluation.number_reading import NumberEvaluation, evaluate_numbers
from training.evaluation.picture_reading import evaluate_pictures
from training.evaluation.pictures.kinds import KINDS

FEW_KINDS = [kind for kind in KINDS if kind.name in ("frame", "1 bit", "logo")]


def _few_numbers(classifier: Any, pens: Any, each: int, *more: Any) -> NumberEvaluation:
    return evaluate_numbers(classifier, pens, min(each, 1), *more)


@pytest.fixture
def few_drawings(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is drawn to measure with is little."""
    monkeypatch.setattr(commands, "evaluate", partial(evaluate, placings=1, each_style=1, each_scrawl=1, each_letter=1))
    monkeypatch.setattr(commands, "evaluate_pictures", partial(evaluate_pictures, kinds=FEW_KINDS))
    monkeypatch.setattr(commands, "evaluate_numbers", _few_numbers)
    monkeypatch.setattr(number_photos, "PHOTOS", number_photos.PHOTOS[:1])


@pytest.mark.usefixtures("few_drawings")
def test_evaluate_prints_one_json_object(data_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "--model", "bp", "--data", str(data_folder)]) == 0
    printed, complaints = capsys.readouterr()
    assert complaints == ""
    printed = json.loads(printed)
    assert printed["model"] == "bp"
    confusion = np.array(printed["mnist"]["confusion"])
    assert confusion.shape == (10, 10)
    assert confusion.sum(axis=1).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert printed["mnist"]["errors"] == 10_000 - np.trace(confusion)
    assert printed["mnist"]["accuracy"] == pytest.approx(np.trace(confusion) / 10_000)
    assert printed["mnist"]["accuracy"] >= 0.97
    assert {"model", "mnist", "pens", "styles", "scrawls", "letters"} <= set(printed)
    assert set(printed["pictures"]["by_kind"]) == {"frame", "1 bit", "logo"}
    assert 0 <= printed["pictures"]["accuracy"] <= 1
    assert printed["numbers"]["accuracy"] == pytest.approx(np.mean(list(printed["numbers"]["by_length"].values())))


@pytest.mark.usefixtures("few_drawings")
def test_evaluate_without_torch_takes_the_numpy_net(
    digits: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    assert main(["evaluate", "--data", str(digits)]) == 0
    assert json.loads(capsys.readouterr().out)["model"] == "bp"


@pytest.mark.usefixtures("few_drawings")
def test_evaluate_takes_a_kept_network(digits: Path, capsys: pytest.CaptureFixture[str]) -> None:
    user_models.keep(catalog.WEIGHTS / "bp.safetensors", "Anna's")
    assert main(["evaluate", "--model", "Anna's", "--data", str(digits)]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert (printed["model"], printed["pictures"]) == ("Anna's", None), "pictures are made of recorded pens"


@pytest.mark.usefixtures("few_drawings")
def test_evaluate_writes_all_sheets_and_leaves_pictures_out_where_none_are_wanted(
    data_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["evaluate", "--model", "bp", "--data", str(data_folder)]
    assert main([*options, "--pictures", "1", "--sheets", str(tmp_path / "sheets")]) == 0
    assert sorted(os.listdir(tmp_path / "sheets")) == [
        "doubts.png",
        "misread-numbers.png",
        "misread-pictures.png",
        "misread.png",
        "pictures.png",
    ]
    assert json.loads(capsys.readouterr().out)["pictures"]["pictures"] == 3
    assert main([*options, "--pictures", "0"]) == 0
    assert json.loads(capsys.readouterr().out)["pictures"] is None


@pytest.mark.usefixtures("few_drawings")
def test_a_table_of_pictures(data_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--pictures", "2", "--picture-table", "--data", str(data_folder)]
    assert main(["evaluate", "--model", "bp", *options]) == 0
    printed = capsys.readouterr().out
    assert all(f"| {kind.name} |" in printed for kind in FEW_KINDS)


@pytest.mark.usefixtures("few_drawings")
def test_a_table_of_numbers(data_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "--model", "bp", "--number-table", "--data", str(data_folder)]) == 0
    printed = capsys.readouterr().out
    assert "| 7 |" in printed
    assert "| 2, in a photo |" in printed


def test_a_table_of_pictures_takes_recorded_pens(here: Here, digits: Path) -> None:
    done = here("evaluate", "--model", "bp", "--picture-table", "--data", digits)
    assert_refused(done, 1, "pendigits-orig.tra", "not found")
