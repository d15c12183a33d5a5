"""Pictures are opened and saved; bad files get a sentence and lose nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from gui.window.window import Window
from tests.gui.conftest import SEVEN, drag, wait_for
from tests.gui.window.answers import reads, status


def test_a_picture_is_opened_read_and_can_be_undone(window: Window, tmp_path: Path) -> None:
    drag(window, SEVEN)
    wait_for(window, reads(window, "7"))
    from gui.files.pages import save_png

    save_png(window.context.drawing.page, tmp_path / "seven.png")
    window.actions.clear()
    window.actions.open(tmp_path / "seven.png")
    wait_for(window, lambda: window.context.drawing.page.picture is not None)
    wait_for(window, reads(window, "7"))
    window.actions.undo()
    wait_for(window, reads(window, "–"))


def bad_files() -> dict[str, bytes]:
    return {
        "empty.png": b"",
        "renamed.png": b"just text",
        "moving.gif": b"GIF89a",
        "cut.jsonl": b'{"strokes": [[[1, 2], [3',
        "nan.jsonl": b'{"strokes": [[[NaN, 2]]], "width": 5}',
        "blank.jsonl": b'{"strokes": [], "width": 5}',
        "nothing.json": b"",
    }


@pytest.mark.parametrize("name", [*bad_files(), "missing.png"])
def test_a_bad_file_gets_a_sentence_and_loses_nothing(window: Window, tmp_path: Path, name: str) -> None:
    drag(window, SEVEN)
    if name in bad_files():
        (tmp_path / name).write_bytes(bad_files()[name])
    window.actions.open(tmp_path / name)
    wait_for(window, lambda: status(window) and "Opening" not in status(window))
    assert name in status(window)
    assert "\n" not in status(window)
    assert len(window.context.drawing.page.strokes) == 1


def test_a_drawing_is_saved_and_opened_again(window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drag(window, SEVEN)
    file = tmp_path / "seven.jsonl"
    monkeypatch.setattr("gui.files.dialogs.Querybox.get_save_filename", lambda *_, **__: str(file))
    window.actions.ask_save_json()
    wait_for(window, lambda: "seven.jsonl" in status(window))
    assert json.loads(file.read_text())["strokes"] == [[list(point) for point in SEVEN]]
    strokes = window.context.drawing.page.strokes
    window.actions.clear()
    window.actions.open(file)
    wait_for(window, lambda: window.context.drawing.page.strokes == strokes)


def test_saving_where_one_cannot_write_gets_a_sentence(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drag(window, SEVEN)
    (tmp_path / "file").write_text("")
    file = tmp_path / "file" / "seven.png"
    monkeypatch.setattr("gui.files.dialogs.Querybox.get_save_filename", lambda *_, **__: str(file))
    window.actions.ask_save_png()
    wait_for(window, lambda: "cannot be written" in status(window))


def test_closing_where_settings_cannot_be_kept_still_closes(
    display: str, open_window: Callable[..., Window], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    window = open_window()
    window._settings_file = tmp_path / "settings.json" / "below a file"
    (tmp_path / "settings.json").write_text("{}")
    window.close()
    assert not window.pump.running
