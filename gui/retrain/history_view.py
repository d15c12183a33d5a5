"""The run history: a table of all runs, the curves of the chosen ones in one plot, and what can be done with them."""

from __future__ import annotations

import tkinter as tk
from pathlib import Path

import ttkbootstrap as ttk

from common.errors import PlainError
from common.translation import _, language, sentence
from gui.background.pump import later
from gui.files import dialogs as file_dialogs
from gui.look.look import Look
from gui.look.theme import CAPTION_FONT, FAINT
from gui.menus.shortcuts import PRIMARY
from gui.retrain.console import Console
from gui.retrain.plot_view import Plotter, PlotView
from gui.retrain.run_table import RunTable, curve_names
from training.plots.curves import CurveRecorder, Curves
from training.plots.process import Export, PlotAnswer
from training.runs.history import RunRecord, Status

FORGET_TIME = 4000
"""Milliseconds in which a second click deletes."""


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

        def start(resumed: RunRecord | None = None) -> None:
            order = self.table.chosen[0].order
            assert order is not None
            console.start(order, resumed)

        self.buttons: dict[str, ttk.Button] = {}
        for name, text, command in (
            ("repeat", _("Repeat"), start),
            ("resume", _("Go on"), lambda: start(self.table.chosen[0])),
            ("keep", _("Keep its network"), lambda: console.keep(self.table.chosen[0])),
            ("csv", _("Save as CSV…"), lambda: self._export("CSV", ".csv")),
            ("png", _("Save as PNG…"), lambda: self._export("PNG", ".png")),
            ("forget", _("Remove"), self._ask_forget),
        ):
            button = self.buttons[name] = ttk.Button(buttons, text=text, command=command, bootstyle="secondary outline")
            button.pack(side=tk.LEFT, padx=(0, small))
        button.pack(side=tk.RIGHT, padx=0)
        self.remark = ttk.Label(self, font=CAPTION_FONT, style=FAINT)
        self.remark.grid(row=2, sticky=tk.EW, pady=(small, 0))
        self.plot = PlotView(self, look, plotter)
        self.plot.grid(row=3, sticky=tk.NSEW, pady=(gap, 0))
        self._chosen_changed()

    # --- showing -----------------------------------------------------------------------------------------------------

    def _chosen_changed(self) -> None:
        chosen = self.table.chosen
        one = chosen[0] if len(chosen) == 1 else None
        busy = self._console.running
        sensible = {
            "repeat": one is not None and one.order is not None and not busy,
            "resume": one is not None and not busy and one.resumable and one.status is not Status.FINISHED,
            "keep": one is not None and one.weights is not None and one.kept_as is None,
            "csv": any(run.order for run in chosen),
            "png": any(run.order for run in chosen),
            "forget": bool(chosen) and all(run.status is not Status.RUNNING for run in chosen),
        }
        for name, button in self.buttons.items():
            button.state(["!disabled" if sensible[name] else "disabled"])
        if not self.table.runs:
            said = _("No run yet. What you train appears here.")
        elif one is not None and one.reason:
            said = sentence(one.reason)
        elif busy:
            said = _("A network is being trained; wait until that run has ended.")
        else:
            said = _("Choose several runs, with {ctrl} or Shift, to lay their curves over one another.", ctrl=PRIMARY)
        self.remark.configure(text=said)
        self.plot.show(self._curves())

    def _curves(self) -> dict[str, Curves]:
        """Those of the chosen runs, by names that tell them apart."""
        chosen = sorted((run for run in self.table.chosen if run.order), key=lambda run: run.started)
        return {name: CurveRecorder(run.epochs).curves() for name, run in zip(curve_names(chosen), chosen, strict=True)}

    # --- what is done with runs --------------------------------------------------------------------------------------

    def _export(self, kind: str, suffix: str) -> None:
        if file := file_dialogs.ask_save(self, kind, suffix, title=_("Save curves as {kind}", kind=kind)):
            self.export(file)

    def export(self, file: Path) -> None:
        """Write the curves of the chosen runs to a table or a picture, as the file's ending says."""

        def done(answer: PlotAnswer) -> None:
            if isinstance(answer, PlainError):
                self._console.complain(answer)
            else:
                self._console.tell(_("Saved as {file}", file=file))

        self._plotter.ask(Export(self._curves(), file, language()), done)

    def _ask_forget(self) -> None:
        """A second click soon after the first deletes."""
        button = self.buttons["forget"]
        if button.instate(["disabled"]):
            return
        if str(button.cget("text")) == _("Remove"):
            button.configure(text=_("Delete {count}?", count=len(self.table.chosen)), bootstyle="danger")
            later(self, FORGET_TIME, self._forget_not)
        else:
            self._forget_not()
            self._console.forget(self.table.chosen)

    def _forget_not(self) -> None:
        self.buttons["forget"].configure(text=_("Remove"), bootstyle="secondary outline")
