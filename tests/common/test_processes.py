"""Helper processes give way to the window from their start."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from common.processes import give_way, workers

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="niceness is POSIX's")
WAITS_FOR_INPUT = [sys.executable, "-c", "input()"]


def test_a_process_gives_way() -> None:
    with subprocess.Popen(WAITS_FOR_INPUT, stdin=subprocess.PIPE) as process:
        before = os.getpriority(os.PRIO_PROCESS, process.pid)
        give_way(process.pid, 7)
        assert os.getpriority(os.PRIO_PROCESS, process.pid) == min(before + 7, 19)
        process.communicate(b"\n")


def test_one_that_has_ended_cannot_and_that_is_no_error() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    give_way(process.pid, 7)


def test_no_more_processes_are_started_than_windows_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 128)
    assert workers(tasks=1000) == 61
    assert workers(tasks=1000, sharers=8) == 16
    assert workers(tasks=3) == 3
    assert workers(tasks=3, sharers=256) == 1
