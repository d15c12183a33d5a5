"""The user's folders: below ``DIGITPAD_HOME`` if that is set, else the platform's standard places."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_cache_path, user_config_path, user_data_path


def config_folder() -> Path:
    """The folder of the settings."""
    return _home() or user_config_path("digitpad", appauthor=False)


def user_folder() -> Path:
    """The folder of the user's networks and training runs."""
    return _home() or user_data_path("digitpad", appauthor=False)


def cache_folder() -> Path:
    """The folder of downloaded data sets."""
    home = _home()
    return home / "data" if home else user_cache_path("digitpad", appauthor=False)


def _home() -> Path | None:
    home = os.environ.get("DIGITPAD_HOME")
    return Path(home).expanduser() if home else None
