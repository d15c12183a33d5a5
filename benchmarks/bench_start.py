"""From the start of the process to the window being there, beside the least that a Tk program needs.

The two are started in turn, and the minima compared.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gui.display import virtual_display, why_no_window

PROJECT = Path(__file__).resolve().parents[1]
REFERENCE = "import tkinter, numpy, PIL.Image; tkinter.Tk().update()"
ROUNDS = 7


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    if reason := why_no_window():
        pytest.skip(reason)
    with virtual_display() as display:
        yield {**os.environ, "DISPLAY": display, "DIGITPAD_HOME": str(tmp_path)}


def reference(environment: dict[str, str]) -> float:
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", REFERENCE], env=environment, check=True)
    return (time.perf_counter() - begin) * 1000


def ready(environment: dict[str, str]) -> float:
    """Milliseconds until the log says ``ready``, as seen from outside."""
    begin = time.perf_counter()
    app = subprocess.Popen(
        [sys.executable, "app.py", "--verbose"], cwd=PROJECT, env=environment, stderr=subprocess.PIPE, text=True
    )
    assert app.stderr is not None
    for line in app.stderr:
        if re.match(r"ready ms=\d+", line):
            break
    elapsed = (time.perf_counter() - begin) * 1000
    app.kill()
    app.communicate()
    return elapsed


def test_start(environment: dict[str, str]) -> None:
    ready(environment)  # once in vain: byte code and file caches
    pairs = [(reference(environment), ready(environment)) for _ in range(ROUNDS)]
    least, ours = (min(times) for times in zip(*pairs, strict=True))
    print(
        f"\nTk, numpy and Pillow alone {least:.0f} ms; DigitPad ready {ours:.0f} ms; ratio {ours / least:.2f}; limit 4"
    )
