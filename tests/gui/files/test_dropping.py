"""Files dropped on the window are opened; what is none gets a sentence."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from tkinter import _join as tcl_list  # type: ignore[attr-defined]

import pytest

from gui.window.window import Window
from tests.gui.conftest import SEVEN, drag, wait_for
from tests.gui.window.answers import reads, status
from tests.gui.window.test_pictures import drawn


def drop(window: Window, *files: Path) -> str:
    """What tkdnd does when files are dropped: runs what is bound, with their names as a Tcl list in place of %D."""
    wait_for(window, lambda: window.tk.call("bind", window.body, "<<Drop>>"))
    script = str(window.tk.call("bind", window.body, "<<Drop>>"))
    names = tcl_list([tcl_list(files)])
    values = {"%D": names, "%A": "copy", "%W": str(window.body)}
    words = [values.get(word, "{}") if word.startswith(("%", "{%")) else word for word in script.split()]
    return str(window.tk.eval(" ".join(words)))


def test_a_dropped_picture_is_read(window: Window, tmp_path: Path) -> None:
    file = tmp_path / "a 7 with {brace} and ä.png"
    drawn(SEVEN).save(file)
    assert drop(window, file, tmp_path / "another.png") == "copy"
    wait_for(window, reads(window, "7"))


def test_it_is_still_accepted_in_another_language(window: Window, tmp_path: Path) -> None:
    drop(window)
    window.variables["language"].set("zh_CN")
    window.menu.choices["language"].on_choice()
    drawn(SEVEN).save(tmp_path / "7.png")
    drop(window, tmp_path / "7.png")
    wait_for(window, reads(window, "7"))


@pytest.mark.parametrize("name", ["folder", "gone.png"])
def test_a_folder_or_a_file_that_vanished_gets_a_sentence(window: Window, tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    drag(window, SEVEN)
    drop(window, tmp_path / name)
    wait_for(window, lambda: name in status(window) and "Opening" not in status(window))
    assert len(window.context.drawing.page.strokes) == 1


def test_without_tkdnd_all_else_works(
    display: str, open_window: Callable[..., Window], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "tkinterdnd2", None)
    window = open_window()
    drag(window, SEVEN)
    wait_for(window, reads(window, "7"))
    assert not window.tk.call("bind", window.body, "<<Drop>>")
