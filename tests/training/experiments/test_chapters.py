"""The document's words follow its numbers, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from common import translation
from training.experiments import report
from training.experiments.changes import CHANGES
from training.experiments.document import Block, Figure, as_markdown
from training.experiments.plan import FULL, QUICK, Cell, plan
from training.experiments.report import document, write_report
from training.experiments.results import Results

Figures = Mapping[str, float]
SHORT = 4
"""Epochs of a run, of which the second is the best."""


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    yield
    translation.use("en")


def result(cell: Cell, accuracy: float, epochs: int = SHORT, loss: float = 0.05, kept: float = 0.3) -> dict[str, Any]:
    """What a cell might come to: the best epoch reads ``accuracy``, a digit changed the most ``kept``."""
    changed = {name: np.linspace(accuracy, kept, len(extents)).tolist() for name, (_, extents) in CHANGES.items()}
    if cell.settings is None:
        figures = {"parameters": 11_978, "seconds": 90.0, "epochs": 5, "milliseconds": 0.5, "changed": changed}
        return {**figures, "test_accuracy": accuracy, "pens_accuracy": accuracy - 0.01, "weights": "0123456789abcdef"}
    wobble = 1e-4 * (cell.settings.seed - 1)
    history = [
        {
            "epoch": epoch,
            "seconds": 0.5,
            "train_loss": loss * epochs / epoch,
            "train_accuracy": accuracy,
            "validation_accuracy": accuracy + wobble - 0.01 * (epoch != epochs - 2),
            "test_accuracy": accuracy + wobble - 0.01 * (epoch != epochs - 2),
        }
        for epoch in range(1, epochs + 2)
    ]
    shift = {"ratio": 2.0 if cell.place.name == "BEFORE_BATCH_NORM" else 1.0, "test_accuracy": accuracy}
    trained = {"history": history, "sample_accuracy": accuracy, "shift": shift, "running_loss": [1.0, 0.1]}
    return {"cell": asdict(cell), "parameters": 79_510, "seconds": 2.0, "changed": changed, **trained}


def results(figures: Callable[[Cell], Figures], torch: bool = True) -> Results:
    cells = plan(QUICK, torch)
    return Results(cells, {cell.name: result(cell, **figures(cell)) for cell in cells})


def text(blocks: list[Block]) -> str:
    return as_markdown([block for block in blocks if not isinstance(block, Figure)])


def said(**accuracy: float) -> str:
    """The document where these variants read so much, and all others 97 %."""
    return text(document(results(lambda cell: {"accuracy": accuracy.get(cell.variant, 0.97)}), QUICK, quick=True))


def test_the_report_s_figures_stand_beside_ours() -> None:
    page = said(sgd=0.9701, adam=0.9755)
    assert "| validation accuracy | 97.02 ± 0.01 % |" in page
    assert "| in the report: validation accuracy | 97.12 % | – | – | 97.57 % |" in page
    assert "| in the report: epochs | 14 | 14 | 12 | 23 |" in page


def test_the_bundled_networks_are_named_by_their_weight_files() -> None:
    assert "LeNet · torch (`0123456789ab`, 97.00 %)" in said()


def test_a_claim_that_holds_is_said_to_hold_and_one_that_does_not_is_not() -> None:
    assert "the difference is +0.50 points: clearly better" in said(sgd=0.97, adam=0.975)
    assert "the difference is −0.50 points: clearly worse" in said(sgd=0.975, adam=0.97)
    assert "the difference is +0.00 points: no clear difference" in said()
    assert "that holds, clearly less than either" in said(bn=0.98, dropout=0.98, both=0.96)
    assert "that does not hold: they are not clearly worse" in said(bn=0.96, dropout=0.96, both=0.98)


def test_what_was_found_about_both_together_depends_on_what_was_found() -> None:
    assert "there is nothing to explain" in said(both=0.98)
    gap = {"bn": 0.98, "both": 0.97}
    assert "None of these explains most of it." in said(**gap)
    assert "mostly the strength" in said(**gap, **{"both 0.1": 0.9795})


def test_the_networks_differ_where_they_differ_most() -> None:
    def figures(cell: Cell) -> Figures:
        return {"accuracy": 0.98, "kept": 0.8 if cell.network == "lenet" else 0.2}

    page = text(document(results(figures), QUICK, quick=True))
    assert re.search(
        r"differ most on digits (slid by 6 px|turned by 50°|thinned by 1 px): there LeNet reads 80.00 %", page
    )


def test_without_torch_the_document_speaks_of_the_numpy_net_alone() -> None:
    page = text(document(results(lambda cell: {"accuracy": 0.97}, torch=False), QUICK, quick=True))
    assert "torch is not installed here" in page
    assert "LeNet" not in page


@pytest.mark.parametrize("language", translation.LANGUAGES)
@pytest.mark.parametrize("extent", [FULL, QUICK], ids=["full", "quick"])
def test_every_text_is_there_in_every_language(language: str, extent: Any) -> None:
    cells = plan(extent)
    of_all = Results(cells, {cell.name: result(cell, 0.97) for cell in cells})
    translation.use(language)
    blocks = document(of_all, extent, quick=extent is QUICK)
    page = as_markdown(blocks)
    assert "{" not in page
    assert len([block for block in blocks if isinstance(block, Figure)]) == 6
    if language == "zh_CN":
        for paragraph in page.split("\n\n"):
            assert not paragraph.isascii(), paragraph


@pytest.mark.parametrize(
    ("quick", "language", "title"),
    [(True, "en", "The report's experiments, remade"), (False, "zh_CN", "重做报告中的实验")],
    ids=["quick", "full"],
)
def test_a_report_is_written_from_what_was_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quick: bool, language: str, title: str
) -> None:
    def kept(cells, extent, folder, data):
        return {cell.name: result(cell, 0.97) for cell in cells}

    monkeypatch.setattr(report, "results_of", kept)
    translation.use(language)
    write_report(tmp_path, quick)
    assert (tmp_path / "report.md").read_text(encoding="utf-8").startswith(f"# {title}")
    assert "<svg" in (tmp_path / "report.html").read_text(encoding="utf-8")
    drawn = {path.stem for path in (tmp_path / "figures").glob("*.svg")}
    assert drawn == {path.stem for path in (tmp_path / "figures").glob("*.png")}
    assert len(drawn) == 6
