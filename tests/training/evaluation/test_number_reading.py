"""Numbers are counted by length, and errors by what is wrong."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from models import catalog
from models.numbers import DigitRead, Number
from tests.training.written_digits import PENS
from training.evaluation.number_reading import (
    LENGTHS,
    NumberReading,
    evaluate_numbers,
    measured_numbers,
    true_boxes,
)
from training.evaluation.number_sheets import number_sheet, number_table
from training.strokes.numbers import MadeNumber


def reading_of(number: MadeNumber, text: str, merged: bool = False) -> NumberReading:
    """A reading with this text; its boxes are the true ones, or the first two are one."""
    boxes = true_boxes(number)
    if merged:
        (left, top, _right, bottom), (_left, _top, right, _bottom) = boxes[:2]
        boxes = [(left, top, right, bottom), *boxes[2:]]
    digits = tuple(
        DigitRead(np.zeros((28, 28), np.float32), np.eye(10, dtype=np.float32)[int(digit)], box)
        for digit, box in zip(text, boxes, strict=True)
    )
    return NumberReading(number, Number((digits,), confidence=0.9), sure=True)


def test_the_report_has_the_fields_of_the_design() -> None:
    seen = []
    evaluation = evaluate_numbers(catalog.load("bp"), PENS, each=2, on_progress=lambda *step: seen.append(step))
    report = evaluation.report
    assert report["numbers"] == 2 * len(LENGTHS)
    assert set(report["by_length"]) == {str(length) for length in LENGTHS}
    right = 1 - len(evaluation.misreads) / report["numbers"]
    assert report["accuracy"] == np.round(right, 6)
    assert np.isclose(report["accuracy"] + report["wrong_cuts"] + report["wrong_digits"], 1, atol=1e-5)
    assert np.isclose(np.mean(list(report["by_length"].values())), report["accuracy"], atol=1e-5)
    assert seen[-1] == ("numbers", report["numbers"], report["numbers"])


def test_cuts_and_digits_are_told_apart() -> None:
    number = next(one for one in measured_numbers(PENS, 1) if len(one.text) == 3)
    right = reading_of(number, number.text)
    assert (right.right, right.wrongly_cut) == (True, False)
    other = "".join(str((int(digit) + 1) % 10) for digit in number.text)
    assert (reading_of(number, other).right, reading_of(number, other).wrongly_cut) == (False, False)
    assert reading_of(number, number.text[1:], merged=True).wrongly_cut


def test_the_table_has_a_row_for_each_length_and_one_for_all() -> None:
    table = number_table(evaluate_numbers(catalog.load("bp"), PENS, each=1).report)
    assert table.count("\n") == len(LENGTHS) + 2
    assert "| **all** |" in table


def test_the_sheet_shows_the_worst(tmp_path: Path) -> None:
    numbers = [one for one in measured_numbers(PENS, 8) if len(one.text) == 2]
    number_sheet([reading_of(number, "77") for number in numbers], tmp_path / "worst.png", "Misread")
    number_sheet([], tmp_path / "none.png", "Misread")
    with Image.open(tmp_path / "worst.png") as worst, Image.open(tmp_path / "none.png") as none:
        assert worst.mode == "RGB"
        assert worst.height > none.height
