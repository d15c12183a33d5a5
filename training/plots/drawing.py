"""Learning curves as pictures: loss and accuracy side by side, drawn with matplotlib.

Everything has its place in pixels, so that a picture that is drawn again and again while a run goes on stays calm: only
the curves move, and the numbers beside them now and then.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, NullFormatter, NullLocator
from numpy.typing import NDArray
from PIL import Image

from common.translation import language
from training.plots.curves import Curves, Palette, Points, write_file
from training.plots.fonts import LATIN, chinese_fonts, say

SCREEN_DPI = 96
"""Of an ordinary screen; distances are in its pixels, type and lines in points."""
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 28, 41
"""Around a panel: for the numbers, for nothing, for the title, for numbers and the name of the axis."""
ROW_GAP, EDGE = 5, 8
"""Above each part of the legend, and below it all."""
SMALLEST = 24
"""That a panel has at least, along each axis, however little room there is."""
TEXT, SMALL = 9.5, 8.0
"""Type of titles, and of all else."""
THIN, STRONG, DOT = 1.1, 1.9, 6.5
"""The line of training, that of validation, and the best epoch."""
DASHES = (0, (3.2, 1.8))
ROUNDS = ("-", "-.", ":")
"""How validation's lines are drawn: others when the colours have been used up."""
MUTED = 0.7
"""What training's line keeps of its colour where there is one run."""
EARLY, SHORT = 0.2, 4
"""The first part of a run may lie below the panel of accuracies, if it has more epochs than this."""
LONGEST_NAME, NAME_END = 26, 8
"""Letters that are shown of a run's name, and of its end if it is longer."""
NUMBERED, STEPS = 5, [1, 2, 5, 10]
"""Numbers beside a panel, about, and what they may be multiples of."""
ROOM = 0.03
"""Of a panel's height, above its highest number."""
HUGE = 1e30
"""What is larger, or smaller than its inverse on a logarithmic scale, is left out as if it were infinite."""
EXPORTED, EXPORT_DPI = (1600, 720), 192
PAPER = Palette(text="#1f2937", faint="#5b6675", grid="#e6e9ef", surface="#ffffff")

Floats = NDArray[np.float64]


class Look(NamedTuple):
    """How a run is drawn."""

    training: Mapping[str, Any]
    validation: Mapping[str, Any]
    best: Mapping[str, Any]


def draw_png(runs: Mapping[str, Curves], path: Path) -> None:
    """Write the picture of some runs, on white.

    Raises:
        CurvesError: the file cannot be written.
    """
    png = io.BytesIO()
    picture = Image.fromarray(draw(runs, size=EXPORTED, dpi=EXPORT_DPI, palette=PAPER))
    picture.save(png, "PNG", dpi=(EXPORT_DPI, EXPORT_DPI))
    write_file(path, png.getvalue())


def draw(runs: Mapping[str, Curves], *, size: tuple[int, int], dpi: float, palette: Palette) -> NDArray[np.uint8]:
    """Draw one run, its validation strong and its training muted, or several, each in a colour of its own.

    Args:
        runs: by name.
        size: width and height in pixels.
        dpi: the screen's, by which type, lines and distances grow.

    Returns:
        RGB, (height, width, 3).
    """
    width, height = (max(1, side) for side in size)
    with rc_context(_style(palette)):
        figure = Figure(((width + 0.5) / dpi, (height + 0.5) / dpi), dpi, facecolor=palette.surface)
        FigureCanvasAgg(figure)
        looks = _looks(len(runs), palette)
        loss, accuracy = _panels(figure, _legend(figure, runs, looks, palette))
        span = _span(runs.values())
        for axes, name, title in ((loss, "loss", say("Loss")), (accuracy, "accuracy", say("Accuracy"))):
            for curves, look in zip(runs.values(), looks, strict=True):
                _draw_run(axes, getattr(curves, f"train_{name}"), getattr(curves, f"validation_{name}"), curves, look)
            axes.set_title(title, loc="left", fontsize=TEXT)
            axes.set_xlabel(say("epoch"), fontsize=SMALL, labelpad=2)
            _scale_epochs(axes, span)
        _scale_loss(loss)
        _scale_accuracy(accuracy, span)
        drawn = io.BytesIO()
        figure.savefig(drawn, format="rgba")
    return np.frombuffer(drawn.getvalue(), dtype=np.uint8).reshape(height, width, 4)[:, :, :3]


def _style(palette: Palette) -> dict[Any, Any]:
    chinese = chinese_fonts()  # in any language: a run's name may need them
    return {
        "font.family": [*chinese, LATIN] if language() == "zh_CN" else [LATIN, *chinese],
        "font.size": SMALL,
        "text.color": palette.text,
        "text.parse_math": False,
        "axes.facecolor": palette.surface,
        "axes.edgecolor": palette.grid,
        "axes.labelcolor": palette.faint,
        "axes.titlecolor": palette.text,
        "axes.titlepad": 6,
        "axes.spines.left": False,
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.grid": True,
        "axes.grid.axis": "y",
        "axes.axisbelow": True,
        "grid.color": palette.grid,
        "grid.linewidth": 0.8,
        "xtick.color": palette.grid,
        "ytick.color": palette.grid,
        "xtick.labelcolor": palette.faint,
        "ytick.labelcolor": palette.faint,
        "xtick.major.size": 3,
        "ytick.major.size": 0,
        "lines.solid_capstyle": "round",
        "lines.solid_joinstyle": "round",
    }


# --- lines ------------------------------------------------------------------------------------------------------------


def _looks(runs: int, palette: Palette) -> list[Look]:
    looks = []
    for index in range(runs):
        round_, place = divmod(index, len(palette.lines))
        colour = palette.lines[place]
        training = {"color": colour, "linewidth": THIN, "linestyle": DASHES}
        if runs == 1:
            training = {"color": _mixed(colour, palette.surface, MUTED), "linewidth": THIN}
        looks.append(
            Look(
                training={**training, "zorder": 2, "markersize": DOT / 2},
                validation={
                    "color": colour,
                    "linewidth": STRONG,
                    "linestyle": ROUNDS[round_ % len(ROUNDS)],
                    "zorder": 3,
                    "markersize": DOT / 2,
                },
                best={
                    "color": colour,
                    "marker": "o",
                    "markersize": DOT,
                    "markeredgecolor": palette.surface,
                    "markeredgewidth": 1,
                    "linestyle": "",
                    "zorder": 4,
                },
            )
        )
    return looks


def _mixed(colour: str, ground: str, share: float) -> str:
    red, green, blue = (share * a + (1 - share) * b for a, b in zip(to_rgb(colour), to_rgb(ground), strict=True))
    return to_hex((red, green, blue))


def _draw_run(axes: Axes, training: Points, validation: Points, curves: Curves, look: Look) -> None:
    for points, style in ((training, look.training), (validation, look.validation)):
        x, y = _finite(points)
        axes.plot(x, y, marker="o" if len(x) == 1 else "", **style)
    axes.plot(*_finite([(x, y) for x, y in validation if x == curves.best_epoch]), **look.best)


def _finite(points: Iterable[tuple[float, float]]) -> Floats:
    """Points as (2, N), without those that cannot be drawn."""
    array = np.array(list(points), dtype=np.float64).reshape(-1, 2)
    return array[(np.abs(array) < HUGE).all(axis=1)].T


# --- the frame around them --------------------------------------------------------------------------------------------


def _legend(figure: Figure, runs: Mapping[str, Curves], looks: Sequence[Look], palette: Palette) -> float:
    """Say below the panels which line is which; the pixels that this takes."""
    if not runs:
        return 0.0
    several = len(runs) > 1
    own = {"color": palette.faint} if several else {}
    kinds = [
        (_line(looks[0].training, **own), say("training")),
        (_line(looks[0].validation, **own), say("validation")),
        (_line(looks[0].best, **own), say("best epoch")),
    ]
    height = _rows(figure, kinds, 0.0)
    if several:
        height += _rows(
            figure, [(_line(look.validation), _short(name)) for name, look in zip(runs, looks, strict=True)], height
        )
    return height


def _rows(figure: Figure, items: Sequence[tuple[Line2D, str]], above: float) -> float:
    """Set items side by side, in as many rows as they need, so many pixels above the edge; what they take of these."""
    pixel = figure.dpi / SCREEN_DPI
    width, height = figure.bbox.size
    for columns in range(len(items), 0, -1):
        by_column = [item for column in range(columns) for item in items[column::columns]]
        legend = figure.legend(
            *zip(*by_column, strict=True),
            loc="lower left",
            bbox_to_anchor=(LEFT * pixel / width, (EDGE * pixel + above) / height),
            ncols=columns,
            frameon=False,
            borderpad=0,
            borderaxespad=0,
            handlelength=2.2,
            handletextpad=0.6,
            columnspacing=2.0,
            labelspacing=0.4,
        )
        box = legend.get_window_extent()
        if box.width <= width - (LEFT + RIGHT) * pixel:
            break
        if columns > 1:
            legend.remove()
    return float(box.height) + ROW_GAP * pixel


def _line(style: Mapping[str, Any], **own: Any) -> Line2D:
    return Line2D([], [], **{**style, **own})


def _short(name: str) -> str:
    """A run's name on one line, and not too long; two that differ at their ends can still be told apart."""
    name = " ".join(name.split())
    if len(name) > LONGEST_NAME:
        name = f"{name[: LONGEST_NAME - NAME_END - 1].rstrip()}…{name[-NAME_END:].lstrip()}"
    return name


def _panels(figure: Figure, legend: float) -> tuple[Axes, Axes]:
    """Two axes of one size, above so many pixels for the legend."""
    pixel = figure.dpi / SCREEN_DPI
    width, height = figure.bbox.size
    bottom = EDGE * pixel + legend + (BOTTOM - EDGE) * pixel
    across = max(SMALLEST * pixel, width / 2 - (LEFT + RIGHT) * pixel)
    up = max(SMALLEST * pixel, height - bottom - TOP * pixel)
    first, second = (
        figure.add_axes((left / width, bottom / height, across / width, up / height))
        for left in (LEFT * pixel, width / 2 + LEFT * pixel)
    )
    return first, second


# --- scales -----------------------------------------------------------------------------------------------------------


def _span(runs: Iterable[Curves]) -> tuple[int, int]:
    """The first and the last epoch of all runs; one that has only begun counts whole."""
    points = [point for curves in runs for each in (curves.train_loss, curves.validation_loss) for point in each]
    x, _y = _finite(points)
    if not len(x):
        return 0, 0
    first = math.floor(x.min())
    return first, max(math.ceil(x.max()), first + 1)


def _scale_epochs(axes: Axes, span: tuple[int, int]) -> None:
    first, last = span
    if first == last:
        axes.xaxis.set_major_locator(NullLocator())
        return
    margin = 0.02 * (last - first)
    axes.set_xlim(first - margin, last + margin)
    axes.xaxis.set_major_locator(MaxNLocator(NUMBERED + 1, steps=STEPS, integer=True, min_n_ticks=1))


def _scale_loss(axes: Axes) -> None:
    """Logarithmic if the losses span more than a decade. A loss of 0 has no place there then."""
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


def _scale_accuracy(axes: Axes, span: tuple[int, int]) -> None:
    """From the lowest accuracy of a run's later epochs up to the highest; a first rise may come from below."""
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
    """From the first of the numbers to the last, with room for a line that lies on that one."""
    scale = axes.yaxis.get_transform()
    low, high = scale.transform(ticks[[0, -1]])
    axes.set_yticks(ticks)
    axes.set_ylim(ticks[0], *scale.inverted().transform([high + ROOM * (high - low)]))


def _linear_ticks(low: float, high: float) -> Floats:
    """Round numbers, from one that is not above ``low`` to one that is not below ``high``."""
    if high - low < 1e-6 * abs(high):
        low, high = low - 0.01 * abs(low), high + 0.01 * abs(high)
    return np.array(MaxNLocator(NUMBERED, steps=STEPS).tick_values(low, high))


def _logarithmic_ticks(low: float, high: float) -> Floats:
    """The same on a logarithmic scale: the closer, the fewer decades there are."""
    decades = math.log10(high / low)
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    stride = math.ceil((last - first) / NUMBERED)
    digits = (1, 2, 5) if decades < 1.3 else (1, 3) if decades < 2.5 else (1,)
    ticks = np.array([digit * 10.0**decade for decade in range(first, last + stride, stride) for digit in digits])
    return ticks[np.searchsorted(ticks, low, "right") - 1 : np.searchsorted(ticks, high) + 1]
