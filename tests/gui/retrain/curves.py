"""Curves to be drawn, and whether they are."""

from __future__ import annotations

from collections.abc import Callable

from gui.retrain.plot_view import PlotView
from training.plots.curves import Curves


def run(epochs: int) -> dict[str, Curves]:
    losses = tuple((float(epoch), 1 / epoch) for epoch in range(1, epochs + 1))
    accuracies = tuple((x, 1 - loss / 2) for x, loss in losses)
    return {"bp": Curves(losses, accuracies, losses, accuracies, epochs)}


def shows(view: PlotView, runs: dict[str, Curves]) -> Callable[[], bool]:
    return lambda: view.shown is not None and view.shown.runs == runs
