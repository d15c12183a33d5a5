"""Saves lessons and their pages: they are made in a process of their own, so that the window goes on."""

from __future__ import annotations

import tkinter as tk
from pathlib import Path

from common.errors import PlainError
from common.translation import _, language
from explain.lesson.writing import LessonError, LessonRequest, serve_lessons
from gui.background.child_process import ChildProcess
from gui.explain.subject import Subject
from gui.files import dialogs as file_dialogs
from gui.state.context import Context
from ink.framing import Framing
from ink.page import Page

TIME = 120.0
"""Seconds after which a process that makes a lesson counts as gone."""


def ask_save_lesson(master: tk.Misc, context: Context, subject: Subject) -> None:
    """Ask for a file, and write everything about the drawing to it."""
    name = f"why-{''.join(str(digit.digit) for digit in subject.digits)}.html"
    if file := file_dialogs.ask_save(master, _("Page of HTML"), ".html", _("Save lesson"), name):
        save_lesson(context, subject, file)


def ask_save_page(master: tk.Misc, context: Context, kind: str, model: str, subject: Subject) -> None:
    """Ask for a file, and write one page about the digit and a network to it."""
    name = f"why-{subject.digits[subject.place].digit}-{kind}.png"
    if file := file_dialogs.ask_save(master, _("Picture"), ".png", _("Save page"), name):
        save_page(context, kind, model, subject, file)


def save_lesson(context: Context, subject: Subject, file: Path) -> None:
    frames = tuple(digit.frame for digit in subject.digits)
    _save(context, LessonRequest(frames, context.networks.name, file, language(), None, *_drawn(context, subject)))


def save_page(context: Context, kind: str, model: str, subject: Subject, file: Path) -> None:
    _save(context, LessonRequest((subject.frame,), model, file, language(), kind, *_drawn(context, subject)))


def _drawn(context: Context, subject: Subject) -> tuple[Page | None, Framing]:
    """The drawing, if it is one digit of strokes, and how it is framed."""
    page = subject.page if subject.alone and subject.page.picture is None else None
    return page, Framing(context.settings.framing)


def _save(context: Context, request: LessonRequest) -> None:
    context.messages.tell(_("Writing {file}…", file=request.file))
    told = _("Saved as {file}", file=request.file)
    context.jobs.run(lambda: _write(request), lambda nothing: context.messages.tell(told))


def _write(request: LessonRequest) -> None:
    """Raises PlainError where it cannot be written."""
    child = ChildProcess("digitpad-lesson", serve_lessons)
    try:
        error: PlainError | None = child.ask(request, TIME)
    except (EOFError, OSError) as gone:
        raise LessonError("The process that writes the lesson was ended") from gone
    finally:
        child.kill()
    if error is not None:
        raise error
