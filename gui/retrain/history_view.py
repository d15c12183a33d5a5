"""The run history: a table of all runs, the curves of the chosen ones in one plot, and what can be done with them."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from pathlib import Path

import ttkbootstrap as ttk

from common.translation import _, language
from gui.files import dialogs as file_dialogs
from gui.look.look import Look
from gui.look.theme import CAPTION_FONT, FAINT
from gui.menus.shortcuts import PRIMARY
from gui.retrain.console import Console
from gui.retrain.plot_view import Plotter, PlotView
from gui.retrain.run_columns import curve_names
from gui.retrain.run_table import RunTable
from training.plots.curves import Curves, curves_of_log
from training.plots.process import Export
from training.runs.records import RunRecord, Status


class HistoryView(ttk.Frame):
    """Shows runs, and lets the console do what is to be done with them."""

    def __init__(self, master: tk.Misc, look: Look, console: Console, plotter: Plotter) -> None:
        super().__init__(master, padding=look.gap)
        self._console, self._plotter = console, plotter
        gap, small = look.gap, look.small_gap
        self.grid_columnconfigure(0, weight=1)
        self.grid_rowconfigure(0, weight=1)
        self.grid_rowconfigure(3, weight=2)

        self.table = RunTable(self, gap=small, on_choice=self._chosen_changed, on_delete=self._ask_forget)
        self.table.grid(row=0, sticky=tk.NSEW)
        buttons = ttk.Frame(self)
        buttons.grid(row=1, sticky=tk.EW, pady=(small, 0))
        one = self._one
        self.buttons = {
            name: self._button(buttons, text, command, tk.RIGHT if name == "forget" else tk.LEFT, small)
            for name, text, command in (
                ("repeat", _("Repeat"), lambda: console.repeat(one())),
                ("resume", _("Go on"), lambda: console.resume(one())),
                ("keep", _("Keep its network"), lambda: console.keep(one())),
                ("csv", _("Save as CSV…"), lambda: self._export("CSV", ".csv")),
                ("png", _("Save as PNG…"), lambda: self._export("PNG", ".png")),
                ("forget", _("Remove"), self._ask_forget),
            )
        }
        self.remark = ttk.Label(self, font=CAPTION_FONT, style=FAINT)
        self.remark.grid(row=2, sticky=tk.EW, pady=(small, 0))
        self.plot = PlotView(self, look, plotter)
        self.plot.grid(row=3, sticky=tk.NSEW, pady=(gap, 0))
        self._chosen_changed()

    def _button(self, master: tk.Misc, text: str, command: Callable[[], None], side: str, small: int) -> ttk.Button:
        button = ttk.Button(master, text=text, command=command, bootstyle="secondary outline")
        button.pack(side=side, padx=(0, small) if side == tk.LEFT else 0)
        return button

    # --- showing -----------------------------------------------------------------------------------------------------

    def show(self, runs: Sequence[RunRecord]) -> None:
        """Show these runs in place of those before; what was chosen stays chosen."""
        self.table.show(runs)

    def _one(self) -> RunRecord:
        return self.table.chosen[0]

    def _chosen_changed(self) -> None:
        chosen = self.table.chosen
        one = chosen[0] if len(chosen) == 1 else None
        busy = self._console.running
        sensible = {
            "repeat": one is not None and not busy,
            "resume": one is not None and not busy and one.resumable and one.status is not Status.FINISHED,
            "keep": one is not None and one.weights is not None and one.kept_as is None,
            "csv": bool(chosen),
            "png": bool(chosen),
            "forget": bool(chosen) and all(run.status is not Status.RUNNING for run in chosen),
        }
        for name, button in self.buttons.items():
            button.state(["!disabled" if sensible[name] else "disabled"])
        if not self.table.runs:
            said = _("No run yet. What you train appears here.")
        elif one is not None and one.reason:
            said = one.reason
        elif busy:
            said = _("A network is being trained; wait until that run has ended.")
        else:
            said = _("Choose several runs, with {ctrl} or Shift, to lay their curves over one another.")
            said = said.format(ctrl=PRIMARY)
        self.remark.configure(text=said)
        self.plot.show(self._curves())

    def _curves(self) -> dict[str, Curves]:
        """Those of the chosen runs, by names that tell them apart."""
        chosen = sorted(self.table.chosen, key=lambda run: run.started)
        return {name: curves_of_log(run.epochs) for name, run in zip(curve_names(chosen), chosen, strict=True)}

    # --- what is done with runs --------------------------------------------------------------------------------------

    def _export(self, kind: str, suffix: str) -> None:
        if file := file_dialogs.ask_save(self, kind, suffix, title=_("Save curves as {kind}").format(kind=kind)):
            self.export(file)

    def export(self, file: Path) -> None:
        """Write the curves of the chosen runs to a table or a picture, as the file's ending says."""
        request = Export(self._curves(), file, language())
        self._plotter.ask(request, lambda answer: self._console.exported(file, answer))

    def _ask_forget(self) -> None:
        """A second click within the same choice deletes."""
        if self.buttons["forget"].instate(["disabled"]):
            return
        button = self.buttons["forget"]
        if str(button.cget("text")) == _("Remove"):
            text = _("Delete {count}?").format(count=len(self.table.chosen))
            button.configure(text=text, bootstyle="danger")
            self.after(4000, self._forget_not)
        else:
            self._forget_not()
            self._console.forget(self.table.chosen)

    def _forget_not(self) -> None:
        if self.winfo_exists():
            self.buttons["forget"].configure(text=_("Remove"), bootstyle="secondary outline")
