"""Recognizes the drawing while it is made: sends it to the engine after each change, and passes on the results."""

from __future__ import annotations

import logging
import tkinter as tk
from collections.abc import Callable

from gui.background.requests import ModelState, Reading, Survey
from gui.state.context import Context
from ink.framing import Framing

DELAY = 15
"""Milliseconds from a change of the drawing to the request, so that several changes make one request."""

log = logging.getLogger(__name__)


class LiveReading:
    """Between the drawing and the engine. Used on the Tk thread only; the engine works in its own thread.

    Args:
        widget: any widget of the window, for its timer.
        on_request: called before each request.
        on_reading: called with each result; with None if the drawing could not be recognized.
        on_survey: called with the results of the album's requests.
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
        """Pass on the engine's events; called periodically."""
        for event in self._context.engine.events():
            if isinstance(event, Reading):
                _log(event)
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


def _log(reading: Reading) -> None:
    digit, confidence, model = reading.prediction.digit, reading.prediction.confidence, reading.prediction.model
    if digit is not None:
        log.info("predicted digit=%d confidence=%.3f model=%s ms=%.1f", digit, confidence, model, reading.milliseconds)
