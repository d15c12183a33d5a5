"""The lines of a run: its training, its validation, its best epoch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb

from training.plots.curves import Curves, Palette, Points
from training.plots.scales import finite

THIN, STRONG, DOT = 1.1, 1.9, 6.5
"""Points: the width of training's line, of validation's, and the size of the best epoch's marker."""
DASHES = (0, (3.2, 1.8))
ROUNDS = ("-", "-.", ":")
"""Line styles of validation: the next one each time the colours have been used up."""
MUTED = 0.7
"""The share of its own colour that training's line keeps where there is one run."""


class Look(NamedTuple):
    """Matplotlib's settings for the lines of one run."""

    training: Mapping[str, Any]
    validation: Mapping[str, Any]
    best: Mapping[str, Any]


def looks_of(runs: int, palette: Palette) -> list[Look]:
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


def draw_run(axes: Axes, training: Points, validation: Points, curves: Curves, look: Look) -> None:
    for points, style in ((training, look.training), (validation, look.validation)):
        x, y = finite(points)
        axes.plot(x, y, marker="o" if len(x) == 1 else "", **style)
    axes.plot(*finite([(x, y) for x, y in validation if x == curves.best_epoch]), **look.best)
