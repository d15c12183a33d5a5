"""Anything that hands can do in a window, at random; what breaks it is shrunk to few actions."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.attack.actions import STALLED
from tests.attack.killing import processes_of
from tests.attack.monkey_window import FEW
from tests.attack.report import Report
from tests.gui.display import virtual_display
from tests.helpers import PROJECT

PROMISE = "whatever is done in a window, nothing raises, stalls the pen, grows without end or stays behind"
SHARE = 8
LONGEST = 180.0
"""Seconds of one session; the next begins with another window."""
LIMITS = {"megabytes": 15, "handles": 5, "threads": 3, "commands": 60, "timers": 5, "images": 20, "variables": 20}
"""By how much the second half of a session may grow; a window beside the main one has about 60 commands."""
TORCHS_CACHE = "torchinductor_*"
"""A folder that torch makes among the temporary files, and keeps."""
LAST = 10
"""Actions that are printed where what broke did not break again."""

Actions = list[list[Any]]


def attack(rng: random.Random, seconds: float, folder: Path) -> Report:
    """One session after another, each in a process and a home of its own."""
    report, end = Report(), time.monotonic() + seconds
    with virtual_display() as display:
        while True:
            plan = {"seed": rng.randrange(10**6), "seconds": min(LONGEST, end - time.monotonic())}
            session = _play(plan, folder, display)
            for name, _seed in session["actions"]:
                report.tried[name] += 1
            _judge(report, session, plan, folder, display)
            report.notes.append(_described(session, plan))
            if time.monotonic() > end - 1:
                return report


def _play(plan: dict[str, Any], folder: Path, display: str) -> dict[str, Any]:
    """What a session did, what it says of itself, and what it leaves behind."""
    home, temporary = folder / "monkeys", folder / "temporary"
    shutil.rmtree(home, ignore_errors=True)
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir()
    nobody = "http://127.0.0.1:9"  # for downloads that are begun
    environment = {"DISPLAY": display, "DIGITPAD_HOME": str(home), "TMPDIR": str(temporary)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.attack.monkey_window"],
        cwd=PROJECT,
        env={**os.environ, **environment, "HTTP_PROXY": nobody, "HTTPS_PROXY": nobody},
        input=json.dumps(plan),
        capture_output=True,
        text=True,
    )
    said = [json.loads(line) for line in done.stdout.splitlines()]
    session: dict[str, Any] = said.pop() if done.returncode == 0 else {"broken": [], "holdings": [], "stall": 0.0}
    if done.returncode != 0:
        session["broken"].append(f"{done.stderr}\nended with {done.returncode}")
    elif done.stderr.strip():
        session["broken"].append(f"said {done.stderr}")
    session["actions"] = said
    session["broken"] += processes_of(home)
    left = [*folder.rglob(".*.part"), *(path for path in temporary.iterdir() if not path.match(TORCHS_CACHE))]
    session["broken"] += [f"left behind: {path.name}" for path in left]
    return session


def _judge(report: Report, session: dict[str, Any], plan: dict[str, Any], folder: Path, display: str) -> None:
    where = f"seed {plan['seed']}"
    report.broken += [f"{where}: {growth}" for growth in _growth(session, plan["seconds"])]
    if not session["broken"]:
        return
    first = session["broken"][0]

    def breaks(actions: Actions) -> bool:
        again = _play({"actions": actions, "seconds": LONGEST}, folder, display)["broken"]
        return any(_kind(one) == _kind(first) for one in again)

    if fewest := shrunk(session["actions"], breaks, plan["seconds"] / 2):
        report.broken.append(f"{where}: {first}\n{_as_test(fewest)}")
    else:
        # What others did to the machine does not come again; neither does what is a matter of luck.
        others = report.notes if _kind(first) == _kind(STALLED.format(0)) else report.broken
        others.append(f"{where}: {first}, but not again, after {session['actions'][-LAST:]}")


def _described(session: dict[str, Any], plan: dict[str, Any]) -> str:
    held = defaultdict(list)
    for measured in session["holdings"]:
        for name, figure in measured.items():
            held[name].append(f"{figure:g}")
    figures = "".join(f"\n    {name}: {' '.join(some)}" for name, some in held.items())
    stall = f"longest stall with the pen down {session['stall']:.0f} ms"
    return f"seed {plan['seed']}: {len(session['actions'])} actions, {stall}{figures}"


def _growth(session: dict[str, Any], seconds: float) -> list[str]:
    """What became more in the second half of a session."""
    halves = session["holdings"][len(session["holdings"]) // 2 :]
    if seconds < FEW or len(halves) < 3:
        return []
    grown = {name: min(one[name] for one in halves[-2:]) - halves[0][name] for name in LIMITS}
    return [f"{grown[name]:g} more {name}" for name, limit in LIMITS.items() if grown[name] > limit]


def _kind(broken: str) -> str:
    """The last line without its figures: errors end with what they are."""
    return re.sub(r"\d+", "", broken.strip().splitlines()[-1])


# --- shrinking --------------------------------------------------------------------------------------------------------


def shrunk(actions: Actions, breaks: Callable[[Actions], bool], seconds: float) -> Actions:
    """Few of the actions that break something; none if they do not break it again within so many ``seconds``.

    First ever longer ends are tried, as most actions long before have nothing to do with it; then ever smaller parts
    are left out. This is ddmin without its complements; see Zeller and Hildebrandt, "Simplifying and Isolating
    Failure-Inducing Input", IEEE Transactions on Software Engineering 28 (2002).
    """
    end, length = time.monotonic() + seconds, 1
    while not breaks(actions[-length:]):
        if length >= len(actions) or time.monotonic() > end:
            return []
        length *= 4
    actions = actions[-length:]
    part = len(actions) // 2
    while part and time.monotonic() < end:
        start = 0
        while start < len(actions) and time.monotonic() < end:
            fewer = actions[:start] + actions[start + part :]
            if fewer and breaks(fewer):
                actions = fewer
            else:
                start += part
        part //= 2
    return actions


def _as_test(actions: Actions) -> str:
    lines = "".join(f"        ({name!r}, {number}),\n" for name, number in actions)
    return (
        "def test_nothing_breaks(display: str, tmp_path: Path) -> None:\n"
        f"    actions = [\n{lines}    ]\n"
        "    make_files(tmp_path / 'files')\n"
        "    assert not play(actions, tmp_path / 'files').broken\n"
    )
