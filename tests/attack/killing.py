"""Processes that are to be ended, what they confirmed before, and what lives on after."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from tests.attack.victims import limit_files
from tests.helpers import PROJECT, is_one_sentence

PATIENCE = 20.0
"""Seconds for what should be over at once; others may keep the processors busy."""


class Victim:
    """A process of :mod:`tests.attack.victims`.

    Attributes:
        words: the lines that it has printed, except complaints.
    """

    def __init__(self, *arguments: str, size: int = 0, obey: bool = False, clock: str = "") -> None:
        self.words: list[str] = []
        self._said: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.attack.victims", *arguments],
            cwd=PROJECT,
            env={**os.environ, "DIGITPAD_OBEY": "yes" if obey else "", "DIGITPAD_CLOCK": clock},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=partial(limit_files, size) if size else None,
        )
        self._heard, self._errors = threading.Semaphore(0), ""
        self._listeners = [threading.Thread(target=hear, daemon=True) for hear in (self._hear, self._hear_errors)]
        for listener in self._listeners:
            listener.start()

    def _hear(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                if line.endswith("\n"):  # else it was cut off, and nothing was confirmed
                    (self._said if line.startswith("!") else self.words).append(line.strip())
                    self._heard.release()

    def _hear_errors(self) -> None:
        assert self.process.stderr is not None
        with self.process.stderr as errors:
            self._errors = errors.read()

    def wait_for_a_word(self) -> None:
        """Wait for the next line.

        Raises:
            TimeoutError: there is none.
        """
        if not self._heard.acquire(timeout=PATIENCE):
            raise TimeoutError("nothing is said")

    def end(self, number: int) -> None:
        self.process.send_signal(number)
        if number == signal.SIGSTOP:
            time.sleep(0.05)
            self.process.kill()
        self.wait()

    def wait(self, seconds: float = PATIENCE) -> None:
        """Wait until it has ended, and take all that it has printed.

        Raises:
            TimeoutExpired: it has not.
        """
        self.process.wait(seconds)
        for listener in self._listeners:
            listener.join(PATIENCE)
        if "Traceback" in self._errors:
            self._said.append(self._errors.strip())

    def complaints(self, expected: int = 0) -> Iterator[str]:
        """What it should not have said."""
        yield from self._said[expected:]
        yield from wrong_sentences([said for said in self._said if said.startswith("!")])
        yield from (said for said in self._said[:expected] if "Traceback" in said)


def end_somehow(rng: random.Random, victim: Victim) -> None:
    time.sleep(rng.uniform(0, 0.3))
    victim.end(rng.choice((signal.SIGKILL, signal.SIGTERM, signal.SIGSTOP)))


def processes_of(home: Path) -> Iterator[str]:
    """Processes that live on."""
    end = time.monotonic() + PATIENCE
    while left := list(processes(home)):
        if time.monotonic() > end:
            yield f"processes live on: {left}"
            return
        time.sleep(0.05)


def processes(home: Path) -> Iterator[int]:
    """The numbers of those that work on a home."""
    mark = f"DIGITPAD_HOME={home}".encode()
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it is gone
            mine = mark in (entry / "environ").read_bytes().split(b"\0")
            if mine and b"resource_tracker" not in (entry / "cmdline").read_bytes():
                yield int(entry.name)


def wrong_sentences(errors: object) -> Iterator[str]:
    assert isinstance(errors, list)
    yield from (f"not a sentence: {error}" for error in errors if not is_one_sentence(error))
