"""Learning curves: their points, and their table."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import pytest

from tests.training.plots.runs import curves
from training.learning.loop import BatchDone, EpochDone, Finished
from training.plots.curves import CurveRecorder, Curves, CurvesError, write_csv
from training.plots.drawing import draw_png


def epoch_done(epoch: int, loss: float = 0.5, best: bool = False) -> EpochDone:
    return EpochDone(epoch, 1.0, 0.1, loss, 0.9, 2 * loss, 0.8, best)


def test_an_epoch_under_way_is_seen_by_its_running_means() -> None:
    recorder = CurveRecorder()
    recorder.add(epoch_done(1, loss=0.5))
    recorder.add(BatchDone(2, 500, 1000, 0.3, 0.95))
    assert recorder.curves().train_loss == ((1.0, 0.5), (1.5, 0.3))
    assert recorder.curves().train_accuracy == ((1.0, 0.9), (1.5, 0.95))
    assert recorder.curves().validation_loss == ((1.0, 1.0),)


def test_an_epochs_own_figures_take_their_place() -> None:
    recorder = CurveRecorder()
    recorder.add(BatchDone(1, 500, 1000, 0.9, 0.7))
    recorder.add(epoch_done(1))
    recorder.add(Finished(1, 1, 0.9, 1.0))
    assert recorder.curves().train_loss == ((1.0, 0.5),)


def test_the_best_epoch_is_the_last_that_was_better() -> None:
    recorder = CurveRecorder()
    assert recorder.curves().best_epoch is None
    for epoch, best in ((1, True), (2, True), (3, False)):
        recorder.add(epoch_done(epoch, best=best))
    assert recorder.curves().best_epoch == 2


def test_a_long_run_has_few_points() -> None:
    recorder = CurveRecorder()
    most = 0
    for epoch in range(1, 101):
        for done in range(100, 60_001, 100):
            recorder.add(BatchDone(epoch, done, 60_000, 0.5, 0.9))
        most = max(most, len(recorder.curves().train_loss))
        recorder.add(epoch_done(epoch))
    assert most <= 99 + 40
    assert len(recorder.curves().train_loss) == 100


def test_a_log_gives_the_same_curves_as_its_events() -> None:
    log = [
        {"event": "started"},
        {"event": "epoch", "epoch": 1, "train_loss": 0.5, "train_accuracy": 0.9, "validation_accuracy": 0.8, "best": 1},
        {"event": "finished", "epochs": 1, "best_epoch": 1},
    ]
    found = CurveRecorder(log).curves()
    assert (found.train_loss, found.train_accuracy) == (((1.0, 0.5),), ((1.0, 0.9),))
    assert (found.validation_accuracy, found.best_epoch) == (((1.0, 0.8),), 1)
    assert math.isnan(found.validation_loss[0][1])  # older logs do not tell it


def test_a_resumed_run_goes_on_where_its_log_ends() -> None:
    recorder = CurveRecorder([{"event": "epoch", "epoch": 1, "train_loss": 0.5}])
    recorder.add(epoch_done(2, loss=0.25))
    assert recorder.curves().train_loss == ((1.0, 0.5), (2.0, 0.25))


# --- the table --------------------------------------------------------------------------------------------------------


def test_the_table_has_a_row_for_each_epoch(tmp_path: Path) -> None:
    recorder = CurveRecorder()
    recorder.add(epoch_done(1, loss=0.5))
    recorder.add(epoch_done(2, loss=math.nan))
    recorder.add(BatchDone(3, 500, 1000, 0.3, 0.95))
    file = tmp_path / "new" / "runs.csv"
    write_csv({"bp, Adam": recorder.curves(), "none": Curves()}, file)
    with file.open(encoding="ascii", newline="") as stream:
        assert list(csv.reader(stream)) == [
            ["run", "epoch", "train_loss", "train_accuracy", "validation_loss", "validation_accuracy"],
            ["bp, Adam", "1", "0.5", "0.9", "1.0", "0.8"],
            ["bp, Adam", "2", "", "0.9", "", "0.8"],
        ]


def test_spreadsheets_can_read_chinese_names(tmp_path: Path) -> None:
    file = tmp_path / "runs.csv"
    write_csv({"手写": curves(1)}, file)
    assert file.read_bytes().startswith("\ufeffrun,".encode())


@pytest.mark.parametrize("name", ["runs.csv", "runs.png"])
def test_a_file_that_cannot_be_written_is_told_and_left_as_it_was(tmp_path: Path, name: str) -> None:
    file = tmp_path / "kept" / name
    file.parent.write_text("a file where a folder should be")
    with pytest.raises(CurvesError, match="cannot be written"):
        (draw_png if file.suffix == ".png" else write_csv)({"bp": curves()}, file)
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
