"""Batch recognition of files: pictures and stroke files in, one record per drawing out, in order."""

from __future__ import annotations

import errno
import io
import os
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import numpy as np

from common.errors import PlainError
from common.regular_files import open_regular
from ink.framing import Framing
from ink.json_lines import strokes_from_json, whole_lines
from ink.page import MAX_POINTS, InkError, Page, Picture
from ink.picture_files import read_picture
from ink.pictures.picture_ink import PictureInk
from models.choice import Choice, Options, choose, further, options
from models.classifier import DIGITS, Classifier, Floats, Prediction
from models.inputs import DRAWING_SUFFIXES, files_named
from models.numbers import DigitRead, Digits

BATCH = 64
"""Maximum number of drawings per call of the model."""
MAX_LINE = 64 * MAX_POINTS
"""Maximum length of a line in bytes, enough for a drawing of MAX_POINTS points."""
DECIMALS = 6
"""Of probabilities in the records."""
FIELDS = ("digit", "confidence", "sure", "probabilities")
"""Of one digit in a record."""

NO_ROWS: Floats = np.zeros((0, DIGITS), dtype=np.float32)


@dataclass(frozen=True)
class Input:
    """A drawing to recognize.

    Attributes:
        options: what the network is to be asked about it.
        error: why it cannot be read.
        live: it comes from a pipe or terminal.
    """

    name: str
    options: Options | None = None
    error: str = ""
    live: bool = False


def recognize(
    files: Iterable[str], classifier: Classifier, framing: Framing, expected: Digits = Digits.AUTO
) -> Iterator[dict[str, Any]]:
    """Recognize every picture and every line of strokes, in the order given.

    Args:
        files: paths of pictures and of ``.jsonl`` files, of folders of them, and patterns such as ``*.png``; ``-`` is
            lines of strokes on standard input.

    Yields:
        One JSON record per drawing, with the prediction or with ``source`` and ``error``.
    """
    threshold = classifier.calibration.confidence_threshold
    for batch in _batches(source for file in files_named(files) for source in _sources(file, framing, expected)):
        asked = [source.options for source in batch if source.options]
        rows = _read(classifier, [one.frames for one in asked])
        more = _read(classifier, [further(one, own, threshold) for one, own in zip(asked, rows, strict=True)])
        for source in batch:
            if source.options is None:
                yield {"source": source.name, "error": source.error}
            else:
                own = np.concatenate([rows.pop(0), more.pop(0)])
                yield _answer(source.name, choose(source.options, own, threshold), classifier)


def first_drawing(file: str, framing: Framing, expected: Digits) -> tuple[Input, bool]:
    """The first drawing of what a command line names, and whether there are more.

    Raises:
        InkError: there is none.
    """
    drawings = (source for one in files_named([file]) for source in _sources(one, framing, expected))
    first = next(drawings, None)
    if first is None:
        raise InkError("{file}: holds no drawing", file=file)
    return first, not first.live and next(drawings, None) is not None


def _read(classifier: Classifier, frames: Sequence[Floats]) -> list[Floats]:
    """The probabilities (N, 10) for each of some stacks of frames (N, 28, 28), in one call of the model."""
    counts = [len(some) for some in frames]
    rows = classifier.predict_proba(np.concatenate(frames)) if any(counts) else NO_ROWS
    return [rows[end - count : end] for count, end in zip(counts, np.cumsum(counts), strict=True)]


def _batches(sources: Iterable[Input]) -> Iterator[list[Input]]:
    """Batches of up to BATCH inputs; a live input ends its batch at once, as someone may wait for the result.

    So does a picture, as what was found in it takes much memory, and looking at it far longer than the network does.
    """
    batch: list[Input] = []
    for source in sources:
        batch.append(source)
        pictured = source.options is not None and source.options.page.picture is not None
        if len(batch) == BATCH or source.live or pictured:
            yield batch
            batch = []
    if batch:
        yield batch


def _answer(source: str, choice: Choice, classifier: Classifier) -> dict[str, Any]:
    """One digit, or none, with its fields; for more of them ``digit`` and ``probabilities`` are null."""
    threshold = classifier.calibration.confidence_threshold
    try:
        prediction = Prediction(classifier.name, choice.frame, choice.probabilities, threshold)
        digits = [_digit(digit, classifier) for digit in choice.number.digits]
    except PlainError as error:
        return {"source": source, "error": str(error)}
    answer: dict[str, Any] = {"source": source, "model": prediction.model}
    if len(digits) > 1:
        confidence = round(choice.number.confidence, DECIMALS)
        answer |= {
            "digit": None,
            "confidence": confidence,
            "sure": choice.number.sure(threshold),
            "probabilities": None,
        }
    elif digits:
        answer |= {field: digits[0][field] for field in ("digit", "confidence", "sure", "probabilities")}
    else:
        answer |= {"digit": None, "confidence": None, "sure": False, "probabilities": None}
    return answer | {"text": choice.number.text, "digits": digits}


def _digit(read: DigitRead, classifier: Classifier) -> dict[str, Any]:
    """Raises PlainError where the probabilities are not finite."""
    threshold = classifier.calibration.confidence_threshold
    prediction = Prediction(classifier.name, read.frame, read.probabilities, threshold)
    return {
        "digit": read.digit,
        "confidence": round(read.confidence, DECIMALS),
        "sure": prediction.sure,
        "probabilities": [round(probability, DECIMALS) for probability in read.probabilities.tolist()],
        "box": [round(side, 1) for side in read.box],
    }


def _sources(file: str, framing: Framing, expected: Digits) -> Iterator[Input]:
    if os.path.isdir(file):
        yield Input(file, error=f"{file}: a folder without pictures and stroke files")
        return
    if file == "-" or file.lower().endswith(DRAWING_SUFFIXES):
        yield from _lines(file, framing, expected)
        return
    try:
        page = Page(picture=Picture(PictureInk(read_picture(Path(file)))))
    except InkError as error:
        yield Input(file, error=str(error))
    else:
        yield Input(file, options(page, framing, expected))


def _lines(file: str, framing: Framing, expected: Digits) -> Iterator[Input]:
    try:
        with _open(file) as stream:
            live = _is_live(stream)
            for number, line in enumerate(whole_lines(stream, MAX_LINE), start=1):
                name = f"{file}:{number}"
                if line is None:
                    yield Input(name, error=f"a line longer than {MAX_LINE:,} bytes")
                elif line.strip():
                    try:
                        page = Page(strokes_from_json(line))
                        yield Input(name, options(page, framing, expected), live=live)
                    except InkError as error:
                        yield Input(name, error=str(error), live=live)
    except FileNotFoundError:
        yield Input(file, error=f"{file}: no such file")
    except OSError as error:
        yield Input(file, error=f"{file}: cannot be read ({error.strerror or error})")


def _open(file: str) -> AbstractContextManager[io.BufferedReader]:
    if file != "-":
        return open_regular(file)
    if sys.stdin is None:
        raise OSError(errno.EBADF, "standard input is closed")
    return nullcontext(cast(io.BufferedReader, sys.stdin.buffer))


def _is_live(stream: IO[bytes]) -> bool:
    """Whether the stream is a pipe or a terminal instead of a regular file."""
    try:
        return not stat.S_ISREG(os.fstat(stream.fileno()).st_mode)
    except OSError:  # not backed by a file descriptor
        return False
