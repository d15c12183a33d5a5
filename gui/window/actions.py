"""The user's actions on the drawing and the tools, whether from a menu, a key, a button or another window."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from pathlib import Path
from typing import Any

from common.translation import _
from gui.canvas.drawing_pad import DrawingPad, Tool
from gui.files import dialogs as file_dialogs
from gui.files import pages
from gui.menus.shortcuts import Shortcut
from gui.menus.toolbar import Toolbar
from gui.my_digits.labelling import Labelling
from gui.state.context import Context
from gui.state.settings import PEN_WIDTHS
from ink.page import Page, Picture, Point
from ink.pictures.picture_ink import Candidate
from training.datasets.my_digits import MyDigit

WIDTH_STEP = 2
"""Canvas pixels by which a key or a notch of the wheel changes the pen's width."""
SMALLEST_BOX = 8
"""Canvas pixels; what is dragged by less was no box."""
TYPED_INTO = ("Entry", "TEntry", "TCombobox", "Spinbox", "TSpinbox", "Text")
"""Classes of widgets in which keys type text."""


class Actions:
    """Actions on the drawing and the pad. They work after :meth:`attach`.

    Args:
        window: the main window.
        on_change: called after every change of the drawing.

    Attributes:
        tool, framing, digits: hold the tool, the framing, and how many digits are expected.
    """

    def __init__(self, window: tk.Tk, context: Context, labelling: Labelling, on_change: Callable[[], None]) -> None:
        self._window, self._context, self.labelling = window, context, labelling
        self.on_change = on_change
        self.tool = tk.StringVar(window, Tool.PEN.value)
        self.framing = tk.StringVar(window, context.settings.framing)
        self.digits = tk.StringVar(window, context.settings.digits)
        self._blank: Picture | None = None  # the last one in which no ink was found
        self._pad: DrawingPad
        self._toolbar: Toolbar

    def attach(self, pad: DrawingPad, toolbar: Toolbar) -> None:
        """Act on this pad and toolbar; called again when they are rebuilt in another language."""
        self._pad, self._toolbar = pad, toolbar
        self.choose_tool(Tool(self.tool.get()))
        self.set_pen_width(self._context.settings.pen_width)

    # --- tools -------------------------------------------------------------------------------------------------------

    def choose_tool(self, tool: Tool) -> None:
        self.tool.set(tool.value)
        self._pad.set_tool(tool)

    def set_pen_width(self, width: int) -> None:
        width = min(max(width, PEN_WIDTHS[0]), PEN_WIDTHS[1])
        self._context.settings.pen_width = width
        self._pad.set_pen_width(width)
        self._toolbar.show_width(width)

    def change_pen_width(self, steps: int) -> None:
        """Make the pen wider by a number of steps, or thinner if it is negative."""
        self.set_pen_width(self._context.settings.pen_width + steps * WIDTH_STEP)

    def use_framing(self) -> None:
        """Apply the framing that ``framing`` holds."""
        self._context.settings.framing = self.framing.get()
        self.on_change()

    def use_digits(self) -> None:
        """Expect as many digits as ``digits`` holds."""
        self._context.settings.digits = self.digits.get()
        self.on_change()

    # --- the drawing -------------------------------------------------------------------------------------------------

    @property
    def can_undo(self) -> bool:
        return self._context.drawing.can_undo or self.labelling.can_take_back

    def undo(self) -> None:
        """Undo the last change of the drawing, or storing it in My digits if that came later."""
        self._pad.finish_gesture()
        if self.labelling.can_take_back:
            self.labelling.take_back()
        else:
            self._change(self._context.drawing.undo)

    def redo(self) -> None:
        self._change(self._context.drawing.redo)

    def clear(self) -> None:
        self._change(self._context.drawing.clear)

    def before_stroke(self) -> None:
        """Clear the pad if its drawing is labelled: the stroke begins a new one. Undo brings the old one back."""
        if self.labelling.labelled:
            self._context.drawing.clear()
            self._pad.refresh()

    def show_page(self, page: Page) -> None:
        """Replace the drawing by this page; can be undone."""
        self._context.messages.tell("")
        self._change(lambda: self._context.drawing.set_page(page))

    def show_digit(self, digit: MyDigit) -> None:
        """Replace the drawing by one of the user's digits, and bring the main window to the front."""
        self.show_page(digit.page)
        self.labelling.opened(digit)
        self._window.lift()
        self._pad.canvas.focus_force()

    def label_by_key(self, key: Shortcut) -> None:
        """Store the drawing as the digit of a key, unless the focus is in a field that takes it as text."""
        if not self._is_typing():
            self.labelling.store(int(key.key))

    def _is_typing(self) -> bool:
        """Whether the focus is in a field that takes text."""
        focus = self._window.focus_get()
        return focus is not None and focus.winfo_class() in TYPED_INTO and str(focus.cget("state")) != "readonly"

    def focus_pad(self) -> None:
        self._pad.canvas.focus_set()

    def _change(self, change: Callable[[], object]) -> None:
        """Change the drawing, once the stroke in progress is finished, and show it."""
        self._pad.finish_gesture()
        change()
        self._pad.refresh()
        self.on_change()

    # --- the picture on the pad --------------------------------------------------------------------------------------

    def begin_adjusting(self) -> None:
        """What is adjusted from now on, until :meth:`finish_adjusting`, is undone in one step."""
        self._pad.finish_gesture()
        self._context.drawing.begin_change()

    def finish_adjusting(self) -> None:
        self._context.drawing.finish()
        self.on_change()

    def adjust(self, **settings: Any) -> None:
        """Change how the ink of the picture on the pad is found, see :class:`PictureSettings`."""
        if (picture := self._context.drawing.page.picture) is not None:
            self._show_picture(picture.adjusted(**settings))

    def use_box(self, corners: tuple[Point, Point] | None) -> None:
        """Look for the digit between two opposite corners, in canvas pixels, and choose the pen again."""
        picture = self._context.drawing.page.picture
        if picture is None or corners is None:
            self.choose_tool(Tool.PEN)
            return
        (left, top), (right, bottom) = corners
        box = picture.box_at(*corners)
        if box is not None and min(abs(right - left), abs(bottom - top)) >= SMALLEST_BOX:
            self.choose_tool(Tool.PEN)
            self.adjust(box=box)

    def reset_picture(self) -> None:
        """Find the ink of the picture on the pad as if nothing had been corrected or erased."""
        if (picture := self._context.drawing.page.picture) is not None:
            self._show_picture(Picture(picture.source))

    def show_ink(self, picture: Picture | None, ink: Candidate | None) -> None:
        """Show the ink that was read of a picture; say it once if there is none."""
        self._pad.canvas.picture.show_ink(picture, ink)
        if picture is not None and ink is None and picture is not self._blank:
            self._blank = picture
            hint = _("No ink was found in the picture: move the threshold, or drag a box around the digit")
            self._context.messages.tell(hint)

    def _show_picture(self, picture: Picture) -> None:
        drawing = self._context.drawing
        drawing.change_page(drawing.page._replace(picture=picture))
        self._pad.refresh()
        self.on_change()

    # --- files -------------------------------------------------------------------------------------------------------

    def ask_open(self) -> None:
        kind = _("Pictures and drawings")
        if file := file_dialogs.ask_open(self._window, _("Open picture"), kind, pages.SUFFIXES):
            self.open(file)

    def open(self, file: Path) -> None:
        """Replace the drawing by a picture, or by the first drawing in a file of strokes."""
        self._context.messages.tell(_("Opening {file}…", file=file.name))
        self._context.jobs.run(lambda: pages.open_page(file), self.show_page)

    def paste(self) -> None:
        """Replace the drawing by the picture in the clipboard, unless the focus is in a field that takes text."""
        if not self._is_typing():
            self._context.messages.tell(_("Pasting…"))
            self._context.jobs.run(pages.paste_page, self.show_page)

    def ask_save_png(self) -> None:
        self._ask_save("PNG", ".png", pages.save_png)

    def ask_save_json(self) -> None:
        self._ask_save("JSON", ".jsonl", pages.save_json)

    def _ask_save(self, kind: str, suffix: str, save: Callable[[Page, Path], None]) -> None:
        self._pad.finish_gesture()
        page = self._context.drawing.page
        if file := file_dialogs.ask_save(self._window, kind, suffix):
            saved = _("Saved as {file}", file=file)
            self._context.jobs.run(lambda: save(page, file), lambda done: self._context.messages.tell(saved))
