"""The layers of a torch network: maps of every convolution and pooling, kernels, and how a pixel came about."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence

import numpy as np
import ttkbootstrap as ttk

from common.translation import _
from explain.lesson.calculation_sheet import signed
from explain.lesson.pages import kind_name
from explain.maps import CONVOLUTION, Maps, PixelSum
from gui.background.pump import while_open
from gui.explain.data_offer import DataOffer
from gui.explain.dead_units import DeadUnits
from gui.explain.page import ModelChoice, Page, wrap
from gui.explain.value_grid import Spot, Tiles, ValueGrid, limit_of, told
from gui.look.theme import CAPTION_FONT
from gui.state.context import Context
from models.classifier import Floats

MOST_CHANNELS = 4
"""Channels of a patch that are shown, those with the largest products first."""


class LayersPage(Page):
    """Left the layers, right the maps or kernels of the chosen one, below how the clicked pixel came about."""

    kind = "layers"

    def __init__(self, master: tk.Misc, context: Context) -> None:
        super().__init__(master, context)
        self.maps: Sequence[Maps] = ()
        self.layer = ""
        self.spot: Spot | None = None
        self.pixel: PixelSum | None = None
        self._kernels: Floats | None = None
        self.dead = DeadUnits(context, while_open(self, self._dead_units_found))
        self.model = ModelChoice(self.choices, context, lambda model: model.needs_torch, self._model_changed)
        self.model.pack(side=tk.LEFT)
        self.what = tk.StringVar(self, "maps")
        for value, text in (("maps", _("Maps")), ("kernels", _("Kernels"))):
            button = ttk.Radiobutton(self.choices, text=text, value=value, variable=self.what, command=self._show_maps)
            button.pack(side=tk.LEFT, padx=(self._look.gap, 0))
        self.scale.pack(side=tk.RIGHT)
        self._make_body()
        self.offer = DataOffer(self, context, self._mnist_fetched)

    def _make_body(self) -> None:
        look = self._look
        self.body.grid_columnconfigure(1, weight=1)
        self.body.grid_rowconfigure(0, weight=3)
        self.body.grid_rowconfigure(1, weight=2)
        left = ttk.Frame(self.body)
        left.grid(row=0, column=0, sticky=tk.NSEW)
        self.list = ttk.Treeview(left, show="tree", selectmode="browse", height=8)
        self.list.column("#0", width=look.px(218))
        bar = ttk.Scrollbar(left, command=self.list.yview)
        self.list.configure(yscrollcommand=bar.set)
        bar.pack(side=tk.RIGHT, fill=tk.Y)
        self.list.pack(fill=tk.BOTH, expand=True)
        self.list.bind("<<TreeviewSelect>>", lambda event: self._choose_layer())
        self.grid_of_maps = ValueGrid(self.body, look, 420, 250, self._hover, self.choose_pixel)
        self.grid_of_maps.grid(row=0, column=1, sticky=tk.NSEW, padx=(look.gap, 0))
        below = ttk.Frame(self.body)
        below.grid(row=1, column=0, columnspan=2, sticky=tk.NSEW, pady=(look.small_gap, 0))
        below.grid_columnconfigure(0, weight=1)
        below.grid_rowconfigure(1, weight=1)
        self.written = ttk.Label(below, font=CAPTION_FONT, justify=tk.LEFT)
        self.written.grid(row=0, column=0, sticky=tk.EW)
        self.written.bind("<Configure>", wrap)
        self.parts = ValueGrid(below, look, 640, 110, self._hover_part)
        self.parts.grid(row=1, column=0, sticky=tk.NSEW)

    # --- what is computed --------------------------------------------------------------------------------------------

    @property
    def network(self) -> str:
        return self.model.name

    def refresh(self) -> None:
        assert self.subject is not None
        if not self.model.name:
            self.clear()
            self.tell(_("There is no network of torch here."))
            return
        self.ask("maps", self.model.name, self.subject.frame, done=self._came)

    def clear(self) -> None:
        self.maps, self.spot, self.pixel = (), None, None
        self.grid_of_maps.show(None)
        self.parts.show(None)
        self.written.configure(text="")

    def _model_changed(self) -> None:
        self.maps, self.layer, self.spot, self.pixel, self._kernels = (), "", None, None, None
        self.again()

    def _came(self, maps: Sequence[Maps]) -> None:
        first = [one.name for one in self.maps] != [one.name for one in maps]
        self.maps = maps
        if first:
            self.list.delete(*self.list.get_children())
            for number, one in enumerate(maps, start=1):
                size = " × ".join(map(str, one.values.shape))
                self.list.insert("", tk.END, iid=one.name, text=f"{number}  {kind_name(one.kind)}  {size}")
            self.layer = maps[0].name if maps else ""
            if maps:
                self.list.selection_set((self.layer,))
            self.dead.look_at(self.model.name)
        self._show_maps()
        self._ask_pixel()

    def _dead_units_found(self) -> None:
        if self.dead.missing:
            self.offer.grid(row=5, column=0, sticky=tk.EW)
        self._show_maps()

    def _mnist_fetched(self) -> None:
        self.offer.grid_remove()
        self.dead.look_at(self.model.name)

    @property
    def shown(self) -> Maps | None:
        """The layer that is chosen."""
        return next((one for one in self.maps if one.name == self.layer), None)

    def _choose_layer(self) -> None:
        chosen = "".join(map(str, self.list.selection()))
        if chosen and chosen != self.layer:
            self.layer, self.spot, self.pixel, self._kernels = chosen, None, None, None
            self.parts.show(None)
            self.written.configure(text="")
            self._show_maps()

    def _ask_pixel(self) -> None:
        if self.spot is not None and self.subject is not None:
            place = self.spot.picture, self.spot.row, self.spot.column
            self.ask("pixel", self.model.name, self.subject.frame, self.layer, *place, done=self._pixel_came)

    # --- showing -----------------------------------------------------------------------------------------------------

    def _show_maps(self) -> None:
        shown = self.shown
        if shown is None:
            return
        if self.what.get() == "kernels":
            self._show_kernels(shown)
            return
        dead = self.dead.of(self.model.name, shown.name) if shown.kind == CONVOLUTION else frozenset[int]()
        chosen = None if self.spot is None else self.spot.picture
        limit = limit_of(shown.values)
        self.grid_of_maps.show(Tiles(shown.values, limit, crossed=dead), chosen)
        self.scale.show(limit)

    def _show_kernels(self, shown: Maps) -> None:
        if shown.kind != CONVOLUTION:
            self.grid_of_maps.show(None)
            self.tell(_("A pooling has no kernel: it keeps the largest value, or the mean."))
            return
        if self._kernels is None:
            self.ask("kernels", self.model.name, shown.name, done=self._kernels_came)
            return
        flat = self._kernels.reshape(-1, *self._kernels.shape[2:])
        some = flat[: max(len(self._kernels), 256)] if self._kernels.shape[1] > 1 else flat
        self.grid_of_maps.show(Tiles(some, limit_of(some)))
        self.scale.show(limit_of(some))

    def _kernels_came(self, kernels: Floats | None) -> None:
        self._kernels = kernels
        if kernels is not None and self.what.get() == "kernels":
            self._show_maps()

    def choose_pixel(self, spot: Spot) -> None:
        """Show how a pixel of a map came about."""
        if self.what.get() == "maps":
            self.spot = spot
            self.grid_of_maps.choose(spot.picture)
            self._ask_pixel()

    def _pixel_came(self, pixel: PixelSum | None) -> None:
        if pixel is None or self.spot is None:
            return
        self.pixel = pixel
        spot = self.spot
        name = _("map {map}, row {row}, column {column}", map=spot.picture, row=spot.row, column=spot.column)
        if pixel.kernel is None:
            self.written.configure(text=f"{name}:  {kind_name(pixel.kind)} = {told(pixel.value)}")
            self._part_names, parts = ["x"], pixel.patch
        else:
            total = float(pixel.products.astype(np.float64).sum())
            end = f"Σ w·x + b = {told(total)} {signed(pixel.bias)} = {told(pixel.value)}"
            order = np.argsort(-np.abs(pixel.products).sum(axis=(1, 2)), kind="stable")[:MOST_CHANNELS].tolist()
            self._part_names = [f"{what} {channel}" for channel in order for what in ("x", "w", "w·x")]
            parts = np.stack([one[channel] for channel in order for one in (pixel.patch, pixel.kernel, pixel.products)])
            end += "\n" + _("Patch x, kernel w and products w·x of the channels with the largest products:")
            self.written.configure(text=f"{name}:  {end}")
            limits = [limit_of(pixel.patch), limit_of(pixel.kernel), limit_of(pixel.products)] * len(order)
            self.parts.show(Tiles(parts, limits))
            return
        self.parts.show(Tiles(parts, limit_of(parts)))

    def _hover(self, spot: Spot | None) -> None:
        self.tell_value("" if spot is None else _("map {map}", map=spot.picture), spot)

    def _hover_part(self, spot: Spot | None) -> None:
        self.tell_value("" if spot is None else self._part_names[spot.picture], spot)
