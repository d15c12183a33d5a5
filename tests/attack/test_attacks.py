"""Each attack for a few seconds, always with the same seed."""

from __future__ import annotations

import importlib
import random
from pathlib import Path

import pytest

from tests.attack.__main__ import ATTACKS

SECONDS = 3.0


@pytest.mark.parametrize("name", ATTACKS)
def test_nothing_breaks_in_a_few_seconds(name: str, tmp_path: Path) -> None:
    module = importlib.import_module(f"tests.attack.{name}")
    report = module.attack(random.Random(1), SECONDS, tmp_path)
    assert report.tried.total() > 0
    assert not report.broken, str(report)
