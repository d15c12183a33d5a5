"""What a table of commands and a menu are made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Command:
    """One thing that a user can ask for.

    Attributes:
        id: the name by which menus and buttons refer to it.
        label: what the menu says, in English; translated where it is shown.
        run: what it does.
        keys: as people read them, the first one stands in the menu.
        sequences: the same as Tk names them; letters count with Caps Lock on as well.
        enabled: whether it makes sense at the moment; None is always.
        by_key: what its keys do, with the name of the one that was pressed, where that makes a difference.
    """

    id: str
    label: str
    run: Callable[[], object]
    keys: tuple[str, ...] = ()
    sequences: tuple[str, ...] = ()
    enabled: Callable[[], bool] | None = None
    by_key: Callable[[str], object] | None = None

    @property
    def available(self) -> bool:
        """Whether it makes sense at the moment."""
        return self.enabled is None or self.enabled()


@dataclass(frozen=True)
class Choice:
    """A place in a menu where one of several is chosen; what there is to choose from is known by the id."""

    id: str


SEPARATOR = "-"

Entry = str | Choice
"""Of a menu: a command's id, a separator, or a choice."""
Menus = tuple[tuple[str, tuple[Entry, ...]], ...]
"""A menu bar: each menu's label in English, and its entries."""
