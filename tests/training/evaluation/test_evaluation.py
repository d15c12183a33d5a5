"""Evaluation counts what it says it counts."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from ink.framing import Frame, Framing, frame
from models.classifier import Calibration, Floats
from training.datasets.mnist import Digits, Mnist, load_mnist
from training.datasets.pens import MEASURED_WRITERS, PENS_FILE, PenDigit, read_pens
from training.evaluation.evaluation import DOUBTFUL, SEED, Evaluation, evaluate, in_total, scores
from training.strokes.measured.drawings import DIGITS, LETTERS, SCRIBBLES, SIGNS, measured_digits, measured_scrawls
from training.strokes.placing import PEN_WIDTHS

FEW = {"placings": 2, "each_style": 1, "each_scrawl": 1, "each_letter": 1}
MEASURED, TRAINED = 27, 1
"""Writers."""


class Fake:
    """A model that answers to each frame with a digit and a confidence; it is sure from 0.5 on."""

    name = "fake"
    calibration = Calibration(confidence_threshold=0.5)

    def __init__(self, answer: Callable[[Frame], tuple[int, float]]) -> None:
        self.answer = answer

    def predict_proba(self, frames: Floats) -> Floats:
        probabilities = np.zeros((len(frames), 10), dtype=np.float32)
        for row, each in zip(probabilities, frames, strict=True):
            digit, confidence = self.answer(each)
            row[:] = (1 - confidence) / 9
            row[digit] = confidence
        return probabilities


ALWAYS_ONE = Fake(lambda frame: (1, 1.0))
UNSURE = Fake(lambda frame: (1, 0.4))


def stroke(writer: int, label: int, *end: float) -> PenDigit:
    """A straight line, said to be a digit."""
    return PenDigit(writer, label, (np.array([(0.0, 0.0), end]),))


def bar(writer: int) -> PenDigit:
    return stroke(writer, 1, 0.0, 100.0)


def dash(writer: int, label: int = 1) -> PenDigit:
    return stroke(writer, label, 100.0, 0.0)


def is_dash(frame: Frame) -> bool:
    return bool(frame.any(axis=0).sum() > frame.any(axis=1).sum())


def tiny_mnist(*labels: int) -> Mnist:
    """Frames as bright as their labels are high."""
    images = np.array(labels, dtype=np.float32)[:, None, None] / 10 * np.ones((28, 28), dtype=np.float32)
    digits = Digits(images, np.array(labels))
    return Mnist(digits, digits)


def sources(evaluation: Evaluation) -> list[str]:
    return [misread.source for misread in evaluation.misreads]


def test_mnist() -> None:
    report = evaluate(ALWAYS_ONE, tiny_mnist(1, 1, 1, 7), None, **FEW).report["mnist"]
    assert (report["accuracy"], report["errors"], report["refused"]) == (0.75, 1, 0)
    assert report["confusion"][1][1] == 3
    assert report["confusion"][7][1] == 1
    assert report["per_class"]["precision"][1] == 0.75
    assert report["calibration"] == {"ece": 0.25, "mean_confidence": 1}


def test_pens_of_measured_writers_only_each_drawn_several_times() -> None:
    pens = [bar(27), bar(27), dash(3), dash(3, label=2), *[dash(TRAINED)] * 5]
    report = evaluate(ALWAYS_ONE, None, pens, **FEW).report["pens"]
    assert (report["drawings"], report["accuracy"], report["errors"]) == (8, 0.75, 2)
    assert report["by_writer"] == {"3": 0.5, "27": 1}
    assert {*report["by_width"]} <= {*map(str, PEN_WIDTHS)}


def test_what_is_not_there_is_null() -> None:
    report = evaluate(ALWAYS_ONE, None, None, **FEW).report
    assert (report["mnist"], report["pens"], report["scrawls"]["refused_at_1_percent"]) == (None, None, None)
    assert evaluate(ALWAYS_ONE, None, [bar(TRAINED)], **FEW).report["pens"] is None


def test_styles() -> None:
    report = evaluate(ALWAYS_ONE, None, None, **FEW).report["styles"]
    assert report["drawings"] == len(DIGITS)
    assert report["by_style"] == {style: float(style[0] == "1") for style in DIGITS}
    ones = sum(style[0] == "1" for style in DIGITS)
    assert report["accuracy"] == pytest.approx(ones / len(DIGITS), abs=1e-6)


def test_a_model_that_knows_all_drawings() -> None:
    drawings = measured_digits(1, np.random.default_rng(SEED))
    known = {frame(drawing.page).tobytes(): drawing.label for drawing in drawings}
    knowing = Fake(lambda frame: (known[frame.tobytes()] or 0, 1.0) if frame.tobytes() in known else (0, 0.1))
    evaluation = evaluate(knowing, None, None, **FEW)
    assert evaluation.report["styles"]["accuracy"] == 1
    assert evaluation.report["styles"]["refused"] == 0
    assert evaluation.report["scrawls"]["refused"] == 1
    assert evaluation.report["scrawls"]["by_kind"] == dict.fromkeys((*SCRIBBLES, *SIGNS), 1.0)
    assert evaluation.report["letters"]["refused"] == 1
    assert evaluation.misreads == ()


def test_a_model_that_is_never_sure_refuses_all() -> None:
    report = evaluate(UNSURE, tiny_mnist(1, 2), [bar(MEASURED)], **FEW).report
    assert {report[part]["refused"] for part in ("mnist", "pens", "styles", "scrawls", "letters")} == {1.0}


@pytest.mark.parametrize(("unsure", "refused"), [(2, 1.0), (3, 0.0)], ids=["no more than one in 100", "more"])
def test_scrawls_refused_where_one_recorded_digit_in_a_hundred_is(unsure: int, refused: float) -> None:
    scrawled = {frame(drawing.page).tobytes() for drawing in measured_scrawls(1, np.random.default_rng(SEED))}
    model = Fake(lambda frame: (1, 0.7 if frame.tobytes() in scrawled else 0.6 if is_dash(frame) else 0.9))
    pens = [*[dash(MEASURED)] * unsure, *[bar(MEASURED)] * (201 - unsure)]
    report = evaluate(model, None, pens, **{**FEW, "placings": 1}).report
    assert report["scrawls"]["refused"] == 0, "at 0.5, the model's own threshold"
    assert report["scrawls"]["refused_at_1_percent"] == refused


def test_letters_are_counted_by_case_and_each() -> None:
    tall = Fake(lambda frame: (1, 0.9 if is_dash(frame) else 0.1))
    letters = evaluate(tall, None, None, **FEW).report["letters"]
    assert letters["drawings"] == len(LETTERS)
    assert set(letters["by_letter"]) == {name[-1] for name in LETTERS}
    for case, of in (("upper", str.isupper), ("lower", str.islower)):
        refused = [refused for letter, refused in letters["by_letter"].items() if of(letter)]
        assert letters["by_case"][case] == pytest.approx(np.mean(refused), abs=1e-6)
    assert 0 < letters["refused"] < 1


def test_the_least_certain_digits_are_kept_once_each() -> None:
    hesitant = Fake(lambda frame: (1, 0.3 if is_dash(frame) else 0.8))
    evaluation = evaluate(hesitant, None, [dash(MEASURED), *[bar(MEASURED)] * 60], **FEW)
    assert len(evaluation.doubtful) == DOUBTFUL
    first, *others = evaluation.doubtful
    assert (first.source, first.confidence, is_dash(first.frame)) == ("Recorded pens", pytest.approx(0.3), True)
    assert not any(read.source == "Recorded pens" and is_dash(read.frame) for read in others)
    assert [read.confidence for read in evaluation.doubtful] == sorted(read.confidence for read in evaluation.doubtful)


def test_misread_digits_are_kept_once_each() -> None:
    evaluation = evaluate(ALWAYS_ONE, tiny_mnist(1, 7), [bar(MEASURED), dash(MEASURED, label=2)], **FEW)
    others = [style for style in DIGITS if style[0] != "1"]
    assert sources(evaluation) == ["MNIST", "Recorded pens"] + ["Styles"] * len(others)
    seven, two = evaluation.misreads[:2]
    assert (seven.label, seven.answer, seven.confidence) == (7, 1, 1)
    assert seven.frame[0, 0] == pytest.approx(0.7)
    assert (two.label, is_dash(two.frame)) == (2, True)


def test_framing_is_that_of_the_drawings() -> None:
    centred, as_drawn = (evaluate(ALWAYS_ONE, None, [dash(MEASURED, 2)], framing, **FEW) for framing in Framing)
    assert (centred.report["framing"], as_drawn.report["framing"]) == ("centred", "report")
    assert not np.array_equal(centred.misreads[0].frame, as_drawn.misreads[0].frame)


def test_same_report_each_time_and_it_is_json() -> None:
    first, second = (evaluate(UNSURE, tiny_mnist(1, 2), [bar(MEASURED)], **FEW).report for _ in range(2))
    assert json.loads(json.dumps(first)) == second


def test_a_model_that_always_says_one_is_right_about_the_ones(data_folder: Path) -> None:
    if not PENS_FILE.path(data_folder).exists():
        pytest.skip("no recorded pens here")
    report = evaluate(ALWAYS_ONE, load_mnist(data_folder), read_pens(data_folder), **FEW).report
    assert report["mnist"]["accuracy"] == pytest.approx(0.1135)
    assert report["mnist"]["errors"] == 10_000 - 1135
    assert sum(report["mnist"]["confusion"][1]) == 1135
    assert report["pens"]["drawings"] == 1498 * 2
    assert 0.08 < report["pens"]["accuracy"] < 0.12
    assert set(report["pens"]["by_width"]) == set(map(str, PEN_WIDTHS))
    assert set(report["pens"]["by_writer"]) == set(map(str, MEASURED_WRITERS))


def test_training_counts_from_the_first_weights_on() -> None:
    first = {"seconds": 4860.2, "epochs": 50}
    second = {"seconds": 997.5, "epochs": 12, "started_from": first}
    assert in_total({"seconds": 2.3, "started_from": second}, "seconds") == pytest.approx(5860)
    assert in_total(second, "epochs") == 62
    assert in_total({**second, "started_from": {"seconds": None}}, "seconds") == 997.5
    assert in_total({"started_from": first}, "seconds") is None
    assert scores(ALWAYS_ONE, second, tiny_mnist(1).test, None, None).seconds == pytest.approx(5857.7)
