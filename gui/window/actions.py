"""What the user asks for that changes the drawing or the tools: from menus, keys, buttons and other windows."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from pathlib import Path

from common.translation import _
from gui.canvas.drawing_pad import DrawingPad, Tool
from gui.files import dialogs as file_dialogs
from gui.files import pages
from gui.menus.shortcuts import Shortcut
from gui.menus.toolbar import Toolbar
from gui.my_digits.labelling import Labelling
from gui.state.context import Context
from gui.state.settings import PEN_WIDTHS
from ink.page import Page
from training.datasets.my_digits import MyDigit

TYPED_INTO = ("Entry", "TEntry", "TCombobox", "Spinbox", "TSpinbox", "Text")
"""Kinds of widgets in which a digit is just typed."""


class Actions:
    """Acts on the drawing and on the pad; :meth:`attach` says which pad, as there is a new one for each language.

    Args:
        window: the main window.
        on_change: called after every change of the drawing.

    Attributes:
        tool, framing: the variables that hold the tool and the framing in use.
    """

    def __init__(self, window: tk.Tk, context: Context, labelling: Labelling, on_change: Callable[[], None]) -> None:
        self._window, self._context, self.labelling = window, context, labelling
        self.on_change = on_change
        self.tool = tk.StringVar(window, Tool.PEN.value)
        self.framing = tk.StringVar(window, context.settings.framing)
        self._pad: DrawingPad
        self._toolbar: Toolbar

    def attach(self, pad: DrawingPad, toolbar: Toolbar) -> None:
        """Act on these from now on."""
        self._pad, self._toolbar = pad, toolbar
        self.use_tool()
        self.set_pen_width(self._context.settings.pen_width)

    # --- tools -------------------------------------------------------------------------------------------------------

    def choose_tool(self, tool: Tool) -> None:
        self.tool.set(tool.value)
        self.use_tool()

    def use_tool(self) -> None:
        """Give the pad the tool that is chosen."""
        self._pad.set_tool(Tool(self.tool.get()))

    def set_pen_width(self, width: int) -> None:
        width = min(max(width, PEN_WIDTHS[0]), PEN_WIDTHS[1])
        self._context.settings.pen_width = width
        self._pad.set_pen_width(width)
        self._toolbar.show_width(width)

    def change_pen_width(self, difference: int) -> None:
        self.set_pen_width(self._context.settings.pen_width + difference)

    def use_framing(self) -> None:
        """Read the drawing with the framing that is chosen."""
        self._context.settings.framing = self.framing.get()
        self.on_change()

    # --- the drawing -------------------------------------------------------------------------------------------------

    @property
    def can_undo(self) -> bool:
        return self._context.drawing.can_undo or self.labelling.can_take_back

    def undo(self) -> None:
        """Undo what was done last; that may be storing the drawing in My digits."""
        self._pad.finish_gesture()
        if self.labelling.can_take_back:
            self.labelling.take_back()
        else:
            self._context.drawing.undo()
            self._show()

    def redo(self) -> None:
        self._pad.finish_gesture()
        self._context.drawing.redo()
        self._show()

    def clear(self) -> None:
        self._pad.finish_gesture()
        self._context.drawing.clear()
        self._show()

    def before_stroke(self) -> None:
        """Begin a new drawing where the one on the pad is labelled; undo brings that one back."""
        if self.labelling.labelled:
            self._context.drawing.clear()
            self._pad.refresh()

    def show_page(self, page: Page) -> None:
        """Put a page on the pad; undo takes it away again."""
        self._pad.finish_gesture()
        self._context.drawing.set_page(page)
        self._context.messages.tell("")
        self._show()

    def show_digit(self, digit: MyDigit) -> None:
        """Put one of the user's digits on the pad, and go there."""
        self.show_page(digit.page)
        self.labelling.opened(digit)
        self._window.lift()
        self._pad.canvas.focus_force()

    def label_by_key(self, key: Shortcut) -> None:
        """Store the drawing as the digit of a key, unless it is typed into something."""
        focus = self._window.focus_get()
        if focus is None or focus.winfo_class() not in TYPED_INTO or str(focus.cget("state")) == "readonly":
            self.labelling.store(int(key.key))

    def focus_pad(self) -> None:
        self._pad.canvas.focus_set()

    def _show(self) -> None:
        self._pad.refresh()
        self.on_change()

    # --- files -------------------------------------------------------------------------------------------------------

    def ask_open(self) -> None:
        if file := file_dialogs.ask_open(self._window):
            self.open(file)

    def open(self, file: Path) -> None:
        """Put a picture, or the first drawing of a file of strokes, on the pad."""
        self._context.jobs.run(lambda: pages.open_page(file), self.show_page)

    def ask_save_png(self) -> None:
        self._ask_save("PNG", ".png", pages.save_png)

    def ask_save_json(self) -> None:
        self._ask_save("JSON", ".jsonl", pages.save_json)

    def _ask_save(self, kind: str, suffix: str, save: Callable[[Page, Path], None]) -> None:
        self._pad.finish_gesture()
        page = self._context.drawing.page
        if file := file_dialogs.ask_save(self._window, kind, suffix):
            saved = _("Saved as {file}").format(file=file)
            self._context.jobs.run(lambda: save(page, file), lambda done: self._context.messages.tell(saved))
