"""Opens the window with its settings, language and signal handlers; reports a missing screen."""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
import tkinter as tk
from collections.abc import Mapping

from common import translation
from common.translation import _
from gui.state.settings import load_settings, settings_file

log = logging.getLogger(__name__)


def run(options: Mapping[str, str | None], started: float) -> int:
    """Show the window until it is closed; options override saved settings unless None. Returns the exit status."""
    file = settings_file()
    settings, complaint = load_settings(file)
    for name, value in options.items():
        if value is not None:
            setattr(settings, name, value)
    translation.use(settings.language or translation.language_of_locale())
    from gui.window.window import Window

    try:
        window = Window(settings, file, on_ready=lambda pad: log.info("ready ms=%.0f canvas=%s", _age(started), pad))
    except tk.TclError as error:
        if "display" not in str(error):
            raise
        text = _(
            "DigitPad cannot open a window here: {reason}. "
            "On a machine without a screen, `python app.py recognize` reads files.",
            reason=str(error).splitlines()[0],
        )
        print(text, file=sys.stderr)
        return 1
    if complaint is not None:
        window.context.messages.complain(complaint)
    ends = [signal.SIGINT, signal.SIGTERM]
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # as `nohup` wants it
        ends.append(signal.SIGHUP)
    for number in ends:
        signal.signal(number, lambda *args: window.after_idle(window.close))
    window.mainloop()
    return 0


def _age(started: float) -> float:
    """Milliseconds since the process started; where the system does not tell it, since ``started``."""
    try:
        with open("/proc/self/stat", encoding="ascii") as file:
            ticks = int(file.read().rpartition(")")[2].split()[19])
        return (time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")) * 1000
    except (OSError, ValueError, AttributeError):
        return (time.perf_counter() - started) * 1000
