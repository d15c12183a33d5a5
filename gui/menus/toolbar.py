"""What stands above the pad: pen or eraser, the pen's width, undo, redo, clear."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Mapping

import ttkbootstrap as ttk
from ttkbootstrap.widgets import ToolTip

from common.translation import _
from gui.canvas.drawing_pad import Tool
from gui.look.theme import GAP, SMALL_GAP, Theme
from gui.menus.command import Command
from gui.state.settings import PEN_WIDTHS

BUTTONS = (("undo", "arrow-counterclockwise", False), ("redo", "arrow-clockwise", False), ("clear", "trash", True))
"""Commands that have a button here, their icons, and whether they are named beside them."""


class Toolbar(ttk.Frame):
    """The tools; ``tool`` is the window's variable, shared with the menu."""

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
        group = ttk.Frame(self)
        group.pack(side=tk.RIGHT)
        self.buttons = {name: self._button(group, commands[name], icon, named, scale) for name, icon, named in BUTTONS}
        self._focus_mark = tk.Frame(self, height=round(2 * scale))
        for widget in (*self.winfo_children(), *group.winfo_children()):
            widget.bind("<FocusIn>", self._show_focus, add=True)
            widget.bind("<FocusOut>", lambda event: self._focus_mark.place_forget(), add=True)

    def recolour(self, theme: Theme) -> None:
        self._focus_mark.configure(background=theme.nib)

    def _button(self, group: tk.Misc, command: Command, icon: str, named: bool, scale: float) -> ttk.Button:
        label = _(command.label)
        button = ttk.Button(
            group,
            text=label if named else "",
            icon=icon,
            compound="left" if named else "image",
            command=command.run,
            bootstyle="secondary outline",
        )
        button.pack(side=tk.LEFT, fill=tk.Y, padx=(SMALL_GAP * scale, 0))
        ToolTip(button, text=" · ".join((label, *command.keys)))
        return button

    def _show_focus(self, event: tk.Event) -> None:
        """A line under the control that has the focus: the theme marks it on some of them only."""
        widget, mark = event.widget, self._focus_mark
        x = widget.winfo_rootx() - self.winfo_rootx()
        mark.place(x=x, rely=1.0, anchor=tk.SW, width=widget.winfo_width())
        mark.lift()

    def show_width(self, width: int) -> None:
        self.width_label.configure(text=_("{width} px").format(width=width))
        if round(float(self.width.get())) != width:
            self.width.set(width)

    def refresh(self) -> None:
        """Switch buttons off whose command makes no sense at the moment."""
        for name, button in self.buttons.items():
            button.state(["!disabled" if self._commands[name].available else "disabled"])

    def _slide(self, value: str) -> None:
        self._on_width(round(float(value)))
