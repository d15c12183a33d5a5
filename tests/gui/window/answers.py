"""What the window says of the drawing, and at its foot."""

from __future__ import annotations

from collections.abc import Callable

from gui.window.window import Window


def answer(window: Window) -> str:
    return str(window.side.answer.digit.cget("text"))


def caption(window: Window) -> str:
    return str(window.side.answer.caption.cget("text"))


def reads(window: Window, digit: str) -> Callable[[], bool]:
    return lambda: answer(window) == digit


def status(window: Window) -> str:
    return window.status.text
