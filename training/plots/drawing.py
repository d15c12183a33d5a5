"""Learning curves as pictures: loss and accuracy side by side, drawn with matplotlib.

All positions are fixed in pixels, so that a picture that is redrawn while a run goes on stays calm: only the curves,
and now and then the scales, move.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray
from PIL import Image

from common.file_errors import CANNOT_WRITE, file_errors
from common.storage import write_whole
from common.translation import language
from training.plots.curves import Curves, CurvesError, Palette
from training.plots.fonts import LATIN, chinese_fonts, say
from training.plots.scales import finite, scale_accuracy, scale_epochs, scale_loss, span_of

TEXT, SMALL = 9.5, 8.0
"""Font sizes in points: of titles, and of all else."""
EXPORTED, EXPORT_DPI = (1600, 720), 192
"""Pixels, and dpi, of a picture that is written to a file."""
PAPER = Palette(text="#1f2937", faint="#5b6675", grid="#e6e9ef", surface="#ffffff")
THIN, STRONG, DOT = 1.1, 1.9, 6.5
"""Points: the width of training's line, of validation's, and the size of the best epoch's marker."""
DASHES = (0, (3.2, 1.8))
ROUNDS = ("-", "-.", ":")
"""Line styles of validation: the next one each time the colours have been used up."""
MUTED = 0.7
"""The share of its own colour that training's line keeps where there is one run."""
LONGEST_NAME, NAME_END = 26, 8
"""Letters shown of a run's name, and how many of them are its end if it is longer."""

SCREEN_DPI = 96
"""Of an ordinary screen. The distances below are in its pixels and scale with the picture's dpi."""
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 28, 41
"""Margins of a panel: for tick labels, for nothing, for the title, for tick labels and the name of the axis."""
ROW_GAP, EDGE = 5, 8
"""Above each part of the legend, and below all of it."""
SMALLEST = 24
"""The least width and height of a panel, however small the picture is."""


class Look(NamedTuple):
    """Matplotlib's settings for the lines of one run, and for the marker of its best epoch."""

    training: dict[str, Any]
    validation: dict[str, Any]
    best: dict[str, Any]


def draw_png(runs: Mapping[str, Curves], path: Path) -> None:
    """Write the picture of runs to a PNG file, on white.

    Raises:
        CurvesError: the file cannot be written.
    """
    png = io.BytesIO()
    picture = Image.fromarray(draw(runs, size=EXPORTED, dpi=EXPORT_DPI, palette=PAPER))
    picture.save(png, "PNG", dpi=(EXPORT_DPI, EXPORT_DPI))
    with file_errors(CurvesError, CANNOT_WRITE, path):
        write_whole(path, png.getvalue())


def draw(runs: Mapping[str, Curves], *, size: tuple[int, int], dpi: float, palette: Palette) -> NDArray[np.uint8]:
    """Draw runs, each in a colour of its own; validation is a strong line, training a thin one.

    Args:
        runs: by name.
        size: width and height in pixels.
        dpi: the screen's; fonts, lines and distances scale with it.

    Returns:
        RGB, (height, width, 3).
    """
    width, height = (max(1, side) for side in size)
    with rc_context(_style(palette)):
        figure = Figure(((width + 0.5) / dpi, (height + 0.5) / dpi), dpi, facecolor=palette.surface)
        FigureCanvasAgg(figure)
        looks = [_look(index, len(runs) == 1, palette) for index in range(len(runs))]
        loss, accuracy = _add_panels(figure, _add_legend(figure, _legend(runs, looks, palette)))
        span = span_of(runs.values())
        for axes, name, title in ((loss, "loss", say("Loss")), (accuracy, "accuracy", say("Accuracy"))):
            for curves, look in zip(runs.values(), looks, strict=True):
                _draw_run(axes, curves, name, look)
            axes.set_title(title, loc="left", fontsize=TEXT)
            axes.set_xlabel(say("epoch"), fontsize=SMALL, labelpad=2)
            scale_epochs(axes, span)
        scale_loss(loss)
        scale_accuracy(accuracy, span)
        drawn = io.BytesIO()
        figure.savefig(drawn, format="rgba")
    return np.frombuffer(drawn.getvalue(), dtype=np.uint8).reshape(height, width, 4)[:, :, :3]


def _look(index: int, alone: bool, palette: Palette) -> Look:
    """How the lines of this run are drawn; one that is alone needs no dashes to tell training from validation."""
    turn, place = divmod(index, len(palette.lines))
    colour = palette.lines[place]
    muted = MUTED * np.array(to_rgb(colour)) + (1 - MUTED) * np.array(to_rgb(palette.surface))
    training = {"color": muted} if alone else {"color": colour, "linestyle": DASHES}
    validation = {"color": colour, "linestyle": ROUNDS[turn % len(ROUNDS)]}
    best = {"color": colour, "linestyle": "", "marker": "o", "markeredgecolor": palette.surface, "markeredgewidth": 1}
    return Look(
        {**training, "linewidth": THIN, "markersize": DOT / 2, "zorder": 2},
        {**validation, "linewidth": STRONG, "markersize": DOT / 2, "zorder": 3},
        {**best, "markersize": DOT, "zorder": 4},
    )


def _draw_run(axes: Axes, curves: Curves, figure: str, look: Look) -> None:
    training, validation = (getattr(curves, f"{part}_{figure}") for part in ("train", "validation"))
    for points, style in ((training, look.training), (validation, look.validation)):
        x, y = finite(points)
        axes.plot(x, y, marker="o" if len(x) == 1 else "", **style)
    axes.plot(*finite((x, y) for x, y in validation if x == curves.best_epoch), **look.best)


def _legend(runs: Iterable[str], looks: Sequence[Look], palette: Palette) -> list[list[tuple[Line2D, str]]]:
    """The legend's groups: which line is what and, where there are several runs, which colour is whose."""
    if not looks:
        return []
    several = len(looks) > 1
    own = {"color": palette.faint} if several else {}
    kinds = zip(looks[0], (say("training"), say("validation"), say("best epoch")), strict=True)
    groups = [[(Line2D([], [], **{**style, **own}), kind) for style, kind in kinds]]
    if several:
        names = zip(runs, looks, strict=True)
        groups.append([(Line2D([], [], **look.validation), _short(name)) for name, look in names])
    return groups


def _short(name: str) -> str:
    """A run's name on one line, shortened in the middle, so that names that differ at their ends stay distinct."""
    name = " ".join(name.split())
    if len(name) > LONGEST_NAME:
        name = f"{name[: LONGEST_NAME - NAME_END - 1].rstrip()}…{name[-NAME_END:].lstrip()}"
    return name


def _add_legend(figure: Figure, groups: Sequence[Sequence[tuple[Line2D, str]]]) -> float:
    """Set groups of items one above the other, the first at the bottom; returns the height of all."""
    pixel = figure.dpi / SCREEN_DPI
    width, height = figure.bbox.size
    above = 0.0
    for items in groups:
        for columns in range(len(items), 0, -1):  # as few rows as they need
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
            if box.width <= width - (LEFT + RIGHT) * pixel or columns == 1:
                break
            legend.remove()
        above += float(box.height) + ROW_GAP * pixel
    return above


def _add_panels(figure: Figure, legend: float) -> tuple[Axes, Axes]:
    """Two axes of equal size, above a legend of this height."""
    pixel = figure.dpi / SCREEN_DPI
    width, height = figure.bbox.size
    bottom = legend + BOTTOM * pixel
    across = max(SMALLEST * pixel, width / 2 - (LEFT + RIGHT) * pixel)
    up = max(SMALLEST * pixel, height - bottom - TOP * pixel)
    first, second = (
        figure.add_axes((left / width, bottom / height, across / width, up / height))
        for left in (LEFT * pixel, width / 2 + LEFT * pixel)
    )
    return first, second


def _style(palette: Palette) -> dict[Any, Any]:
    chinese = chinese_fonts()  # in any language: a run's name may need them
    return {
        "font.family": [*chinese, LATIN] if language() == "zh_CN" else [LATIN, *chinese],
        "font.size": SMALL,
        "text.parse_math": False,
        **dict.fromkeys(("text.color", "axes.titlecolor"), palette.text),
        **dict.fromkeys(("axes.labelcolor", "xtick.labelcolor", "ytick.labelcolor"), palette.faint),
        **dict.fromkeys(("axes.edgecolor", "grid.color", "xtick.color", "ytick.color"), palette.grid),
        **dict.fromkeys(("axes.spines.left", "axes.spines.right", "axes.spines.top"), False),
        "axes.facecolor": palette.surface,
        "axes.titlepad": 6,
        "axes.grid": True,
        "axes.grid.axis": "y",
        "axes.axisbelow": True,
        "grid.linewidth": 0.8,
        "xtick.major.size": 3,
        "ytick.major.size": 0,
        "lines.solid_capstyle": "round",
        "lines.solid_joinstyle": "round",
    }
