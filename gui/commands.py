"""What a user can ask for, in one table: it makes the menus, the keys, the buttons' hints and the list of keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gui.translation import mark


@dataclass(frozen=True)
class Command:
    """One thing that a user can ask for.

    Attributes:
        id: the name by which menus and buttons refer to it.
        label: what the menu says, in English; translated where it is shown.
        keys: as people read them, the first one stands in the menu.
        sequences: the same as Tk names them.
        run: what it does.
        enabled: whether it makes sense at the moment; None is always.
    """

    id: str
    label: str
    run: Callable[[], object]
    keys: tuple[str, ...] = ()
    sequences: tuple[str, ...] = ()
    enabled: Callable[[], bool] | None = None


@dataclass(frozen=True)
class Choice:
    """A group of menu entries of which one is chosen: the values and what they are called."""

    id: str


SEPARATOR = "-"

MENUS: tuple[tuple[str, tuple[str | Choice, ...]], ...] = (
    (mark("File"), ("open", SEPARATOR, "save_png", "save_json", SEPARATOR, "quit")),
    (mark("Edit"), ("undo", "redo", "clear", SEPARATOR, "pen", "eraser", SEPARATOR, "thinner", "thicker")),
    (mark("Network"), (Choice("model"), SEPARATOR, Choice("framing"))),
    (mark("View"), (Choice("theme"), SEPARATOR, Choice("language"))),
    (mark("Help"), ("keys", "about")),
)
"""The menu bar: each menu's label, and the ids of its commands in order."""
