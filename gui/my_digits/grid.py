"""Many digits as small pictures in rows, to be looked through and chosen from.

Only the rows in sight have items on the canvas, and their pictures are drawn a few at a time, so that ten thousand
digits are no more work than a hundred.
"""

from __future__ import annotations

import time
import tkinter as tk
from collections import OrderedDict
from collections.abc import Callable, Sequence

import ttkbootstrap as ttk
from PIL import ImageOps, ImageTk
from ttkbootstrap.utils import windowing_system

from gui.background.pump import later
from gui.look.look import Look
from gui.look.theme import HINT_FONT
from gui.look.wheel import bind_wheel
from gui.my_digits.cells import Cell, CellSize, thumbnail
from gui.my_digits.selection import Selection
from training.datasets.my_digits import MyDigit

HINT_SHARE = 0.7
"""Of the width that the hint takes where there are no digits."""
PICTURES_KEPT = 800
"""Pictures of digits that were in sight last."""
SLICE = 0.008
"""Seconds of drawing pictures after which Tk handles other events."""
NEXT_SLICE = 4
"""Milliseconds until the next slice."""
SHIFT, CONTROL = 0x1, 0x4
COMMAND = 0x8
"""In the state of an event, the last on a Mac."""


class Grid(ttk.Frame):
    """Shows the digits that :meth:`show` was given.

    Args:
        on_choice: called when other digits are chosen, or the cursor moves.
        on_open: called when the digit under the cursor is to be opened.

    Attributes:
        selection: the digits shown, which of them are chosen, and the cursor.
    """

    def __init__(
        self, master: tk.Misc, look: Look, *, on_choice: Callable[[], None], on_open: Callable[[], None]
    ) -> None:
        super().__init__(master)
        self._look = look
        self._on_choice, self._on_open = on_choice, on_open
        self.selection = Selection()
        self._model = ""
        self._hint = ""
        self._size = CellSize(look)
        self._columns, self._width = 1, self._size.width
        self._cells: dict[int, Cell] = {}  # in sight, by place
        self._pictures: OrderedDict[str, ImageTk.PhotoImage] = OrderedDict()  # by the digits' ids, the oldest first
        self._drawing = False  # whether pictures will be drawn soon
        self._top = 0.0  # where to scroll once it is laid out

        self.grid_columnconfigure(0, weight=1)
        self.grid_rowconfigure(0, weight=1)
        self.canvas = tk.Canvas(self, borderwidth=0, takefocus=True, yscrollincrement=self._size.height // 3)
        self.canvas.grid(row=0, column=0, sticky=tk.NSEW)
        self._scrollbar = ttk.Scrollbar(self, command=self.canvas.yview)
        self._scrollbar.grid(row=0, column=1, sticky=tk.NS)
        self.canvas.configure(yscrollcommand=self._scrolled)
        self._told = self.canvas.create_text(0, 0, font=HINT_FONT, justify=tk.CENTER)
        self._bind_events()
        look.follow(self, self._paint)

    # --- what the gallery calls --------------------------------------------------------------------------------------

    def show(self, digits: Sequence[MyDigit], model: str, hint: str) -> None:
        """Show these digits, mark those that the model misread, or show the hint where there are none.

        What was chosen stays chosen; where the digit under the cursor is gone, the next one takes its place.
        """
        self.selection.replace(digits)
        self._model, self._hint = model, hint
        self._lay_out()
        self._on_choice()

    def take_over(self, old: Grid) -> None:
        """Show and choose what another grid does, as far down; the caller must call :meth:`show`."""
        self.selection, self._pictures, self._top = old.selection, old._pictures, old.canvas.canvasy(0)

    def _paint(self) -> None:
        theme = self._look.theme
        self._pictures.clear()
        self.canvas.configure(
            background=theme.surface, highlightbackground=theme.edge, highlightcolor=theme.nib, highlightthickness=2
        )
        self.canvas.itemconfigure(self._told, fill=theme.faint_text)
        self._refresh()
        self._draw_later()

    def choose_all(self) -> None:
        self.selection.choose_all()
        self._chosen_changed()

    # --- cells -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        """Arrange the cells anew, for other digits or another width."""
        width, height = self.canvas.winfo_width(), self.canvas.winfo_height()
        self._columns = max(1, width // self._size.width)
        self._width = max(width // self._columns, self._size.width)
        whole = max(self._rows() * self._size.height, 1)
        self.canvas.configure(scrollregion=(0, 0, width, whole))
        if self._top and height > 1:  # which it is once the window is shown
            self.canvas.yview_moveto(self._top / whole)
            self._top = 0.0
        hint = "" if self.selection.digits else self._hint
        self.canvas.itemconfigure(self._told, text=hint, width=max(1, round(width * HINT_SHARE)))
        self.canvas.coords(self._told, width / 2, height / 2)
        self._keep_cells(range(0))
        self._fill()

    def _rows(self) -> int:
        return -(-len(self.selection.digits) // self._columns)

    def _rows_in_sight(self) -> int:
        return max(1, self.canvas.winfo_height() // self._size.height)

    def _scrolled(self, first: float, last: float) -> None:
        self._scrollbar.set(first, last)
        self._fill()

    def _fill(self) -> None:
        """Make cells for the digits in sight, and delete the others."""
        top = self.canvas.canvasy(0)
        first = int(max(top, 0) // self._size.height) * self._columns
        rows = self.canvas.winfo_height() // self._size.height + 2
        wanted = range(first, min(first + rows * self._columns, len(self.selection.digits)))
        self._keep_cells(wanted)
        for place in wanted:
            if place not in self._cells:
                row, column = divmod(place, self._columns)
                left, top = column * self._width, row * self._size.height
                self._cells[place] = Cell(self.canvas, self._look, self._size, left, top, self._width)
                self._show_cell(place)
        self._draw_later()

    def _keep_cells(self, places: range) -> None:
        """Delete the other cells."""
        for place in self._cells.keys() - set(places):
            self._cells.pop(place).delete()

    def _show_cell(self, place: int) -> None:
        digit = self.selection.digits[place]
        self._cells[place].show(
            digit,
            self._model,
            self._pictures.get(digit.id, ""),
            chosen=digit.id in self.selection.chosen,
            cursor=place == self.selection.cursor,
        )

    def _refresh(self) -> None:
        for place in self._cells:
            self._show_cell(place)

    def _draw_later(self) -> None:
        """Draw the missing pictures, as soon as other events are handled."""
        if not self._drawing:
            self._drawing = True
            later(self, NEXT_SLICE, self._draw)

    def _draw(self) -> None:
        """Draw pictures for one slice of time, and the rest later."""
        self._drawing = False
        theme, deadline = self._look.theme, time.perf_counter() + SLICE
        for place in self._cells:
            digit = self.selection.digits[place]
            if digit.id in self._pictures:
                self._pictures.move_to_end(digit.id)
                continue
            if time.perf_counter() > deadline:
                self._draw_later()
                return
            picture = ImageOps.colorize(thumbnail(digit, self._size.picture), theme.paper, theme.ink)
            self._pictures[digit.id] = ImageTk.PhotoImage(picture, master=self)
            self._show_cell(place)
        while len(self._pictures) > max(PICTURES_KEPT, len(self._cells)):
            self._pictures.popitem(last=False)

    # --- choosing ----------------------------------------------------------------------------------------------------

    def _bind_events(self) -> None:
        canvas = self.canvas
        canvas.bind("<Configure>", lambda event: self._lay_out())
        canvas.bind("<Button-1>", self._click)
        canvas.bind("<Double-Button-1>", self._open)
        canvas.bind("<Return>", self._open)
        canvas.bind("<space>", lambda event: self._go_to(self.selection.cursor, keep=True))
        for key, columns, rows in (("Left", -1, 0), ("Right", 1, 0), ("Up", 0, -1), ("Down", 0, 1)):
            canvas.bind(f"<{key}>", lambda event, step=(columns, rows): self._move(event, *step))  # type: ignore[misc]
        canvas.bind("<Prior>", lambda event: self._move(event, 0, -self._rows_in_sight()))
        canvas.bind("<Next>", lambda event: self._move(event, 0, self._rows_in_sight()))
        canvas.bind("<Home>", lambda event: self._move(event, -len(self.selection.digits), 0))
        canvas.bind("<End>", lambda event: self._move(event, len(self.selection.digits), 0))
        bind_wheel(canvas, lambda notches: canvas.yview_scroll(-notches, "units"))

    def _click(self, event: tk.Event) -> None:
        self.canvas.focus_set()
        column, row = event.x // self._width, int(self.canvas.canvasy(event.y) // self._size.height)
        place = row * self._columns + column
        if 0 <= column < self._columns and 0 <= place < len(self.selection.digits):
            control = COMMAND if windowing_system(self) == "aqua" else CONTROL
            self._go_to(place, extend=bool(int(event.state) & SHIFT), keep=bool(int(event.state) & control))

    def _move(self, event: tk.Event, columns: int, rows: int) -> str:
        place = self.selection.place_after(columns, rows, self._columns)
        if place is not None:
            self._go_to(place, extend=bool(int(event.state) & SHIFT))
        return "break"

    def _go_to(self, place: int, extend: bool = False, keep: bool = False) -> None:
        if self.selection.digits:
            self.selection.go_to(place, extend=extend, keep=keep)
            self._see(place)
            self._chosen_changed()

    def _chosen_changed(self) -> None:
        self._refresh()
        self._on_choice()

    def _see(self, place: int) -> None:
        """Scroll no further than needed to bring a digit into sight."""
        row_height, room = self._size.height, self.canvas.winfo_height()
        whole, top = self._rows() * row_height, place // self._columns * row_height
        seen = self.canvas.canvasy(0)
        if top < seen:
            self.canvas.yview_moveto(top / whole)
        elif top + row_height > seen + room:
            self.canvas.yview_moveto((top + row_height - room + row_height // 3) / whole)

    def _open(self, event: tk.Event) -> str:
        self._on_open()
        return "break"
