"""Where the user's files lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from common.folders import config_folder, user_folder


def test_they_lie_where_digitpad_home_says(own_home: Path) -> None:
    assert config_folder() == user_folder() == own_home


def test_a_tilde_is_the_users_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGITPAD_HOME", "~/digits")
    assert user_folder() == Path.home() / "digits"


def test_else_they_lie_where_the_system_wants_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGITPAD_HOME", "")
    for folder in (config_folder(), user_folder()):
        assert folder.is_absolute()
        assert folder.name == "digitpad"
