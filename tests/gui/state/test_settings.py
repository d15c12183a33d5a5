"""Settings survive whatever happens to their file."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from gui.state.settings import Settings, SettingsError, load_settings, save_settings, settings_file
from models import catalog, user_models


def test_they_are_read_back_as_they_were(tmp_path: Path) -> None:
    settings = Settings(model="bp", pen_width=30, framing="report", language="zh_CN", theme="dark", geometry="9x9+1+1")
    save_settings(settings, tmp_path / "new folder" / "settings.json")
    assert load_settings(tmp_path / "new folder" / "settings.json") == (settings, None)


def test_they_lie_where_digitpad_home_says(own_home: Path) -> None:
    assert settings_file() == own_home / "settings.json"


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '"text"', "\ud800", "[" * 200_000])
def test_a_damaged_file_is_set_aside_and_reported(tmp_path: Path, content: str) -> None:
    file = tmp_path / "settings.json"
    file.write_bytes(content.encode("utf-8", "surrogatepass"))
    settings, complaint = load_settings(file)
    assert settings == Settings()
    assert isinstance(complaint, SettingsError)
    assert (tmp_path / "settings.broken.json").exists()
    assert not file.exists()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("model", "gone"),
        ("model", 7),
        ("pen_width", 100000),
        ("pen_width", "24"),
        ("pen_width", True),
        ("framing", "upside down"),
        ("language", "xx"),
        ("theme", ["dark"]),
        ("geometry", 5),
        ("model", []),
        ("language", {}),
        ("framing", None),
        ("unknown", 1),
        ("data", "\ud800"),
        ("data", "a\0b"),
        ("geometry", "\ud800"),
    ],
)
def test_values_that_make_no_sense_are_left_at_their_defaults(tmp_path: Path, key: str, value: object) -> None:
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({key: value}))
    assert load_settings(file) == (Settings(), None)


def test_a_kept_network_is_remembered_as_long_as_it_is_there(tmp_path: Path) -> None:
    user_models.keep(catalog.WEIGHTS / "bp.safetensors", "Anna's")
    save_settings(Settings(model="Anna's"), tmp_path / "settings.json")
    assert load_settings(tmp_path / "settings.json") == (Settings(model="Anna's"), None)
    user_models.delete("Anna's")
    assert load_settings(tmp_path / "settings.json") == (Settings(), None)


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="cannot be kept") as caught:
        save_settings(Settings(), tmp_path / "file" / "settings.json")
    assert "\n" not in str(caught.value)


def test_a_failed_save_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "settings.json"
    save_settings(Settings(pen_width=30), file)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("gui.state.settings.os.replace", full)
    with pytest.raises(SettingsError, match="No space left"):
        save_settings(Settings(pen_width=50), file)
    assert load_settings(file)[0].pen_width == 30
    assert [path.name for path in tmp_path.iterdir()] == ["settings.json"]


@pytest.mark.skipif(os.name != "posix", reason="FIFOs and links of POSIX")
@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to(path)], ids=["FIFO", "circle of links"])
def test_what_is_no_file_is_neither_waited_for_nor_replaced(tmp_path: Path, make: Callable[[Path], None]) -> None:
    file = tmp_path / "settings.json"
    make(file)
    settings, complaint = load_settings(file)
    assert settings == Settings()
    assert "cannot be read" in str(complaint)
    with pytest.raises(SettingsError, match="cannot be kept"):
        save_settings(settings, file)
