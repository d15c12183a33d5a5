"""What mattered: gradient and occlusion laid over the digit, for one digit or for one against another."""

from __future__ import annotations

import tkinter as tk
from functools import partial

import numpy as np
import ttkbootstrap as ttk

from common.translation import _
from gui.explain.page import ModelChoice, Page
from gui.explain.value_grid import Spot, Tiles, ValueGrid, limit_of
from gui.look.theme import CAPTION_FONT
from gui.state.context import Context
from models.classifier import DIGITS, Floats

LIKELIEST = "–"


class MatteredPage(Page):
    """Three pictures: the frame, the gradient and the occlusion."""

    kind = "mattered"

    def __init__(self, master: tk.Misc, context: Context) -> None:
        super().__init__(master, context)
        self.model = ModelChoice(self.choices, context, lambda model: bool(model.architecture), self.again)
        self.model.pack(side=tk.LEFT)
        digits = [str(digit) for digit in range(DIGITS)]
        self.why = self._choice(_("Why"), [_("the answer"), *digits])
        self.not_ = self._choice(_("and not"), [LIKELIEST, *digits])
        self.scale.pack(side=tk.RIGHT)
        self.scale.show(None)
        self.values: dict[str, Floats] = {}
        look = self._look
        self.grids: dict[str, ValueGrid] = {}
        captions = {
            "frame": _("the frame x"),
            "gradient": _("gradient: more ink"),
            "covered": _("occlusion: less ink"),
        }
        self.body.grid_rowconfigure(1, weight=1)
        for column, (name, caption) in enumerate(captions.items()):
            self.body.grid_columnconfigure(column, weight=1, uniform="picture")
            label = ttk.Label(self.body, text=caption, font=CAPTION_FONT)
            label.grid(row=0, column=column, sticky=tk.W)
            grid = ValueGrid(self.body, look, 228, 228, partial(self._hover, name))
            grid.grid(row=1, column=column, sticky=tk.NSEW, padx=(0, look.gap))
            self.grids[name] = grid

    def _choice(self, text: str, values: list[str]) -> ttk.Combobox:
        ttk.Label(self.choices, text=text).pack(side=tk.LEFT, padx=(self._look.gap, self._look.small_gap))
        box = ttk.Combobox(self.choices, state="readonly", width=max(3, *map(len, values)), values=values)
        box.current(0)
        box.bind("<<ComboboxSelected>>", lambda event: self.again())
        box.pack(side=tk.LEFT)
        return box

    @property
    def network(self) -> str:
        return self.model.name

    def refresh(self) -> None:
        assert self.subject is not None
        frame = self.subject.frame
        self.grids["frame"].show(Tiles(frame[None]))
        if self.why.current() > 0:
            self._ask(self.why.current() - 1)
        else:
            self.ask("probabilities", self.model.name, frame[None], done=lambda rows: self._ask(int(rows[0].argmax())))

    def _ask(self, digit: int) -> None:
        if self.subject is None:
            return
        direction = np.eye(DIGITS, dtype=np.float32)[digit]
        other = self.not_.current() - 1
        if other >= 0:
            direction = direction - np.eye(DIGITS, dtype=np.float32)[other]
        frame = self.subject.frame
        for name in ("gradient", "covered"):
            self.ask(name, self.model.name, frame, direction, done=partial(self._came, name))

    def _came(self, name: str, values: Floats) -> None:
        assert self.subject is not None
        self.values[name] = values
        self.grids[name].show(Tiles(values[None], limit_of(values), under=self.subject.frame))

    def clear(self) -> None:
        self.values.clear()
        for grid in self.grids.values():
            grid.show(None)

    def _hover(self, name: str, spot: Spot | None) -> None:
        names = {"frame": "x", "gradient": "∂z / ∂x", "covered": _("fall of z")}
        self.tell_value(names[name], spot)
