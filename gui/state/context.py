"""The services that windows and panels use instead of the main window, messages to the user among them."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from common.errors import PlainError
from common.translation import sentence
from gui.background.engine import Engine
from gui.background.jobs import Jobs
from gui.look.look import Look
from gui.state.networks_in_use import NetworksInUse
from gui.state.number_on_pad import NumberOnPad
from gui.state.settings import Settings
from ink.drawing import Drawing

SHOWN_FOR = 4.0
"""Minimum time in seconds that a message is shown; after it the next stroke clears it."""

log = logging.getLogger(__name__)


class Messages:
    """Sends messages to the status line, or to a window that shows its own while it is open.

    Args:
        show: called with a text, and whether it is an error.
    """

    def __init__(self, show: Callable[[str, bool], None]) -> None:
        self._show = show
        self._shown_at = 0.0

    def tell(self, text: str, wrong: bool = False) -> None:
        """Show a message."""
        self._shown_at = time.monotonic()
        self._show(text, wrong)

    def complain(self, error: PlainError) -> None:
        """Show an error and log it with its traceback."""
        log.info("%s", error, exc_info=error)
        self.tell(sentence(error), wrong=True)

    def fade(self) -> None:
        """Clear the message if it has been shown for :data:`SHOWN_FOR`."""
        if time.monotonic() > self._shown_at + SHOWN_FOR:
            self._show("", False)


@dataclass(frozen=True)
class Context:
    """Shared services, created once by the main window; panels report back through callbacks."""

    settings: Settings
    drawing: Drawing
    networks: NetworksInUse
    messages: Messages
    engine: Engine
    jobs: Jobs
    look: Look
    number: NumberOnPad = field(default_factory=NumberOnPad)
