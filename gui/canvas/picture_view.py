"""The opened picture on the pad: pale, and over it the ink that was found, as large as it lies there."""

from __future__ import annotations

import logging
import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PIL import Image, ImageDraw, ImageTk

from common.errors import PlainError
from gui.background.jobs import Jobs
from gui.background.pump import while_open
from gui.look.look import Look
from ink.page import CANVAS, Picture
from ink.pictures.picture_ink import Candidate

log = logging.getLogger(__name__)

PALE = 0.35
"""How much of the picture's contrast is left, so that the ink stands out."""


@dataclass(frozen=True)
class Sight:
    """What is to be seen: a picture, its ink if that was found, the canvas's side in screen pixels, and colours."""

    picture: Picture
    ink: Candidate | None
    side: int
    paper: str
    colour: str


class PictureView:
    """Shows a picture beneath the strokes of a canvas. It is painted in a job, as a large one takes a while.

    Args:
        factor: screen pixels per canvas pixel.
    """

    def __init__(self, canvas: tk.Canvas, look: Look, jobs: Jobs, factor: Callable[[], float]) -> None:
        self._canvas, self._look, self._jobs, self._factor = canvas, look, jobs, factor
        self._picture: Picture | None = None
        self._ink: Candidate | None = None
        self._wanted: Sight | None = None
        self._shown: Sight | None = None
        self._painting = False
        self._photo: ImageTk.PhotoImage | None = None
        self._item = canvas.create_image(0, 0, anchor=tk.NW, state=tk.HIDDEN)

    @property
    def settled(self) -> bool:
        """Whether what is to be seen is seen, its ink included if it has any."""
        return self._wanted == self._shown and not self._painting

    def show(self, picture: Picture | None) -> None:
        """Show another picture, or the same one under other circumstances; its ink follows when it is found."""
        if picture is None or self._picture is None or picture.source is not self._picture.source:
            self._ink = None
        self._picture = picture
        self.refresh()

    def show_ink(self, picture: Picture | None, ink: Candidate | None) -> None:
        """Show the ink that was found in a picture, unless that is no longer shown."""
        if picture is self._picture:
            self._ink = ink
            self.refresh()

    def refresh(self) -> None:
        """Show it in the theme's colours and the canvas's size."""
        if self._picture is None:
            self._wanted = self._shown = self._photo = None
            self._canvas.itemconfigure(self._item, image="", state=tk.HIDDEN)
            return
        theme, side = self._look.theme, round(CANVAS * self._factor())
        self._wanted = Sight(self._picture, self._ink, side, theme.paper, theme.nib)
        self._paint()

    def _paint(self) -> None:
        """Paint what is wanted; one at a time, the newest next."""
        sight = self._wanted
        if self._painting or sight is None or sight == self._shown:
            return
        self._painting = True
        done, failed = partial(self._painted, sight), self._failed
        self._jobs.run(lambda: painted(sight), while_open(self._canvas, done), while_open(self._canvas, failed))

    def _failed(self, error: PlainError) -> None:
        """A picture too large for the memory stays invisible."""
        self._painting = False
        log.info("%s", error, exc_info=error)

    def _painted(self, sight: Sight, image: Image.Image) -> None:
        self._painting = False
        if self._wanted is not None:
            self._shown = sight
            self._photo = ImageTk.PhotoImage(image, master=self._canvas)
            self._canvas.itemconfigure(self._item, image=str(self._photo), state=tk.NORMAL)
            self._canvas.tag_lower(self._item)
        self._paint()


def painted(sight: Sight) -> Image.Image:
    """The picture in a square of the canvas's size, pale on the paper's colour, its ink in a colour of its own."""
    image = Image.new("RGB", (sight.side, sight.side), sight.paper)
    scale = sight.side / CANVAS
    left, top, right, bottom = (round(value * scale) for value in sight.picture.on_canvas((0, 0, *sight.picture.size)))
    size = max(1, right - left), max(1, bottom - top)
    photo = sight.picture.source.picture
    image.paste(photo.reduce(max(1, photo.width // (2 * size[0]))).resize(size), (left, top))
    image = Image.blend(Image.new("RGB", image.size, sight.paper), image, PALE)
    if sight.ink is not None:
        ink = sight.picture.ink_on_canvas(sight.ink, sight.side)
        image.paste(sight.colour, (0, 0), ink.point([min(255, 2 * level) for level in range(256)]))
    if (box := sight.picture.settings.box) is not None:
        corners = [round(value * scale) for value in sight.picture.on_canvas(box)]
        ImageDraw.Draw(image).rectangle(corners, outline=sight.colour, width=max(1, round(scale)))
    return image
