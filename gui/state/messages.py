"""What is said to the user in the status line."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from common.errors import PlainError
from common.translation import sentence

SHOWN_FOR = 4.0
"""Seconds that a message stays at least; then the next stroke takes it away."""

log = logging.getLogger(__name__)


class Messages:
    """Messages on their way to the status line.

    Args:
        show: shows a text, and whether it says that something went wrong.
    """

    def __init__(self, show: Callable[[str, bool], None]) -> None:
        self._show = show
        self._shown_at = 0.0

    def tell(self, text: str) -> None:
        """Say what happened."""
        self._shown_at = time.monotonic()
        self._show(text, False)

    def complain(self, error: PlainError) -> None:
        """Say what went wrong, and log it in full."""
        log.info("%s", error, exc_info=error)
        self._shown_at = time.monotonic()
        self._show(sentence(error), True)

    def fade(self) -> None:
        """Take the message away, if it has been there long enough to be read."""
        if time.monotonic() > self._shown_at + SHOWN_FOR:
            self._show("", False)
