"""The command line answers as it did."""

from __future__ import annotations

import numpy as np
import pytest

from models import catalog
from tests.compatibility.before import (
    FILES,
    without,
)
from tests.helpers import easy_mnist, json_lines, run_python
from training.datasets.pens import MEASURED_WRITERS, PenDigit
from training.evaluation.evaluation import evaluate


def test_recognize_answers_the_same() -> None:
    """Good and bad drawings, a blank one, and a scrawl of which the network is not sure."""
    command = ("app.py", "recognize", "--model", "bp", "--digits", "one", "-")
    done = run_python(*command, stdin=(FILES / "recognize.jsonl").read_bytes())
    answers, expected = json_lines(done.stdout), json_lines((FILES / "recognized.jsonl").read_text())
    assert [without(answer, "confidence", "probabilities", "text", "digits") for answer in answers] == [
        without(answer, "confidence", "probabilities") for answer in expected
    ]
    for answer, said in zip(answers, expected, strict=True):
        assert [name for name in answer if name not in ("text", "digits")] == list(said)
        assert answer.get("confidence") == pytest.approx(said.get("confidence"), abs=1e-4)
        assert answer.get("probabilities") == pytest.approx(said.get("probabilities"), abs=1e-4)


def test_evaluate_reports_under_the_same_names() -> None:
    pen = PenDigit(min(MEASURED_WRITERS), 1, (np.array([(0.0, 0.0), (0.0, 100.0)]),))
    few = {"placings": 1, "each_style": 1, "each_scrawl": 1, "each_letter": 1}
    report = evaluate(catalog.load("bp"), easy_mnist(10, 10), [pen], **few).report
    in_full = ["accuracy", "errors", "confusion", "per_class", "calibration", "refused"]
    assert {name: list(part) if isinstance(part, dict) else part for name, part in report.items()} == {
        "model": "bp",
        "framing": "centred",
        "mnist": in_full,
        "pens": ["drawings", *in_full, "by_width", "by_writer"],
        "styles": ["drawings", "accuracy", "by_style", "refused"],
        "scrawls": ["drawings", "refused", "by_kind", "refused_at_1_percent"],
        "letters": ["drawings", "refused", "by_case", "by_letter"],
    }
    for part in (report["mnist"], report["pens"]):
        assert list(part["per_class"]) == ["precision", "recall", "f1"]
        assert list(part["calibration"]) == ["ece", "mean_confidence"]
