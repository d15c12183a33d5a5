"""What is killed: processes that store digits, save settings, train or show a window, and print what was confirmed.

``python -m tests.attack.victims KIND`` in the home that ``DIGITPAD_HOME`` names; it goes on until it is ended.
"""

from __future__ import annotations

import ctypes
import os
import random
import resource
import sys
import time
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

from common.errors import PlainError

if TYPE_CHECKING:
    from training.runs.messages import RunOrder
from ink.page import Page, Stroke

CAPABILITIES_VERSION = 0x20080522
OVERRIDING = 0b110
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH: what makes root write where nobody may."""
COMPLAINTS = 3
"""Errors after which a process gives up."""


def store() -> None:
    """Store digits, and print each one's id once it is stored."""
    from training.datasets import my_digits

    page = Page((Stroke(tuple((float(x), 9.0) for x in range(100)), 24.0),))
    _go_on(lambda number: my_digits.add([my_digits.MyDigit.of(page, number % 10)])[0].id)


def save() -> None:
    """Save settings that say how often they were saved, and print that."""
    from gui.state.settings import Settings, save_settings, settings_file

    def work(number: int) -> str:
        save_settings(Settings(geometry=str(number)), settings_file())
        return str(number)

    _go_on(work)


def _go_on(work) -> None:  # type: ignore[no-untyped-def]
    complaints = 0
    for number in count():
        try:
            print(work(number), flush=True)
        except PlainError as error:
            print("!", error, flush=True)
            complaints += 1
            if complaints == COMPLAINTS:
                return


def train(data: str) -> None:
    """Train as the window does; print the process's number, each epoch once it is done, and what is said in the end."""
    from gui.retrain.session import Session

    session = Session(replace(_order(), data=Path(data)), "bp")
    print("process", session._process.process.pid, flush=True)
    last = 0
    while session.alive():
        session.poll()
        if session.last and session.last.epoch > last:
            last = session.last.epoch
            print("epoch", last, flush=True)
        if session.unsaved is not None:
            print("!", session.unsaved, flush=True)
            session.unsaved = None
        time.sleep(0.02)
    print("said", session.error or "it has ended", flush=True)


def window(beside: str) -> None:
    """Draw and store digits in a window; print the id of each once the window has said that it is stored.

    Args:
        beside: what else goes on in it: "train", a command that shows a window beside it, or nothing.
    """
    from gui import main
    from gui.my_digits.labelling import Labelling
    from gui.window import window as module
    from tests.gui.conftest import SEVEN, drag

    class Driven(module.Window):
        """A window that is drawn on."""

        def __init__(self, *arguments: Any, **named: Any) -> None:
            super().__init__(*arguments, **named)
            self.after(100, self.draw)
            self.after(100, self.commands[beside].run if beside in self.commands else self.update_idletasks)
            if beside == "train":
                self.windows.open_console("train")
                self.after(1500, self.train)

        def train(self) -> None:
            assert self.windows.console is not None
            self.windows.console.start(_order())

        def draw(self) -> None:
            if not self.labelling.awaits(self.context.drawing.page):
                self.commands["clear"].run()
                drag(self, SEVEN)
                if not self.pump.running:  # it was closed meanwhile
                    return
                self.labelling.store(7)
            self.after(10, self.draw)

        def report_callback_exception(self, kind: Any, error: Any, trace: Any) -> None:
            print("!", "Traceback", repr(error), flush=True)

    class Confirmed(Labelling):
        """Prints what the window says is stored."""

        def _tell(self, label: int) -> None:
            super()._tell(label)
            print(self.stored_as(self._drawing.page, label), flush=True)

    with mock.patch.object(module, "Window", Driven), mock.patch.object(module, "Labelling", Confirmed):
        main.run({"model": "resnet", "language": "en"}, time.perf_counter())


def _order() -> RunOrder:
    """What takes a minute or two to train."""
    from training.learning.settings import TrainingSettings
    from training.runs.messages import RunOrder

    return RunOrder("bp", TrainingSettings(epochs=60, mnist=0.05, validation=500, patience=None))


def jumping_clock() -> type[datetime]:
    """A clock that is put forwards and back by up to thirty years whenever it is looked at."""

    class Jumping(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime.now(tz) + timedelta(days=random.uniform(-10_000, 10_000))

    return Jumping


def read() -> None:
    """Read everything that is in a home; print what is there, and what is said about it."""
    from gui.state.settings import load_settings, settings_file
    from training.datasets import my_digits
    from training.runs import history

    settings, error = load_settings(settings_file())
    digits, errors = my_digits.load()
    runs, more = history.load_history()
    print(settings.geometry, len(digits), len(runs))
    for said in filter(None, (error, *errors, *more)):
        print("!", said)


def limit_files(size: int) -> None:
    """Let no file grow beyond a size, as on a full disk; called before the process begins."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def obey_modes() -> None:
    """Let root write only where a file's mode allows it."""
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(CAPABILITIES_VERSION, 0)
    data = (ctypes.c_uint32 * 6)()
    libc.capget(header, data)
    data[0] &= ~OVERRIDING
    libc.capset(header, data)


if __name__ == "__main__":
    if os.environ.get("DIGITPAD_OBEY"):
        obey_modes()
    if os.environ.get("DIGITPAD_CLOCK"):
        from training.datasets.my_digits import digit

        digit.datetime = jumping_clock()  # type: ignore[misc]
    {"window": window, "store": store, "save": save, "train": train, "read": read}[sys.argv[1]](*sys.argv[2:])
