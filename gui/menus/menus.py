"""The menu bar, made from a table of commands and a table of menus."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import ttkbootstrap as ttk

from common.translation import _
from gui.look.look import Look
from gui.menus.command import SEPARATOR, Choice, Command, Entry, Menus


@dataclass(frozen=True)
class Options:
    """What there is to choose from in a group: values and labels, the variable that holds the choice, what follows."""

    labels: Mapping[str, str]
    variable: tk.StringVar
    chosen: Callable[[], None]


class MenuBar(ttk.Menu):
    """The window's menus. Entries that make no sense at the moment are off whenever a menu opens.

    Args:
        menus: each menu's label, and the ids of its commands in order.
        options: called with a choice's id whenever its menu opens.
    """

    def __init__(
        self,
        root: tk.Tk,
        look: Look,
        menus: Menus,
        commands: Mapping[str, Command],
        options: Callable[[str], Options],
    ) -> None:
        super().__init__(root, tearoff=False)
        self._menus: list[tk.Menu] = []
        for label, entries in menus:
            menu = ttk.Menu(self, tearoff=False)
            menu.configure(postcommand=lambda menu=menu, entries=entries: self._fill(menu, entries))
            self.add_cascade(label=_(label), menu=menu)
            self._menus.append(menu)
        self._commands = commands
        self._choices = options
        root.configure(menu=self)
        self._look = look
        look.follow(self, self._paint)

    def _paint(self) -> None:
        theme = self._look.theme
        for menu in (self, *self._menus):
            menu.configure(activebackground=theme.nib, activeforeground=theme.paper, activeborderwidth=0)

    def _fill(self, menu: tk.Menu, entries: tuple[Entry, ...]) -> None:
        menu.delete(0, tk.END)
        for entry in entries:
            if isinstance(entry, Choice):
                options = self._choices(entry.id)
                for value, label in options.labels.items():
                    menu.add_radiobutton(label=label, value=value, variable=options.variable, command=options.chosen)
            elif entry == SEPARATOR:
                menu.add_separator()
            else:
                command = self._commands[entry]
                menu.add_command(
                    label=_(command.label),
                    accelerator=command.accelerator,
                    command=command.run,
                    state=tk.NORMAL if command.available else tk.DISABLED,
                )
