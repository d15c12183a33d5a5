"""Reads the drawing while it is made: asks the engine after each change, and passes on what it answers."""

from __future__ import annotations

import logging
import tkinter as tk
from collections.abc import Callable

from gui.background.requests import ModelState, Reading, Survey
from gui.state.context import Context
from ink.framing import Framing

DELAY = 15
"""Milliseconds after a change of the drawing until it is read: several changes make one reading."""

log = logging.getLogger(__name__)


class LiveReading:
    """All on the Tk thread; the engine reads in a thread of its own.

    Args:
        on_request: called before each request.
        on_reading: called with each answer, or with None where the drawing could not be read.
        on_survey: called with the answers to questions of the album.
    """

    def __init__(
        self,
        widget: tk.Misc,
        context: Context,
        *,
        on_request: Callable[[], None],
        on_reading: Callable[[Reading | None], None],
        on_survey: Callable[[Survey], None],
    ) -> None:
        self._widget, self._context = widget, context
        self._on_request, self._on_reading, self._on_survey = on_request, on_reading, on_survey
        self._due: str | None = None  # the `after` that will ask for the next reading

    def drawing_changed(self) -> None:
        if self._due is None:
            self._due = self._widget.after(DELAY, self._ask)

    def deliver(self) -> None:
        """Pass on what the engine has to say; called again and again."""
        for event in self._context.engine.events():
            if isinstance(event, Reading):
                self._log(event)
                self._on_reading(event)
            elif isinstance(event, Survey):
                self._on_survey(event)
            elif isinstance(event, ModelState):
                self._context.networks.torch_changed(event)
            else:
                self._on_reading(None)
                self._context.messages.complain(event)

    def stop(self) -> None:
        if self._due is not None:
            self._widget.after_cancel(self._due)

    def _ask(self) -> None:
        self._due = None
        self._on_request()
        context = self._context
        context.engine.read(context.drawing.page, context.networks.name, Framing(context.settings.framing))

    def _log(self, reading: Reading) -> None:
        prediction = reading.prediction
        if prediction.digit is not None:
            log.info(
                "predicted digit=%d confidence=%.3f model=%s ms=%.1f",
                prediction.digit,
                prediction.confidence,
                prediction.model,
                reading.milliseconds,
            )
