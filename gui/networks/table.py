"""The table of the user's networks: its columns, and what it shows of each network."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

import ttkbootstrap as ttk

from common.errors import PlainError
from common.translation import _, mark
from gui.look.look import Look
from models import catalog
from models.catalog import Model
from models.weights import WeightsError

VISIBLE_ROWS = 8
IN_USE = "●"
COLUMNS: tuple[tuple[str, str, Literal["w", "e", "center"], int], ...] = (
    ("use", "", tk.CENTER, 28),
    ("name", mark("Name"), tk.W, 220),
    ("kind", mark("Kind"), tk.W, 130),
    ("parameters", mark("Parameters"), tk.E, 110),
    ("accuracy", mark("MNIST accuracy"), tk.E, 130),
    ("date", mark("Date"), tk.E, 120),
)
"""Id, heading, side and width in logical pixels."""


@dataclass(frozen=True)
class Row:
    """A network in the table; ``why`` says why it cannot be used, if so."""

    cells: tuple[str, ...]
    why: PlainError | None


def read_rows() -> dict[str, Row]:
    """A row for each network that is kept, by name. Opens every file: not for Tk's thread."""
    return {model.name: _row(model) for model in catalog.models() if model.kept}


def _row(model: Model) -> Row:
    described = model.describe()
    parameters, accuracy = described["parameters"], described["mnist_accuracy"]
    cells = (
        model.name,
        model.kind or _("cannot be read"),
        "" if parameters is None else f"{parameters:,.0f}",
        f"{accuracy:.2%}".replace("%", " %") if accuracy is not None and 0 <= accuracy <= 1 else "",
        _date(model.file),
    )
    return Row(cells, model.why_unavailable())


def _date(file: Path) -> str:
    """The day that the file states as that of its training, else its own."""
    day: datetime | None = None
    try:
        day = datetime.fromtimestamp(file.stat().st_mtime)
        day = datetime.fromisoformat(catalog.stated(file)["date"])
    except (WeightsError, OSError, KeyError, TypeError, ValueError):
        pass
    return f"{day:%Y-%m-%d}" if day else ""


class NetworkTable(ttk.Treeview):
    """A row for each network, of which one is chosen."""

    def __init__(self, master: tk.Misc, look: Look) -> None:
        names = [name for name, *_rest in COLUMNS]
        super().__init__(master, columns=names, show="headings", selectmode="browse", height=VISIBLE_ROWS)
        for name, heading, side, width in COLUMNS:
            self.heading(name, text=_(heading) if heading else "", anchor=side)
            self.column(name, width=look.px(width), anchor=side, stretch=name == "name")

    @property
    def chosen(self) -> str:
        """The name of the chosen network, or an empty text."""
        return "".join(map(str, self.selection()))

    def show(self, rows: Mapping[str, Row], in_use: str, wanted: str) -> None:
        """Show these rows, and choose the wanted network, or else the one that was chosen, or the one in use."""
        choice = next((name for name in (wanted, self.chosen, in_use, *rows) if name in rows), None)
        self.delete(*self.get_children())
        for name, row in rows.items():
            self.insert("", tk.END, iid=name, values=(IN_USE if name == in_use else "", *row.cells))
        if choice is not None:
            self.selection_set((choice,))
            self.focus(choice)
            self.see(choice)
