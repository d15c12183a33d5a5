"""Saves lessons and their pages: they are made in a process of their own, so that the window goes on."""

from __future__ import annotations

import tkinter as tk
from dataclasses import replace
from pathlib import Path

import numpy as np

from common.errors import PlainError
from common.translation import _, language
from explain.lesson.writing import Drawn, LessonError, LessonRequest, serve_lessons
from gui.background.child_process import ChildProcess
from gui.explain.subject import Subject
from gui.files import dialogs as file_dialogs
from gui.state.context import Context
from ink.framing import Framing
from training.runs.messages import StepTried

TIME = 120.0
"""Seconds after which a process that makes a lesson counts as gone."""


def ask_save_lesson(master: tk.Misc, context: Context, subject: Subject, step: StepTried | None) -> None:
    """Ask for a file, and write everything about the drawing to it.

    Args:
        step: what one step would do to the network that is being trained, if it was tried.
    """
    name = f"why-{''.join(str(digit.digit) for digit in subject.digits)}.html"
    if file := file_dialogs.ask_save(master, _("Page of HTML"), ".html", _("Save lesson"), name):
        save_lesson(context, subject, step, file)


def ask_save_page(master: tk.Misc, context: Context, kind: str, model: str, subject: Subject) -> None:
    """Ask for a file, and write one page about the digit and a network to it."""
    name = f"why-{subject.digits[subject.place].digit}-{kind}.png"
    if file := file_dialogs.ask_save(master, _("Picture"), ".png", _("Save page"), name):
        save_page(context, kind, model, subject, file)


def save_lesson(context: Context, subject: Subject, step: StepTried | None, file: Path) -> None:
    """Write everything about the drawing; of a step only one that was tried on it."""
    frames = tuple(digit.frame for digit in subject.digits)
    if step is not None and not any(np.array_equal(step.frame, frame) for frame in frames):
        step = None
    request = _request(context, subject, context.networks.name, file)
    _save(context, replace(request, frames=frames, step=step))


def save_page(context: Context, kind: str, model: str, subject: Subject, file: Path) -> None:
    """Write one page about the digit that is explained."""
    _save(context, replace(_request(context, subject, model, file), kind=kind))


def _request(context: Context, subject: Subject, model: str, file: Path) -> LessonRequest:
    strokes = subject.alone and subject.page.picture is None
    drawn = Drawn(subject.page, Framing(context.settings.framing)) if strokes else None
    return LessonRequest((subject.frame,), model, file, language(), drawn=drawn, data=context.settings.data_folder)


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
