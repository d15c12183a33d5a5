"""The user's folders: below ``DIGITPAD_HOME`` if that is set, else the platform's standard places."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_cache_path, user_config_path, user_data_path


def config_folder() -> Path:
    """The folder of the settings."""
    return folder_named_by("DIGITPAD_HOME") or user_config_path("digitpad", appauthor=False)


def user_folder() -> Path:
    """The folder of the user's networks and training runs."""
    return folder_named_by("DIGITPAD_HOME") or user_data_path("digitpad", appauthor=False)


def cache_folder() -> Path:
    """The folder of downloaded data sets."""
    home = folder_named_by("DIGITPAD_HOME")
    return home / "data" if home else user_cache_path("digitpad", appauthor=False)


def folder_named_by(variable: str) -> Path | None:
    """The folder that an environment variable names, with ``~`` for the user's own; None where it is not set."""
    named = os.environ.get(variable)
    return Path(os.path.expanduser(named)) if named else None
