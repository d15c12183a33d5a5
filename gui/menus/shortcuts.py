"""The keys of a table of commands."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Mapping

from ttkbootstrap.utils import windowing_system

from gui.menus.command import Command


def bind_keys(root: tk.Tk, commands: Mapping[str, Command]) -> None:
    """Let the keys of the table run their commands, wherever the focus is in the window."""
    aqua = windowing_system(root) == "aqua"
    for command in commands.values():
        for sequence in command.sequences:
            for variant in variants(sequence, aqua):
                root.bind(variant, _runner(command))


def variants(sequence: str, aqua: bool) -> set[str]:
    """The same key with Caps Lock on; on a Mac also with Command, and the key that is called Delete there."""
    found = {sequence}
    if (letter := sequence[-2]) and sequence[-3] in "-<" and letter.isalpha():
        found |= {sequence[:-2] + letter.lower() + ">", sequence[:-2] + letter.upper() + ">"}
    if aqua:
        found |= {variant.replace("Control", "Command") for variant in found}
        found |= {"<BackSpace>"} if sequence == "<Delete>" else set()
    return found


def _runner(command: Command) -> Callable[[tk.Event], str]:
    def run(event: tk.Event) -> str:
        if command.by_key is not None:
            command.by_key(event.keysym)
        elif command.available:
            command.run()
        return "break"

    return run


def press_buttons_by_space(root: tk.Tk) -> None:
    """Let space press the button in focus, as everywhere; ttkbootstrap takes that away."""
    root.bind_class("TButton", "<space>", lambda event: root.tk.call(str(event.widget), "invoke"))
