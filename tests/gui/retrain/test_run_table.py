"""The table of runs: its columns, sorting, and what is chosen when other runs are shown."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import ttkbootstrap as ttk

from gui.retrain.run_table import COLUMNS, RunTable, curve_names
from tests.training.runs.written_runs import FINISHED, epoch, write_run
from training.runs.history import RunRecord, load_history


@pytest.fixture
def runs() -> list[RunRecord]:
    """Two runs, of one epoch and of two."""
    write_run(("epoch", epoch(1)), FINISHED)
    write_run(("epoch", epoch(1)), ("epoch", epoch(2)))
    return load_history()[0]


@pytest.fixture
def table(display: str) -> Iterator[RunTable]:
    root = ttk.App()
    table = RunTable(root, gap=6, on_choice=lambda: None, on_delete=lambda: None)
    table.pack()
    root.update()
    yield table
    root.destroy()


def test_runs_are_sorted_by_each_column_both_ways(table: RunTable, runs: list[RunRecord]) -> None:
    table.show(runs)
    assert table.tree.get_children()[0] == max(table.runs), "the newest first"
    for column in COLUMNS:
        for _ in range(2):
            table.sort(column)
            keys = [column.key(table.runs[name]) for name in table.tree.get_children()]
            assert keys == sorted(keys, reverse=table.falling)
            assert (" ▾" if table.falling else " ▴") in str(table.tree.heading(column.heading, "text"))


def test_what_was_chosen_stays_chosen(table: RunTable, runs: list[RunRecord]) -> None:
    table.show(runs)
    assert [run.id for run in table.chosen] == [max(table.runs)], "the newest to begin with"
    oldest = min(table.runs)
    table.tree.selection_set(oldest)
    table.show(list(reversed(runs)))
    assert [run.id for run in table.chosen] == [oldest]
    table.show([run for run in runs if run.id != oldest])
    assert [run.id for run in table.chosen] == [max(table.runs)]
    table.show([])
    assert table.chosen == []


def test_a_row_says_what_the_run_was(runs: list[RunRecord]) -> None:
    run = next(run for run in runs if len(run.epochs) == 2)
    row = {column.heading: column.text(run) for column in COLUMNS}
    assert (row["Network"], row["Epochs"], row["State"]) == ("BP net", "2", "interrupted")


def test_curves_of_runs_alike_are_numbered(runs: list[RunRecord]) -> None:
    name, again = curve_names(runs)
    assert (name[-4:], again[-4:]) == (" (1)", " (2)")
    assert name[:-4] == again[:-4] == curve_names(runs[:1])[0]
