"""Where things are in a picture: two panels, and below them the legend."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

SCREEN_DPI = 96
"""Of an ordinary screen. The distances below are in its pixels and scale with the picture's dpi."""
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 28, 41
"""Margins of a panel: for tick labels, for nothing, for the title, for tick labels and the name of the axis."""
ROW_GAP, EDGE = 5, 8
"""Above each part of the legend, and below all of it."""
SMALLEST = 24
"""The least width and height of a panel, however small the picture is."""


def add_legend(figure: Figure, groups: Sequence[Sequence[tuple[Line2D, str]]]) -> float:
    """Set groups of items one above the other, the first at the bottom; returns the height of all."""
    height = 0.0
    for items in groups:
        height += _rows(figure, items, height)
    return height


def _rows(figure: Figure, items: Sequence[tuple[Line2D, str]], above: float) -> float:
    """Set items side by side, in as many rows as they need, ``above`` pixels from the bottom; returns their height."""
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


def add_panels(figure: Figure, legend: float) -> tuple[Axes, Axes]:
    """Two axes of equal size, above a legend of this height."""
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
