"""The scales of both panels: what range they show, and which numbers stand beside them."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, NullFormatter, NullLocator
from numpy.typing import NDArray

from training.plots.curves import Curves

NUMBERED, STEPS = 5, [1, 2, 5, 10]
"""About how many ticks an axis has, and what they may be multiples of."""
ROOM = 0.03
"""Space above the highest tick, as a fraction of the panel's height."""
EARLY, SHORT = 0.2, 4
"""The accuracies of this first fraction of a run may lie below the panel, if the run has more epochs than ``SHORT``."""
HUGE = 1e30
"""Larger values are left out like infinite ones, as are values below the inverse on a logarithmic scale."""

Floats = NDArray[np.float64]


def finite(points: Iterable[tuple[float, float]]) -> Floats:
    """Points as (2, N), without those that are not finite or are huge."""
    array = np.array(list(points), dtype=np.float64).reshape(-1, 2)
    return array[(np.abs(array) < HUGE).all(axis=1)].T


def span_of(runs: Iterable[Curves]) -> tuple[int, int]:
    """The first and the last epoch of all runs, rounded outward to whole epochs; zeros without points."""
    points = [point for curves in runs for each in (curves.train_loss, curves.validation_loss) for point in each]
    x, _y = finite(points)
    if not len(x):
        return 0, 0
    first = math.floor(x.min())
    return first, max(math.ceil(x.max()), first + 1)


def scale_epochs(axes: Axes, span: tuple[int, int]) -> None:
    first, last = span
    if first == last:
        axes.xaxis.set_major_locator(NullLocator())
        return
    margin = 0.02 * (last - first)
    axes.set_xlim(first - margin, last + margin)
    axes.xaxis.set_major_locator(MaxNLocator(NUMBERED + 1, steps=STEPS, integer=True, min_n_ticks=1))


def scale_loss(axes: Axes) -> None:
    """Logarithmic if the losses span more than a decade; losses of 0 are not visible then."""
    _x, losses = _drawn(axes)
    above_zero = losses[losses > 1 / HUGE]
    if not len(losses):
        _limit(axes, _linear_ticks(0, 1))
        axes.yaxis.set_major_formatter(NullFormatter())
    elif len(above_zero) and above_zero.max() > 10 * above_zero.min():
        axes.set_yscale("log")
        _limit(axes, _logarithmic_ticks(above_zero.min(), above_zero.max()))
        axes.yaxis.set_minor_locator(NullLocator())
        axes.yaxis.set_major_formatter(lambda value, place: f"{value:g}")
    else:
        _limit(axes, _linear_ticks(losses.min(), losses.max()))


def scale_accuracy(axes: Axes, span: tuple[int, int]) -> None:
    """From the lowest accuracy of the later epochs up to the highest; the first ones may lie below the panel."""
    axes.yaxis.set_major_formatter(lambda value, place: f"{100 * value:.6g}%")
    x, accuracies = _drawn(axes)
    first, last = span
    later = accuracies[x >= first + EARLY * (last - first)] if last - first >= SHORT else accuracies
    low, high = (later.min(), accuracies.max()) if len(later) else (0.0, 1.0)
    ticks = _linear_ticks(low, high)
    _limit(axes, ticks[ticks < 1 + 1e-9] if high <= 1 else ticks)


def _drawn(axes: Axes) -> Floats:
    """All points on these axes, (2, N)."""
    return np.concatenate([line.get_xydata() for line in axes.get_lines()] or [np.zeros((0, 2))]).T


def _limit(axes: Axes, ticks: Floats) -> None:
    """Show the range from the first tick to the last, with room for a line that lies on the last."""
    scale = axes.yaxis.get_transform()
    low, high = scale.transform(ticks[[0, -1]])
    axes.set_yticks(ticks)
    axes.set_ylim(ticks[0], *scale.inverted().transform([high + ROOM * (high - low)]))


def _linear_ticks(low: float, high: float) -> Floats:
    """Round numbers that span from ``low`` to ``high`` or more."""
    if high - low < 1e-6 * abs(high):
        low, high = low - 0.01 * abs(low), high + 0.01 * abs(high)
    return np.array(MaxNLocator(NUMBERED, steps=STEPS).tick_values(low, high))


def _logarithmic_ticks(low: float, high: float) -> Floats:
    """The same on a logarithmic scale: the fewer decades, the closer the ticks."""
    decades = math.log10(high / low)
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    stride = math.ceil((last - first) / NUMBERED)
    digits = (1, 2, 5) if decades < 1.3 else (1, 3) if decades < 2.5 else (1,)
    ticks = np.array([digit * 10.0**decade for decade in range(first, last + stride, stride) for digit in digits])
    return ticks[np.searchsorted(ticks, low, "right") - 1 : np.searchsorted(ticks, high) + 1]
