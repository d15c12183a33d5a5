"""A class that draws for a long time: at the end the window must be as it was at the start.

``python -m tests.attack.soak SECONDS PACE`` draws in a window and prints what it measured.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import statistics
import subprocess
import sys
import time
import tkinter as tk
from pathlib import Path

from gui.background.requests import Reading
from gui.state.settings import Settings, settings_file
from gui.window.window import Window
from ink.page import Page
from models import catalog
from tests.attack.holdings import holdings
from tests.attack.killing import processes_of
from tests.attack.report import Report
from tests.gui.conftest import ONE, SEVEN, drag, wait_for
from tests.gui.display import virtual_display
from tests.helpers import PROJECT

PROMISE = "after hours of drawing, memory, handles, Tcl commands and the time to an answer are as in the first minutes"
SHARE = 4
PACE = 1.0
"""Seconds from one digit to the next, about; so fast do two hands take turns."""
BEGINNING = 0.25
"""The part of a session in which what is loaded once is loaded."""
LIMITS = {"megabytes": 15.0, "handles": 2, "threads": 5, "commands": 10, "timers": 5, "images": 2, "variables": 5}
"""By how much each may have grown at the end; a digit that is being stored has a thread."""
LUCK = 30.0
"""Milliseconds that an answer may take more or less, as its request may come just before its stroke ends."""
SLOWER = 1.5
"""The time to an answer at the end, as a multiple of that after the beginning; a shared processor varies as much."""
APART = 10
"""Digits from one window beside the main one to the next."""
FEWEST = 24
"""Digits that are drawn at least."""
BESIDE = ("gallery", "history", "networks", "keys", "guided")
"""Commands that show a window beside the main one, closed five digits later."""


def attack(rng: random.Random, seconds: float, folder: Path) -> Report:
    report, home = Report(), folder / "class"
    with virtual_display() as display:
        done = subprocess.run(
            [sys.executable, "-m", "tests.attack.soak", str(seconds), str(min(PACE, seconds / 60))],
            cwd=PROJECT,
            env={**os.environ, "DISPLAY": display, "DIGITPAD_HOME": str(home)},
            capture_output=True,
            text=True,
            timeout=seconds + 120,
        )
        if done.returncode != 0 or done.stderr.strip():
            report.broken.append(f"ended with {done.returncode}: {done.stderr}")
            return report
        report.broken += processes_of(home)
    measured = json.loads(done.stdout)
    report.tried["digits drawn and read"] = len(measured)
    report.broken += _changes(measured, report.notes)
    return report


def _changes(measured: list[dict[str, float]], notes: list[str]) -> list[str]:
    """What became more between the first fifth after the beginning, and the last fifth."""
    settled = measured[int(len(measured) * BEGINNING) :]
    part = max(APART // 2 + 1, len(settled) // 5)
    broken = []
    for name in (*LIMITS, "milliseconds"):
        middle = statistics.median if name == "milliseconds" else min  # while no window is open beside
        before, after = (middle(one[name] for one in some) for some in (settled[:part], settled[-part:]))
        notes.append(f"{name} {before:.1f} → {after:.1f}")
        limit = SLOWER * before + LUCK if name == "milliseconds" else before + LIMITS[name]
        if after > limit:
            broken.append(f"{name} {before:.1f} → {after:.1f}")
    return broken


# --- the window that is drawn in --------------------------------------------------------------------------------------


def draw(seconds: float, pace: float) -> list[dict[str, float]]:
    """Draw digits at a pace, store some, look at windows, change networks, themes and languages now and then.

    Returns what the window holds after each digit, and the milliseconds from the end of its stroke to the answer.
    """

    class Answering(Window):
        """Knows the page that it answered last."""

        answered: Page | None = None

        def _show(self, reading: Reading) -> None:
            super()._show(reading)
            self.answered = reading.request.page

    window = Answering(Settings(model="bp", language="en"), settings_file())
    wait_for(window, lambda: bool(window.pad.canvas.winfo_viewable()))
    rng, measured, end = random.Random(1), [], time.monotonic() + seconds
    names = [name for name in catalog.names() if name == "bp" or catalog.has_torch()]

    def live(until: float) -> None:
        while time.monotonic() < until:
            window.update()
            time.sleep(0.002)

    for command in BESIDE:  # what is loaded only once is loaded now
        window.commands[command].run()
        live(time.monotonic() + 0.3)
    for number in itertools.count(1):
        begun = time.monotonic()
        if begun > end and number > FEWEST:
            break
        window.commands["clear"].run()
        drag(window, [(x + rng.randrange(-40, 40), y + rng.randrange(-40, 40)) for x, y in rng.choice((SEVEN, ONE))])
        lifted = time.perf_counter()
        wait_for(window, lambda: window.answered is window.context.drawing.page)
        milliseconds = 1000 * (time.perf_counter() - lifted)
        if number % 4 == 0:
            window.labelling.store(rng.choice((1, 7)))
        if number % APART == 0:
            window.commands[BESIDE[number // APART % len(BESIDE)]].run()
        if number % 25 == 0:
            window.context.networks.choose(names[number // 25 % len(names)])
            window.variables["theme"].set(rng.choice(("light", "dark")))
            window.variables["language"].set(rng.choice(("en", "zh_CN")))
        live(begun + rng.uniform(0.5, 1.5) * pace)
        for child in window.winfo_children() if number % APART == 5 else ():
            if isinstance(child, tk.Toplevel):
                child.destroy()
        measured.append({**holdings(window), "milliseconds": milliseconds})
    window.close()
    return measured


if __name__ == "__main__":
    print(json.dumps(draw(float(sys.argv[1]), float(sys.argv[2]))))
