"""Keyboard shortcuts.

A key matches by the symbol that it types, or else by its position: a Russian layout has no Z, but a key where the US
layout has Z, and a French layout types digits only with Shift. Ctrl, Alt and Super must match the shortcut exactly; so
must Shift and AltGr, unless they were needed to type the symbol. Caps Lock, Num Lock and the layout are ignored.
"""

from __future__ import annotations

import sys
import tkinter as tk
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ttkbootstrap.utils import windowing_system

from common.translation import _

MAC = sys.platform == "darwin"
PRIMARY = "⌘" if MAC else "Ctrl"
"""The name of the modifier of most shortcuts."""
SHIFT, CONTROL = 0x1, 0x4
OTHERS = {"x11": 0x8 | 0x40, "win32": 0x20000, "aqua": CONTROL}
"""Bits of Alt and Super (on a Mac: Ctrl) in a key event's state, by windowing system."""
SYMBOL_MAKERS = {"x11": 0x80, "win32": 0x0, "aqua": 0x10}
"""The bit of AltGr (on a Mac: Option). Windows reports AltGr as Ctrl with Alt."""
LAST_ASCII, FUNCTION_KEYS = 0x7F, range(0xFE00, 0x10000)
"""Keysyms, see X11's keysymdef.h: those of ASCII are its codes; those of function keys and modifiers are a range."""


def _row(first: int, keys: str) -> dict[int, str]:
    return dict(enumerate(keys, start=first))


PLACES: dict[str, dict[int, str]] = {
    # evdev's key codes, which Xorg's servers report
    "x11": _row(10, "1234567890") | _row(24, "qwertyuiop[]") | _row(38, "asdfghjkl") | _row(52, "zxcvbnm"),
    # virtual key codes: those of letters follow the layout where it is Latin, those of digits never do
    "win32": {ord(key): key.lower() for key in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"} | {0xDB: "[", 0xDD: "]"},
    # Carbon's kVK_ANSI_…, which Tk keeps in the highest byte of a key code
    "aqua": _row(0, "asdfhgzxcv")
    | _row(11, "bqweryt123465")
    | {25: "9", 26: "7", 28: "8", 29: "0", 30: "]", 31: "o", 32: "u", 33: "[", 34: "i", 35: "p"}
    | {37: "l", 38: "j", 40: "k", 45: "n", 46: "m"},
}
"""The US layout by windowing system: what is typed by the key with this code."""
NAMES = {"[": "bracketleft", "]": "bracketright"}
"""Tk's names of keys that are not named after their symbol."""


@dataclass(frozen=True)
class Shortcut:
    """A key, possibly with modifiers.

    Attributes:
        key: Tk's name of the key on the US layout, letters in lower case.
        primary: with Ctrl, on a Mac Command.
    """

    key: str
    primary: bool = False
    shift: bool = False

    def __str__(self) -> str:
        """For display: ``Ctrl+Shift+Z``, on a Mac ``⇧⌘Z``."""
        if MAC:
            return "⇧" * self.shift + PRIMARY * self.primary + self._name
        return "+".join([PRIMARY] * self.primary + ["Shift"] * self.shift + [self._name])

    @property
    def accelerator(self) -> str:
        """For a menu entry, in the form that Tk requires."""
        return "-".join(["Command"] * self.primary + ["Shift"] * self.shift + [self._name]) if MAC else str(self)

    @property
    def _name(self) -> str:
        symbols = {name: symbol for symbol, name in NAMES.items()} | {"Delete": _("Delete")}
        return symbols.get(self.key, self.key.upper())


def ctrl(key: str, *, shift: bool = False) -> Shortcut:
    """A key with Ctrl, on a Mac with Command."""
    return Shortcut(key, primary=True, shift=shift)


DELETE = Shortcut("Delete")
DIGIT_KEYS = tuple(Shortcut(str(digit)) for digit in range(10))
UNDO = ctrl("z")


def bind_keys(window: tk.Tk | tk.Toplevel, actions: Mapping[Shortcut, Callable[[], object]]) -> None:
    """Run an action when its key is pressed, wherever the focus is in the window."""
    system = windowing_system(window)

    def press(event: tk.Event[Any]) -> str | None:
        for shortcut in meant(event, system):
            if shortcut in actions:
                actions[shortcut]()
                return "break"
        return None

    window.bind("<KeyPress>", press)


def meant(event: tk.Event[Any], system: str) -> list[Shortcut]:
    """The shortcuts that a key event may mean, the likeliest first.

    Args:
        system: the windowing system: ``x11``, ``win32`` or ``aqua``.
    """
    state, number = int(event.state), int(event.keysym_num)
    command = 0x8 if system == "aqua" else CONTROL
    if system == "win32" and state & CONTROL and state & OTHERS[system] and event.char.isprintable() and event.char:
        state &= ~(CONTROL | OTHERS[system])  # AltGr, needed to type the symbol
    if state & OTHERS[system]:
        return []
    primary, shift = bool(state & command), bool(state & SHIFT)

    symbol = event.keysym.removeprefix("KP_") if event.keysym[-1:].isdigit() else event.keysym
    if system == "aqua" and symbol == "BackSpace":
        symbol = DELETE.key  # the label of this key on a Mac
    if len(symbol) == 1:
        symbol = symbol.lower()
    makes_text = len(symbol) == 1 or symbol in NAMES.values()
    found = [Shortcut(symbol, primary, shift and (primary or not makes_text))]

    place = PLACES[system].get(event.keycode >> 24 if system == "aqua" else event.keycode, "")
    foreign = number > LAST_ASCII and number not in FUNCTION_KEYS
    if place and not state & SYMBOL_MAKERS[system] and (foreign or (place.isdigit() and number <= LAST_ASCII)):
        found.append(Shortcut(NAMES.get(place, place), primary, shift))
    return found


def press_buttons_by_space(root: tk.Tk) -> None:
    """Let the space key press the focused button, as is usual; ttkbootstrap removes that binding."""
    root.bind_class("TButton", "<space>", lambda event: root.tk.call(str(event.widget), "invoke"))
