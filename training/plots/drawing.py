"""Learning curves as pictures: loss and accuracy side by side, drawn with matplotlib.

All positions are fixed in pixels, so that a picture that is redrawn while a run goes on stays calm: only the curves,
and now and then the scales, move.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image

from common.translation import language
from training.plots.curves import Curves, Palette, write_file
from training.plots.fonts import LATIN, chinese_fonts, say
from training.plots.layout import add_panels, draw_legend
from training.plots.lines import draw_run, looks_of
from training.plots.scales import scale_accuracy, scale_epochs, scale_loss, span_of

TEXT, SMALL = 9.5, 8.0
"""Font sizes in points: of titles, and of all else."""
EXPORTED, EXPORT_DPI = (1600, 720), 192
"""Pixels, and dpi, of a picture that is written to a file."""
PAPER = Palette(text="#1f2937", faint="#5b6675", grid="#e6e9ef", surface="#ffffff")


def draw_png(runs: Mapping[str, Curves], path: Path) -> None:
    """Write the picture of runs to a PNG file, on white.

    Raises:
        CurvesError: the file cannot be written.
    """
    png = io.BytesIO()
    picture = Image.fromarray(draw(runs, size=EXPORTED, dpi=EXPORT_DPI, palette=PAPER))
    picture.save(png, "PNG", dpi=(EXPORT_DPI, EXPORT_DPI))
    write_file(path, png.getvalue())


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
        looks = looks_of(len(runs), palette)
        loss, accuracy = add_panels(figure, draw_legend(figure, runs, looks, palette))
        span = span_of(runs.values())
        for axes, name, title in ((loss, "loss", say("Loss")), (accuracy, "accuracy", say("Accuracy"))):
            for curves, look in zip(runs.values(), looks, strict=True):
                draw_run(axes, getattr(curves, f"train_{name}"), getattr(curves, f"validation_{name}"), curves, look)
            axes.set_title(title, loc="left", fontsize=TEXT)
            axes.set_xlabel(say("epoch"), fontsize=SMALL, labelpad=2)
            scale_epochs(axes, span)
        scale_loss(loss)
        scale_accuracy(accuracy, span)
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
