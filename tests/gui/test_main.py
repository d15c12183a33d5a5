"""The program as people start it: a process, a real pointer, Ctrl-C in the terminal."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from tests.gui.conftest import SEVEN

PATIENCE = 30.0
FAILING = """
import sys
from unittest import mock
import app
mock.patch(sys.argv.pop(1), side_effect=ZeroDivisionError).start()
sys.exit(app.main())
"""
"""The program, with something that fails; its first argument says what."""


class App:
    """``python app.py --verbose`` and what it logs."""

    def __init__(self, log: Path, program: Sequence[str], arguments: Sequence[str], env: dict[str, str]) -> None:
        self.log = log
        with log.open("w") as stream:
            self.process = subprocess.Popen(
                [sys.executable, *program, "--verbose", *arguments],
                cwd=PROJECT,
                stderr=stream,
                env={**os.environ, **env},
            )

    def wait_for(self, pattern: str) -> re.Match[str]:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if found := re.search(pattern, self.log.read_text()):
                return found
            time.sleep(0.02)
        raise AssertionError(f"{pattern} is not in the log:\n{self.log.read_text()}")

    def children(self) -> list[int]:
        threads = Path(f"/proc/{self.process.pid}/task").iterdir()
        return [int(child) for thread in threads for child in (thread / "children").read_text().split()]


@pytest.fixture
def start(display: str, tmp_path: Path) -> Iterator[Callable[..., App]]:
    apps: list[App] = []

    def start_one(*arguments: str, program: Sequence[str] = ("app.py",), **env: str) -> App:
        apps.append(App(tmp_path / f"{len(apps)}.log", program, arguments, env))
        return apps[-1]

    yield start_one
    for app in apps:
        app.process.kill()
        app.process.wait()


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until_gone(pids: list[int]) -> None:
    deadline = time.monotonic() + PATIENCE
    while any(alive(pid) for pid in pids):
        assert time.monotonic() < deadline, "a process was left behind"
        time.sleep(0.05)


def point(x: int, y: int, *commands: str | int) -> None:
    subprocess.run(["xdotool", "mousemove", str(x), str(y), *map(str, commands)], check=True)


@pytest.fixture
def xdotool() -> None:
    if shutil.which("xdotool") is None:
        reason = "xdotool is not installed"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)


@pytest.mark.parametrize("model", ["bp", "lenet"])
def test_a_real_pointer_draws_and_the_model_reads(xdotool: None, start: Callable[..., App], model: str) -> None:
    if model != "bp":
        pytest.importorskip("torch")
    app = start("--model", model)
    width, _, left, top = map(int, app.wait_for(r"canvas=(\d+)x(\d+)\+(\d+)\+(\d+)").groups())
    places = [(left + x * width // 560, top + y * width // 560) for x, y in SEVEN]
    point(*places[0], "mousedown", 1)
    for x, y in places[1:]:
        time.sleep(0.05)  # as slow as a hand: Tk merges moves that wait, and a corner would be lost
        point(x, y)
    point(*places[-1], "mouseup", 1)
    app.wait_for(rf"predicted digit=7 confidence=\d\.\d+ model={model} ms=\d+\.\d")
    assert "Traceback" not in app.log.read_text()


def test_it_says_when_it_is_ready(start: Callable[..., App]) -> None:
    assert start("--model", "bp").wait_for(r"ready ms=\d+ canvas=\d+x\d+\+\d+\+\d+\n")


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_ctrl_c_ends_it_and_leaves_no_process(start: Callable[..., App]) -> None:
    pytest.importorskip("torch")
    app = start("--model", "lenet")
    app.wait_for("ready")
    deadline = time.monotonic() + PATIENCE
    while not (children := app.children()):
        assert time.monotonic() < deadline
    for pid in (app.process.pid, *children):
        os.kill(pid, signal.SIGINT)  # a terminal sends it to all of them
    assert app.process.wait(PATIENCE) == 0
    wait_until_gone(children)
    assert "Traceback" not in app.log.read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_the_worker_ends_when_the_window_is_killed(start: Callable[..., App]) -> None:
    pytest.importorskip("torch")
    app = start("--model", "lenet")
    app.wait_for("ready")
    while not (children := app.children()):
        time.sleep(0.01)
    app.process.kill()
    app.process.wait()
    wait_until_gone(children)


def test_ctrl_q_closes_it_and_settings_are_kept(xdotool: None, start: Callable[..., App], own_home: Path) -> None:
    app = start("--model", "bp", "--theme", "dark", "--lang", "zh_CN")
    app.wait_for("ready")
    width, height, left, top = map(int, app.wait_for(r"canvas=(\d+)x(\d+)\+(\d+)\+(\d+)").groups())
    point(left + width // 2, top + height // 2, "click", 1)
    time.sleep(0.3)
    subprocess.run(["xdotool", "key", "ctrl+q"], check=True)
    assert app.process.wait(PATIENCE) == 0
    settings = (own_home / "settings.json").read_text()
    assert '"dark"' in settings
    assert '"zh_CN"' in settings


def test_an_unwritable_home_does_not_keep_it_from_running(start: Callable[..., App], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    app = start("--model", "bp", DIGITPAD_HOME=str(tmp_path / "file" / "home"))
    app.wait_for("ready")
    app.process.send_signal(signal.SIGTERM)
    assert app.process.wait(PATIENCE) == 0
    assert "Traceback" not in app.log.read_text()


def test_a_terminal_that_is_closed_saves_the_settings(start: Callable[..., App], own_home: Path) -> None:
    app = start("--model", "bp", "--theme", "dark")
    app.wait_for("ready")
    app.process.send_signal(signal.SIGHUP)
    assert app.process.wait(PATIENCE) == 0
    assert '"dark"' in (own_home / "settings.json").read_text()


@pytest.mark.parametrize(
    "step",
    [
        "gui.window.place.Place.remember",
        "gui.window.window.save_settings",
        "gui.window.window.SecondaryWindows.close",
        "gui.window.window.Engine.close",
        "gui.window.window.Jobs.finish",
        "gui.canvas.ink_canvas.InkCanvas.destroy",
    ],
)
def test_whatever_fails_when_it_is_closed_the_process_ends(start: Callable[..., App], step: str) -> None:
    app = start("--model", "bp", program=("-c", FAILING, step))
    app.wait_for("ready")
    app.process.send_signal(signal.SIGTERM)
    assert app.process.wait(PATIENCE) == 0
    assert "ZeroDivisionError" in app.log.read_text()


def test_without_a_display_there_is_one_sentence() -> None:
    env = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    run = subprocess.run([sys.executable, "app.py"], cwd=PROJECT, env=env, capture_output=True, text=True)
    assert run.returncode == 1
    assert "cannot open a window here" in run.stderr
    assert len(run.stderr.splitlines()) == 1


def test_without_tk_it_says_which_package_to_install(tmp_path: Path) -> None:
    (tmp_path / "tkinter.py").write_text("raise ImportError('no Tk')")
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    run = subprocess.run([sys.executable, "app.py"], cwd=PROJECT, env=env, capture_output=True, text=True)
    assert run.returncode == 1
    assert "python3-tk" in run.stderr
    assert "Traceback" not in run.stderr
