"""A key counts by its symbol, else by its place; with just the modifiers of the shortcut."""

from __future__ import annotations

import shutil
import subprocess
import time
import tkinter as tk
from collections.abc import Callable, Iterator
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest

from gui.menus import shortcuts
from gui.menus.menus import Command
from gui.menus.shortcuts import DELETE, UNDO, Shortcut, bind_keys, meant

SHIFT, CAPS, CTRL, ALT, NUM, SUPER, ALTGR, SECOND_LAYOUT = 0x1, 0x2, 0x4, 0x8, 0x10, 0x40, 0x80, 0x2000
REDO, PEN, ONE, FIVE, THINNER = (
    Shortcut("z", True, True),
    Shortcut("p"),
    Shortcut("1"),
    Shortcut("5"),
    Shortcut("bracketleft"),
)
KNOWN = (UNDO, REDO, DELETE, PEN, ONE, FIVE, THINNER, Shortcut("F1"))


def key(symbol: str, code: int, state: int = 0, number: int | None = None, char: str = "") -> Any:
    """A key event; its keysym's number is that of the character, unless another is given."""
    number = ord(symbol) if number is None else number
    return SimpleNamespace(keysym=symbol, keysym_num=number, keycode=code, state=state, char=char)


def ran(event: Any, system: str = "x11") -> Shortcut | None:
    """Which of the known shortcuts runs."""
    return next((shortcut for shortcut in meant(event, system) if shortcut in KNOWN), None)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        pytest.param(key("z", 52, CTRL), UNDO, id="Ctrl+Z"),
        pytest.param(key("Z", 52, CTRL | CAPS), UNDO, id="with Caps Lock"),
        pytest.param(key("z", 52, CTRL | NUM | SECOND_LAYOUT), UNDO, id="with Num Lock, in the second layout"),
        pytest.param(key("Z", 52, CTRL | SHIFT), REDO, id="Ctrl+Shift+Z"),
        pytest.param(key("z", 52, CTRL | ALT), None, id="Ctrl+Alt+Z is another"),
        pytest.param(key("z", 29, CTRL), UNDO, id="Ctrl+Z on a German keyboard, where Y is elsewhere"),
        pytest.param(key("y", 52, CTRL), None, id="its Ctrl+Y is not Z, though it lies there"),
        pytest.param(key("Cyrillic_ya", 52, CTRL, 0x6D1), UNDO, id="Ctrl+Я"),
        pytest.param(key("Cyrillic_YA", 52, CTRL | SHIFT, 0x6F1), REDO, id="Ctrl+Shift+Я"),
        pytest.param(key("Cyrillic_ze", 33, 0, 0x6DA), PEN, id="З lies at P"),
        pytest.param(key("Cyrillic_ha", 34, 0, 0x6C8), THINNER, id="Х lies at ["),
        pytest.param(key("Greek_zeta", 52, CTRL, 0x7E6), UNDO, id="Ctrl+Ζ"),
        pytest.param(key("bracketleft", 17, ALTGR, 0x5B, "["), THINNER, id="[ with AltGr on a German keyboard"),
        pytest.param(key("1", 10), ONE, id="1"),
        pytest.param(key("1", 10, SHIFT), ONE, id="1 with Shift on a French keyboard"),
        pytest.param(key("ampersand", 10, 0, 0x26, "&"), ONE, id="the same key without Shift"),
        pytest.param(key("eacute", 14, 0, 0xE9, "é"), FIVE, id="é in the row of digits"),
        pytest.param(key("exclam", 10, SHIFT, 0x21, "!"), None, id="! is not 1"),
        pytest.param(key("KP_5", 84, NUM, 0xFFB5, "5"), FIVE, id="5 of the number pad"),
        pytest.param(key("KP_Begin", 84, 0, 0xFF9D), None, id="the same without Num Lock"),
        pytest.param(key("5", 14, CTRL), None, id="Ctrl+5"),
        pytest.param(key("5", 14, ALT), None, id="Alt+5"),
        pytest.param(key("5", 14, SUPER), None, id="Super+5"),
        pytest.param(key("Delete", 119, 0, 0xFFFF), DELETE, id="Delete"),
        pytest.param(key("Delete", 119, CTRL, 0xFFFF), None, id="Ctrl+Delete"),
        pytest.param(key("Delete", 119, SHIFT, 0xFFFF), None, id="Shift+Delete"),
        pytest.param(key("Shift_L", 50, 0, 0xFFE1), None, id="Shift alone"),
        pytest.param(key("F1", 67, 0, 0xFFBE), Shortcut("F1"), id="F1"),
    ],
)
def test_on_x11(event: Any, expected: Shortcut | None) -> None:
    assert ran(event) == expected


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        pytest.param(key("z", ord("Z"), CTRL), UNDO, id="Ctrl+Z"),
        pytest.param(key("Cyrillic_ya", ord("Z"), CTRL, 0x6D1), UNDO, id="Ctrl+Я"),
        pytest.param(key("bracketleft", ord("8"), CTRL | 0x20000, 0x5B, "["), THINNER, id="[ with AltGr"),
        pytest.param(key("5", ord("5"), CTRL | 0x20000), None, id="Ctrl+Alt+5"),
        pytest.param(key("ampersand", ord("1"), 0, 0x26, "&"), ONE, id="1 on a French keyboard"),
    ],
)
def test_on_windows(event: Any, expected: Shortcut | None) -> None:
    assert ran(event, "win32") == expected


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        pytest.param(key("z", 6 << 24 | ord("z"), 0x8), UNDO, id="⌘Z"),
        pytest.param(key("z", 6 << 24 | ord("z"), CTRL), None, id="Ctrl+Z is another"),
        pytest.param(key("Cyrillic_ya", 6 << 24 | 0x44F, 0x8, 0x6D1), UNDO, id="⌘Я"),
        pytest.param(key("bracketleft", 23 << 24 | 0x5B, 0x10, 0x5B, "["), THINNER, id="[ with Option"),
        pytest.param(key("infinity", 23 << 24 | 0x221E, 0x10, 0x8C2, "∞"), None, id="Option+5"),
        pytest.param(key("ampersand", 18 << 24 | 0x26, 0, 0x26, "&"), ONE, id="1 on a French keyboard"),
        pytest.param(key("BackSpace", 51 << 24 | 0x7F, 0, 0xFF08), DELETE, id="Delete, as it is called there"),
    ],
)
def test_on_a_mac(event: Any, expected: Shortcut | None) -> None:
    assert ran(event, "aqua") == expected


@pytest.mark.parametrize(
    ("mac", "texts"), [(False, ["Ctrl+Z", "Ctrl+Shift+Z", "[", "Delete"]), (True, ["⌘Z", "⇧⌘Z", "[", "Delete"])]
)
def test_what_people_call_them(monkeypatch: pytest.MonkeyPatch, mac: bool, texts: list[str]) -> None:
    monkeypatch.setattr(shortcuts, "MAC", mac)
    monkeypatch.setattr(shortcuts, "PRIMARY", "⌘" if mac else "Ctrl")
    assert [str(shortcut) for shortcut in (UNDO, REDO, THINNER, DELETE)] == texts


@pytest.fixture
def root(display: str) -> Iterator[tk.Tk]:
    root = tk.Tk()
    live_until(root, lambda: bool(root.winfo_viewable()))
    root.focus_force()
    live_until(root, lambda: root.focus_displayof() is root)
    yield root
    root.destroy()


def test_a_key_runs_its_command_where_that_makes_sense(root: tk.Tk) -> None:
    ran: list[str] = []
    commands = (
        Command("Undo", lambda: ran.append("undo"), (UNDO,)),
        Command("Redo", lambda: ran.append("redo"), (REDO,), enabled=lambda: False),
        Command("Label", lambda: ran.append("label"), (ONE, FIVE), by_key=lambda key: ran.append(key.key)),
    )
    bind_keys(root, {key: partial(command.press, key) for command in commands for key in command.shortcuts})
    for sequence in ("<Control-z>", "<Control-Shift-Z>", "<Key-5>", "<Control-Key-5>"):
        root.event_generate(sequence)
    assert ran == ["undo", "5"]


@pytest.mark.parametrize(
    ("layout", "keys", "expected"),
    [
        ("us", ["ctrl+52", "10"], [UNDO, ONE]),
        ("us", ["ctrl+10", "alt+10", "super+10", "14"], [FIVE]),
        ("ru", ["ctrl+52", "33", "34", "10"], [UNDO, PEN, THINNER, ONE]),
        ("gr", ["ctrl+52"], [UNDO]),
        ("il", ["ctrl+52"], [UNDO]),
        ("de", ["ctrl+29", "ctrl+52"], [UNDO]),
        ("fr", ["10", "shift+14", "ctrl+25", "ctrl+10"], [ONE, FIVE, UNDO]),
        ("cz", ["14"], [FIVE]),
    ],
)
@pytest.mark.skipif(not (shutil.which("setxkbmap") and shutil.which("xdotool")), reason="needs setxkbmap and xdotool")
def test_real_keys_of_real_layouts(root: tk.Tk, layout: str, keys: list[str], expected: list[Shortcut]) -> None:
    """Keys are given by their codes, which say where they are: 52 is where Z is on a US keyboard."""
    ran: list[Shortcut] = []
    bind_keys(root, {shortcut: partial(ran.append, shortcut) for shortcut in KNOWN})
    subprocess.run(["setxkbmap", layout], check=True)
    try:
        time.sleep(0.1)
        subprocess.run(["xdotool", "key", "--delay", "30", *keys], check=True)
        live_until(root, lambda: len(ran) >= len(expected))
        assert ran == expected
    finally:
        subprocess.run(["setxkbmap", "us"], check=True)


def live_until(root: tk.Tk, condition: Callable[[], bool]) -> None:
    """Let the window live until something is true, and a little longer; for two seconds at most."""
    deadline = time.monotonic() + 2
    while time.monotonic() < deadline and not condition():
        root.update()
    until = time.monotonic() + 0.1
    while time.monotonic() < until:
        root.update()
