"""The windows beside the main one: training console, gallery, guided round, networks. They live and die with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.look.theme import Theme
from gui.networks import networks_window as networks
from ink.framing import Frame

if TYPE_CHECKING:
    from gui.my_digits.guided import GuidedRound
    from gui.retrain.console import Console
    from gui.window.window import Window


class SecondaryWindows:
    """Opens them when they are asked for.

    Attributes:
        console, guided: None until they are opened, the latter again when it is closed.
    """

    def __init__(self, window: Window) -> None:
        self._window = window
        self.console: Console | None = None
        self.guided: GuidedRound | None = None
        self._frame: Frame | None = None

    # --- opening -----------------------------------------------------------------------------------------------------

    def open_console(self, page: str) -> None:
        """Open the training console at one of its pages; what it is made of is imported beside the Tk thread."""
        if self.console is not None:
            self.console.open(page)
        else:
            self._window.background.run(_import_console, lambda kind: self._imported(kind, page))

    def _imported(self, kind: type[Console], page: str) -> None:
        if self.console is None:
            self.console = kind(self._window)
            self.console.look(self._frame)
        self.console.open(page)

    def start_round(self) -> None:
        """Open the guided round, or bring it to the front."""
        from gui.my_digits.guided import GuidedRound

        if self.guided is None:
            self.guided = GuidedRound(self._window)
        self.guided.lift()

    def learn_hand(self) -> None:
        """Let the network that reads learn the user's own digits."""
        self.open_console("hand")

    # --- what the window tells them ----------------------------------------------------------------------------------

    @property
    def training(self) -> bool:
        """Whether a network is being trained."""
        return self.console is not None and self.console.running

    def beat(self) -> None:
        """Called again and again."""
        if self.console is not None:
            self.console.poll()

    def look(self, frame: Frame | None) -> None:
        """What is on the canvas now, as networks see it, or None."""
        self._frame = frame
        if self.console is not None:
            self.console.look(frame)

    def recolour(self, theme: Theme) -> None:
        toplevel = self.console.toplevel if self.console is not None else None
        for opened in (toplevel, self.guided, self._window.album.gallery):
            if opened is not None:
                opened.recolour(theme)

    def rebuild(self) -> None:
        """Make those that are open anew, in another language."""
        networks.rebuild(self._window)
        self._window.album.rebuild()
        if self.guided is not None:
            self.guided.destroy()
        if self.console is not None:
            self.console.rebuild()

    def close(self) -> None:
        """Close them, and end what they have started."""
        if self.console is not None:
            self.console.close()
        self._window.album.shut()
        if self.guided is not None:
            self.guided.destroy()


def _import_console() -> type[Console]:
    from gui.retrain.console import Console

    return Console
