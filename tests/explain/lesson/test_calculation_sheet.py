"""The written calculation gives the network's probabilities to who follows it with a calculator."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

from explain.calculation import calculate
from explain.lesson.calculation_sheet import (
    calculation_sheet,
    straightening_formula,
    sum_formula,
    term_rows,
    unit_formula,
)
from explain.lesson.sheets import Formula, Pictures, Table
from ink.framing import Frame
from models import catalog
from tests.explain.conftest import network


def number(text: str) -> float:
    return float(text.replace("−", "-").replace(" ", ""))


def test_a_pupil_with_a_calculator_gets_the_probability(seven: Frame) -> None:
    classifier = catalog.load("bp")
    sheet = calculation_sheet(seven, calculate(classifier, seven))  # type: ignore[arg-type]
    [terms, softmax] = [block for block in sheet.blocks if isinstance(block, Table) and len(block.columns) == 5]
    logit = sum(number(row[3]) for row in terms.rows)
    written = next(row for row in softmax.rows if row[0] == "7")
    assert logit == pytest.approx(number(written[1]), abs=0.01)
    powers = [math.exp(number(row[2])) for row in softmax.rows[:-1]]
    assert powers[7] / sum(powers) == pytest.approx(classifier.predict_proba(seven[None])[0, 7], abs=1e-4)
    assert powers[7] == pytest.approx(number(written[3]), rel=1e-3)


def test_the_sum_so_far_ends_at_the_logit(seven: Frame) -> None:
    calculation = calculate(network(30, batch_norm=True), seven)
    *_, last = term_rows(calculation, 3)
    assert last[-1] == pytest.approx(calculation.last.logits[3])
    shown = re.search(r"= (\d\.\d{6})$", sum_formula(calculation, 3))
    assert shown is not None
    assert float(shown[1]) == pytest.approx(calculation.last.probabilities[3], abs=1e-6)


def test_sums_too_large_for_a_power_of_e_are_written_all_the_same(seven: Frame) -> None:
    wild = calculate(network(30), seven)
    wild.last.weights[:] = 1e5 * wild.last.weights
    assert "inf" in sum_formula(wild, int(wild.last.logits.argmax()))
    assert np.isfinite(wild.last.probabilities).all()


def test_batch_normalisation_and_dropout_stand_in_the_formula(seven: Frame) -> None:
    plain = calculate(network(30), seven).hidden[0]
    full = calculate(network(30, batch_norm=True, dropout=0.4), seven).hidden[0]
    assert "γ" in unit_formula(full, 0)
    assert "0.4" in unit_formula(full, 0)
    assert "γ" not in unit_formula(plain, 0)
    for layer in (plain, full):
        shown = re.search(r"h = max\(0, [^)]*\) = ([-\d.]+)", unit_formula(layer, 5))
        assert shown is not None
        assert float(shown[1]) == pytest.approx(float(layer.activations[5]), abs=1e-3)


@pytest.mark.parametrize("straightens", [False, True])
def test_products_stand_beside_the_frame_that_is_multiplied(straightens: bool, seven: Frame) -> None:
    calculation = calculate(network(30, deskew=straightens), seven)
    blocks = calculation_sheet(seven, calculation).blocks
    shown, _units, multiplied = (block.pictures for block in blocks if isinstance(block, Pictures))
    weights, x, products = (picture.values for picture in multiplied)
    np.testing.assert_allclose(weights * x, products, atol=1e-6)
    assert len(shown) == 1 + straightens
    np.testing.assert_array_equal(shown[0].values, seven)
    np.testing.assert_array_equal(shown[-1].values, x)
    told = [block.text for block in blocks if isinstance(block, Formula) and "x₀" in block.text]
    assert told == ([straightening_formula(calculation.straightened)] if calculation.straightened else [])


def test_numbers_are_written_with_their_signs(seven: Frame) -> None:
    calculation = calculate(network(30), seven)
    assert np.isfinite(calculation.last.logits).all()
    assert " − " in sum_formula(calculation, int(calculation.last.bias.argmin())) or " + " in sum_formula(
        calculation, 0
    )
