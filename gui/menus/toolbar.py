"""The toolbar above the pad: pen or eraser, the pen's width, undo, redo, clear."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Mapping

import ttkbootstrap as ttk
from ttkbootstrap.widgets import ToolTip

from common.translation import _
from gui.look.look import Look
from gui.menus.menus import Command
from gui.state.settings import PEN_WIDTHS

TOOLS = (("pen", "pencil"), ("eraser", "eraser"))
"""The commands that choose a tool, and their icons."""
BUTTONS = (("undo", "arrow-counterclockwise", False), ("redo", "arrow-clockwise", False), ("clear", "trash", True))
"""The commands with a button, their icons, and whether the button shows the command's name too."""

SHORTEST_SLIDER = 32
"""Logical pixels."""


class Toolbar(ttk.Frame):
    """The toolbar.

    Args:
        tool: holds the name of the tool in use, a command in :data:`TOOLS`.
        on_width: called with the pen's width in canvas pixels when the user moves the slider.
    """

    def __init__(
        self,
        master: tk.Misc,
        look: Look,
        commands: Mapping[str, Command],
        tool: tk.StringVar,
        on_width: Callable[[int], None],
    ) -> None:
        super().__init__(master)
        self._look, self._commands = look, commands
        self._on_width = on_width
        for name, icon in TOOLS:
            ttk.Radiobutton(
                self,
                text=_(commands[name].label),
                value=name,
                variable=tool,
                command=commands[name].run,
                bootstyle="primary outline toolbutton",
                icon=icon,
            ).pack(side=tk.LEFT)
        slider = ttk.Frame(self)
        self.width = ttk.Scale(slider, from_=PEN_WIDTHS[0], to=PEN_WIDTHS[1], command=self._slide, length=look.px(96))
        self.width_label = ttk.Label(slider, width=6)
        self.width_label.pack(side=tk.RIGHT)
        self.width.pack(side=tk.LEFT, padx=(look.gap, look.small_gap))  # last: it is what shrinks
        ToolTip(self.width, text=_("Width of the pen: [ and ], or the wheel over the canvas"))
        group = ttk.Frame(self)
        group.pack(side=tk.RIGHT)
        slider.pack(side=tk.LEFT)
        self.buttons = {name: self._button(group, commands[name], icon, named) for name, icon, named in BUTTONS}
        self._focus_mark = tk.Frame(self, height=look.px(2))
        look.follow(self, lambda: self._focus_mark.configure(background=look.theme.nib))
        for widget in (*self.winfo_children(), *slider.winfo_children(), *group.winfo_children()):
            widget.bind("<FocusIn>", self._show_focus, add=True)
            widget.bind("<FocusOut>", lambda event: self._focus_mark.place_forget(), add=True)

    @property
    def smallest(self) -> int:
        """The width in screen pixels from which on everything can be seen."""
        return self.winfo_reqwidth() - self.width.winfo_reqwidth() + self._look.px(SHORTEST_SLIDER)

    def _button(self, group: tk.Misc, command: Command, icon: str, named: bool) -> ttk.Button:
        label = _(command.label)
        button = ttk.Button(
            group,
            text=label if named else "",
            icon=icon,
            compound="left" if named else "image",
            command=command.run,
            bootstyle="secondary outline",
        )
        button.pack(side=tk.LEFT, fill=tk.Y, padx=(self._look.small_gap, 0))
        ToolTip(button, text=" · ".join((label, *command.keys)))
        return button

    def _show_focus(self, event: tk.Event) -> None:
        """Draw a line under the control with the focus, as the theme does not mark the focus on all of them."""
        widget, mark = event.widget, self._focus_mark
        x = widget.winfo_rootx() - self.winfo_rootx()
        mark.place(x=x, rely=1.0, anchor=tk.SW, width=widget.winfo_width())
        mark.lift()

    def show_width(self, width: int) -> None:
        self.width_label.configure(text=_("{width} px", width=width))
        if round(float(self.width.get())) != width:
            self.width.set(width)

    def refresh(self) -> None:
        """Disable the buttons whose command cannot be run at the moment."""
        for name, button in self.buttons.items():
            button.state(["!disabled" if self._commands[name].enabled() else "disabled"])

    def _slide(self, value: str) -> None:
        self._on_width(round(float(value)))
