"""Keys run commands with Caps Lock on as well, and on a Mac as a Mac's."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Iterator

import pytest

from gui.menus.command import Command
from gui.menus.shortcuts import bind_keys, variants


@pytest.mark.parametrize(
    ("sequence", "expected"),
    [
        ("<p>", {"<p>", "<P>"}),
        ("<Control-z>", {"<Control-z>", "<Control-Z>"}),
        ("<Control-Shift-s>", {"<Control-Shift-s>", "<Control-Shift-S>"}),
        ("<Delete>", {"<Delete>"}),
        ("<F1>", {"<F1>"}),
        ("<Key-1>", {"<Key-1>"}),
        ("<bracketleft>", {"<bracketleft>"}),
    ],
)
def test_letters_count_with_caps_lock_on(sequence: str, expected: set[str]) -> None:
    assert variants(sequence, aqua=False) == expected


def test_a_mac_has_its_own_keys() -> None:
    assert variants("<Control-z>", aqua=True) == {"<Control-z>", "<Control-Z>", "<Command-z>", "<Command-Z>"}
    assert variants("<Delete>", aqua=True) == {"<Delete>", "<BackSpace>"}


@pytest.fixture
def root(display: str) -> Iterator[tk.Tk]:
    root = tk.Tk()
    root.wait_visibility()
    root.focus_force()
    root.update()
    yield root
    root.destroy()


def test_a_key_runs_its_command_where_that_makes_sense(root: tk.Tk) -> None:
    ran: list[str] = []
    commands = (
        Command("undo", "Undo", lambda: ran.append("undo"), sequences=("<Control-z>",)),
        Command("redo", "Redo", lambda: ran.append("redo"), sequences=("<Control-y>",), enabled=lambda: False),
        Command("label", "Label", lambda: ran.append("label"), sequences=("<Key-1>", "<Key-2>"), by_key=ran.append),
    )
    bind_keys(root, {command.id: command for command in commands})
    for key in ("<Control-z>", "<Control-Z>", "<Control-y>", "<Key-2>"):
        root.event_generate(key)
    assert ran == ["undo", "undo", "2"]
