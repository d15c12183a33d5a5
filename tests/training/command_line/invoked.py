"""``python -m training``, run as a user runs it, and how it refuses."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.helpers import is_one_sentence, run_python

ALONE = ["bp", "--no-pens"]
"""The numpy net with MNIST alone, which the tests have files of."""
Here = Callable[..., subprocess.CompletedProcess[str]]


def training(*arguments: str | Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return run_python("-m", "training", *arguments, env=env)


def assert_refused(done: subprocess.CompletedProcess[str], status: int, *words: str) -> None:
    """One sentence on stderr, nothing on stdout, and this exit status."""
    said = done.stderr.rpartition("\r")[2]  # a progress bar was wiped away before
    assert (done.returncode, done.stdout) == (status, "")
    assert said.startswith("training: ")
    assert is_one_sentence(said.strip())
    for word in words:
        assert word in said
