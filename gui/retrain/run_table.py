"""The table of runs: its columns, sorted by any of them, one or several runs chosen."""

from __future__ import annotations

import tkinter as tk
import tkinter.font
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import ttkbootstrap as ttk

from common.translation import _, mark
from gui.retrain.fields import OPTIMIZER_TITLES, data_title, duration, short_title
from training.runs.history import RunRecord, Status
from training.runs.messages import RunOrder

VISIBLE_ROWS = 7
FALLING, RISING = " ▾", " ▴"
STATUSES = {
    Status.RUNNING: mark("running"),
    Status.INTERRUPTED: mark("interrupted"),
    Status.STOPPED: mark("stopped"),
    Status.FINISHED: mark("finished"),
    Status.FAILED: mark("failed"),
    Status.DAMAGED: mark("damaged"),
}


@dataclass(frozen=True)
class Column:
    """A column of the table.

    Attributes:
        heading: in English; translated where it is shown.
        longest: the longest text that is usual; it decides the column's width.
        value: what the rows are sorted by; None where it is not known, which comes before all others.
        show: from a value that is known to what stands in the row.
        numeric: whether the texts are aligned right.
    """

    heading: str
    longest: str
    value: Callable[[RunRecord], Any]
    show: Callable[[Any], str] = str
    numeric: bool = False

    def text(self, run: RunRecord) -> str:
        value = self.value(run)
        return "" if value is None else self.show(value)

    def key(self, run: RunRecord) -> Any:
        value = self.value(run)
        return value is not None, value


def _of(value: Callable[[RunOrder], Any]) -> Callable[[RunRecord], Any]:
    """A value of a run's order, None where that is not known."""
    return lambda run: None if run.order is None else value(run.order)


def _optimizer_title(settings: tuple[str, float]) -> str:
    name, learning_rate = settings
    return f"{OPTIMIZER_TITLES[name]} {learning_rate:g}"


def _percent(value: float) -> str:
    return f"{value:.2%}"


def _state(state: tuple[Status, str]) -> str:
    status, kept_as = state
    return _("kept as {name}", name=kept_as) if kept_as else _(STATUSES[status])


NETWORK = Column(mark("Network"), "BP net", _of(lambda order: short_title(order.network)))
OPTIMIZER = Column(
    mark("Optimizer"),
    "Adam 0.0001",
    _of(lambda order: (order.settings.optimizer, order.settings.learning_rate)),
    _optimizer_title,
)
SEED = Column(mark("Seed"), "12", _of(lambda order: order.settings.seed), numeric=True)
DURATION = Column(mark("Duration"), "999 min", lambda run: run.seconds, duration, numeric=True)
COLUMNS = (
    Column(mark("Started"), "2026-12-31 23:59", lambda run: run.started, lambda time: f"{time:%Y-%m-%d %H:%M}"),
    NETWORK,
    OPTIMIZER,
    Column(mark("Data"), "MNIST", _of(lambda order: data_title(order.settings))),
    Column(mark("Epochs"), "100", lambda run: len(run.epochs), numeric=True),
    SEED,
    Column(mark("MNIST"), "99.99%", lambda run: run.test_accuracy, _percent, numeric=True),
    Column(mark("Pens"), "99.99%", lambda run: run.new.pens if run.new else None, _percent, numeric=True),
    DURATION,
    Column(mark("State"), "kept as My BP net 2", lambda run: (run.status, run.kept_as or ""), _state),
)
GIVE_WAY = (SEED, DURATION, OPTIMIZER)
"""Columns that are left out, one after another, where there is no room for all."""


def curve_names(runs: Sequence[RunRecord]) -> list[str]:
    """A name for each run's curves: network, optimizer and seed, numbered where several runs share them."""
    names = [f"{NETWORK.text(run)} {OPTIMIZER.text(run)}, {_('seed {seed}', seed=SEED.text(run))}" for run in runs]
    return [
        name if names.count(name) == 1 else f"{name} ({names[:place].count(name) + 1})"
        for place, name in enumerate(names)
    ]


class RunTable(ttk.Frame):
    """Shows runs, the newest first until the user sorts them.

    Args:
        gap: screen pixels left and right of a cell's text.
        on_choice: called when other runs are chosen or shown.
        on_delete: called when Delete is pressed.

    Attributes:
        runs: by id.
        falling: whether the largest comes first.
    """

    def __init__(
        self, master: tk.Misc, *, gap: int, on_choice: Callable[[], None], on_delete: Callable[[], None]
    ) -> None:
        super().__init__(master)
        self._on_choice = on_choice
        self.runs: dict[str, RunRecord] = {}
        self._widths: dict[Column, int] = {}
        self.sorted_by, self.falling = COLUMNS[0], True
        self.grid_columnconfigure(0, weight=1)
        self.grid_rowconfigure(0, weight=1)
        names = [column.heading for column in COLUMNS]
        font = tkinter.font.nametofont("TkDefaultFont", self)
        self.tree = ttk.Treeview(self, columns=names, show="headings", selectmode="extended", height=VISIBLE_ROWS)
        for column in COLUMNS:
            side: Literal["e", "w"] = "e" if column.numeric else "w"
            self.tree.heading(column.heading, text=_(column.heading), anchor=side, command=partial(self.sort, column))
            self._widths[column] = max(map(font.measure, (_(column.heading) + FALLING, column.longest))) + 2 * gap
            self.tree.column(column.heading, width=self._widths[column], anchor=side, stretch=column is COLUMNS[-1])
        self.tree.grid(row=0, column=0, sticky=tk.NSEW)
        scrollbar = ttk.Scrollbar(self, command=self.tree.yview)
        scrollbar.grid(row=0, column=1, sticky=tk.NS)
        self.tree.configure(yscrollcommand=scrollbar.set)
        self.tree.bind("<Configure>", lambda event: self._fit(event.width))
        self.tree.bind("<<TreeviewSelect>>", lambda event: on_choice())
        self.tree.bind("<Delete>", lambda event: on_delete())

    def _fit(self, room: int) -> None:
        """Show the columns that there is room for, in screen pixels."""
        shown = list(COLUMNS)
        for column in GIVE_WAY:
            if sum(self._widths[column] for column in shown) > room:
                shown.remove(column)
        self.tree.configure(displaycolumns=[column.heading for column in shown])

    def show(self, runs: Sequence[RunRecord]) -> None:
        """Show these runs in place of those before; what was chosen stays chosen."""
        chosen = self.tree.selection()
        self.runs = {run.id: run for run in runs}
        self.tree.delete(*self.tree.get_children())
        for run in runs:
            self.tree.insert("", tk.END, iid=run.id, values=[column.text(run) for column in COLUMNS])
        self._arrange()
        kept = [name for name in chosen if name in self.runs] or list(self.tree.get_children())[:1]
        self.tree.selection_set(kept)
        self._on_choice()

    def take_over(self, old: RunTable) -> None:
        """Show, sort and choose what another table does."""
        self.sorted_by, self.falling = old.sorted_by, old.falling
        self.show(list(old.runs.values()))
        self.tree.selection_set(old.tree.selection())

    def sort(self, column: Column) -> None:
        """Sort by a column; a second time in the other direction."""
        self.falling = not self.falling if column is self.sorted_by else False
        self.sorted_by = column
        self._arrange()

    @property
    def chosen(self) -> list[RunRecord]:
        """The runs that are chosen, in the order shown."""
        return [self.runs[name] for name in self.tree.selection() if name in self.runs]

    def _arrange(self) -> None:
        order = sorted(self.runs.values(), key=self.sorted_by.key, reverse=self.falling)
        for place, run in enumerate(order):
            self.tree.move(run.id, "", place)
        for column in COLUMNS:
            arrow = (FALLING if self.falling else RISING) if column is self.sorted_by else ""
            self.tree.heading(column.heading, text=_(column.heading) + arrow)
