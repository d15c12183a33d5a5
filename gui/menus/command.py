"""What a table of commands and a menu are made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gui.menus.shortcuts import Shortcut

LONG_ROW = 3
"""Keys of a command from which on not all are listed."""


@dataclass(frozen=True)
class Command:
    """One thing that a user can ask for.

    Attributes:
        id: the name by which menus and buttons refer to it.
        label: what the menu says, in English; translated where it is shown.
        run: what it does.
        shortcuts: its keys; the first one stands in the menu.
        enabled: whether it makes sense at the moment; None is always.
        by_key: what its keys do, with the one that was pressed, where that makes a difference.
    """

    id: str
    label: str
    run: Callable[[], object]
    shortcuts: tuple[Shortcut, ...] = ()
    enabled: Callable[[], bool] | None = None
    by_key: Callable[[Shortcut], object] | None = None

    @property
    def available(self) -> bool:
        """Whether it makes sense at the moment."""
        return self.enabled is None or self.enabled()

    @property
    def keys(self) -> tuple[str, ...]:
        """Its keys as people read them, a long row of them in short."""
        texts = tuple(map(str, self.shortcuts))
        return texts if len(texts) < LONG_ROW else (f"{texts[0]} … {texts[-1]}",)

    @property
    def accelerator(self) -> str:
        """What a menu says of its keys."""
        return (
            self.keys[0] if len(self.shortcuts) >= LONG_ROW else "".join(key.accelerator for key in self.shortcuts[:1])
        )

    def press(self, shortcut: Shortcut) -> None:
        """Do what a key of it asks for, where that makes sense."""
        if self.by_key is not None:
            self.by_key(shortcut)
        elif self.available:
            self.run()


@dataclass(frozen=True)
class Choice:
    """A place in a menu where one of several is chosen; what there is to choose from is known by the id."""

    id: str


SEPARATOR = "-"

Entry = str | Choice
"""Of a menu: a command's id, a separator, or a choice."""
Menus = tuple[tuple[str, tuple[Entry, ...]], ...]
"""A menu bar: each menu's label in English, and its entries."""
