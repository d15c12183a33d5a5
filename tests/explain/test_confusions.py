"""The counts of a matrix are the pictures behind its cells, and those that ``evaluate`` prints."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from common.errors import PlainError
from explain import confusions
from explain.confusions import SETS, DigitSet, behind, load_set, matrix
from ink.page import Page
from models import catalog
from tests.helpers import easy_digits, is_one_sentence
from training.datasets import my_digits
from training.datasets.mnist import Mnist
from training.datasets.my_digits import MyDigit
from training.evaluation.evaluation import evaluate

DIGITS = easy_digits(200)
SET = DigitSet(np.uint8(np.rint(DIGITS.images * 255)), DIGITS.labels)
ANSWERS = np.random.default_rng(1).dirichlet(np.ones(10), 200).astype(np.float32)


def test_a_cells_count_is_the_number_of_pictures_behind_it() -> None:
    counts = matrix(SET, ANSWERS)
    assert counts.sum() == len(SET)
    for label, answer in np.ndindex(10, 10):
        indices = behind(SET, ANSWERS, label, answer)
        assert len(indices) == counts[label, answer]
        assert (SET.labels[indices] == label).all()
        sure = ANSWERS[indices, answer]
        assert (np.diff(sure) <= 0).all()


def test_the_matrix_is_evaluates(digits: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGITPAD_DATA", str(digits))
    monkeypatch.setattr(confusions, "EACH_STYLE", 2)
    network = catalog.load("bp")
    mnist, styles = load_set("mnist"), load_set("styles")
    assert isinstance(mnist, DigitSet)
    assert isinstance(styles, DigitSet)
    test = Mnist(easy_digits(1), confusions.load_mnist(digits).test)
    report = evaluate(network, test, None, each_style=2, each_scrawl=1, each_letter=1).report
    assert matrix(mnist, network.predict_proba(mnist.frames / np.float32(255))).tolist() == report["mnist"]["confusion"]
    answers = network.predict_proba(styles.frames / np.float32(255))
    assert np.trace(matrix(styles, answers)) / len(styles) == pytest.approx(report["styles"]["accuracy"], abs=1e-6)


def test_a_digit_of_strokes_is_opened_as_strokes_and_another_as_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confusions, "EACH_STYLE", 1)
    styles = load_set("styles")
    assert isinstance(styles, DigitSet)
    assert styles.page(3).strokes
    assert SET.page(3).picture is not None


def test_my_digits_are_a_set_as_well(own_home: Path) -> None:
    empty = load_set("mine")
    assert isinstance(empty, PlainError)
    assert is_one_sentence(empty)
    from ink.json_lines import strokes_from_json
    from tests.helpers import SEVEN, line

    my_digits.add([MyDigit.of(Page(strokes_from_json(line(SEVEN))), 7)])
    mine = load_set("mine")
    assert isinstance(mine, DigitSet)
    assert mine.labels.tolist() == [7]


@pytest.mark.parametrize("name", ["mnist", "pens"])
def test_a_set_that_is_missing_is_an_error(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGITPAD_DATA", str(tmp_path))
    missing = load_set(name)
    assert isinstance(missing, PlainError)
    assert is_one_sentence(missing)
    assert set(SETS) == {"mnist", "pens", "styles", "mine"}
