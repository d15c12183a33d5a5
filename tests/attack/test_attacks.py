"""Each attack for a few seconds, always with the same seed."""

from __future__ import annotations

import importlib
import random
from pathlib import Path

import pytest

from tests.attack.__main__ import ATTACKS
from tests.attack.monkey import shrunk

SECONDS = 3.0


@pytest.mark.parametrize("name", ATTACKS)
def test_nothing_breaks_in_a_few_seconds(name: str, tmp_path: Path) -> None:
    module = importlib.import_module(f"tests.attack.{name}")
    report = module.attack(random.Random(1), SECONDS, tmp_path)
    assert report.tried.total() > 0
    assert not report.broken, str(report)


def test_what_breaks_is_shrunk_to_what_is_needed() -> None:
    actions = [["press", number] for number in range(1000)]
    needed = [["press", 3], ["press", 500], ["press", 998]]
    assert shrunk(actions, lambda fewer: all(one in fewer for one in needed), 60) == needed
