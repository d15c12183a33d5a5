"""The table of runs: its columns, sorting, and what is chosen when other runs are shown."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pytest
import ttkbootstrap as ttk

from common.translation import sentence
from gui.retrain.run_table import COLUMNS, RunTable, curve_names
from tests.helpers import is_one_sentence, json_lines
from tests.training.runs.written_runs import FINISHED, SCORES, epoch, write_run
from training.plots.curves import CurveRecorder
from training.runs.history import RunRecord, load_history
from training.runs.log import EVENTS, runs_folder


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


def test_without_room_for_all_columns_some_give_way(table: RunTable, runs: list[RunRecord]) -> None:
    table.show(runs)
    table.pack(fill="both")
    root = table.winfo_toplevel()
    shown = {}
    for width in (1200, 700, 1200):
        root.geometry(f"{width}x300")  # type: ignore[attr-defined]
        root.update()
        shown[width] = [str(name) for name in table.tree["displaycolumns"]]
        assert sum(table.tree.column(name, "width") for name in shown[width]) <= table.tree.winfo_width()
    assert len(shown[1200]) == len(COLUMNS) > len(shown[700])
    assert shown[700][-1] == "State"


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


WRONG = (None, [], {}, "", "\ud800", "of tomorrow {x", True, -1, 10**400, 1e999, ["2026"], {"a": 1})


def _damaged_events() -> Iterator[list[dict[str, Any]]]:
    """The events of a run, with a wrong value in each place of each of them in turn."""
    compared = {"new": asdict(SCORES), "current": asdict(SCORES)}
    write_run(
        ("epoch", epoch(1)), FINISHED, ("compared", compared), ("kept", {"name": "mine"}), ("failed", {"reason": "?"})
    )
    (run,), _ = load_history()
    events = json_lines((run.folder / EVENTS).read_text())
    for number, event in enumerate(events):
        for part in (event, *(value for value in event.values() if isinstance(value, dict))):
            for name, right in list(part.items()):
                for part[name] in WRONG:
                    yield events
                part[name] = right
        yield [*events[:number], *events[number + 1 :]]


def test_one_bad_run_is_one_row(table: RunTable) -> None:
    """Whatever is wrong in its events, the table shows the others; and what it shows can be sorted and drawn."""
    damages = [copy.deepcopy(events) for events in _damaged_events()]
    for number, events in enumerate(damages):
        folder = runs_folder() / f"20260101-000000-{number:06}"
        folder.mkdir()
        (folder / EVENTS).write_text("".join(json.dumps(event) + "\n" for event in events))
    runs, errors = load_history()
    assert len(runs) == len(damages) + 1
    assert all(map(is_one_sentence, errors))
    assert len({run.status for run in runs}) == 4, "finished, failed, interrupted and damaged"
    table.show(runs)
    for column in COLUMNS:
        table.sort(column)
    for run in runs:
        CurveRecorder(run.epochs).curves()
        assert run.reason is None or sentence(run.reason)
    assert len(set(curve_names([run for run in runs if run.order]))) > 1


def test_curves_of_runs_alike_are_numbered(runs: list[RunRecord]) -> None:
    name, again = curve_names(runs)
    assert (name[-4:], again[-4:]) == (" (1)", " (2)")
    assert name[:-4] == again[:-4] == curve_names(runs[:1])[0]
