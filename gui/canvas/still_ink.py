"""The older strokes of a large drawing as one picture, which a canvas shows faster than many strokes.

X11 draws a stroke anew whenever something moves over it. Where all strokes would take longer than :data:`MOST_COST`,
the older ones are rendered in a job; the newest stay strokes, so that undoing them needs no other picture.
"""

from __future__ import annotations

import logging
import time
import tkinter as tk
from collections.abc import Callable, Sequence
from functools import partial

from PIL import Image, ImageOps, ImageTk

from common.errors import PlainError
from gui.background.jobs import Jobs
from gui.background.pump import while_open
from gui.look.look import Look
from ink.page import CANVAS, Page, Point, Stroke
from ink.rendering import render

MOST_COST = 30_000.0
"""Microseconds that drawing all strokes of a page may take, see :func:`cost`."""
NEWEST_COST = MOST_COST / 2
"""Microseconds of the newest strokes, which stay strokes."""
BANDS = 8
"""Parts of the picture, one below the other; each is a step of showing it."""
SHOWING_TIME = 0.015
"""Seconds of showing after which Tk handles other events."""

log = logging.getLogger(__name__)


def cost(stroke: Stroke) -> float:
    """Roughly the microseconds in which X11 draws a stroke, as measured with lines 4 to 100 pixels wide."""
    return 10 + len(stroke.points) * (0.5 + stroke.width / 12)


def older(strokes: Sequence[Stroke], most: float) -> int:
    """How many of the strokes are older than the newest ones that take ``most`` microseconds together."""
    count, spent = len(strokes), 0.0
    while count > 0 and (spent := spent + cost(strokes[count - 1])) <= most:
        count -= 1
    return count


class StillInk:
    """The picture of a page's older strokes, beneath the newer strokes and above the picture that was opened.

    Args:
        on_made: called when a picture was made; must show the page again.

    Attributes:
        waits: whether to begin no picture for now, as rendering in a thread slows down the pen.
    """

    def __init__(self, canvas: tk.Canvas, look: Look, jobs: Jobs, on_made: Callable[[], None]) -> None:
        self._canvas, self._look, self._jobs, self._on_made = canvas, look, jobs, on_made
        self.waits = False
        self._wanted: tuple[Stroke, ...] = ()
        self._strokes: tuple[Stroke, ...] = ()  # those in the picture
        self._levels: Image.Image | None = None
        self._making = False
        self._shown: tuple[object, ...] = ()  # the picture, its size and colours
        self._items = [canvas.create_image(0, 0, anchor=tk.NW) for _ in range(BANDS)]
        self._photos: list[ImageTk.PhotoImage | None] = [None] * BANDS
        self._shows: str | None = None  # the `after` that will show the next bands
        self._trail: list[int] = []  # where the eraser moved since the last picture was begun

    # --- the picture is made -----------------------------------------------------------------------------------------

    @property
    def pending(self) -> bool:
        """Whether another picture than the one shown is needed, and will be made."""
        return self._wanted != self._strokes

    def choose(self, strokes: tuple[Stroke, ...]) -> int:
        """How many of a page's strokes are for the picture. It is made unless it is there."""
        made = len(self._strokes)
        first = older(strokes, MOST_COST)
        if first == 0:
            self._wanted = self._strokes = ()
            self._levels = None
        elif first <= made and self._strokes == strokes[:made]:
            self._wanted = self._strokes
        else:
            self._wanted = strokes[: older(strokes, NEWEST_COST)]
            if self.pending and not self._making and not self.waits:
                self._make(self._wanted)
        if not self.pending:
            self.forget_trail()
        return len(self._wanted)

    def _make(self, strokes: tuple[Stroke, ...]) -> None:
        self._making = True
        trail, self._trail = self._trail, []

        def done(levels: Image.Image) -> None:
            self._making = False
            self._canvas.delete(*trail)
            self._strokes, self._levels = strokes, levels
            self._on_made()

        def failed(error: PlainError) -> None:
            self._making = False
            log.info("%s", error, exc_info=error)

        self._jobs.run(lambda: render(Page(strokes)), while_open(self._canvas, done), while_open(self._canvas, failed))

    # --- and shown ---------------------------------------------------------------------------------------------------

    def show(self, factor: float, covers: bool) -> None:
        """Show the picture.

        Args:
            factor: screen pixels per canvas pixel.
            covers: whether nothing lies beneath it.
        """
        theme, side = self._look.theme, round(CANVAS * factor)
        wanted = (self._levels, side, theme.paper, theme.ink, covers)
        if wanted == self._shown:
            return
        self._shown = wanted
        self.pause()
        if self._levels is None:
            for item in self._items:
                self._canvas.itemconfigure(item, image="")
            self._photos = [None] * BANDS
            return
        same = side == CANVAS
        levels = self._levels if same else self._levels.resize((side, side), Image.Resampling.BICUBIC)
        self._show_bands(levels, covers, 0)

    def _show_bands(self, levels: Image.Image, covers: bool, first: int) -> None:
        """Show the picture band by band, a large one in several steps."""
        deadline = time.perf_counter() + SHOWING_TIME
        for band in range(first, BANDS):
            top, bottom = (levels.height * edge // BANDS for edge in (band, band + 1))
            image = self._coloured(levels.crop((0, top, levels.width, bottom)), covers)
            self._photos[band] = photo = ImageTk.PhotoImage(image, master=self._canvas)
            self._canvas.coords(self._items[band], 0, top)
            self._canvas.itemconfigure(self._items[band], image=str(photo))
            if time.perf_counter() > deadline and band + 1 < BANDS:
                self._shows = self._canvas.after(1, partial(self._show_bands, levels, covers, band + 1))
                return
        self._shows = None

    def _coloured(self, levels: Image.Image, covers: bool) -> Image.Image:
        theme = self._look.theme
        if covers:
            return ImageOps.colorize(levels, theme.paper, theme.ink)
        image = Image.new("RGB", levels.size, theme.ink)
        # Never quite transparent: Tk would take seconds to note the outline of all that is.
        image.putalpha(levels.point([max(1, level) for level in range(256)]))
        return image

    def pause(self) -> None:
        """Show no further bands."""
        if self._shows is not None:
            self._canvas.after_cancel(self._shows)
            self._shows = None

    # --- the eraser's trail ------------------------------------------------------------------------------------------

    def erase(self, start: Point, end: Point, width: float) -> None:
        """Cover a move of the eraser, in screen pixels, until a picture without its ink has been made."""
        if self.pending:
            ends = (*start, *end)
            paper = self._look.theme.paper
            self._trail.append(
                self._canvas.create_line(*ends, width=width, fill=paper, capstyle=tk.ROUND, tags="trail")
            )

    def forget_trail(self) -> None:
        self._canvas.delete("trail")
        self._trail.clear()
