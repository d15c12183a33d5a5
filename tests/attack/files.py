"""Thousands of damaged files, read in a process that may take little memory and time for each.

``python -m tests.attack.files NUMBER`` damages and reads one of them alone.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import warnings
from pathlib import Path

from tests.attack.report import Report
from tests.helpers import PROJECT

PROMISE = (
    "whatever is in a file, there is an answer or one sentence, soon and in little memory, and no other is touched"
)
SHARE = 2.5
SECONDS_EACH = 20.0
MEMORY = 1_200_000_000
"""Bytes that a file may take beyond what the program takes without it."""


def attack(rng: random.Random, seconds: float, folder: Path) -> Report:
    """Let processes read one damaged file after another; one that dies or hangs is followed by the next."""
    report, end = Report(), time.monotonic() + seconds
    number = rng.randrange(10**9)
    while time.monotonic() < end and len(report.broken) < 50:
        number = _follow(number, end, folder, report) + 1
    return report


def _follow(number: int, end: float, folder: Path, report: Report) -> int:
    """Follow a process that reads damaged files from a number on; the number of the last."""
    command = [sys.executable, "-W", "error", "-m", "tests.attack.files", str(number), str(end - time.monotonic())]
    environment = {**os.environ, "TMPDIR": str(folder)}
    with subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        watch = threading.Timer(0, lambda: None)
        kind, done = "", True
        for line in process.stdout or ():
            watch.cancel()
            word, _, rest = line.rstrip("\n").partition(" ")
            if word == "broken":
                report.broken.append(f"{kind}, {number}: {rest}")
            elif word == "done":
                report.tried[f"damaged {kind}"] += 1
                done = True
            else:
                number, kind, done = int(word), rest, False
            watch = threading.Timer(SECONDS_EACH, process.kill)
            watch.start()
        watch.cancel()
    if not done or process.returncode:
        report.broken.append(f"{kind}, {number}: the process ended with {process.returncode}, or was too slow")
    return number


# --- the process that reads -------------------------------------------------------------------------------------------


def main(number: int, seconds: float) -> None:
    from tests.attack.damaged_files import KINDS

    _limit_memory()
    warnings.simplefilter("error")
    names, end, first = list(KINDS), time.monotonic() + seconds, number
    while number == first or time.monotonic() < end:
        rng = random.Random(number)
        kind = names[number % len(names)]
        print(number, kind, flush=True)
        if broken := _broken_by(kind, rng):
            print("broken", broken, flush=True)
        print("done", flush=True)
        number += 1


def _broken_by(kind: str, rng: random.Random) -> str:
    """What reading one damaged file breaks, if anything."""
    from tests.attack.damaged_files import KINDS

    folder = Path(tempfile.mkdtemp())
    beside, home = folder / "beside", folder / "home"
    os.environ["DIGITPAD_HOME"] = str(home)
    home.mkdir()
    beside.write_text("untouched")
    before = beside.stat()
    try:
        KINDS[kind](rng, home)
        after = beside.stat()
        assert (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size), "another file was touched"
        assert sorted(os.listdir(folder)) == ["beside", "home"], "another file was made"
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        message = " ".join(str(error).split())[:300]
        return f"{type(error).__name__}: {message} ({Path(place.filename).name}:{place.lineno})"
    finally:
        shutil.rmtree(folder)
    return ""


def _limit_memory() -> None:
    if sys.platform == "linux":
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[0])
        limit = pages * resource.getpagesize() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 0)
