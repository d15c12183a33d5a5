"""The experiments' figures, drawn with matplotlib in the language in use, as PNG and SVG."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.axis import Axis, XAxis
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter, PercentFormatter

from common.translation import language
from training.experiments.cells import Result
from training.experiments.changes import CHANGES
from training.experiments.results import Results, Spread, stop
from training.plots.curves import COLOURS
from training.plots.fonts import LATIN, chinese_fonts, say

PAPER_DPI = 160


class Drawn(NamedTuple):
    """A figure as files."""

    png: bytes
    svg: str


def _style(name: str) -> Any:
    """Matplotlib's settings; the name makes the ids in the SVG reproducible."""
    return {
        "font.family": [*(chinese_fonts() if language() == "zh_CN" else ()), LATIN],
        "font.size": 9.5,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "grid.color": "#e6e9ef",
        "axes.axisbelow": True,
        "legend.frameon": False,
        "svg.hashsalt": name,
    }


def _panels(count: int) -> tuple[Figure, list[Axes]]:
    """A figure with axes side by side."""
    figure = Figure(figsize=(4.2 * max(count, 1.6), 3.3), layout="constrained")
    return figure, list(np.atleast_1d(figure.subplots(1, count)))


def _files(figure: Figure) -> Drawn:
    png, svg = io.BytesIO(), io.StringIO()
    figure.savefig(png, format="png", dpi=PAPER_DPI, metadata={"Software": None})
    figure.savefig(svg, format="svg", metadata={"Date": None})
    return Drawn(png.getvalue(), svg.getvalue())


def _over_epochs(axes: Axes, runs: Sequence[Sequence[float]], colour: str, label: str) -> None:
    """A thin line for each seed, and a strong one for their mean as far as all of them go."""
    for run in runs:
        axes.plot(range(1, len(run) + 1), run, color=colour, alpha=0.25, linewidth=0.8)
    shared = min(map(len, runs))
    mean = np.mean([run[:shared] for run in runs], axis=0)
    axes.plot(range(1, shared + 1), mean, color=colour, linewidth=1.8, label=label)


def _label(axes: Axes, title: str, across: str, percent: bool = False) -> None:
    axes.set_title(title, fontsize=10)
    axes.set_xlabel(across)
    if percent:
        axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=None))


def _logarithmic(axis: Axis, form: Callable[[float], str] = "{:g}".format) -> None:
    """A logarithmic axis whose numbers are written out."""
    (axis.axes.set_xscale if isinstance(axis, XAxis) else axis.axes.set_yscale)("log")
    axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axis.set_major_formatter(lambda value, place: form(value))
    axis.set_minor_formatter(NullFormatter())


def _histories(results: Results, variant: str, patience: int | None, figure: str) -> list[list[float]]:
    """One figure of every epoch until early stopping, for each seed."""
    return [[epoch[figure] for epoch in stop(run, patience)[0]] for run in results[variant]]


def losses(results: Results, titles: Mapping[str, str], patience: int) -> Drawn:
    """Figure 2: the training loss of each variant, by epoch."""
    with rc_context(_style("losses")):
        figure, (axes,) = _panels(1)
        for colour, (variant, title) in zip(COLOURS, titles.items(), strict=False):
            _over_epochs(axes, _histories(results, variant, patience, "train_loss"), colour, say(title))
        _label(axes, say("Training loss"), say("epoch"))
        _logarithmic(axes.yaxis)
        axes.legend()
        return _files(figure)


def accuracies(results: Results, titles: Mapping[str, str], patience: int | None) -> Drawn:
    """Figures 3 and 4: training and validation accuracy of each variant, by epoch."""
    with rc_context(_style("accuracies")):
        figure, (left, right) = _panels(2)
        for colour, (variant, title) in zip(COLOURS, titles.items(), strict=False):
            for axes, name in ((left, "train_accuracy"), (right, "validation_accuracy")):
                _over_epochs(axes, _histories(results, variant, patience, name), colour, say(title))
        _label(left, say("Training accuracy"), say("epoch"), percent=True)
        _label(right, say("Validation accuracy"), say("epoch"), percent=True)
        top = max(axes.get_ylim()[1] for axes in (left, right))
        for axes in (left, right):
            axes.set_ylim(max(0.9, min(axes.get_ylim()[0] for axes in (left, right))), top)
        right.legend(loc="lower right")
        return _files(figure)


def cnn(runs: Sequence[Result], batches: int) -> Drawn:
    """Figure 5: LeNet's running loss, and its training and test accuracy by epoch."""
    with rc_context(_style("cnn")):
        figure, (left, right) = _panels(2)
        for run in runs:
            losses = run["running_loss"]
            left.plot(np.arange(1, len(losses) + 1) * batches, losses, color=COLOURS[0], alpha=0.4, linewidth=1)
        _label(left, say("Running loss"), say("batch"))
        _logarithmic(left.yaxis)
        for colour, name, label in (
            (COLOURS[0], "train_accuracy", say("training")),
            (COLOURS[1], "test_accuracy", say("test")),
        ):
            _over_epochs(right, [[epoch[name] for epoch in run["history"]] for run in runs], colour, label)
        _label(right, say("Accuracy"), say("epoch"), percent=True)
        right.set_xticks(range(1, 1 + max(len(run["history"]) for run in runs)))
        right.legend(loc="lower right")
        return _files(figure)


def sizes(accuracy: Mapping[str, Mapping[int, Spread]]) -> Drawn:
    """Figure 6: test error by the number of training digits, for each network."""
    with rc_context(_style("sizes")):
        figure, (axes,) = _panels(1)
        for colour, (title, by_digits) in zip(COLOURS, accuracy.items(), strict=False):
            errors = [1 - spread.mean for spread in by_digits.values()]
            axes.plot(list(by_digits), errors, "o-", color=colour, linewidth=1.8, label=title)
        _label(axes, say("Test error"), say("training digits"))
        _logarithmic(axes.xaxis, "{:,.0f}".format)
        _logarithmic(axes.yaxis, "{:.1%}".format)
        axes.set_xticks(sorted({digits for by_digits in accuracy.values() for digits in by_digits}))
        axes.legend()
        return _files(figure)


def changed(accuracy: Mapping[str, Mapping[str, Sequence[float]]]) -> Drawn:
    """Figure 7: test accuracy on digits slid, turned and thinned, for each network."""
    titles = {
        "slid": (say("Slid"), say("pixels")),
        "turned": (say("Turned"), say("degrees")),
        "thinned": (say("Thinned"), say("pixels")),
    }
    with rc_context(_style("changed")):
        figure, panels = _panels(3)
        for axes, (change, (title, unit)) in zip(panels, titles.items(), strict=True):
            for index, (network, by_change) in enumerate(accuracy.items()):
                style: Any = {"color": COLOURS[index % 3], "linestyle": "-" if index < 3 else "--", "marker": "o"}
                axes.plot(CHANGES[change][1], by_change[change], markersize=3, linewidth=1.6, label=network, **style)
            _label(axes, title, unit, percent=True)
            axes.set_ylim(0, 1.02)
        panels[0].legend(loc="lower left", fontsize=8)
        return _files(figure)
