"""Opens the window with its settings, language and signal handlers; reports a missing screen."""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
import tkinter as tk

from common import translation
from common.translation import mark
from gui.state.settings import load_settings, settings_file

NO_DISPLAY = mark(
    "DigitPad cannot open a window here: {reason}. "
    "On a machine without a screen, `python app.py recognize` reads files."
)

log = logging.getLogger(__name__)


def run(*, model: str | None, framing: str | None, language: str | None, theme: str | None, started: float) -> int:
    """Show the window until it is closed; arguments override the saved settings. Returns the exit status."""
    file = settings_file()
    settings, complaint = load_settings(file)
    settings.model = model or settings.model
    settings.framing = framing or settings.framing
    settings.theme = theme or settings.theme
    settings.language = language or settings.language
    translation.use(settings.language or translation.language_of_locale())
    from gui.window.window import Window

    try:
        window = Window(settings, file, on_ready=lambda pad: log.info("ready ms=%.0f canvas=%s", _age(started), pad))
    except tk.TclError as error:
        if "display" not in str(error):
            raise
        print(translation._(NO_DISPLAY).format(reason=str(error).splitlines()[0]), file=sys.stderr)
        return 1
    if complaint is not None:
        window.context.messages.complain(complaint)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: window.after_idle(window.close))
    window.mainloop()
    return 0


def _age(started: float) -> float:
    """Milliseconds since the process started; where the system does not tell, since ``started``."""
    try:
        with open("/proc/self/stat", encoding="ascii") as file:
            ticks = int(file.read().rpartition(")")[2].split()[19])
        return (time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")) * 1000
    except (OSError, ValueError, AttributeError):
        return (time.perf_counter() - started) * 1000
