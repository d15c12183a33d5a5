"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep every test away from the user's own settings."""
    home = tmp_path / "home"
    monkeypatch.setenv("DIGITPAD_HOME", str(home))
    return home


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """A folder with the real MNIST, or a skip that says how to name one."""
    named = os.environ.get("DIGITPAD_DATA") or PROJECT.parent / "shared" / "data"
    folder = Path(named)
    if not (folder / "MNIST" / "raw").is_dir():
        pytest.skip("no MNIST here: name a folder that holds MNIST/raw in DIGITPAD_DATA")
    return folder
