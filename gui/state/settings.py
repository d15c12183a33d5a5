"""The window's settings, saved as a JSON file in the user's folder."""

from __future__ import annotations

import json
import os
from collections.abc import Collection
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from common.errors import PlainError
from common.file_errors import file_errors
from common.folders import config_folder
from common.regular_files import read_at_most
from common.storage import replace, write_whole
from common.translation import LANGUAGES, mark
from gui.look.theme import THEMES
from ink.framing import Framing
from ink.page import DEFAULT_WIDTH
from models import catalog
from models.numbers import Digits

PEN_WIDTHS = (4, 80)
"""Smallest and largest pen width in the window, in canvas pixels."""
MAX_BYTES = 1_000_000
"""Of the settings file; ours has a few hundred."""


class SettingsError(PlainError):
    """Settings that cannot be read or saved."""


@dataclass
class Settings:
    """The settings; None means not chosen, use the default of this machine."""

    model: str | None = None
    pen_width: int = int(DEFAULT_WIDTH)
    framing: str = Framing.CENTRED.value
    digits: str = Digits.AUTO.value
    language: str | None = None
    theme: str = "light"
    geometry: str | None = None
    maximized: bool = False
    data: str | None = None

    @property
    def data_folder(self) -> Path | None:
        """The folder of the data sets; None for the default one."""
        return Path(self.data) if self.data else None


def settings_file() -> Path:
    """The path of the settings file."""
    return config_folder() / "settings.json"


def load_settings(file: Path) -> tuple[Settings, SettingsError | None]:
    """Read the settings; invalid values are replaced by their defaults.

    Returns:
        The settings, and an error if the file was unusable. A damaged file is renamed.
    """
    try:
        stored = json.loads(read_at_most(file, MAX_BYTES).decode())
        if not isinstance(stored, dict):
            raise ValueError("not an object")
    except FileNotFoundError:
        return Settings(), None
    except OSError as error:
        return Settings(), SettingsError(
            mark("{file}: the settings cannot be read ({reason})"), file=file, reason=error.strerror
        )
    except (ValueError, RecursionError):
        return Settings(), _set_aside(file)
    known = {field.name for field in fields(Settings)}
    return Settings(**{key: value for key, value in stored.items() if key in known and _makes_sense(key, value)}), None


def save_settings(settings: Settings, file: Path) -> None:
    """Write the settings atomically.

    Raises:
        SettingsError: the folder cannot be written.
    """
    with file_errors(SettingsError, mark("{file}: the settings cannot be kept ({reason})"), file):
        write_whole(file, json.dumps(asdict(settings), indent=2).encode())


def _set_aside(file: Path) -> SettingsError:
    aside = file.with_suffix(".broken.json")
    try:
        replace(file, aside)
    except OSError:
        aside = file
    return SettingsError(mark("The settings were damaged and are new now; the old file is {file}"), file=aside)


def _makes_sense(key: str, value: Any) -> bool:
    if key == "pen_width":
        return type(value) is int and PEN_WIDTHS[0] <= value <= PEN_WIDTHS[1]
    if key == "maximized":
        return type(value) is bool
    allowed: dict[str, Collection[str]] = {
        "model": catalog.names(),
        "framing": list(Framing),
        "digits": list(Digits),
        "language": LANGUAGES,
        "theme": THEMES,
    }
    return isinstance(value, str) and _is_text(value) and (key not in allowed or value in allowed[key])


def _is_text(value: str) -> bool:
    """Whether the system could take it for a path, and a widget show it: JSON can hold halves of characters."""
    try:
        return b"\0" not in os.fsencode(value)
    except UnicodeEncodeError:
        return False
