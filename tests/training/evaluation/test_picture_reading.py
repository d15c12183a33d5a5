"""Pictures are read as the app reads them, and the report counts what came of it."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ink.framing import Framing
from models.recognition import recognize
from tests.training.evaluation.test_evaluation import ALWAYS_ONE, MEASURED, UNSURE, Fake, bar, dash
from training.evaluation.picture_reading import evaluate_pictures, read
from training.evaluation.pictures.kinds import KINDS, Group, Kind, examples

PENS = [bar(MEASURED), dash(MEASURED, label=2)]


def picture(level: int) -> bytes:
    """A black bar on white, or a white sheet."""
    pixels = np.full((60, 60), 255, np.uint8)
    pixels[10:50, 28:32] = level
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


INK = Kind(Group.PLAIN, "ink", lambda digits, rng: picture(0))
LETTER = Kind(Group.NONE, "letter", lambda digits, rng: picture(0))
EMPTY = Kind(Group.NONE, "empty", lambda digits, rng: picture(255))
DAMAGED = Kind(Group.HARD, "damaged", lambda digits, rng: b"\x89PNG\r\n\x1a\n nonsense")


def test_each_digit_is_counted_by_kind_and_group() -> None:
    report = evaluate_pictures(ALWAYS_ONE, PENS, 4, kinds=[INK, LETTER, EMPTY]).report
    assert report["by_kind"] == {
        "ink": {"group": "plain", "accuracy": 0.5, "sure_and_wrong": 0.5},
        "letter": {"group": "none", "refused": 0.0},
        "empty": {"group": "none", "refused": 1.0},
    }
    assert report["by_group"] == {"plain": {"accuracy": 0.5, "sure_and_wrong": 0.5}, "none": {"refused": 0.5}}
    assert (report["pictures"], report["each"]) == (12, 4)
    assert (report["accuracy"], report["sure_and_wrong"], report["refused"]) == (0.5, 0.5, 0.5)
    assert 0 < report["calibration"]["ece"] < report["calibration"]["mean_confidence"] <= 1


def test_who_is_not_sure_is_not_surely_wrong() -> None:
    report = evaluate_pictures(UNSURE, PENS, 4, kinds=[INK, LETTER]).report
    assert (report["accuracy"], report["sure_and_wrong"], report["refused"]) == (0.5, 0.0, 1.0)


def test_what_cannot_be_read_is_not_right_but_not_sure() -> None:
    evaluation = evaluate_pictures(ALWAYS_ONE, PENS, 2, kinds=[DAMAGED])
    assert evaluation.report["by_kind"]["damaged"] == {"group": "hard", "accuracy": 0.0, "sure_and_wrong": 0.0}
    assert evaluation.report["refused"] is None
    assert evaluation.report["calibration"] is None
    assert "picture" in evaluation.firsts[0].error


def test_the_first_of_each_kind_and_the_misreads_are_kept_to_be_shown() -> None:
    evaluation = evaluate_pictures(ALWAYS_ONE, PENS, 4, kinds=[INK, LETTER])
    assert [reading.example.kind.name for reading in evaluation.firsts] == ["ink", "letter"]
    assert [reading.example.label for reading in evaluation.misreads] == [2, 2, None, None, None, None]
    assert all(reading.ink is not None and reading.example.content for reading in evaluation.misreads)


def test_pictures_are_read_as_recognize_reads_files(tmp_path: Path) -> None:
    content = [example.content for example in examples([(1, bar(MEASURED).upright)], 1, 1, KINDS[2:80:20])]
    model = Fake(lambda frame: (int(frame.sum()) % 10, min(0.2 + float(frame.mean()), 1)))
    for number, each in enumerate(content):
        (tmp_path / f"{number}.png").write_bytes(each)
    files = [str(tmp_path / f"{number}.png") for number in range(len(content))]
    for record, each in zip(recognize(files, model, Framing.CENTRED), content, strict=True):
        ink, answer = read(each, model, Framing.CENTRED)
        assert (record["digit"], record["sure"]) == (answer.digit, answer.sure)
        assert (ink is None) == (answer.digit is None)


@pytest.mark.parametrize("name", ["1 bit", "logo"])
def test_same_report_each_time_and_it_is_json(name: str) -> None:
    kinds = [kind for kind in KINDS if kind.name == name]
    first, second = (evaluate_pictures(UNSURE, PENS, 2, kinds=kinds).report for _ in range(2))
    assert json.loads(json.dumps(first)) == second


def test_progress_is_told() -> None:
    told: list[tuple[str, int, int]] = []
    evaluate_pictures(UNSURE, PENS, 2, kinds=[INK, EMPTY], on_progress=lambda *each: told.append(each))
    assert told == [("pictures", done, 4) for done in (1, 2, 3, 4)]
