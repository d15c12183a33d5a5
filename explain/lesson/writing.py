"""Makes a lesson about digits and writes it: the whole as HTML, or one of its pages as PNG."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from common.errors import PlainError
from common.file_errors import CANNOT_WRITE, file_errors
from common.processes import become_helper
from common.storage import write_whole
from common.translation import _, mark, use
from explain.confusions import DigitSet
from explain.explanation import explain_frame
from explain.kept import TRAINING, made_of
from explain.lesson.html import as_html
from explain.lesson.pages import confusions_sheet, lesson, replay_sheet, step_sheet
from explain.lesson.sheets import Sheet
from explain.lesson.texts import TEXTS
from explain.what_if import beginnings
from ink.framing import Frame, Framing, frame
from ink.page import Page
from models import catalog
from models.classifier import Classifier, Floats
from training.datasets.mnist import DataError, Mnist, data_folder, load_mnist

if TYPE_CHECKING:
    from training.runs.messages import StepTried

MOMENTS = 40
"""Of a drawing that is replayed."""
Answers = Sequence[tuple[str, Floats]]
"""The title of each network, and its probabilities (N, 10) for N digits."""


class LessonError(PlainError):
    """A lesson that cannot be made or written."""


class Drawn(NamedTuple):
    """One digit of strokes, and how it is framed."""

    page: Page
    framing: Framing


@dataclass(frozen=True, eq=False)
class LessonRequest:
    """A lesson that is wanted.

    Attributes:
        frames: of the digits, (28, 28) each.
        model: the name of the network that is explained.
        kind: the page that is wanted as a picture; None for all of them as HTML.
        drawn: the drawing, if it is one digit of strokes.
        step: what one step on a digit would do to the network that is being trained, if it was tried.
        data: the folder of the data sets, see :func:`training.datasets.mnist.data_folder`.
    """

    frames: tuple[Frame, ...]
    model: str
    file: Path
    language: str
    kind: str | None = None
    drawn: Drawn | None = None
    step: StepTried | None = None
    data: Path | None = None


def serve_lessons(connection: Connection) -> None:
    """Write what is asked until the other end is closed; answer with None, or with the error."""
    become_helper()
    try:
        while True:
            connection.send(_answer(connection.recv()))
    except (EOFError, OSError):
        return  # the window is gone


def _answer(request: LessonRequest) -> PlainError | None:
    use(request.language)
    try:
        classifier = catalog.load(request.model)
        answers = read_all(np.stack(request.frames))
        mnist = load_digits(request.data)
        title, sheets = make_lesson(request.frames, classifier, mnist, lambda: answers, request.drawn, request.step)
        if request.kind is None:
            write(request.file, as_html(title, sheets).encode())
        else:
            from explain.lesson.png import as_png

            titles = _(TEXTS[request.kind].title)
            wanted = next((sheet for sheet in sheets if sheet.title == titles), None)
            if wanted is None:
                return LessonError("{model} has no such page", model=request.model)
            write(request.file, as_png(wanted))
    except PlainError as error:
        return error
    except Exception as error:  # whatever it is, the window must hear of it
        return LessonError(mark("The lesson cannot be written ({reason})"), reason=f"{type(error).__name__}: {error}")
    return None


def make_lesson(
    frames: Sequence[Frame],
    classifier: Classifier,
    mnist: Mnist | None,
    answers: Callable[[], Answers],
    drawn: Drawn | None = None,
    step: StepTried | None = None,
) -> tuple[str, list[Sheet]]:
    """The title and the pages about the digits of a drawing, one after the other, in the language in use.

    Args:
        frames: of the digits.
        mnist: for the pages that need it.
        answers: called once the explanations are made; gives what each network reads.
    """
    train, features = None, None
    if mnist is not None:
        train, features = mnist.train, made_of(classifier, "features", TRAINING, mnist.train.images)
    explanations = [explain_frame(classifier, frame, train, features, with_maps=True) for frame in frames]
    sheets: list[Sheet] = []
    for number, explanation in enumerate(explanations):
        sheets += lesson(explanation, [(title, rows[number]) for title, rows in answers()])
    read = [explanation.digit for explanation in explanations]
    if drawn is not None:
        sheets.append(replay(drawn, classifier))
    if mnist is not None:
        digits = DigitSet.of(mnist.test)
        known = made_of(classifier, "probabilities", digits.digest(), mnist.test.images)
        sheets.append(confusions_sheet(digits, known, read))
    if step is not None:
        sheets.append(step_sheet(step))
    return _("Why {text}?", text="".join(map(str, read))), sheets


def replay(drawn: Drawn, classifier: Classifier) -> Sheet:
    """The page about how the answer to strokes came about."""
    frames = [frame(part, drawn.framing) for part in beginnings(drawn.page, MOMENTS)]
    return replay_sheet(frames, classifier.predict_proba(np.stack(frames)))


def read_all(frames: Floats) -> list[tuple[str, Floats]]:
    """The answers of all networks that can be used here to frames (N, 28, 28)."""
    answers = []
    for model in catalog.models():
        try:
            answers.append((model.title, catalog.load(model.name).predict_proba(frames)))
        except PlainError:  # damaged, or torch is missing
            continue
    return answers


def load_digits(folder: Path | None = None) -> Mnist | None:
    """MNIST where it is on this machine, else None; nothing is downloaded."""
    try:
        return load_mnist(data_folder(folder))
    except DataError:
        return None


def write(file: Path, content: bytes) -> None:
    """Write a file at once.

    Raises:
        LessonError: it cannot be written.
    """
    with file_errors(LessonError, CANNOT_WRITE, file):
        write_whole(file, content)
