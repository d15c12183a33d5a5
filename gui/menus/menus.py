"""Commands, and the menu bar that offers them."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import ttkbootstrap as ttk

from common.translation import _
from gui.look.look import Look
from gui.menus.shortcuts import Shortcut

SEPARATOR = "-"
LONG_ROW = 3
"""Number of keys from which on only a command's first and last are listed."""

Menus = Sequence[tuple[str, Sequence[str]]]
"""A menu bar: each menu's label in English, and its entries: ids of commands or choices, or :data:`SEPARATOR`."""


@dataclass(frozen=True)
class Command:
    """Something that the user can do from the menus, by a key or with a button.

    Attributes:
        label: its name in English, translated where it is shown.
        shortcuts: its keys; the menu shows the first one.
        enabled: whether it can be run at the moment.
        by_key: run instead of ``run`` when a key is pressed, with that key.
    """

    label: str
    run: Callable[[], object]
    shortcuts: tuple[Shortcut, ...] = ()
    enabled: Callable[[], bool] = lambda: True
    by_key: Callable[[Shortcut], object] | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of its keys; a long row of keys as one text, ``0 … 9``."""
        texts = tuple(map(str, self.shortcuts))
        return texts if len(texts) < LONG_ROW else (f"{texts[0]} … {texts[-1]}",)

    @property
    def accelerator(self) -> str:
        """What its menu entry shows as its key."""
        if len(self.shortcuts) >= LONG_ROW:
            return self.keys[0]
        return self.shortcuts[0].accelerator if self.shortcuts else ""

    def press(self, shortcut: Shortcut) -> None:
        """Run it because this key was pressed, if it is enabled."""
        if self.by_key is not None:
            self.by_key(shortcut)
        elif self.enabled():
            self.run()


@dataclass(frozen=True)
class Choice:
    """Menu entries of which one is chosen.

    Attributes:
        labels: returns their labels by value; called when the menu opens.
        variable: holds the value that is chosen.
        on_choice: called after the user has chosen.
    """

    labels: Callable[[], Mapping[str, str]]
    variable: tk.StringVar
    on_choice: Callable[[], None]


class MenuBar(ttk.Menu):
    """The menu bar of a window. Each menu is filled when it opens, with commands disabled that cannot be run then."""

    def __init__(
        self,
        root: tk.Tk,
        look: Look,
        menus: Menus,
        commands: Mapping[str, Command],
        choices: Mapping[str, Choice],
    ) -> None:
        super().__init__(root, tearoff=False)
        self._look, self._commands, self.choices = look, commands, choices
        self._menus = [self._add_menu(label, entries) for label, entries in menus]
        root.configure(menu=self)
        look.follow(self, self._paint)

    def _add_menu(self, label: str, entries: Sequence[str]) -> tk.Menu:
        menu = ttk.Menu(self, tearoff=False)
        menu.configure(postcommand=lambda: self._fill(menu, entries))
        self.add_cascade(label=_(label), menu=menu)
        return menu

    def _paint(self) -> None:
        theme = self._look.theme
        for menu in (self, *self._menus):
            menu.configure(activebackground=theme.nib, activeforeground=theme.paper, activeborderwidth=0)

    def _fill(self, menu: tk.Menu, entries: Sequence[str]) -> None:
        menu.delete(0, tk.END)
        for entry in entries:
            if entry == SEPARATOR:
                menu.add_separator()
            elif choice := self.choices.get(entry):
                for value, label in choice.labels().items():
                    menu.add_radiobutton(label=label, value=value, variable=choice.variable, command=choice.on_choice)
            else:
                command = self._commands[entry]
                menu.add_command(
                    label=_(command.label),
                    accelerator=command.accelerator,
                    command=command.run,
                    state=tk.NORMAL if command.enabled() else tk.DISABLED,
                )
