"""Where files of the user's lie: below ``DIGITPAD_HOME`` where that is set, else where the system wants them."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_cache_path, user_config_path, user_data_path


def config_folder() -> Path:
    """For what the user sets."""
    return _home() or user_config_path("digitpad", appauthor=False)


def user_folder() -> Path:
    """For what the user makes: networks, and the runs that trained them."""
    return _home() or user_data_path("digitpad", appauthor=False)


def cache_folder() -> Path:
    """For data sets: what can be fetched again."""
    home = _home()
    return home / "data" if home else user_cache_path("digitpad", appauthor=False)


def _home() -> Path | None:
    home = os.environ.get("DIGITPAD_HOME")
    return Path(home) if home else None
