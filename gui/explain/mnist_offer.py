"""Says that MNIST is missing, and offers to fetch it."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable

import ttkbootstrap as ttk

from common.errors import PlainError
from common.translation import _, mark, sentence
from gui.background.pump import while_open
from gui.look.theme import CAPTION_FONT
from gui.state.context import Context
from training.datasets.mnist import data_folder, fetch_mnist
from training.runtime.progress import no_progress

OFFER = mark("MNIST is not on this computer. It is needed for this, and can be fetched, 11 MB.")


class MnistOffer(ttk.Frame):
    """A sentence and a button.

    Args:
        on_fetched: called once MNIST is there.
    """

    def __init__(self, master: tk.Misc, context: Context, on_fetched: Callable[[], object]) -> None:
        super().__init__(master)
        self._jobs, self._on_fetched = context.jobs, on_fetched
        self.text = ttk.Label(self, text=_(OFFER), font=CAPTION_FONT)
        self.text.pack(side=tk.LEFT)
        self.button = ttk.Button(self, text=_("Fetch MNIST"), command=self.fetch, bootstyle="secondary outline")
        self.button.pack(side=tk.LEFT, padx=context.look.small_gap)

    def fetch(self) -> None:
        """Fetch it in the background."""
        self.button.state(["disabled"])
        self.text.configure(text=_("Fetching MNIST…"))

        def fetched(nothing: None) -> None:
            self._on_fetched()

        def failed(error: PlainError) -> None:
            self.button.state(["!disabled"])
            self.text.configure(text=sentence(error))

        self._jobs.run(_fetch, while_open(self, fetched), while_open(self, failed))


def _fetch() -> None:
    fetch_mnist(data_folder(), no_progress)
