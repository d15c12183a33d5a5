"""Pictures whose pixels are numbers, side by side: the number under the pointer is told, and a click chooses."""

from __future__ import annotations

import tkinter as tk
import tkinter.font as tkfont
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageTk

from explain.colours import ink_colours, is_dark, largest, signed_colours
from gui.look.look import Look
from gui.look.theme import CAPTION_FONT
from models.classifier import Floats

NUMBER_FONT = ("TkDefaultFont", 7)
GAP = 3
"""Screen pixels between two pictures."""
UNLIT = 0.12
"""How much of its colours a picture keeps that is not lit."""
READABLE = 27
"""Logical pixels of a square from which on its number is written into it."""


class Spot(NamedTuple):
    """A pixel of one of the pictures, and its value."""

    picture: int
    row: int
    column: int
    value: float


@dataclass(frozen=True, eq=False)
class Tiles:
    """Pictures of one size.

    Attributes:
        values: float32 (N, H, W).
        limit: of signed values, one for all or one for each picture; None for ink, in 0-1.
        inks: which pictures are ink all the same.
        lit: for each picture 0-1, how much of its colours is seen; None for all of them.
        under: ink (H, W) that the colours are laid over; None for none.
        crossed: pictures that are crossed out.
        captions: one or two lines below each picture; empty for none.
    """

    values: Floats
    limit: float | Sequence[float] | None = None
    inks: frozenset[int] = frozenset()
    lit: Floats | None = None
    under: Floats | None = None
    crossed: frozenset[int] = frozenset()
    captions: Sequence[str] = ()


class ValueGrid(tk.Canvas):
    """As many columns of pictures as fit, each pixel of them a square as large as fits.

    Args:
        width, height: in logical pixels, unless the widget is given more.
        on_hover: called with the pixel under the pointer, or None.
        on_click: called with the pixel that was clicked.
        columns: pictures in a row; 0 for as many as make the largest squares.
    """

    def __init__(
        self,
        master: tk.Misc,
        look: Look,
        width: int,
        height: int,
        on_hover: Callable[[Spot | None], object] = lambda spot: None,
        on_click: Callable[[Spot], object] | None = None,
        columns: int = 0,
    ) -> None:
        super().__init__(master, width=look.px(width), height=look.px(height), highlightthickness=0, borderwidth=0)
        self.configure(cursor="hand2" if on_click else "")
        self._look, self._on_hover, self._wanted = look, on_hover, columns
        self._photo: ImageTk.PhotoImage | None = None
        self._item = self.create_image(0, 0, anchor=tk.NW)
        self._frame = self.create_rectangle(0, 0, 0, 0, width=2, state=tk.HIDDEN)
        self.tiles: Tiles | None = None
        self.chosen: int | None = None
        self.zoom, self.columns = 1, 1
        self._line = tkfont.Font(self, CAPTION_FONT).metrics("linespace")
        self.bind("<Configure>", lambda event: self._draw())
        self.bind("<Motion>", lambda event: self._on_hover(self.spot(event.x, event.y)))
        self.bind("<Leave>", lambda event: self._on_hover(None))
        if on_click is not None:
            self.bind("<Button-1>", lambda event: self._click(event, on_click))
        look.follow(self, self._recolour)

    def show(self, tiles: Tiles | None, chosen: int | None = None) -> None:
        """Show these pictures, one of them marked; None shows nothing."""
        self.tiles, self.chosen = tiles, chosen
        self._draw()

    def choose(self, picture: int | None) -> None:
        """Mark a picture."""
        self.chosen = picture
        self._mark()

    def spot(self, x: int, y: int) -> Spot | None:
        """The pixel at a place in screen pixels; None between pictures."""
        if self.tiles is None:
            return None
        count, height, width = self.tiles.values.shape
        pitch_x, pitch_y = self._pitch
        (across, right), (down, below) = divmod(x, pitch_x), divmod(y, pitch_y)
        picture = down * self.columns + across
        row, column = below // self.zoom, right // self.zoom
        if not (0 <= across < self.columns and 0 <= picture < count and row < height and column < width):
            return None
        return Spot(picture, row, column, float(self.tiles.values[picture, row, column]))

    @property
    def _pitch(self) -> tuple[int, int]:
        """From a picture to the next, across and down, in screen pixels."""
        assert self.tiles is not None
        _count, height, width = self.tiles.values.shape
        return width * self.zoom + GAP, height * self.zoom + GAP + self._room_below

    @property
    def _room_below(self) -> int:
        """Screen pixels that the longest caption needs."""
        captions = self.tiles.captions if self.tiles is not None else ()
        return max((self._line * (1 + caption.count("\n")) for caption in captions), default=0)

    def _click(self, event: tk.Event[Any], on_click: Callable[[Spot], object]) -> None:
        if spot := self.spot(event.x, event.y):
            on_click(spot)

    def _recolour(self) -> None:
        self.configure(background=self._look.theme.surface)
        self.itemconfigure(self._frame, outline=self._look.theme.eraser)
        self._draw()

    def _draw(self) -> None:
        """Draw all pictures as one image."""
        self.delete("number", "caption")
        if self.tiles is None or self.winfo_width() <= 1:
            self.itemconfigure(self._item, image="")
            self._photo = None
            self.itemconfigure(self._frame, state=tk.HIDDEN)
            return
        count, height, width = self.tiles.values.shape
        self.columns, self.zoom = self._wanted or count, 1
        self._fit(count, height, width)
        rows = -(-count // self.columns)
        surface = np.array(self.winfo_rgb(self._look.theme.surface), dtype=np.float32) / np.float32(257)
        pixels = _coloured(self.tiles, surface)
        across, down = self._pitch
        sheet = np.empty((rows * down, self.columns * across, 3), dtype=np.uint8)
        sheet[:] = surface
        large = pixels.repeat(self.zoom, axis=1).repeat(self.zoom, axis=2)
        for number, picture in enumerate(large):
            y, x = number // self.columns * down, number % self.columns * across
            sheet[y : y + height * self.zoom, x : x + width * self.zoom] = picture
        image = Image.fromarray(sheet)
        if self._photo is None or (self._photo.width(), self._photo.height()) != image.size:
            self._photo = ImageTk.PhotoImage(image, master=self)
            self.itemconfigure(self._item, image=str(self._photo))
        else:
            self._photo.paste(image)
        self._mark()
        self._write_numbers(pixels)
        self._write_captions()

    def _write_numbers(self, pixels: NDArray[np.uint8]) -> None:
        """Write each value into its square, where squares are large enough."""
        assert self.tiles is not None
        values, zoom = self.tiles.values, self.zoom
        if zoom < self._look.px(READABLE):
            return
        across, down = self._pitch
        for number, row, column in np.ndindex(values.shape):
            x = number % self.columns * across + (column + 0.5) * zoom
            y = number // self.columns * down + (row + 0.5) * zoom
            red, green, blue = pixels[number, row, column].tolist()
            fill = "#ffffff" if is_dark((red, green, blue)) else "#000000"
            text = f"{round(float(values[number, row, column]), 2) + 0.0:.2f}".replace("-", "−")
            self.create_text(x, y, text=text, font=NUMBER_FONT, fill=fill, tags="number")

    def _write_captions(self) -> None:
        assert self.tiles is not None
        _count, height, width = self.tiles.values.shape
        across, down = self._pitch
        for number, caption in enumerate(self.tiles.captions):
            x = number % self.columns * across + width * self.zoom // 2
            y = number // self.columns * down + height * self.zoom
            text = self.create_text(x, y, text=caption, anchor=tk.N, font=CAPTION_FONT, tags="caption")
            self.itemconfigure(text, fill=self._look.theme.text, justify=tk.CENTER)

    def _fit(self, count: int, height: int, width: int) -> None:
        """The number of columns that makes the largest squares."""
        room_x, room_y = self.winfo_width(), self.winfo_height()
        best = 0
        for columns in [self._wanted] if self._wanted else range(1, count + 1):
            rows = -(-count // columns)
            zoom = min((room_x // columns - GAP) // width, (room_y // rows - GAP - self._room_below) // height)
            if zoom > best:
                best, self.columns = zoom, columns
        if not best:
            self.columns = self._wanted or max(1, room_x // (width + GAP))
        self.zoom = max(best, 1)

    def _mark(self) -> None:
        if self.tiles is None or self.chosen is None or self.chosen >= len(self.tiles.values):
            self.itemconfigure(self._frame, state=tk.HIDDEN)
            return
        _count, height, width = self.tiles.values.shape
        across, down = self._pitch
        x, y = self.chosen % self.columns * across, self.chosen // self.columns * down
        self.coords(self._frame, x - 1, y - 1, x + width * self.zoom + 1, y + height * self.zoom + 1)
        self.itemconfigure(self._frame, state=tk.NORMAL)


def _coloured(tiles: Tiles, surface: Floats) -> NDArray[np.uint8]:
    """The pictures' colours, (N, H, W, 3)."""
    if tiles.limit is None:
        colours = ink_colours(tiles.values)
    else:
        limits = np.broadcast_to(np.asarray(tiles.limit, dtype=np.float32), len(tiles.values))
        colours = signed_colours(tiles.values / limits[:, None, None], 1.0)
        for number in tiles.inks:
            colours[number] = ink_colours(tiles.values[number])
    if tiles.under is None and tiles.lit is None and not tiles.crossed:
        return colours
    mixed = colours.astype(np.float32)
    if tiles.under is not None:
        mixed *= 1 - np.float32(0.45) * tiles.under[None, :, :, None]
    if tiles.lit is not None:
        seen = (UNLIT + (1 - UNLIT) * tiles.lit)[:, None, None, None]
        mixed = surface + seen * (mixed - surface)
    for number in tiles.crossed:
        _cross_out(mixed[number], surface)
    return np.asarray(np.rint(mixed), dtype=np.uint8)


def _cross_out(picture: Floats, surface: Floats) -> None:
    """Draw both diagonals over a picture (H, W, 3)."""
    height, width, _three = picture.shape
    steps = np.linspace(0, 1, 2 * max(height, width))
    rows, columns = np.rint(steps * (height - 1)).astype(int), np.rint(steps * (width - 1)).astype(int)
    picture[rows, columns] = picture[rows, columns[::-1]] = 255 - surface


def told(value: float) -> str:
    """A value as text."""
    return f"{round(value, 4) + 0.0:.4f}".replace("-", "−")


def limit_of(values: Floats) -> float:
    """The largest size of the values, at which the colour is darkest."""
    return largest(values)
