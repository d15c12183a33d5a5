"""The form before a run: network, preset, and the settings that differ from it, each checked beside its field."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable

import ttkbootstrap as ttk

from common.translation import _, sentence
from gui.look.theme import CAPTION_FONT, DOUBT, FAINT, WRONG
from gui.retrain.data_sets import DataSets
from gui.retrain.fields import NO, PRESET_TITLES, YES, Field, fields_of, presets_of, settings_of, values_of
from gui.state.context import Context
from models import catalog
from training.learning.settings import PRESETS, QUICK, TrainingSettings, problems
from training.runs.messages import RunOrder

FIELD_WIDTH = 18
"""Characters."""
ROWS_AT_ONCE = 3
"""Fields that are made and drawn before the window looks after its other events."""
WANTED = {"mnist": ("mnist",), "pens": ("mnist", "pens"), "both": ("mnist", "pens")}
"""The data sets that each choice of data needs; every network is tested on MNIST."""


class Form(ttk.Frame):
    """The form, which begins with the network in use; ``on_start`` is called with the run that the user asks for."""

    def __init__(self, master: tk.Misc, context: Context, on_start: Callable[[RunOrder], None]) -> None:
        super().__init__(master, padding=context.look.gap)
        self._settings, self._on_start = context.settings, on_start
        self.network = context.networks.current.architecture or catalog.FALLBACK
        self.base = PRESETS[self.network][QUICK]
        gap, small = context.look.gap, context.look.small_gap
        self._small = small
        self.grid_columnconfigure(2, weight=1)
        self.networks = self._head(0, _("Network"), _("a new network, trained from random weights"))
        self.networks.bind("<<ComboboxSelected>>", lambda event: self.choose_network(self._network_chosen()))
        self.presets = self._head(1, _("Preset"), _("good settings to start from"))
        self.presets.bind("<<ComboboxSelected>>", lambda event: self._choose_preset())
        ttk.Separator(self).grid(row=2, column=0, columnspan=3, sticky=tk.EW, pady=(small, small))
        self.variables: dict[str, tk.StringVar] = {}
        self.widgets: dict[str, tk.Widget] = {}
        self.remarks: dict[str, ttk.Label] = {}
        self._rows: list[tk.Widget] = []
        self._to_make: list[tuple[int, Field]] = []  # rows of the grid and their fields
        self._makes: str | None = None  # the `after` that will make some of them
        self.data_sets = DataSets(self, context, on_change=self.check)
        self.data_sets.grid(row=98, column=0, columnspan=3, sticky=tk.EW, pady=(gap, 0))
        self.grid_rowconfigure(99, weight=1)
        foot = ttk.Frame(self)
        foot.grid(row=100, column=0, columnspan=3, sticky=tk.EW, pady=(gap, 0))
        self.remark = ttk.Label(foot, font=CAPTION_FONT, style=DOUBT)
        self.remark.pack(side=tk.LEFT)
        self.start = ttk.Button(foot, text=_("Start training"), command=self._start, bootstyle="primary")
        self.start.pack(side=tk.RIGHT)
        titles = [model.title for model in catalog.MODELS]
        self.networks.configure(values=titles)
        self.choose_network(self.network)

    def _head(self, row: int, label: str, explanation: str) -> ttk.Combobox:
        small = self._small
        ttk.Label(self, text=label).grid(row=row, column=0, sticky=tk.W, pady=small // 3, padx=(0, 2 * small))
        box = ttk.Combobox(self, state="readonly", width=FIELD_WIDTH + 4)
        box.grid(row=row, column=1, sticky=tk.EW, pady=small // 3)
        ttk.Label(self, text=explanation, font=CAPTION_FONT, style=FAINT).grid(
            row=row, column=2, sticky=tk.W, padx=(2 * small, 0)
        )
        return box

    # --- choosing ----------------------------------------------------------------------------------------------------

    def choose_network(self, network: str) -> None:
        """Show the fields of this network with the quick preset."""
        self.network = network
        self.networks.current([model.name for model in catalog.MODELS].index(network))
        self.networks.selection_clear()
        self.presets.configure(values=[_(PRESET_TITLES[name]) for name in presets_of(network)])
        for widget in self._rows:
            widget.destroy()
        self._rows.clear()
        self.widgets.clear()
        self.remarks.clear()
        self.variables.clear()
        self._to_make = list(enumerate(fields_of(network), start=3))
        for _row, field in self._to_make:
            self.variables[field.name] = tk.StringVar(self)
        self.choose_preset(QUICK)
        self._make_rows()

    @property
    def complete(self) -> bool:
        """Whether all fields can be seen."""
        return not self._to_make

    def _make_rows(self) -> None:
        """Make the next rows: all of them at once would make the window wait."""
        if self._makes is not None:
            self.after_cancel(self._makes)
        now, self._to_make = self._to_make[:ROWS_AT_ONCE], self._to_make[ROWS_AT_ONCE:]
        for row, field in now:
            self._add(row, field)
        self._show_choices()
        self.check()
        self._makes = self.after(1, self._make_rows) if self._to_make else None

    def destroy(self) -> None:
        if self._makes is not None:
            self.after_cancel(self._makes)
        super().destroy()

    def choose_preset(self, name: str) -> None:
        self.presets.current(list(presets_of(self.network)).index(name))
        self.presets.selection_clear()
        self.show(PRESETS[self.network][name])

    def show(self, settings: TrainingSettings, device: str | None = None) -> None:
        """Fill the fields; these settings also supply what has no field."""
        self.base = settings
        for name, value in values_of(settings, device).items():
            if name in self.variables:
                self.variables[name].set(value)
        self._show_choices()
        self.check()

    def show_order(self, order: RunOrder) -> None:
        """Fill the form with the settings of an earlier run."""
        self.choose_network(order.network)
        self.presets.set(_("As in that run"))
        self.show(order.settings, order.device)

    def _network_chosen(self) -> str:
        return catalog.MODELS[self.networks.current()].name

    def _choose_preset(self) -> None:
        self.choose_preset(list(presets_of(self.network))[self.presets.current()])

    def _add(self, row: int, field: Field) -> None:
        small = self._small
        variable = self.variables[field.name]
        label = ttk.Label(self, text=_(field.label))
        label.grid(row=row, column=0, sticky=tk.W, pady=small // 3, padx=(0, 2 * small))
        widget: tk.Widget
        if field.ticked:
            widget = ttk.Checkbutton(
                self, variable=variable, onvalue=YES, offvalue=NO, command=self.check, bootstyle="round-toggle"
            )
        elif field.choices is not None:
            labels = {value: _(text) for value, text in field.choices(self.network).items()}
            widget = box = ttk.Combobox(self, state="readonly", width=FIELD_WIDTH, values=list(labels.values()))
            box.bind("<<ComboboxSelected>>", lambda event: self._choice_made(field.name, box, list(labels)))
        else:
            widget = ttk.Entry(self, textvariable=variable, width=FIELD_WIDTH)
            widget.bind("<KeyRelease>", lambda event: self.check())
            widget.bind("<Return>", lambda event: self._start())
        remark = ttk.Label(self, font=CAPTION_FONT)
        widget.grid(row=row, column=1, sticky=tk.W if field.ticked else tk.EW, pady=small // 3)
        remark.grid(row=row, column=2, sticky=tk.W, padx=(2 * small, 0))
        self.widgets[field.name], self.remarks[field.name] = widget, remark
        self._rows += [label, widget, remark]

    def _choice_made(self, name: str, box: ttk.Combobox, values: list[str]) -> None:
        box.selection_clear()
        self.variables[name].set(values[box.current()])
        self.check()

    def _show_choices(self) -> None:
        for field in fields_of(self.network):
            box = self.widgets.get(field.name)
            if field.choices is not None and isinstance(box, ttk.Combobox):
                box.current(list(field.choices(self.network)).index(self.variables[field.name].get()))

    # --- checking ----------------------------------------------------------------------------------------------------

    @property
    def settings(self) -> TrainingSettings:
        """The settings in the form, unchecked."""
        values = values_of(self.base)
        values |= {name: variable.get() for name, variable in self.variables.items()}
        return settings_of(values, self.base)

    @property
    def order(self) -> RunOrder:
        device = self.variables["device"].get() if "device" in self.variables else ""
        return RunOrder(self.network, self.settings, device or None, self._settings.data_folder)

    def check(self) -> None:
        """Show beside each field its explanation or its error; without errors the run can be started."""
        wrong = problems(self.network, self.settings)
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
        self.remark.configure(
            text=_("First download the data, or choose the folder that holds them.") if missing else self._note()
        )
        self.start.state(["disabled" if wrong or missing else "!disabled"])

    def _note(self) -> str:
        teacher = self.settings.teacher
        return _("Learns from the answers of {teacher}.").format(teacher=catalog.find(teacher).title) if teacher else ""

    def _start(self) -> None:
        if "disabled" not in self.start.state():
            self._on_start(self.order)
