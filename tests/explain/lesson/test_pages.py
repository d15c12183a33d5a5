"""The pages of a lesson: what is written down gives the network's probabilities to who follows it with a calculator."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

from explain.calculation import calculate
from explain.explanation import explain_frame
from explain.lesson.pages import calculation_sheet, lesson, sum_formula, term_rows, unit_formula
from explain.lesson.sheets import Pictures, Table
from explain.lesson.texts import TEXTS
from explain.lesson.writing import replay
from explain.what_if import CHANGES, FARTHEST, STEPS
from ink.framing import Frame, Framing
from ink.json_lines import strokes_from_json
from ink.page import Page
from models import catalog
from models.classifier import Classifier
from tests.explain.conftest import network
from tests.helpers import PROJECT, SEVEN, easy_digits, line


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


def test_a_lesson_has_the_pages_that_its_network_can_have(classifier: Classifier, seven: Frame) -> None:
    explanation = explain_frame(classifier, seven, easy_digits(50), with_maps=True)
    titles = [sheet.title for sheet in lesson(explanation, [("A", classifier.predict_proba(seven[None])[0])])]
    own = "The calculation" if classifier.name == "bp" else "The layers"
    assert titles == ["All networks", own, "What mattered", "What if", "Like which"]


def test_the_map_of_a_lesson_has_the_answer_in_its_middle(classifier: Classifier, seven: Frame) -> None:
    explanation = explain_frame(classifier, seven, None, with_maps=True)
    assert explanation.answers.shape == (STEPS + len(CHANGES), STEPS, 10)
    for row in (FARTHEST, STEPS, STEPS + 1, STEPS + 2, STEPS + 3):
        expected = classifier.predict_proba(seven[None])[0]
        np.testing.assert_allclose(explanation.answers[row, FARTHEST], expected, atol=1e-4)
    moved = np.zeros_like(seven)
    moved[3:, 2:] = seven[:-3, :-2]
    expected = classifier.predict_proba(moved[None])[0]
    np.testing.assert_allclose(explanation.answers[FARTHEST + 3, FARTHEST + 2], expected, atol=1e-5)


def test_the_replays_last_moment_is_the_answer(seven: Frame) -> None:
    page, classifier = Page(strokes_from_json(line(SEVEN))), catalog.load("bp")
    moments, over_time = (block for block in replay(page, classifier, Framing.CENTRED).blocks)
    assert isinstance(moments, Pictures)
    assert isinstance(over_time, Pictures)
    np.testing.assert_array_equal(moments.pictures[-1].values, seven)
    last = over_time.pictures[0].values[:, -1]
    np.testing.assert_allclose(last, classifier.predict_proba(seven[None])[0], atol=1e-6)
    assert moments.pictures[-1].caption.startswith("7")


def test_what_a_text_names_is_there() -> None:
    for text in TEXTS.values():
        for source in text.source.split("; "):
            file, names = source.split(", ", 1)
            code = (PROJECT / file).read_text(encoding="utf-8")
            for name in re.split(r" and ", names):
                assert re.search(rf"(def|class) {name.split('.')[-1]}\b", code), source


def test_numbers_are_written_with_their_signs(seven: Frame) -> None:
    calculation = calculate(network(30), seven)
    assert np.isfinite(calculation.last.logits).all()
    assert " − " in sum_formula(calculation, int(calculation.last.bias.argmin())) or " + " in sum_formula(
        calculation, 0
    )
