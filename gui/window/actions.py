"""The user's actions on the drawing and the tools, whether from a menu, a key, a button or another window."""

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

WIDTH_STEP = 2
"""Canvas pixels by which a key or a notch of the wheel changes the pen's width."""
TYPED_INTO = ("Entry", "TEntry", "TCombobox", "Spinbox", "TSpinbox", "Text")
"""Classes of widgets in which a digit key types a digit."""


class Actions:
    """Actions on the drawing and the pad. They work after :meth:`attach`.

    Args:
        window: the main window.
        on_change: called after every change of the drawing.

    Attributes:
        tool, framing: hold the tool and the framing in use.
    """

    def __init__(self, window: tk.Tk, context: Context, labelling: Labelling, on_change: Callable[[], None]) -> None:
        self._window, self._context, self.labelling = window, context, labelling
        self.on_change = on_change
        self.tool = tk.StringVar(window, Tool.PEN.value)
        self.framing = tk.StringVar(window, context.settings.framing)
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
        focus = self._window.focus_get()
        if focus is None or focus.winfo_class() not in TYPED_INTO or str(focus.cget("state")) == "readonly":
            self.labelling.store(int(key.key))

    def focus_pad(self) -> None:
        self._pad.canvas.focus_set()

    def _change(self, change: Callable[[], object]) -> None:
        """Change the drawing, once the stroke in progress is finished, and show it."""
        self._pad.finish_gesture()
        change()
        self._pad.refresh()
        self.on_change()

    # --- files -------------------------------------------------------------------------------------------------------

    def ask_open(self) -> None:
        kind = _("Pictures and drawings")
        if file := file_dialogs.ask_open(self._window, _("Open picture"), kind, pages.SUFFIXES):
            self.open(file)

    def open(self, file: Path) -> None:
        """Replace the drawing by a picture, or by the first drawing in a file of strokes."""
        self._context.jobs.run(lambda: pages.open_page(file), self.show_page)

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
