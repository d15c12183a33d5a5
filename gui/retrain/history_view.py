"""All runs in a table, those chosen laid over one another in a plot; each can be repeated, gone on with, exported."""

from __future__ import annotations

import tkinter as tk
import tkinter.font
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

import ttkbootstrap as ttk

from common.translation import _, mark
from gui.files import dialogs as file_dialogs
from gui.look.theme import CAPTION_FONT, GAP, SMALL_GAP, Theme
from gui.retrain.fields import DATA, OPTIMIZER_TITLES, values_of
from gui.retrain.live import duration
from gui.retrain.plotter import PlotView
from models import catalog
from training.plots.curves import Curves, curves_of_log
from training.runs.records import RunRecord, Status

NOTHING = ""
FALLING, RISING = " ▾", " ▴"
STATUSES = {
    Status.RUNNING: mark("running"),
    Status.INTERRUPTED: mark("interrupted"),
    Status.STOPPED: mark("stopped"),
    Status.FINISHED: mark("finished"),
    Status.FAILED: mark("failed"),
}


@dataclass(frozen=True)
class Column:
    """Of the table: its heading, what stands in it, by what it is sorted, and the longest that usually stands there."""

    heading: str
    text: Callable[[RunRecord], str]
    key: Callable[[RunRecord], Any]
    longest: str
    numeric: bool = False


def _pens(run: RunRecord) -> float | None:
    return run.new.pens if run.new else None


def _percent(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.2%}"


def _network(run: RunRecord) -> str:
    return catalog.find(run.order.network).title.split(" · ")[0]


def _data(run: RunRecord) -> str:
    return _(DATA[values_of(run.order.settings)["data"]])


COLUMNS = (
    Column(mark("Begun"), lambda run: f"{run.started:%Y-%m-%d %H:%M}", lambda run: run.started, "2026-12-31 23:59"),
    Column(mark("Network"), _network, _network, "BP net"),
    Column(
        mark("Optimizer"),
        lambda run: f"{OPTIMIZER_TITLES[run.order.settings.optimizer]} {run.order.settings.learning_rate:g}",
        lambda run: (run.order.settings.optimizer, run.order.settings.learning_rate),
        "Adam 0.0001",
    ),
    Column(mark("Data"), _data, _data, "MNIST"),
    Column(mark("Epochs"), lambda run: str(len(run.epochs)), lambda run: len(run.epochs), "100", numeric=True),
    Column(
        mark("Seed"), lambda run: str(run.order.settings.seed), lambda run: run.order.settings.seed, "12", numeric=True
    ),
    Column(
        mark("MNIST"),
        lambda run: _percent(run.test_accuracy),
        lambda run: run.test_accuracy or 0.0,
        "99.99%",
        numeric=True,
    ),
    Column(mark("Pens"), lambda run: _percent(_pens(run)), lambda run: _pens(run) or 0.0, "99.99%", numeric=True),
    Column(mark("Duration"), lambda run: duration(run.seconds), lambda run: run.seconds, "99:59", numeric=True),
    Column(mark("State"), lambda run: _state(run), lambda run: run.status.value, "kept as My BP net 2"),
)


def _state(run: RunRecord) -> str:
    return _("kept as {name}").format(name=run.kept_as) if run.kept_as else _(STATUSES[run.status])


class HistoryView(ttk.Frame):
    """Shows runs; what is to be done with them is done by whoever gave the callbacks.

    Args:
        on_repeat, on_resume, on_keep, on_forget: with the run that is chosen, the last with all of them.
        on_export: with the curves of the chosen runs, and the file.
    """

    def __init__(
        self,
        master: tk.Misc,
        *,
        theme: Theme,
        scale: float,
        plot: Callable[[tk.Misc], PlotView],
        on_repeat: Callable[[RunRecord], None],
        on_resume: Callable[[RunRecord], None],
        on_keep: Callable[[RunRecord], None],
        on_forget: Callable[[Sequence[RunRecord]], None],
        on_export: Callable[[Mapping[str, Curves], Path], None],
    ) -> None:
        super().__init__(master, padding=round(GAP * scale))
        self._theme, self._on_export = theme, on_export
        self.runs: dict[str, RunRecord] = {}
        self._sorted_by, self._falling = COLUMNS[0], True
        gap, small = round(GAP * scale), round(SMALL_GAP * scale)
        self.grid_columnconfigure(0, weight=1)
        self.grid_rowconfigure(0, weight=1)
        self.grid_rowconfigure(3, weight=2)

        frame = ttk.Frame(self)
        frame.grid(row=0, sticky=tk.NSEW)
        frame.grid_columnconfigure(0, weight=1)
        frame.grid_rowconfigure(0, weight=1)
        names = [column.heading for column in COLUMNS]
        font = tkinter.font.nametofont("TkDefaultFont", self)
        self.table = ttk.Treeview(frame, columns=names, show="headings", selectmode="extended", height=7)
        for column in COLUMNS:
            side: Literal["e", "w"] = "e" if column.numeric else "w"
            self.table.heading(column.heading, text=_(column.heading), anchor=side, command=partial(self.sort, column))
            widest = max(map(font.measure, (_(column.heading) + FALLING, column.longest)))
            self.table.column(column.heading, width=widest + 2 * small, anchor=side, stretch=column is COLUMNS[-1])
        self.table.grid(row=0, column=0, sticky=tk.NSEW)
        scrollbar = ttk.Scrollbar(frame, command=self.table.yview)
        scrollbar.grid(row=0, column=1, sticky=tk.NS)
        self.table.configure(yscrollcommand=scrollbar.set)
        self.table.bind("<<TreeviewSelect>>", lambda event: self._chosen_changed())
        self.table.bind("<Delete>", lambda event: self._ask_forget())

        buttons = ttk.Frame(self)
        buttons.grid(row=1, sticky=tk.EW, pady=(small, 0))
        one = self._one
        self.buttons = {
            name: self._button(buttons, text, command, tk.RIGHT if name == "forget" else tk.LEFT, small)
            for name, text, command in (
                ("repeat", _("Repeat"), lambda: on_repeat(one())),
                ("resume", _("Go on"), lambda: on_resume(one())),
                ("keep", _("Keep its network"), lambda: on_keep(one())),
                ("csv", _("Save as CSV…"), lambda: self._export("CSV", ".csv")),
                ("png", _("Save as PNG…"), lambda: self._export("PNG", ".png")),
                ("forget", _("Remove"), self._ask_forget),
            )
        }
        self._on_forget = on_forget
        self.remark = ttk.Label(self, font=CAPTION_FONT)
        self.remark.grid(row=2, sticky=tk.EW, pady=(small, 0))
        self.plot = plot(self)
        self.plot.grid(row=3, sticky=tk.NSEW, pady=(gap, 0))
        self._chosen_changed()

    def _button(self, master: tk.Misc, text: str, command: Callable[[], None], side: str, small: int) -> ttk.Button:
        button = ttk.Button(master, text=text, command=command, bootstyle="secondary outline")
        button.pack(side=side, padx=(0, small) if side == tk.LEFT else 0)
        return button

    # --- the table ---------------------------------------------------------------------------------------------------

    def show(self, runs: Sequence[RunRecord]) -> None:
        """Show these runs in place of those before; what was chosen stays chosen."""
        chosen = self.table.selection()
        self.runs = {run.id: run for run in runs}
        self.table.delete(*self.table.get_children())
        for run in runs:
            self.table.insert("", tk.END, iid=run.id, values=[column.text(run) for column in COLUMNS])
        self._arrange()
        kept = [name for name in chosen if name in self.runs] or list(self.table.get_children())[:1]
        self.table.selection_set(kept)
        self._chosen_changed()

    def sort(self, column: Column) -> None:
        """Sort by a column; a second time the other way round."""
        self._falling = not self._falling if column is self._sorted_by else False
        self._sorted_by = column
        self._arrange()

    def _arrange(self) -> None:
        order = sorted(self.runs.values(), key=self._sorted_by.key, reverse=self._falling)
        for place, run in enumerate(order):
            self.table.move(run.id, "", place)
        for column in COLUMNS:
            arrow = (FALLING if self._falling else RISING) if column is self._sorted_by else ""
            self.table.heading(column.heading, text=_(column.heading) + arrow)

    @property
    def chosen(self) -> list[RunRecord]:
        return [self.runs[name] for name in self.table.selection() if name in self.runs]

    def _one(self) -> RunRecord:
        return self.chosen[0]

    def _chosen_changed(self) -> None:
        chosen = self.chosen
        one = chosen[0] if len(chosen) == 1 else None
        sensible = {
            "repeat": one is not None,
            "resume": one is not None and one.resumable and one.status is not Status.FINISHED,
            "keep": one is not None and one.weights is not None and one.kept_as is None,
            "csv": bool(chosen),
            "png": bool(chosen),
            "forget": bool(chosen) and all(run.status is not Status.RUNNING for run in chosen),
        }
        for name, button in self.buttons.items():
            button.state(["!disabled" if sensible[name] else "disabled"])
        if not self.runs:
            said = _("No run yet. What you train appears here.")
        elif one is not None and one.reason:
            said = one.reason
        else:
            said = _("Choose several runs, with Ctrl or Shift, to lay their curves over one another.")
        self.remark.configure(text=said, foreground=self._theme.faint_text)
        self.plot.show(self._curves())

    def _curves(self) -> dict[str, Curves]:
        """Of the runs chosen, by names that tell them apart."""
        chosen = sorted(self.chosen, key=lambda run: run.started)
        names = [
            f"{_network(run)} {COLUMNS[2].text(run)}, {_('seed {seed}').format(seed=run.order.settings.seed)}"
            for run in chosen
        ]
        numbered = [
            name if names.count(name) == 1 else f"{name} ({names[:place].count(name) + 1})"
            for place, name in enumerate(names)
        ]
        return {name: curves_of_log(run.epochs) for name, run in zip(numbered, chosen, strict=True)}

    # --- what is done with runs --------------------------------------------------------------------------------------

    def _export(self, kind: str, suffix: str) -> None:
        if file := file_dialogs.ask_save(self, kind, suffix, title=_("Save curves as {kind}").format(kind=kind)):
            self._on_export(self._curves(), file)

    def _ask_forget(self) -> None:
        """A second click within the same choice deletes."""
        if self.buttons["forget"].instate(["disabled"]):
            return
        button = self.buttons["forget"]
        if str(button.cget("text")) == _("Remove"):
            text = _("Delete {count}?").format(count=len(self.chosen))
            button.configure(text=text, bootstyle="danger")
            self.after(4000, self._forget_not)
        else:
            self._forget_not()
            self._on_forget(self.chosen)

    def _forget_not(self) -> None:
        if self.winfo_exists():
            self.buttons["forget"].configure(text=_("Remove"), bootstyle="secondary outline")

    def recolour(self, theme: Theme) -> None:
        self._theme = theme
        self._chosen_changed()
