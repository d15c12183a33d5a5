"""The table of commands is whole: every menu entry exists, no key is taken twice."""

from __future__ import annotations

from collections import Counter

from gui.menus.menus import SEPARATOR
from gui.window.commands import MENUS
from gui.window.window import Window


def test_menus_name_only_commands_that_exist_and_all_of_them(window: Window) -> None:
    named = [entry for _, entries in MENUS for entry in entries if entry != SEPARATOR]
    assert sorted(named) == sorted([*window.commands, *window.menu.choices])


def test_no_key_has_two_meanings(window: Window) -> None:
    keys = Counter(key for command in window.commands.values() for key in command.shortcuts)
    assert max(keys.values()) == 1


def test_the_keys_that_the_design_promises(window: Window) -> None:
    promised = {
        "undo": {"Ctrl+Z"},
        "redo": {"Ctrl+Y", "Ctrl+Shift+Z"},
        "clear": {"Delete"},
        "thinner": {"["},
        "thicker": {"]"},
        "quit": {"Ctrl+Q"},
    }
    for command, keys in promised.items():
        assert set(window.commands[command].keys) == keys
