"""Which units of a torch network are dead: never above 0 over digits that it did not learn from."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from gui.state.context import Context
from models.classifier import Floats
from models.worker import Outcome, Task
from training.datasets.mnist import DataError, data_folder, load_mnist

DIGITS, AT_A_TIME = 1_000, 50
"""Test digits of MNIST that are looked at, and how many between two drawings."""


class DeadUnits:
    """Looks at a network once, in the background, a few digits at a time, so that drawings are read in between.

    Args:
        on_news: called when a network has been looked at, or cannot be.

    Attributes:
        missing: whether MNIST is missing, as far as that is known.
    """

    def __init__(self, context: Context, on_news: Callable[[], object]) -> None:
        self._context, self._on_news = context, on_news
        self._largest: dict[str, dict[str, Floats]] = {}
        self._done: set[str] = set()
        self._frames: Floats | None = None
        self.missing = False

    def of(self, model: str, layer: str) -> frozenset[int]:
        """The dead units of a layer; none as long as that is not known."""
        if model not in self._done:
            return frozenset()
        return frozenset(np.flatnonzero(self._largest[model][layer] <= 0).tolist())

    def look_at(self, model: str) -> None:
        """Find the dead units of a network, unless they are known; nothing happens where MNIST is missing."""
        if model in self._largest:
            return
        self._largest[model] = {}
        if self._frames is None:
            load = partial(_validation_digits, self._context.settings.data_folder)
            self._context.jobs.run(load, partial(self._loaded, model), lambda error: None)
        else:
            self._go_on(model, 0)

    def _loaded(self, model: str, frames: Floats | None) -> None:
        self._frames, self.missing = frames, frames is None
        if frames is not None:
            self._go_on(model, 0)
        else:
            self._largest.pop(model, None)
            self._on_news()

    def _go_on(self, model: str, start: int) -> None:
        assert self._frames is not None
        if start >= len(self._frames):
            self._done.add(model)
            self._on_news()
            return
        task = Task("largest", model, (self._frames[start : start + AT_A_TIME],))
        self._context.engine.examine(task, partial(self._came, model, start + AT_A_TIME))

    def _came(self, model: str, start: int, outcome: Outcome) -> None:
        if outcome.error is not None:
            self._largest.pop(model, None)  # it is tried again when the network is shown again
            return
        known = self._largest[model]
        for layer, values in outcome.value.items():
            known[layer] = np.maximum(known.get(layer, values), values)
        self._go_on(model, start)


def _validation_digits(folder: Path | None) -> Floats | None:
    """Digits that no network learnt from; None where MNIST is not on this machine."""
    try:
        return load_mnist(data_folder(folder)).test.images[:DIGITS].copy()
    except DataError:
        return None
