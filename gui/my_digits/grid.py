"""Many digits as small pictures in rows, to be looked through and chosen from.

Only the rows in sight have items on the canvas, and their pictures are drawn a few at a time, so that ten thousand
digits are no more work than a hundred.
"""

from __future__ import annotations

import time
import tkinter as tk
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import ttkbootstrap as ttk
from PIL import Image, ImageOps, ImageTk
from ttkbootstrap.utils import windowing_system

from gui.look.theme import BAR_FONT, HINT_FONT, Theme
from gui.look.wheel import bind_wheel
from ink.page import CANVAS, Stroke
from ink.rendering import draw_stroke, nearest_odd
from training.datasets.my_digits import MyDigit

PICTURE, CAPTION, MARGIN = 64, 20, 7
"""Logical pixels: a picture's side, the height of the line below it, and the room around both."""
SUPERSAMPLING = 3
INK_SHARE = 0.84
"""Of a picture's side that its ink spans."""
SMALLEST_INK = CANVAS / 4
"""Canvas pixels: a smaller drawing is not shown as large as others, so that a dot stays one."""
HINT_SHARE = 0.7
"""Of the width that the hint takes where there are no digits."""
PICTURES_KEPT = 800
SLICE = 0.008
"""Seconds for which pictures are drawn before the window may do something else."""
NEXT_SLICE = 4
"""Milliseconds until it goes on."""
SHIFT, CONTROL = 0x1, 0x4
COMMAND = 0x8
"""In the state of an event, the last on a Mac."""


def thumbnail(strokes: Sequence[Stroke], side: int) -> Image.Image:
    """A small square picture of a drawing, mode L, ink 255, in the middle and about as large as any other."""
    left = min(stroke.bounds[0] - stroke.width / 2 for stroke in strokes)
    top = min(stroke.bounds[1] - stroke.width / 2 for stroke in strokes)
    right = max(stroke.bounds[2] + stroke.width / 2 for stroke in strokes)
    bottom = max(stroke.bounds[3] + stroke.width / 2 for stroke in strokes)
    large = side * SUPERSAMPLING
    scale = INK_SHARE * large / max(right - left, bottom - top, SMALLEST_INK)
    shift = large / 2 - (left + right) / 2 * scale, large / 2 - (top + bottom) / 2 * scale
    image = Image.new("L", (large, large))
    for stroke in strokes:
        draw_stroke(image, stroke.path * scale + shift, nearest_odd(max(stroke.width * scale, SUPERSAMPLING)))
    return image.reduce(SUPERSAMPLING)


@dataclass(frozen=True)
class Cell:
    """The canvas items of a digit in sight."""

    frame: int
    paper: int
    picture: int
    label: int
    remark: int

    @property
    def items(self) -> tuple[int, ...]:
        return self.frame, self.paper, self.picture, self.label, self.remark


class Grid(ttk.Frame):
    """The digits that :meth:`show` was given; ``chosen`` are the ids of those that are selected.

    Args:
        on_choice: called when other digits are chosen, or the cursor moves.
        on_open: called with the digit that is to be opened.
    """

    def __init__(
        self,
        master: tk.Misc,
        *,
        theme: Theme,
        scale: float,
        on_choice: Callable[[], None],
        on_open: Callable[[MyDigit], None],
    ) -> None:
        super().__init__(master)
        self._theme, self._scale = theme, scale
        self._on_choice, self._on_open = on_choice, on_open
        self.digits: list[MyDigit] = []
        self.chosen: set[str] = set()
        self._model = ""
        self._hint = ""
        self._cursor = self._anchor = 0  # places in digits
        self._columns = 1
        self._cells: dict[int, Cell] = {}  # in sight, by place
        self._spare: list[Cell] = []
        self._pictures: OrderedDict[str, ImageTk.PhotoImage] = OrderedDict()
        self._drawing: str | None = None  # the `after` that goes on drawing pictures
        self._side, self._margin = round(PICTURE * scale), round(MARGIN * scale)
        self._least_width = self._width = self._side + 2 * self._margin
        self._height = self._width + round(CAPTION * scale)

        self.grid_columnconfigure(0, weight=1)
        self.grid_rowconfigure(0, weight=1)
        self.canvas = tk.Canvas(
            self, borderwidth=0, highlightthickness=2, takefocus=True, yscrollincrement=self._height // 3
        )
        self.canvas.grid(row=0, column=0, sticky=tk.NSEW)
        self._scrollbar = ttk.Scrollbar(self, command=self.canvas.yview)
        self._scrollbar.grid(row=0, column=1, sticky=tk.NS)
        self.canvas.configure(yscrollcommand=self._scrolled)
        self._told = self.canvas.create_text(0, 0, font=HINT_FONT, justify=tk.CENTER)
        self._bind_events()
        self.recolour(theme)

    # --- what the gallery calls --------------------------------------------------------------------------------------

    def show(self, digits: Sequence[MyDigit], model: str, hint: str) -> None:
        """Show these digits, mark those that the model misread, or the hint where there are none.

        What was chosen stays chosen; where the digit under the cursor is gone, the next one takes its place.
        """
        following = self.digits[self._cursor :]
        self.digits, self._model, self._hint = list(digits), model, hint
        places = {digit.id: place for place, digit in enumerate(self.digits)}
        last = max(len(self.digits) - 1, 0)
        self._cursor = next((places[digit.id] for digit in following if digit.id in places), last if following else 0)
        self._anchor = self._cursor
        self.chosen &= places.keys()
        if not self.chosen and self.digits and following:
            self.chosen = {self.digits[self._cursor].id}
        self._lay_out()
        self._on_choice()

    def recolour(self, theme: Theme) -> None:
        self._theme = theme
        self._pictures.clear()
        self.canvas.configure(
            background=theme.surface, highlightbackground=theme.edge, highlightcolor=theme.nib, highlightthickness=2
        )
        self.canvas.itemconfigure(self._told, fill=theme.faint_text)
        for place in self._cells:
            self._dress(place)
        self._draw_later()

    @property
    def current(self) -> MyDigit | None:
        """The digit under the cursor."""
        return self.digits[self._cursor] if self._cursor < len(self.digits) else None

    @property
    def selection(self) -> list[MyDigit]:
        """The digits that are chosen, in the order shown."""
        return [digit for digit in self.digits if digit.id in self.chosen]

    def choose_all(self) -> None:
        self._choose({digit.id for digit in self.digits})

    # --- cells -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        """Begin anew: other digits, or another width."""
        self._columns = max(1, self.canvas.winfo_width() // self._least_width)
        self._width = max(self.canvas.winfo_width() // self._columns, self._least_width)
        rows = -(-len(self.digits) // self._columns)
        room = self.canvas.winfo_width(), self.canvas.winfo_height()
        self.canvas.configure(scrollregion=(0, 0, room[0], max(rows * self._height, 1)))
        self.canvas.itemconfigure(
            self._told, text="" if self.digits else self._hint, width=max(1, round(room[0] * HINT_SHARE))
        )
        self.canvas.coords(self._told, room[0] / 2, room[1] / 2)
        for place in list(self._cells):
            self._put_away(place)
        self._fill()

    def _scrolled(self, first: float, last: float) -> None:
        self._scrollbar.set(first, last)
        self._fill()

    def _fill(self) -> None:
        """Give a cell to each digit in sight, and to no other."""
        top = self.canvas.canvasy(0)
        first = int(max(top, 0) // self._height) * self._columns
        rows = self.canvas.winfo_height() // self._height + 2
        wanted = range(first, min(first + rows * self._columns, len(self.digits)))
        for place in [place for place in self._cells if place not in wanted]:
            self._put_away(place)
        for place in wanted:
            if place not in self._cells:
                self._cells[place] = self._spare.pop() if self._spare else self._make_cell()
                self._dress(place, moved=True)
        self._draw_later()

    def _make_cell(self) -> Cell:
        canvas = self.canvas
        return Cell(
            canvas.create_rectangle(0, 0, 0, 0),
            canvas.create_rectangle(0, 0, 0, 0),
            canvas.create_image(0, 0, anchor=tk.NW),
            canvas.create_text(0, 0, anchor=tk.W, font=BAR_FONT),
            canvas.create_text(0, 0, anchor=tk.E, font=BAR_FONT),
        )

    def _put_away(self, place: int) -> None:
        cell = self._cells.pop(place)
        self._spare.append(cell)
        for item in cell.items:
            self.canvas.itemconfigure(item, state=tk.HIDDEN)

    def _dress(self, place: int, moved: bool = False) -> None:
        """Let a cell show its digit, and whether it is chosen."""
        canvas, theme, cell, digit = self.canvas, self._theme, self._cells[place], self.digits[place]
        if moved:
            row, column = divmod(place, self._columns)
            left, top = column * self._width, row * self._height
            bottom = top + self._height
            x, y = left + (self._width - self._side) // 2, top + self._margin
            end = x + self._side
            line = y + self._side + round((CAPTION * self._scale + self._margin / 2) / 2)
            canvas.coords(cell.frame, x - self._margin + 3, top + 2, end + self._margin - 4, bottom - 3)
            canvas.coords(cell.paper, x - 1, y - 1, end, y + self._side)
            canvas.coords(cell.picture, x, y)
            canvas.coords(cell.label, x, line)
            canvas.coords(cell.remark, end, line)
        chosen, here = digit.id in self.chosen, place == self._cursor
        canvas.itemconfigure(
            cell.frame,
            state=tk.NORMAL if chosen or here else tk.HIDDEN,
            fill=theme.trough if chosen else "",
            outline=theme.nib if chosen else theme.edge,
            width=3 if here else 2,
        )
        misread = digit.misread_by(self._model)
        canvas.itemconfigure(
            cell.paper, state=tk.NORMAL, fill=theme.paper, outline=theme.wrong if misread else theme.edge
        )
        picture = self._pictures.get(digit.id)
        canvas.itemconfigure(cell.picture, state=tk.NORMAL, image=str(picture) if picture else "")
        canvas.itemconfigure(cell.label, state=tk.NORMAL, text=digit.label, fill=theme.text)
        remark = f"→ {digit.read_as(self._model)}" if misread else ""
        canvas.itemconfigure(cell.remark, state=tk.NORMAL, text=remark, fill=theme.wrong)

    # --- pictures ----------------------------------------------------------------------------------------------------

    def _draw_later(self) -> None:
        if self._drawing is None:
            self._drawing = self.after(NEXT_SLICE, self._draw)

    def _draw(self) -> None:
        """Draw pictures that are missing, for a short while, then leave the rest for later."""
        self._drawing = None
        deadline = time.perf_counter() + SLICE
        for place, cell in self._cells.items():
            digit = self.digits[place]
            if digit.id in self._pictures:
                self._pictures.move_to_end(digit.id)
                continue
            if time.perf_counter() > deadline:
                self._draw_later()
                return
            self._pictures[digit.id] = self._picture(digit)
            self.canvas.itemconfigure(cell.picture, image=str(self._pictures[digit.id]))
        while len(self._pictures) > max(PICTURES_KEPT, len(self._cells)):
            self._pictures.popitem(last=False)

    def _picture(self, digit: MyDigit) -> ImageTk.PhotoImage:
        levels = thumbnail(digit.strokes, self._side)
        return ImageTk.PhotoImage(ImageOps.colorize(levels, self._theme.paper, self._theme.ink), master=self.canvas)

    # --- choosing ----------------------------------------------------------------------------------------------------

    def _bind_events(self) -> None:
        canvas = self.canvas
        canvas.bind("<Configure>", lambda event: self._lay_out())
        canvas.bind("<Button-1>", self._click)
        canvas.bind("<Double-Button-1>", lambda event: self._open())
        canvas.bind("<Return>", lambda event: self._open())
        canvas.bind("<space>", lambda event: self._go_to(self._cursor, keep=True))
        for key, columns, rows in (("Left", -1, 0), ("Right", 1, 0), ("Up", 0, -1), ("Down", 0, 1)):
            canvas.bind(f"<{key}>", lambda event, step=(columns, rows): self._move(event, *step))  # type: ignore[misc]
        canvas.bind("<Prior>", lambda event: self._move(event, 0, -self._rows_in_sight()))
        canvas.bind("<Next>", lambda event: self._move(event, 0, self._rows_in_sight()))
        canvas.bind("<Home>", lambda event: self._move(event, -len(self.digits), 0))
        canvas.bind("<End>", lambda event: self._move(event, len(self.digits), 0))
        bind_wheel(canvas, lambda notches: canvas.yview_scroll(-notches, "units"), add_up=False)

    def _rows_in_sight(self) -> int:
        return max(1, self.canvas.winfo_height() // self._height)

    def place_at(self, x: int, y: int) -> int | None:
        """The place of the digit at a point of the window, or None."""
        column, row = x // self._width, int(self.canvas.canvasy(y) // self._height)
        place = row * self._columns + column
        return place if 0 <= column < self._columns and 0 <= place < len(self.digits) else None

    def _click(self, event: tk.Event) -> None:
        self.canvas.focus_set()
        place = self.place_at(event.x, event.y)
        state = int(event.state)
        if place is not None:
            control = COMMAND if windowing_system(self) == "aqua" else CONTROL
            self._go_to(place, extend=bool(state & SHIFT), keep=bool(state & control))

    def _move(self, event: tk.Event, columns: int, rows: int) -> str:
        if self.digits:
            place = self._cursor + columns + rows * self._columns
            if rows and not 0 <= place < len(self.digits):
                if abs(rows) == 1:
                    return "break"
                place = place % self._columns if rows < 0 else len(self.digits) - 1
            self._go_to(min(max(place, 0), len(self.digits) - 1), extend=bool(int(event.state) & SHIFT))
        return "break"

    def _go_to(self, place: int, extend: bool = False, keep: bool = False) -> None:
        """Move the cursor there and choose that digit, or all from where one began, or that one too or no longer."""
        if not self.digits:
            return
        self._cursor = place
        name = self.digits[place].id
        if extend:
            first, last = sorted((self._anchor, place))
            chosen = {digit.id for digit in self.digits[first : last + 1]}
        else:
            self._anchor = place
            chosen = self.chosen ^ {name} if keep else {name}
        self._see(place)
        self._choose(chosen)

    def _choose(self, chosen: set[str]) -> None:
        self.chosen = chosen
        for place in self._cells:
            self._dress(place)
        self._on_choice()

    def _see(self, place: int) -> None:
        """Scroll as little as is needed to have a digit in sight."""
        whole = -(-len(self.digits) // self._columns) * self._height
        top, room = place // self._columns * self._height, self.canvas.winfo_height()
        seen = self.canvas.canvasy(0)
        if top < seen:
            self.canvas.yview_moveto(top / whole)
        elif top + self._height > seen + room:
            self.canvas.yview_moveto((top + self._height - room + self._height // 3) / whole)

    def _open(self) -> str:
        if (digit := self.current) is not None:
            self._on_open(digit)
        return "break"

    def destroy(self) -> None:
        if self._drawing is not None:
            self.after_cancel(self._drawing)
            self._drawing = None
        super().destroy()
