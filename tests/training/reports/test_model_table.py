"""The table of models says what was measured and what the weight files state."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models import catalog
from models.catalog import Model
from models.classifier import Calibration, Classifier, Floats
from models.weights import save_weights
from tests.helpers import save_network
from training.evaluation.evaluation import Evaluation
from training.reports import model_table as module
from training.reports.model_table import Entry, measure_models, milliseconds_per_digit, model_table

REPORT = {
    "mnist": {"accuracy": 0.9971, "errors": 29},
    "pens": {"accuracy": 0.995, "by_width": {"8": 0.998, "40": 0.985}, "refused": 0.0103},
    "styles": {"accuracy": 0.98, "by_style": {"0 plain": 1.0, "7 crossed": 0.9}},
    "scrawls": {"refused": 0.9512},
    "letters": {"by_case": {"upper": 0.97, "lower": 0.885}},
}


class Fake:
    name = "tiny"
    calibration = Calibration()

    def __init__(self) -> None:
        self.shapes: list[tuple[int, ...]] = []

    def predict_proba(self, frames: Floats) -> Floats:
        self.shapes.append(frames.shape)
        return np.full((len(frames), 10), 0.1, dtype=np.float32)


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Model:
    """A model whose weight file lies in a folder of its own, and the only one there."""
    model = Model("tiny", "Tiny net", "bp")
    monkeypatch.setattr(catalog, "WEIGHTS", tmp_path)
    monkeypatch.setattr(catalog, "MODELS", (model, *catalog.MODELS))
    metadata = {"name": "tiny", "parameters": 79510, "seconds": 1234.5, "epochs": 30}
    save_weights(model.file, {"weight": np.zeros(79510, np.float32)}, metadata)
    return model


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_a_row_says_all_of_a_model(tiny: Model) -> None:
    heading, rule, row = model_table([Entry(tiny, REPORT, 0.1234)]).splitlines()
    assert cells(row) == [
        "Tiny net",
        "79,510",
        "318 kB",
        "99.71 % (29)",
        "99.50 % (98.50 %)",
        "98.00 % (90.00 %)",
        "95.12 % (1.03 %)",
        "97.00 %, 88.50 %",
        "0.12 ms",
        "21 min, 30 epochs",
    ]
    assert len(cells(heading)) == len(cells(rule)) == len(cells(row))


def test_what_was_not_measured_or_stated_is_a_dash(tiny: Model) -> None:
    save_weights(tiny.file, {"weight": np.zeros(500_000, np.float32)}, {"name": "tiny"})
    _, _, row = model_table([Entry(tiny, {**REPORT, "mnist": None, "pens": None}, 2)]).splitlines()
    drawn = ["98.00 % (90.00 %)", "95.12 %", "97.00 %, 88.50 %"]
    assert cells(row) == ["Tiny net", "–", "2.0 MB", "–", "–", *drawn, "2.00 ms", "–"]


@pytest.mark.parametrize(("seconds", "said"), [(18.8, "19 s"), (600, "10 min"), (9000, "2.5 h")])
def test_training_times(tiny: Model, seconds: float, said: str) -> None:
    metadata = {"name": "tiny", "seconds": seconds, "epochs": 2}
    save_weights(tiny.file, {"weight": np.zeros(1, np.float32)}, metadata)
    assert model_table([Entry(tiny, REPORT, 1)]).endswith(f"| {said}, 2 epochs |")


def test_models_that_can_be_used_are_measured(tiny: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    def evaluate(classifier: Classifier, *data: None) -> Evaluation:
        return Evaluation({"model": classifier.name}, ())

    save_network(tiny.file, name="bp")
    monkeypatch.setattr(module, "evaluate", evaluate)
    (entry,) = measure_models(None, None)
    assert (entry.model, entry.report) == (tiny, {"model": "tiny"})
    assert entry.milliseconds > 0


def test_digits_are_timed_one_by_one() -> None:
    fake = Fake()
    milliseconds_per_digit(fake, count=20)
    assert len(fake.shapes) > 20, "some to warm up"
    assert set(fake.shapes) == {(1, 28, 28)}


def test_torch_has_one_thread_meanwhile() -> None:
    torch = pytest.importorskip("torch")
    before = torch.get_num_threads()
    torch.set_num_threads(2)

    class Watching(Fake):
        def predict_proba(self, frames: Floats) -> Floats:
            assert torch.get_num_threads() == 1
            return super().predict_proba(frames)

    try:
        milliseconds_per_digit(Watching(), count=10)
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)
