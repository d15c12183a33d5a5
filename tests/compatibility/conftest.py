"""The user's folder of before."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.compatibility.before import FILES


@pytest.fixture
def home(own_home: Path) -> Path:
    """The user's folder of before, in the place where the program looks for it."""
    return shutil.copytree(FILES / "home", own_home)
