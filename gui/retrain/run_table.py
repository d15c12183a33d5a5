"""The table of runs: sorted by any column, one or several of them chosen."""

from __future__ import annotations

import tkinter as tk
import tkinter.font
from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

import ttkbootstrap as ttk

from common.translation import _
from gui.retrain.run_columns import COLUMNS, Column
from training.runs.history import RunRecord

VISIBLE_ROWS = 7
FALLING, RISING = " ▾", " ▴"


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
        self.sorted_by, self.falling = COLUMNS[0], True
        self.grid_columnconfigure(0, weight=1)
        self.grid_rowconfigure(0, weight=1)
        names = [column.heading for column in COLUMNS]
        font = tkinter.font.nametofont("TkDefaultFont", self)
        self.tree = ttk.Treeview(self, columns=names, show="headings", selectmode="extended", height=VISIBLE_ROWS)
        for column in COLUMNS:
            side: Literal["e", "w"] = "e" if column.numeric else "w"
            self.tree.heading(column.heading, text=_(column.heading), anchor=side, command=partial(self.sort, column))
            widest = max(map(font.measure, (_(column.heading) + FALLING, column.longest)))
            self.tree.column(column.heading, width=widest + 2 * gap, anchor=side, stretch=column is COLUMNS[-1])
        self.tree.grid(row=0, column=0, sticky=tk.NSEW)
        scrollbar = ttk.Scrollbar(self, command=self.tree.yview)
        scrollbar.grid(row=0, column=1, sticky=tk.NS)
        self.tree.configure(yscrollcommand=scrollbar.set)
        self.tree.bind("<<TreeviewSelect>>", lambda event: on_choice())
        self.tree.bind("<Delete>", lambda event: on_delete())

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
