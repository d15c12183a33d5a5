"""A picture is pasted from the clipboard; what is none gets a sentence."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from tkinter import ttk

import pytest
from PIL import Image, ImageGrab

from gui.files.clipboard import clipboard_picture
from gui.window.window import Window
from ink.page import InkError
from tests.gui.conftest import SEVEN, drag, focus, wait_for
from tests.gui.window.answers import reads, status
from tests.gui.window.test_pictures import drawn

needs_xclip = pytest.mark.skipif(not shutil.which("xclip") and "CI" not in os.environ, reason="needs xclip")


@pytest.fixture
def copy(display: str) -> Iterator[Callable[[str, bytes], None]]:
    """Puts content of a type into the clipboard, as another program does."""
    programs: list[subprocess.Popen[bytes]] = []

    def copy_it(kind: str, content: bytes) -> None:
        command = ["xclip", "-quiet", "-selection", "clipboard", "-t", kind, "-i"]
        environment = {**os.environ, "DISPLAY": display}
        program = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        assert program.stdin is not None
        assert program.stderr is not None
        program.stdin.write(content)
        program.stdin.close()
        program.stderr.read(1)  # it says that it waits for requests
        programs.append(program)

    yield copy_it
    for program in programs:
        program.kill()
        program.wait()
        program.stderr.close()  # type: ignore[union-attr]


def png(image: Image.Image) -> bytes:
    blob = io.BytesIO()
    image.save(blob, "PNG")
    return blob.getvalue()


def paste(window: Window) -> None:
    window.pad.canvas.event_generate("<Control-KeyPress-v>")


@needs_xclip
def test_a_pasted_picture_is_read_and_undone(window: Window, copy) -> None:
    copy("image/png", png(drawn(SEVEN)))
    focus(window, window.pad.canvas)
    paste(window)
    wait_for(window, reads(window, "7"))
    window.actions.undo()
    wait_for(window, reads(window, "–"))


@needs_xclip
def test_text_in_the_clipboard_gets_a_sentence_and_loses_nothing(window: Window, copy) -> None:
    drag(window, SEVEN)
    copy("text/plain", b"seven")
    focus(window, window.pad.canvas)
    paste(window)
    wait_for(window, lambda: "no picture in the clipboard" in status(window))
    assert len(window.context.drawing.page.strokes) == 1


def test_a_field_keeps_the_key_for_itself(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    monkeypatch.setattr("gui.files.pages.paste_page", lambda: asked.append(True))
    field = ttk.Entry(window)
    field.place(x=0, y=0)
    focus(window, field)
    field.event_generate("<Control-KeyPress-v>")
    window.update()
    assert not asked
    field.destroy()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (NotImplementedError("wl-paste or xclip is required"), "install one of them"),
        (Image.DecompressionBombError("huge"), "too large"),
        (ChildProcessError("xclip error: it broke"), "it broke"),
        (OSError("broken PNG"), "broken PNG"),
        ([], "no picture"),
        (None, "no picture"),
    ],
)
def test_what_cannot_be_pasted_gets_a_sentence(monkeypatch: pytest.MonkeyPatch, content: object, said: str) -> None:
    def grab() -> object:
        if isinstance(content, Exception):
            raise content
        return content

    monkeypatch.setattr(ImageGrab, "grabclipboard", grab)
    with pytest.raises(InkError, match=said):
        clipboard_picture()


def test_a_huge_bitmap_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageGrab, "grabclipboard", lambda: Image.new("1", (10_000, 10_000)))
    with pytest.raises(InkError, match="too large"):
        clipboard_picture()


def test_a_copied_file_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageGrab, "grabclipboard", lambda: ["one.png", "two.png"])
    assert clipboard_picture() == Path("one.png")
