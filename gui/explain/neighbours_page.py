"""Like which: the ten nearest training digits, in pixels and in the network's last hidden layer."""

from __future__ import annotations

import tkinter as tk
from functools import partial

import numpy as np
import ttkbootstrap as ttk

from common.translation import _
from explain.nearest import Neighbours, nearest
from gui.background.pump import while_open
from gui.explain.data_offer import DataOffer
from gui.explain.feature_store import FeatureStore
from gui.explain.page import ModelChoice, Page
from gui.explain.subject import Subject
from gui.explain.value_grid import Spot, Tiles, ValueGrid
from gui.look.theme import CAPTION_FONT
from gui.state.context import Context
from models.classifier import Floats

COUNT = 10
TITLE, CAPTION = 36, 34
"""Logical pixels above and below a row of pictures."""


class NeighboursPage(Page):
    """Two rows of pictures; below each picture its label and its distance."""

    kind = "neighbours"

    def __init__(self, master: tk.Misc, context: Context) -> None:
        super().__init__(master, context)
        self.store = FeatureStore(context, while_open(self, self._news))
        self.bind("<Destroy>", lambda event: self.store.close(), add=True)
        self.found: dict[str, Neighbours] = {}
        self.model = ModelChoice(self.choices, context, lambda model: bool(model.architecture), self.again)
        self.model.pack(side=tk.LEFT)
        self.offer = DataOffer(self.body, context, self._fetched)
        self.rows = {
            "pixels": self._row(_("Nearest in pixels")),
            "features": self._row(_("Nearest in the network's last hidden layer")),
        }
        self.body.bind("<Configure>", self._fit_rows, add=True)
        self.progress = ttk.Label(self.body, font=CAPTION_FONT)
        self.progress.pack(anchor=tk.W)

    @property
    def network(self) -> str:
        return self.model.name

    def _row(self, title: str) -> ValueGrid:
        ttk.Label(self.body, text=title).pack(anchor=tk.W, pady=(self._look.small_gap, 0))
        grid = ValueGrid(self.body, self._look, 640, 100, self._hover, columns=COUNT)
        grid.pack(fill=tk.X)
        return grid

    def _fit_rows(self, event: tk.Event[tk.Misc]) -> None:
        """Make the rows as high as their width asks for, if there is room for both."""
        for grid in self.rows.values():
            wanted = event.width // COUNT + self._look.px(CAPTION)
            grid.configure(height=min(wanted, max(event.height // 2 - self._look.px(TITLE), 1)))

    def refresh(self) -> None:
        assert self.subject is not None
        if self.store.missing:
            self.offer.pack(fill=tk.X, before=self.rows["pixels"])
            return
        if self.store.digits is None:
            self.tell(_("Loading the training digits…"))
            self.store.load_digits()
            return
        self._find("pixels", self.subject, self.subject.frame, self.store.digits)
        self.store.want(self.model.name)
        if self.store.of(self.model.name) is not None:
            self.ask("features", self.model.name, self.subject.frame[None], done=partial(self._hidden, self.subject))
        else:
            self.rows["features"].show(None)

    def clear(self) -> None:
        self.found.clear()
        for row in self.rows.values():
            row.show(None)

    def _hidden(self, subject: Subject, hidden: Floats) -> None:
        features = self.store.of(self.model.name)
        if features is not None:
            self._find("features", subject, hidden[0], features)

    def _find(self, name: str, subject: Subject, vector: Floats, known: np.ndarray) -> None:
        """Search in a job."""
        came = while_open(self, partial(self._came, name, subject))
        self._context.jobs.run(lambda: nearest(vector, known, COUNT), came)

    def _came(self, name: str, subject: Subject, found: Neighbours) -> None:
        if subject is not self.subject or self.store.digits is None or self.store.labels is None:
            return
        self.found[name] = found
        frames = np.divide(self.store.digits[found.indices], np.float32(255), dtype=np.float32)
        pairs = zip(self.store.labels[found.indices], found.distances, strict=True)
        self.rows[name].show(Tiles(frames, captions=[f"{label}\n{_short(distance)}" for label, distance in pairs]))

    def _news(self) -> None:
        """Something has come: digits, features, or a part of them."""
        part = self.store.progress.get(self.model.name)
        text = "" if part is None else _("Looking at the training digits: {part}", part=f"{part:.0%}")
        self.progress.configure(text=text)
        if self.store.problem is not None:
            self.complain(self.store.problem)
            self.store.problem = None
        if part is None:
            self.again()

    def _fetched(self) -> None:
        self.store.missing = False
        self.offer.pack_forget()
        self.again()

    def _hover(self, spot: Spot | None) -> None:
        self.tell_value("", spot)


def _short(distance: float) -> str:
    """In three or four digits, so that it is no wider than a small picture."""
    return f"{distance:.2f}" if distance < 10 else f"{distance:.1f}"
