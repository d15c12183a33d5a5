"""Learning curves: the points of training runs, from their events or their logs, and as a table. No matplotlib here."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from common.errors import PlainError
from common.file_errors import CANNOT_WRITE, file_errors
from common.storage import write_whole
from training.learning.loop import BatchDone, EpochDone, Event

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
"""Okabe and Ito's, which the colour-blind can tell apart."""
COLOURS_ON_DARK = ("#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#f0e442", "#d55e00")
"""A variant that is legible on a dark background."""
RUNNING_POINTS = 40
"""Points at most of the epoch under way."""
FIGURES = ("train_loss", "train_accuracy", "validation_loss", "validation_accuracy")

Points = tuple[tuple[float, float], ...]


class CurvesError(PlainError):
    """Curves that cannot be written or drawn."""


@dataclass(frozen=True)
class Curves:
    """A run's figures as points (x, y): x in epochs, the end of the first being 1; accuracies are fractions.

    Attributes:
        best_epoch: the one whose weights are kept, so far.
    """

    train_loss: Points = ()
    train_accuracy: Points = ()
    validation_loss: Points = ()
    validation_accuracy: Points = ()
    best_epoch: int | None = None


@dataclass(frozen=True)
class Palette:
    """The colours of a plot, as ``#rrggbb``; each run has one of ``lines``."""

    text: str
    faint: str
    grid: str
    surface: str
    lines: tuple[str, ...] = COLOURS


class CurveRecorder:
    """Gathers the curves of a run while it goes on.

    The epoch under way is seen by its running means; when it is done, its own figures take their place.

    Args:
        log: its earlier events, as ``--log`` writes them; only those of epochs count.
    """

    def __init__(self, log: Iterable[Mapping[str, Any]] = ()) -> None:
        self._epochs: dict[int, Mapping[str, Any]] = {}
        self._running: list[tuple[float, float, float]] = []
        for record in log:
            if record.get("event") == "epoch":
                self._note(record)

    def add(self, event: Event) -> None:
        if isinstance(event, BatchDone):
            begin, x = event.epoch - 1, event.epoch - 1 + event.done / event.total
            if self._running and self._running[-1][0] > x:
                self._running.clear()
            last = self._running[-1][0] if self._running else begin
            if x >= last + 1 / RUNNING_POINTS:
                self._running.append((x, event.train_loss, event.train_accuracy))
        elif isinstance(event, EpochDone):
            self._note(asdict(event))

    def _note(self, epoch: Mapping[str, Any]) -> None:
        self._epochs[int(epoch["epoch"])] = epoch
        self._running.clear()

    def curves(self) -> Curves:
        epochs = [self._epochs[number] for number in sorted(self._epochs)]
        points: dict[str, list[tuple[float, float]]] = {
            name: [(float(epoch["epoch"]), _number(epoch.get(name))) for epoch in epochs] for name in FIGURES
        }
        for x, loss, accuracy in self._running:
            points["train_loss"].append((x, loss))
            points["train_accuracy"].append((x, accuracy))
        best = [int(epoch["epoch"]) for epoch in epochs if epoch.get("best")]
        return Curves(**{name: tuple(of) for name, of in points.items()}, best_epoch=best[-1] if best else None)


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else math.nan


def write_csv(runs: Mapping[str, Curves], path: Path) -> None:
    """Write a row for each epoch of each run; what is not a finite number is left blank.

    Raises:
        CurvesError: the file cannot be written.
    """
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(("run", "epoch", *FIGURES))
    for name, curves in runs.items():
        figures = [dict(getattr(curves, figure)) for figure in FIGURES]
        for epoch, _accuracy in curves.validation_accuracy:
            values = [figure.get(epoch, math.nan) for figure in figures]
            table.writerow((name, int(epoch), *(value if math.isfinite(value) else "" for value in values)))
    content = text.getvalue()
    # spreadsheets take a file for UTF-8 only if it is marked; others do not expect the mark
    with file_errors(CurvesError, CANNOT_WRITE, path):
        write_whole(path, content.encode("ascii" if content.isascii() else "utf-8-sig"))
