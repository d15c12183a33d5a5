"""Processes that are killed, stopped, or find the disk full or read-only, at random moments."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import cycle
from pathlib import Path
from unittest import mock

import numpy as np

from gui.state.settings import load_settings, settings_file
from models import catalog
from tests.attack.killing import PATIENCE, Victim, end_somehow, processes, processes_of, wrong_sentences
from tests.attack.report import Report
from tests.gui.display import virtual_display
from tests.training.datasets.small_mnist import idx
from training.datasets import mnist, my_digits
from training.runs import history
from training.runs.history import Status

PROMISE = "whatever ends a process, or keeps it from writing, what was confirmed is there, whole, and no process stays"
SHARE = 3


def attack(rng: random.Random, seconds: float, folder: Path) -> Report:
    """Try each kind in turn until the time is over."""
    report, end = Report(), time.monotonic() + seconds
    data = mnist.data_folder()
    if not mnist.mnist_present(data):
        data = folder / "data"
        _make_mnist(data)
    kinds: dict[str, Callable[[random.Random, Path], Iterator[str]]] = {
        "storing killed": partial(_storing, writers=1),
        "settings killed": _settings,
        "read-only folder": _read_only,
        "storing on a full disk": _full_disk,
        "two writers, one killed": partial(_storing, writers=2),
        "training killed": partial(_training, data=data),
        "four writers, some killed": partial(_storing, writers=4),
        "training on a full disk": partial(_training_on_full_disk, data=data),
        "storing while the clock jumps": _clock,
        "a window killed": partial(_windows, number=1),
        "a window's helper killed": _helpers,
        "two windows, some killed": partial(_windows, number=2),
        "four windows, some killed": partial(_windows, number=4),
    }
    with virtual_display() as display:
        for kind, attempt in cycle(kinds.items()):
            seed = rng.randrange(10**9)
            home = folder / f"home-{seed}"
            with mock.patch.dict(os.environ, DIGITPAD_HOME=str(home), DISPLAY=display, DIGITPAD_DATA=str(data)):
                try:
                    broken = list(attempt(random.Random(seed), home))
                except (TimeoutError, subprocess.TimeoutExpired) as error:
                    broken = [f"a process hangs: {error}"]
                    for process in processes(home):
                        os.kill(process, signal.SIGKILL)
            report.tried[kind] += 1
            report.broken += [f"{kind}, seed {seed}: {said}" for said in broken]
            shutil.rmtree(home, ignore_errors=True)
            if time.monotonic() >= end:
                break
    return report


# --- kinds ------------------------------------------------------------------------------------------------------------


def _storing(rng: random.Random, home: Path, writers: int) -> Iterator[str]:
    victims = [Victim("store") for _ in range(writers)]
    for victim in victims:
        victim.wait_for_a_word()
    for victim in victims:
        end_somehow(rng, victim)
    for victim in victims:
        yield from victim.complaints()
    yield from _lost(victims)
    yield from _left_behind(home)


def _clock(rng: random.Random, home: Path) -> Iterator[str]:
    victim = Victim("store", clock="jumps")
    victim.wait_for_a_word()
    end_somehow(rng, victim)
    yield from victim.complaints()
    yield from _lost([victim])


def _windows(rng: random.Random, home: Path, number: int) -> Iterator[str]:
    """Windows in which digits are drawn and stored, while they train, draw curves, or show the gallery."""
    victims = [Victim("window", rng.choice(("nothing", "gallery", "history", "train"))) for _ in range(number)]
    for victim in victims:
        victim.wait_for_a_word()
    time.sleep(rng.uniform(0, 3))
    for victim in victims:
        end_somehow(rng, victim)
        yield from victim.complaints()
    yield from processes_of(home)
    yield from _lost(victims)
    error = load_settings(settings_file())[1]
    yield from ([f"settings: {error}"] if error else [])
    yield from _left_behind(home)


def _helpers(rng: random.Random, home: Path) -> Iterator[str]:
    """A window goes on, and answers, whatever becomes of torch's process, of the curves' or of a training's."""
    victim = Victim("window", rng.choice(("history", "train")))
    victim.wait_for_a_word()
    for _ in range(3):
        time.sleep(rng.uniform(0, 1))
        helper = rng.choice([*set(processes(home)) - {victim.process.pid}, None])
        if helper is not None:
            with suppress(ProcessLookupError):  # it has ended by itself
                os.kill(helper, rng.choice((signal.SIGKILL, signal.SIGTERM, signal.SIGSTOP, signal.SIGINT)))
        victim.wait_for_a_word()
    victim.end(signal.SIGTERM)
    if victim.process.returncode != 0:
        yield f"closed with status {victim.process.returncode}"
    yield from victim.complaints()
    yield from processes_of(home)
    yield from _lost([victim])


def _settings(rng: random.Random, home: Path) -> Iterator[str]:
    victim = Victim("save")
    victim.wait_for_a_word()
    end_somehow(rng, victim)
    yield from victim.complaints()
    settings, error = load_settings(settings_file())
    if error is not None or int(settings.geometry or -1) < int(victim.words[-1]):
        yield f"saved for the {victim.words[-1]}th time, and there is {settings.geometry} ({error})"
    yield from _left_behind(home)


def _full_disk(rng: random.Random, home: Path) -> Iterator[str]:
    victim = Victim("store", size=rng.randrange(1, 40_000))
    victim.wait()
    yield from victim.complaints(expected=3)
    again = Victim("store")
    again.wait_for_a_word()
    again.end(signal.SIGKILL)
    yield from _lost([victim, again])


def _read_only(rng: random.Random, home: Path) -> Iterator[str]:
    for kind in ("store", "save"):
        victim = Victim(kind)
        victim.wait_for_a_word()
        victim.end(signal.SIGKILL)
    stored, saved = len(my_digits.load()[0]), load_settings(settings_file())[0].geometry
    for path in [*home.rglob("*"), home]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        reader = Victim("read", obey=True)
        reader.wait()
        yield from reader.complaints()
        if reader.words != [f"{saved} {stored} 0"]:
            yield f"{saved} {stored} 0 are there, and {reader.words} was read"
        for kind in ("store", "save"):
            writer = Victim(kind, obey=True)
            writer.wait()
            if writer.words:
                yield f"{kind}: confirmed in a folder that is read-only"
            yield from writer.complaints(expected=3)
    finally:
        for path in [home, *home.rglob("*")]:
            path.chmod(0o755)


def _training(rng: random.Random, home: Path, data: Path) -> Iterator[str]:
    victim = Victim("train", str(data))
    victim.wait_for_a_word()
    trainer = int(victim.words[0].split()[1])
    time.sleep(rng.uniform(0, 4))
    if rng.random() < 0.5:
        end_somehow(rng, victim)
    else:
        os.kill(trainer, rng.choice((signal.SIGKILL, signal.SIGTERM)))
        victim.wait()
    yield from victim.complaints()
    yield from processes_of(home)
    yield from _check_runs(victim)
    yield from _left_behind(home / "runs")


def _training_on_full_disk(rng: random.Random, home: Path, data: Path) -> Iterator[str]:
    victim = Victim("train", str(data), size=rng.choice((1_000, 100_000, 700_000, 1_300_000)))
    victim.wait(2 * PATIENCE)
    yield from victim.complaints(expected=1000)
    yield from processes_of(home)
    yield from _check_runs(victim, all_epochs=False)


def _check_runs(victim: Victim, all_epochs: bool = True) -> Iterator[str]:
    """What the history holds after a training, beside what was said of it."""
    runs, errors = history.load_history()
    yield from wrong_sentences(errors)
    done = [int(word.split()[1]) for word in victim.words if word.startswith("epoch")]
    if len(runs) > 1 or (done and not runs):
        yield f"{len(runs)} runs in the history"
    for run in runs:
        if run.status in (Status.RUNNING, Status.DAMAGED):
            yield f"the run is {run.status}"
        if all_epochs and len(run.epochs) < max(done, default=0):
            yield f"{max(done)} epochs were done, and {len(run.epochs)} are in the history"
        if run.weights is not None:
            catalog.load("bp", run.weights).predict_proba(np.zeros((1, 28, 28), np.float32))
        if (run.weights is None) is any("weights that could be saved are kept" in word for word in victim.words):
            said = [word for word in victim.words if word.startswith("said")]
            if said and "unexpectedly" in said[0]:
                yield f"{said}, and there is {run.weights}"


def _lost(victims: Sequence[Victim]) -> Iterator[str]:
    """Digits that were confirmed and are not there, and what is wrongly said about others."""
    digits, errors = my_digits.load()
    lost = {word for victim in victims for word in victim.words} - {digit.id for digit in digits}
    if lost:
        yield f"{len(lost)} digits that were confirmed are not there"
    yield from wrong_sentences(errors)


def _left_behind(folder: Path) -> Iterator[str]:
    """More half-written files than a killed process can have been writing."""
    parts = [part.name for part in folder.rglob(".*.part")]
    if len(parts) > 1:
        yield f"left behind: {parts}"


def _make_mnist(data: Path) -> None:
    """Files as MNIST has them, of noise."""
    rng = np.random.default_rng(1)
    for file in mnist.FILES:
        file.path(data).parent.mkdir(parents=True, exist_ok=True)
        file.path(data).write_bytes(idx(rng.integers(0, 10, file.shape)))
