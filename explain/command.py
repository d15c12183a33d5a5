"""``python app.py explain``: one drawing or picture, as a lesson in HTML or as JSON."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import numpy as np

from common.processes import become_helper
from explain.explanation import as_json as in_json
from explain.explanation import explain_frame
from explain.lesson.html import as_html
from explain.lesson.writing import Answers, Drawn, LessonError, load_digits, make_lesson, read_all
from ink.framing import Frame, Framing
from ink.page import InkError
from models.choice import read_page
from models.classifier import Classifier
from models.numbers import Digits
from models.recognition import first_drawing


def explain(
    file: str, classifier: Classifier, framing: Framing, *, as_json: bool, notice: Callable[[str], object]
) -> str:
    """Explain the first drawing of a file; of a number each digit, and in JSON the first.

    Args:
        notice: called with what is left out.

    Returns:
        A page of HTML in the language in use, or JSON on one line.

    Raises:
        PlainError: the file cannot be read, or is blank.
    """
    first, more = first_drawing(file, framing, Digits.AUTO)
    if first.options is None:
        raise InkError("{reason}", reason=first.error)
    if more:
        notice(f"{file} holds several drawings; the first is explained")
    read = read_page(first.options.page, classifier, framing, Digits.AUTO)
    frames = [digit.frame for digit in read.number.digits]
    if not frames:
        raise LessonError("{file}: blank, there is nothing to explain", file=file)
    if as_json:
        if len(frames) > 1:
            notice(f"{file} shows a number; its first digit is explained")
        mnist = load_digits()
        return json.dumps(in_json(explain_frame(classifier, frames[0], mnist and mnist.train)))
    page = first.options.page
    drawn = Drawn(page, framing) if len(frames) == 1 and page.picture is None else None
    with OtherNetworks(frames) as others:
        title, sheets = make_lesson(frames, classifier, load_digits(), others.answers, drawn)
    return as_html(title, sheets)


class OtherNetworks:
    """The answers of all networks, read in another process meanwhile, as torch takes seconds to import."""

    def __init__(self, frames: Sequence[Frame]) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._executor = ProcessPoolExecutor(1, spawn, initializer=become_helper)
        self._answers: Future[Answers] = self._executor.submit(read_all, np.stack(frames))

    def __enter__(self) -> OtherNetworks:
        return self

    def __exit__(self, *error: object) -> None:
        self._executor.shutdown(cancel_futures=True)

    def answers(self) -> Answers:
        """None where the process was ended."""
        try:
            return self._answers.result()
        except BrokenProcessPool:
            return []
