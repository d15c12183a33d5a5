"""What runs in the process that draws for the window: runs come in through a pipe, pictures go out.

The window's process never imports matplotlib, which would stop its event loop. This module is what the new process
imports; it knows neither Tk nor theme. It answers each request with one message, and is sent the next one only then.
"""

from __future__ import annotations

import logging
import warnings
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from common.errors import PlainError
from common.processes import become_helper
from common.translation import mark, use
from training.plots.curves import Curves, CurvesError, Palette, write_csv


@dataclass(frozen=True)
class Plot:
    """Draw these runs, see :func:`training.plots.drawing.draw`."""

    runs: Mapping[str, Curves]
    size: tuple[int, int]
    dpi: float
    palette: Palette
    language: str


@dataclass(frozen=True)
class Export:
    """Write these runs to a file, as a table if it ends in ``.csv``, else as a picture in PNG."""

    runs: Mapping[str, Curves]
    path: Path
    language: str


@dataclass(frozen=True)
class Picture:
    """A drawn picture, compressed so that the message fits into the pipe's buffer."""

    size: tuple[int, int]
    packed: bytes

    def pixels(self) -> bytes:
        """RGB, row by row."""
        return zlib.decompress(self.packed)


PlotRequest = Plot | Export
PlotAnswer = Picture | PlainError | None
"""A picture, an error that says why there is no picture or no file, or None once a file is written."""


def serve_plots(connection: Connection) -> None:
    """Draw and write what is asked until the other end is closed."""
    become_helper()
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # it tells of its cache and of fonts
    warnings.filterwarnings("ignore", "Glyph")  # a run's name may have letters that no font here has
    try:
        while True:
            connection.send(_answer(connection.recv()))
    except (EOFError, OSError):
        return  # the window is gone


def _answer(request: PlotRequest) -> PlotAnswer:
    use(request.language)
    try:
        if isinstance(request, Plot):
            from training.plots.drawing import draw

            pixels = draw(request.runs, size=request.size, dpi=request.dpi, palette=request.palette)
            return Picture((pixels.shape[1], pixels.shape[0]), zlib.compress(pixels.tobytes(), level=1))
        if request.path.suffix.lower() == ".csv":
            write_csv(request.runs, request.path)
        else:
            from training.plots.drawing import draw_png

            draw_png(request.runs, request.path)
        return None
    except PlainError as error:
        return error
    except Exception as error:  # whatever it is, the window must hear of it and the process live on
        return CurvesError(mark("The curves cannot be drawn ({reason})"), reason=f"{type(error).__name__}: {error}")
