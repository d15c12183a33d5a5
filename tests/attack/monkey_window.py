"""A window in which somebody does anything, at random, and what is watched meanwhile.

``python -m tests.attack.monkey_window`` reads a plan from stdin as JSON, ``{"seed": 7, "seconds": 60}`` or
``{"actions": [["stroke", 3], …], "seconds": 60}``, and prints each action before it acts, and at last what it found.
"""

from __future__ import annotations

import faulthandler
import json
import logging
import os
import random
import shutil
import signal
import sys
import threading
import time
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from gui.state.settings import load_settings, settings_file
from gui.window.window import Window
from models import catalog
from tests.attack.actions import Action, Monkey, Session
from tests.helpers import SEVEN, line

OFTEN = {"stroke": 6, "key": 2, "command": 2, "use": 4}
"""How often some actions are chosen, where others are chosen once."""
FEW = 30.0
"""Seconds of a session in which growth cannot be judged."""
SECTIONS = 8
"""Measurements in a session."""
PATIENCE = 60
"""Seconds after which a window that hangs is ended, its stacks printed."""


def play(actions: Iterable[Action], files: Path) -> Session:
    """Act in a new window until something breaks or the actions end."""
    session = Session()
    _watch(session)
    watched = _watched_window(session)
    window = watched(load_settings(settings_file())[0], settings_file())
    monkey = Monkey(window, files, session)
    monkey.live(0.5)
    with monkey.answer_dialogs():
        for action in actions:
            print(json.dumps(action), flush=True)
            if action[0] == "begin":
                monkey.begin()
            elif action[0] == "settle":
                monkey.settle()
            else:
                monkey.act(action)
            if session.broken:
                break
    watched.close = Window.close  # type: ignore[method-assign]
    window.close()
    return session


def _watched_window(session: Session) -> type[Window]:
    """A window that does not close, and passes on errors."""

    class Watched(Window):
        def close(self) -> None:
            pass

        def report_callback_exception(self, kind: Any, error: BaseException, trace: Any) -> None:
            session.broken.append("".join(traceback.format_exception(kind, error, trace)))

    return Watched


def _watch(session: Session) -> None:
    """Note errors that no callback of Tk raises: in threads, in destructors, in the log."""
    threading.excepthook = lambda told: session.broken.append(f"in a thread: {told.exc_value!r}")
    sys.unraisablehook = lambda told: session.broken.append(f"in a destructor: {told.exc_value!r} {told.object!r}")

    class Note(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            session.broken.append(self.format(record))

    logging.getLogger().addHandler(Note(logging.ERROR))


def random_actions(seed: int, seconds: float) -> Iterator[Action]:
    """Actions for so many seconds, and measurements between them."""
    names = [name.removeprefix("do_") for name in dir(Monkey) if name.startswith("do_")]
    names = [name for name in names for _ in range(OFTEN.get(name, 1))]
    if seconds >= FEW:
        yield "begin", 0
    rng, began, section = random.Random(seed), time.monotonic(), 1
    while (spent := time.monotonic() - began) < seconds:
        if spent > seconds * section / SECTIONS:
            section += 1
            yield "settle", 0
        else:
            yield rng.choice(names), rng.randrange(10**9)


def make_files(folder: Path) -> None:
    """Files that are opened: drawings, weights, digits, and some that are nothing of it."""
    from PIL import Image

    folder.mkdir()
    Image.new("L", (90, 60), 255).save(folder / "white.png")
    shutil.copy(Path(__file__).parents[2] / "assets" / "icon.png", folder)
    shutil.copy(catalog.find("bp").file, folder / "net.safetensors")
    (folder / "drawings.jsonl").write_text(line(SEVEN) + "\n" + line(SEVEN, 3))
    (folder / "nothing.txt").write_text("nothing")
    (folder / "empty.png").touch()


def main() -> None:
    plan = json.load(sys.stdin)
    faulthandler.register(signal.SIGALRM, chain=True)
    signal.alarm(PATIENCE + round(plan["seconds"]))
    files = Path(os.environ["DIGITPAD_HOME"]).parent / "files"
    if not files.exists():
        make_files(files)
    if "actions" in plan:
        actions: Iterable[Action] = [(name, seed) for name, seed in plan["actions"]]
    else:
        actions = random_actions(plan["seed"], plan["seconds"])
    print(json.dumps(asdict(play(actions, files))))


if __name__ == "__main__":
    main()
