"""What stands above the pad: pen or eraser, the pen's width, undo, redo, clear."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Mapping

import ttkbootstrap as ttk
from ttkbootstrap.widgets import ToolTip

from gui.commands import Command
from gui.drawing_pad import Tool
from gui.settings import PEN_WIDTHS
from gui.theme import GAP, SMALL_GAP
from gui.translation import _

BUTTONS = (("undo", "arrow-counterclockwise", False), ("redo", "arrow-clockwise", False), ("clear", "trash", True))
"""Commands that have a button here, their icons, and whether they are named beside them."""


class Toolbar(ttk.Frame):
    """The tools; ``tool`` and ``width`` are the window's variables, shared with menus and keys."""

    def __init__(
        self,
        master: tk.Misc,
        *,
        commands: Mapping[str, Command],
        tool: tk.StringVar,
        on_tool: Callable[[], None],
        on_width: Callable[[int], None],
        scale: float,
    ) -> None:
        super().__init__(master)
        self._commands = commands
        self._on_width = on_width
        for value, label, icon in ((Tool.PEN, _("Pen"), "pencil"), (Tool.ERASER, _("Eraser"), "eraser")):
            ttk.Radiobutton(
                self,
                text=label,
                value=value.value,
                variable=tool,
                command=on_tool,
                bootstyle="primary outline toolbutton",
                icon=icon,
            ).pack(side=tk.LEFT)
        self.width = ttk.Scale(
            self, from_=PEN_WIDTHS[0], to=PEN_WIDTHS[1], command=self._slide, length=round(96 * scale)
        )
        self.width.pack(side=tk.LEFT, padx=(GAP * scale, SMALL_GAP * scale))
        self.width_label = ttk.Label(self, width=6)
        self.width_label.pack(side=tk.LEFT)
        ToolTip(self.width, text=_("Width of the pen: [ and ], or the wheel over the canvas"))
        self.buttons: dict[str, ttk.Button] = {}
        for name, icon, named in reversed(BUTTONS):
            command = commands[name]
            label = _(command.label)
            button = ttk.Button(
                self,
                text=label if named else "",
                icon=icon,
                compound="left" if named else "image",
                command=command.run,
                bootstyle="secondary outline",
            )
            button.pack(side=tk.RIGHT, padx=(SMALL_GAP * scale, 0))
            ToolTip(button, text=" · ".join((label, *command.keys)))
            self.buttons[name] = button

    def show_width(self, width: int) -> None:
        self.width_label.configure(text=_("{width} px").format(width=width))
        if round(float(self.width.get())) != width:
            self.width.set(width)

    def refresh(self) -> None:
        """Switch buttons off whose command makes no sense at the moment."""
        for name, button in self.buttons.items():
            enabled = self._commands[name].enabled
            button.state(["!disabled" if enabled is None or enabled() else "disabled"])

    def _slide(self, value: str) -> None:
        self._on_width(round(float(value)))
