"""The calculation of a numpy network: hidden units, lit by their activation, and the sum of each digit, written out."""

from __future__ import annotations

import tkinter as tk

import numpy as np
import ttkbootstrap as ttk

from common.translation import _
from explain.calculation import Calculation, HiddenLayer
from explain.lesson.calculation_sheet import signed, straightening_formula, sum_formula, term_rows, unit_formula
from gui.answer.verdict import percentage
from gui.explain.page import ModelChoice, Page, wrap
from gui.explain.value_grid import Spot, Tiles, ValueGrid, limit_of
from gui.look.theme import CAPTION_FONT
from gui.state.context import Context
from ink.framing import FRAME
from models.classifier import DIGITS, Floats

COLUMNS = ("unit", "h", "w", "product", "sum")
WIDTHS = {"unit": 38, "h": 64, "w": 72, "product": 72, "sum": 84}
"""Logical pixels."""


MOST_PIXELS = 0.95
"""Of the units' weights: how many are not darker than all colours can show."""


class CalculationPage(Page):
    """Left the units of a hidden layer; right a unit's products, or a digit's sum, whichever was clicked last."""

    kind = "calculation"

    def __init__(self, master: tk.Misc, context: Context) -> None:
        super().__init__(master, context)
        self.calculation: Calculation | None = None
        self.layer, self.unit = 0, 0
        self.digit: int | None = None  # None is the likeliest one
        self.shows_unit = False
        self.model = ModelChoice(self.choices, context, lambda model: model.architecture == "bp", self.again)
        self.model.pack(side=tk.LEFT)
        self.scale.pack(side=tk.RIGHT)
        self.layers = ttk.Combobox(self.choices, state="readonly", width=18)
        self.layers.bind("<<ComboboxSelected>>", lambda event: self._choose_layer())
        self._make_body()

    def _make_body(self) -> None:
        look = self._look
        self.body.grid_columnconfigure(0, weight=3, uniform="half")
        self.body.grid_columnconfigure(1, weight=3, uniform="half")
        self.body.grid_rowconfigure(1, weight=1)
        caption = ttk.Label(self.body, text=_("Hidden units: pictures of their weights; click one"), font=CAPTION_FONT)
        caption.grid(row=0, column=0, sticky=tk.W)
        self.units = ValueGrid(self.body, look, 330, 330, self._hover_unit, lambda spot: self.choose_unit(spot.picture))
        self.units.grid(row=1, column=0, sticky=tk.NSEW, padx=(0, look.gap))
        self.digits = ttk.Frame(self.body)
        self.digits.grid(row=0, column=1, sticky=tk.EW)
        self.buttons = [
            ttk.Button(self.digits, text=str(digit), width=2, command=lambda digit=digit: self.choose_digit(digit))
            for digit in range(DIGITS)
        ]
        for place, button in enumerate(self.buttons):
            self.digits.grid_columnconfigure(place, weight=1)
            button.grid(row=0, column=place, sticky=tk.EW, padx=1)
        detail = ttk.Frame(self.body)
        detail.grid(row=1, column=1, sticky=tk.NSEW, pady=(look.small_gap, 0))
        detail.grid_columnconfigure(0, weight=1)
        detail.grid_rowconfigure(0, weight=1)
        self.products = ValueGrid(detail, look, 330, 120, self._hover_product)
        self.terms = ttk.Treeview(detail, columns=COLUMNS, show="headings", height=8, selectmode="browse")
        headings = _("unit"), "h", "w", "h · w", _("sum so far")
        for name, heading in zip(COLUMNS, headings, strict=True):
            self.terms.heading(name, text=heading, anchor=tk.E)
            self.terms.column(name, width=look.px(WIDTHS[name]), minwidth=look.px(WIDTHS[name]), anchor=tk.E)
        self.terms.bind("<Double-1>", lambda event: self._open_term())
        self.terms.bind("<Return>", lambda event: self._open_term())
        self.bar = ttk.Scrollbar(detail, command=self.terms.yview)
        self.terms.configure(yscrollcommand=self.bar.set)
        self.written = ttk.Label(detail, font=CAPTION_FONT, justify=tk.LEFT)
        self.written.grid(row=1, column=0, columnspan=2, sticky=tk.EW, pady=(look.small_gap, 0))
        self.written.bind("<Configure>", wrap)

    # --- what is computed --------------------------------------------------------------------------------------------

    @property
    def network(self) -> str:
        return self.model.name

    def refresh(self) -> None:
        assert self.subject is not None
        self.ask("calculation", self.model.name, self.subject.frame, done=self._came)

    def clear(self) -> None:
        self.calculation = None
        self.units.show(None)
        self.products.show(None)
        self.terms.delete(*self.terms.get_children())
        self.written.configure(text="")

    def _came(self, calculation: Calculation | None) -> None:
        if calculation is None:
            return
        if self.calculation is None or len(self.calculation.hidden) != len(calculation.hidden):
            self.layer, self.unit = 0, 0
        self.calculation = calculation
        self._offer_layers()
        self._show_units()
        self._show_detail()

    def _offer_layers(self) -> None:
        assert self.calculation is not None
        hidden = self.calculation.hidden
        names = [_("Layer {number}: {units} units", number=n, units=len(one.bias)) for n, one in enumerate(hidden, 1)]
        if len(names) > 1:
            self.layers.configure(values=names)
            self.layers.current(self.layer)
            self.layers.pack(side=tk.LEFT, padx=self._look.small_gap)
        else:
            self.layers.pack_forget()

    @property
    def hidden(self) -> HiddenLayer | None:
        """The hidden layer that is shown."""
        if self.calculation is None or not self.calculation.hidden:
            return None
        return self.calculation.hidden[min(self.layer, len(self.calculation.hidden) - 1)]

    def chosen_digit(self) -> int:
        assert self.calculation is not None
        return int(self.calculation.last.logits.argmax()) if self.digit is None else self.digit

    # --- showing -----------------------------------------------------------------------------------------------------

    def _show_units(self) -> None:
        layer = self.hidden
        if layer is None:
            self.units.show(None)
            return
        self.unit = min(self.unit, len(layer.bias) - 1)
        pictures = as_pictures(layer.weights.T)
        lit = np.asarray(layer.activations / max(float(layer.activations.max()), 1e-9), dtype=np.float32)
        spread = float(np.quantile(np.abs(pictures), MOST_PIXELS)) or 1.0
        self.units.show(Tiles(pictures, spread, lit=lit), self.unit if self.shows_unit else None)
        self.scale.show(spread)

    def _show_detail(self) -> None:
        assert self.calculation is not None
        for digit, button in enumerate(self.buttons):
            chosen = not self.shows_unit and digit == self.chosen_digit()
            button.configure(bootstyle="primary" if chosen else "secondary outline")
        layer = self.hidden
        if self.shows_unit and layer is not None:
            self.terms.grid_remove()
            self.bar.grid_remove()
            self.products.grid(row=0, column=0, columnspan=2, sticky=tk.NSEW)
            self._show_unit(layer)
        else:
            self.products.grid_remove()
            self.terms.grid(row=0, column=0, sticky=tk.NSEW)
            self.bar.grid(row=0, column=1, sticky=tk.NS)
            self._show_digit()

    def _show_unit(self, layer: HiddenLayer) -> None:
        assert self.calculation is not None
        weights, inputs, products = unit_pictures(layer, self.unit)
        pictures = np.stack([weights, inputs, products])
        first, straightened = layer is self.calculation.hidden[0], self.calculation.straightened
        inks = frozenset({1} if first else ())
        self.products.show(Tiles(pictures, [limit_of(one) for one in pictures], inks))
        if first and straightened is not None:
            told = _("Unit {unit}: weights w, straightened frame x, products w · x", unit=self.unit)
            lines = [told, straightening_formula(straightened), unit_formula(layer, self.unit)]
        else:
            told = _("Unit {unit}: weights w, inputs x, products w · x", unit=self.unit)
            lines = [told, unit_formula(layer, self.unit)]
        self.written.configure(text="\n".join(lines).replace(";  ", "\n"))

    def _show_digit(self) -> None:
        assert self.calculation is not None
        digit, last = self.chosen_digit(), self.calculation.last
        bias = float(last.bias[digit])
        rows = [("", "", "", signed(bias), f"{bias:.4f}")]
        rows += [
            (str(unit), f"{activation:.4f}", signed(weight), signed(product), f"{total:.4f}")
            for unit, activation, weight, product, total in term_rows(self.calculation, digit)
            if product
        ]
        kept = self.terms.get_children()
        for item, row in zip(kept, rows, strict=False):
            self.terms.item(item, values=row)
        self.terms.delete(*kept[len(rows) :])
        for row in rows[len(kept) :]:
            self.terms.insert("", tk.END, values=row)
        share = percentage(float(last.probabilities[digit]))
        self.written.configure(text=f"{sum_formula(self.calculation, digit)}  ({share})".replace(";  ", "\n"))

    # --- what the user chooses ---------------------------------------------------------------------------------------

    def choose_unit(self, unit: int) -> None:
        """Show how a unit's activation comes about."""
        self.unit, self.shows_unit = unit, True
        self.units.choose(unit)
        if self.calculation is not None:
            self._show_detail()

    def choose_digit(self, digit: int) -> None:
        """Show the sum of a digit, from now on, whatever the drawing is."""
        self.digit, self.shows_unit = digit, False
        self.units.choose(None)
        if self.calculation is not None:
            self._show_detail()

    def _choose_layer(self) -> None:
        self.layer, self.unit = self.layers.current(), 0
        self.layers.selection_clear()
        if self.calculation is not None:
            self._show_units()
            self._show_detail()

    def _open_term(self) -> None:
        """Show the unit of the term that is selected; terms are of the last hidden layer."""
        for item in self.terms.selection():
            unit = str(self.terms.item(item, "values")[0])
            if unit and self.calculation is not None:
                self.layer = len(self.calculation.hidden) - 1
                self._offer_layers()
                self.unit, self.shows_unit = int(unit), True
                self._show_units()
                self.choose_unit(int(unit))

    def _hover_unit(self, spot: Spot | None) -> None:
        layer = self.hidden
        if spot is None or layer is None:
            self.tell_value("", None)
            return
        lit = f"h = {layer.activations[spot.picture]:.4f}"
        self.tell_value(_("unit {unit}, {lit}; weight at", unit=spot.picture, lit=lit), spot)

    def _hover_product(self, spot: Spot | None) -> None:
        if spot is None:
            self.tell_value("", None)
            return
        self.tell_value(("w", "x", "w · x")[spot.picture], spot)


def as_pictures(rows: Floats) -> Floats:
    """Rows (N, D) as pictures: (N, 28, 28) for a frame's pixels, else nearly square ones, filled up with 0."""
    if rows.shape[1] == FRAME**2:
        return rows.reshape(-1, FRAME, FRAME)
    side = int(np.ceil(np.sqrt(rows.shape[1])))
    filled = np.zeros((len(rows), side * side), dtype=np.float32)
    filled[:, : rows.shape[1]] = rows
    return filled.reshape(-1, side, side)


def unit_pictures(layer: HiddenLayer, unit: int) -> tuple[Floats, Floats, Floats]:
    """A unit's weights, inputs and products as pictures of one size."""
    products = layer.products(unit).astype(np.float32)
    weights, inputs, products = as_pictures(np.stack([layer.weights[:, unit], layer.inputs, products]))
    return weights, inputs, products
