"""The columns of the table of runs, and what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from common.translation import _, mark
from gui.retrain.fields import OPTIMIZER_TITLES, data_title
from gui.retrain.wording import duration, short_title
from training.runs.history import RunRecord, Status

NOTHING = ""
STATUSES = {
    Status.RUNNING: mark("running"),
    Status.INTERRUPTED: mark("interrupted"),
    Status.STOPPED: mark("stopped"),
    Status.FINISHED: mark("finished"),
    Status.FAILED: mark("failed"),
}


@dataclass(frozen=True)
class Column:
    """A column of the table.

    Attributes:
        heading: in English; translated where it is shown.
        text: what stands in a run's row.
        key: what the rows are sorted by.
        longest: the longest text that is usual; it decides the column's width.
        numeric: whether the texts are aligned right.
    """

    heading: str
    text: Callable[[RunRecord], str]
    key: Callable[[RunRecord], Any]
    longest: str
    numeric: bool = False


def _network(run: RunRecord) -> str:
    return short_title(run.order.network)


def _optimizer(run: RunRecord) -> str:
    return f"{OPTIMIZER_TITLES[run.order.settings.optimizer]} {run.order.settings.learning_rate:g}"


def _data(run: RunRecord) -> str:
    return data_title(run.order.settings)


def _pens(run: RunRecord) -> float | None:
    return run.new.pens if run.new else None


def _percent(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.2%}"


def _state(run: RunRecord) -> str:
    return _("kept as {name}").format(name=run.kept_as) if run.kept_as else _(STATUSES[run.status])


COLUMNS = (
    Column(mark("Started"), lambda run: f"{run.started:%Y-%m-%d %H:%M}", lambda run: run.started, "2026-12-31 23:59"),
    Column(mark("Network"), _network, _network, "BP net"),
    Column(
        mark("Optimizer"),
        _optimizer,
        lambda run: (run.order.settings.optimizer, run.order.settings.learning_rate),
        "Adam 0.0001",
    ),
    Column(mark("Data"), _data, _data, "MNIST"),
    Column(mark("Epochs"), lambda run: str(len(run.epochs)), lambda run: len(run.epochs), "100", numeric=True),
    Column(
        mark("Seed"), lambda run: str(run.order.settings.seed), lambda run: run.order.settings.seed, "12", numeric=True
    ),
    Column(
        mark("MNIST"),
        lambda run: _percent(run.test_accuracy),
        lambda run: run.test_accuracy or 0.0,
        "99.99%",
        numeric=True,
    ),
    Column(mark("Pens"), lambda run: _percent(_pens(run)), lambda run: _pens(run) or 0.0, "99.99%", numeric=True),
    Column(mark("Duration"), lambda run: duration(run.seconds), lambda run: run.seconds, "999 min", numeric=True),
    Column(mark("State"), _state, lambda run: run.status.value, "kept as My BP net 2"),
)


def curve_names(runs: Sequence[RunRecord]) -> list[str]:
    """A name for each run's curves: network, optimizer and seed, numbered where several runs share them."""
    names = [
        f"{_network(run)} {_optimizer(run)}, {_('seed {seed}').format(seed=run.order.settings.seed)}" for run in runs
    ]
    return [
        name if names.count(name) == 1 else f"{name} ({names[:place].count(name) + 1})"
        for place, name in enumerate(names)
    ]
