"""Says that a data set is missing, and offers to fetch it."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable

import ttkbootstrap as ttk

from common.errors import PlainError
from common.translation import _, sentence
from gui.background.pump import while_open
from gui.look.theme import CAPTION_FONT
from gui.state.context import Context
from training.datasets.fetching import MNIST, DataSet
from training.datasets.mnist import data_folder
from training.runtime.progress import no_progress

MEGABYTE = 1_000_000


class DataOffer(ttk.Frame):
    """A sentence and a button.

    Args:
        on_fetched: called once the data set is there.

    Attributes:
        data_set: the one that is offered.
    """

    def __init__(self, master: tk.Misc, context: Context, on_fetched: Callable[[], object]) -> None:
        super().__init__(master)
        self._settings, self._jobs, self._on_fetched = context.settings, context.jobs, on_fetched
        self.text = ttk.Label(self, font=CAPTION_FONT)
        self.text.pack(side=tk.LEFT)
        self.button = ttk.Button(self, text=_("Fetch"), command=self.fetch, bootstyle="secondary outline")
        self.button.pack(side=tk.LEFT, padx=context.look.small_gap)
        self.offer(MNIST)

    def offer(self, data_set: DataSet) -> None:
        """Offer this data set from now on."""
        self.data_set = data_set
        title, size = _(data_set.title), f"{data_set.size / MEGABYTE:.0f}"
        self.text.configure(text=_("This needs data that are missing: {title}, {size} MB.", title=title, size=size))
        self.button.state(["!disabled"])

    def fetch(self) -> None:
        """Fetch it in the background."""
        self.button.state(["disabled"])
        self.text.configure(text=_("Fetching {title}…", title=_(self.data_set.title)))
        data_set, folder = self.data_set, data_folder(self._settings.data_folder)

        def fetched(nothing: None) -> None:
            if data_set is self.data_set:
                self._on_fetched()

        def failed(error: PlainError) -> None:
            if data_set is self.data_set:
                self.button.state(["!disabled"])
                self.text.configure(text=sentence(error))

        self._jobs.run(lambda: data_set.fetch(folder, no_progress), while_open(self, fetched), while_open(self, failed))
