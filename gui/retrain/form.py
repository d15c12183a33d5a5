"""The form before a run: network, preset, and the settings that differ from it, each checked beside its field."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Mapping

import ttkbootstrap as ttk

from common.translation import _, sentence
from gui.background.pump import later
from gui.look.theme import CAPTION_FONT, DOUBT, FAINT, WRONG
from gui.retrain.data_sets import DataSets
from gui.retrain.fields import FIELDS, NO, PRESET_TITLES, YES, Field, fields_of, presets_of, settings_of, values_of
from gui.state.context import Context
from gui.state.signals import on_write
from models import catalog
from training.learning.settings import QUICK, TrainingSettings, problems
from training.runs.messages import RunOrder

FIELD_WIDTH = 18
"""Characters."""
FIRST_ROW = 3
"""Of the fields in the grid; above it are network, preset and a line."""
ROWS_AT_ONCE = 3
"""Fields that are made and drawn before the window looks after its other events."""
WANTED = {"mnist": ("mnist",), "pens": ("mnist", "pens"), "both": ("mnist", "pens")}
"""The data sets that each choice of data needs; every network is tested on MNIST."""


class Form(ttk.Frame):
    """The form, which begins with the network in use; ``on_start`` is called with the run that the user asks for.

    Args:
        foot: a frame for the button that starts the run; it is to be seen even where the form has to be scrolled.

    Attributes:
        base: the settings of the chosen preset; they also supply what has no field.
    """

    def __init__(
        self, master: tk.Misc, foot: ttk.Frame, context: Context, on_start: Callable[[RunOrder], None]
    ) -> None:
        super().__init__(master, padding=context.look.gap)
        self._settings, self._on_start = context.settings, on_start
        gap, self._small = context.look.gap, context.look.small_gap
        self.network = context.networks.current.architecture or catalog.FALLBACK
        self.base: TrainingSettings
        self.variables: dict[str, tk.StringVar] = {}
        self.remarks: dict[str, ttk.Label] = {}
        self._to_make: list[tuple[int, Field]] = []  # rows of the grid and their fields
        self.grid_columnconfigure(2, weight=1)
        explanation = _("a new network, trained from random weights")
        self.networks = self._head(0, _("Network"), explanation, self._choose_network)
        self.networks.configure(values=[model.title for model in catalog.MODELS])
        self.networks.current([model.name for model in catalog.MODELS].index(self.network))
        self.presets = self._head(1, _("Preset"), _("good settings to start from"), self._choose_preset)
        ttk.Separator(self).grid(row=2, column=0, columnspan=3, sticky=tk.EW, pady=self._small)
        self.data_sets = DataSets(self, context, on_change=self.check)
        self.data_sets.grid(row=98, column=0, columnspan=3, sticky=tk.EW, pady=(gap, 0))
        self.remark = ttk.Label(foot, font=CAPTION_FONT, style=DOUBT)
        self.remark.pack(side=tk.LEFT)
        self.start = ttk.Button(foot, text=_("Start training"), command=self._start, bootstyle="primary")
        self.start.pack(side=tk.RIGHT)
        self._choose_network()

    def _head(self, row: int, label: str, explanation: str, on_choice: Callable[[], None]) -> ttk.Combobox:
        box = ttk.Combobox(self, state="readonly", width=FIELD_WIDTH + 4)
        box.bind("<<ComboboxSelected>>", lambda event: on_choice())
        self._add_row(row, label, box, ttk.Label(self, text=explanation, font=CAPTION_FONT, style=FAINT))
        return box

    def _add_row(self, row: int, text: str, widget: tk.Widget, remark: ttk.Label, sticky: str = tk.EW) -> None:
        small = self._small
        label = ttk.Label(self, text=text)
        label.grid(row=row, column=0, sticky=tk.W, pady=small // 3, padx=(0, 2 * small))
        widget.grid(row=row, column=1, sticky=sticky, pady=small // 3)
        remark.grid(row=row, column=2, sticky=tk.EW, padx=(2 * small, 0))
        remark.bind("<Configure>", lambda event: remark.configure(wraplength=event.width))

    def take_over(self, old: Form) -> None:
        """Continue what the user was doing in another form."""
        self.networks.current(old.networks.current())
        self._choose_network()
        self.presets.current(old.presets.current())
        self.base = old.base
        for name, variable in self.variables.items():
            variable.set(old.variables[name].get())
        self.data_sets.take_over(old.data_sets)
        self.check()

    # --- choosing ----------------------------------------------------------------------------------------------------

    def _choose_network(self) -> None:
        """Show the fields of the chosen network with the quick preset."""
        self.network = catalog.MODELS[self.networks.current()].name
        self.networks.selection_clear()
        for row in range(FIRST_ROW, FIRST_ROW + len(FIELDS)):
            for widget in self.grid_slaves(row=row):
                widget.destroy()
        self.remarks.clear()
        self._to_make = list(enumerate(fields_of(self.network), FIRST_ROW))
        self.variables = {field.name: tk.StringVar(self) for _row, field in self._to_make}
        presets = list(presets_of(self.network))
        self.presets.configure(values=[_(PRESET_TITLES[name]) for name in presets])
        self.presets.current(presets.index(QUICK))
        self._choose_preset()
        self._make_rows()

    def _choose_preset(self) -> None:
        """Fill the fields with the chosen preset."""
        self.presets.selection_clear()
        self.base = list(presets_of(self.network).values())[self.presets.current()]
        for name, value in values_of(self.base).items():
            if name in self.variables:
                self.variables[name].set(value)
        self.check()

    def _make_rows(self) -> None:
        """Make the next rows: all of them at once would make the window wait."""
        now, self._to_make = self._to_make[:ROWS_AT_ONCE], self._to_make[ROWS_AT_ONCE:]
        for row, field in now:
            self._add_field(row, field)
        self.check()
        if self._to_make:
            later(self, 1, self._make_rows)

    def _add_field(self, row: int, field: Field) -> None:
        variable = self.variables[field.name]
        widget: tk.Widget
        if field.ticked:
            widget = ttk.Checkbutton(
                self, variable=variable, onvalue=YES, offvalue=NO, command=self.check, bootstyle="round-toggle"
            )
        elif field.choices is not None:
            widget = self._box(variable, field.choices(self.network))
        else:
            widget = ttk.Entry(self, textvariable=variable, width=FIELD_WIDTH)
            widget.bind("<KeyRelease>", lambda event: self.check())
            widget.bind("<Return>", lambda event: self._start())
        remark = self.remarks[field.name] = ttk.Label(self, font=CAPTION_FONT)
        self._add_row(row, _(field.label), widget, remark, sticky=tk.W if field.ticked else tk.EW)

    def _box(self, variable: tk.StringVar, choices: Mapping[str, str]) -> ttk.Combobox:
        """A box that shows the label of the variable's value."""
        values = list(choices)
        box = ttk.Combobox(self, state="readonly", width=FIELD_WIDTH, values=[_(label) for label in choices.values()])

        def chosen() -> None:
            box.selection_clear()
            variable.set(values[box.current()])
            self.check()

        def show() -> None:
            box.current(values.index(variable.get()))

        box.bind("<<ComboboxSelected>>", lambda event: chosen())
        on_write(variable, box, show)
        show()
        return box

    # --- checking ----------------------------------------------------------------------------------------------------

    @property
    def settings(self) -> TrainingSettings:
        """The settings in the form, unchecked."""
        values = {name: variable.get() for name, variable in self.variables.items()}
        return settings_of(values_of(self.base) | values, self.base)

    @property
    def order(self) -> RunOrder:
        device = self.variables["device"].get() if "device" in self.variables else ""
        return RunOrder(self.network, self.settings, device or None, self._settings.data_folder)

    def check(self) -> None:
        """Show beside each field its explanation or its error; without errors the run can be started."""
        settings = self.settings
        wrong = problems(self.network, settings)
        for field in fields_of(self.network):
            error = wrong.get(field.name)
            if field.name in self.remarks:
                self.remarks[field.name].configure(
                    text=sentence(error) if error else _(field.explanation), style=WRONG if error else FAINT
                )
        self.data_sets.show(WANTED[self.variables["data"].get()])
        missing = bool(self.data_sets.missing)
        if missing or self.data_sets.fetching:
            self.data_sets.grid()
        else:
            self.data_sets.grid_remove()
        remark = ""
        if missing:
            remark = _("First download the data, or choose the folder that holds them.")
        elif settings.teacher:
            remark = _("Learns from the answers of {teacher}.", teacher=catalog.find(settings.teacher).title)
        self.remark.configure(text=remark)
        self.start.state(["disabled" if wrong or missing else "!disabled"])

    def _start(self) -> None:
        if "disabled" not in self.start.state():
            self._on_start(self.order)
