"""All cells: in processes, kept as they come, and gone on with."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from tests.helpers import is_one_sentence
from training.datasets.download import DataError
from training.experiments import runner
from training.experiments.plan import QUICK, Cell
from training.experiments.runner import THREADS, ExperimentsError, results_of
from training.learning.settings import TrainingSettings

SETTINGS = TrainingSettings(optimizer="sgd", epochs=1, patience=None)
CELLS = [Cell("sgd", settings=replace(SETTINGS, seed=seed), digits=500) for seed in (1, 2)]


def test_cells_are_done_in_processes_and_kept(digits: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {name: os.environ.get(name) for name in THREADS}
    done = results_of(CELLS, QUICK, tmp_path, digits)
    assert list(done) == ["sgd-1", "sgd-2"]
    assert sorted(path.name for path in (tmp_path / "cells").iterdir()) == ["sgd-1.json", "sgd-2.json"]
    assert {name: os.environ.get(name) for name in THREADS} == before

    def nothing(*arguments: object) -> None:
        raise AssertionError("nothing is left to do")

    monkeypatch.setattr(runner, "measure", nothing)
    assert results_of(CELLS, QUICK, tmp_path, digits) == json.loads(json.dumps(done))


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Cells that are done at once, here; their names as they are done."""
    done: list[str] = []

    def each(cells, extent, data):
        for cell in cells:
            done.append(cell.name)
            yield cell, {"history": []}

    monkeypatch.setattr(runner, "_in_processes", each)
    return done


def test_what_was_stopped_goes_on_where_it_was(in_this_process: list[str], tmp_path: Path, monkeypatch) -> None:
    def stopped(cells, extent, data):
        yield cells[0], {"history": []}
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(runner, "_in_processes", stopped)
        with pytest.raises(KeyboardInterrupt):
            results_of(CELLS, QUICK, tmp_path)
    results_of(CELLS, QUICK, tmp_path)
    assert in_this_process == ["sgd-2"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"cell": {}}', b"\xff"])
def test_a_result_that_is_damaged_or_of_other_settings_is_made_anew(
    in_this_process: list[str], tmp_path: Path, content: bytes
) -> None:
    results_of(CELLS, QUICK, tmp_path)
    (tmp_path / "cells" / "sgd-2.json").write_bytes(content)
    other = [CELLS[1], replace(CELLS[0], digits=600)]
    results_of(other, QUICK, tmp_path)
    assert in_this_process == ["sgd-1", "sgd-2", "sgd-2", "sgd-1"]


def test_a_bundled_network_is_measured_anew_to_another_extent(in_this_process: list[str], tmp_path: Path) -> None:
    bundled = [Cell("bundled bp")]
    for extent in (QUICK, QUICK, replace(QUICK, placings=2)):
        results_of(bundled, extent, tmp_path)
    assert in_this_process == ["bundled bp", "bundled bp"]


def test_a_folder_that_cannot_be_written_is_one_sentence(in_this_process: list[str], tmp_path: Path) -> None:
    (tmp_path / "cells").write_text("a file")
    with pytest.raises(ExperimentsError, match="cannot be written") as caught:
        results_of(CELLS, QUICK, tmp_path)
    assert is_one_sentence(caught.value)


def test_an_error_in_a_process_is_passed_on(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="not found"):
        results_of(CELLS, QUICK, tmp_path, tmp_path / "nowhere")
