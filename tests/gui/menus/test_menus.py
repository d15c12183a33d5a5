"""The menu bar is made from tables; what makes no sense at the moment is off when a menu opens."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Iterator

import pytest
import ttkbootstrap as ttk

from gui.look.look import Look
from gui.menus.menus import SEPARATOR, Choice, Command, MenuBar
from gui.menus.shortcuts import UNDO


@pytest.fixture
def root(display: str) -> Iterator[ttk.App]:
    root = ttk.App()
    yield root
    root.destroy()


def test_entries_follow_the_tables(root: ttk.App) -> None:
    chosen: list[str] = []
    colour = tk.StringVar(root, "red")
    commands = {
        "undo": Command("Undo", lambda: chosen.append("undo"), shortcuts=(UNDO,)),
        "redo": Command("Redo", lambda: chosen.append("redo"), enabled=lambda: False),
    }
    choice = Choice(lambda: {"red": "Red", "blue": "Blue"}, colour, lambda: chosen.append(colour.get()))
    entries = ("undo", SEPARATOR, "redo", "colour")
    bar = MenuBar(root, Look(root.style, "light", 1.0), (("Edit", entries),), commands, {"colour": choice})
    (menu,) = bar._menus
    bar._fill(menu, entries)

    assert bar.entrycget(0, "label") == "Edit"
    last = menu.index(tk.END)
    assert last is not None
    kinds = [menu.type(place) for place in range(last + 1)]
    assert kinds == ["command", "separator", "command", "radiobutton", "radiobutton"]
    assert [str(menu.entrycget(place, "state")) for place in (0, 2)] == ["normal", "disabled"]
    assert menu.entrycget(0, "accelerator") == "Ctrl+Z"
    menu.invoke(0)
    menu.invoke(4)
    assert chosen == ["undo", "blue"]
