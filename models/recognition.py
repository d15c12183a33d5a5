"""Batch recognition of files: pictures and stroke files in, one record per drawing out, in order."""

from __future__ import annotations

import errno
import io
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import numpy as np

from common.errors import PlainError
from common.regular_files import open_regular
from ink.framing import Frame, Framing, frame
from ink.json_lines import read_lines, strokes_from_json
from ink.page import MAX_POINTS, InkError, Page
from ink.picture_files import read_picture
from ink.rendering import fit_to_canvas
from models.classifier import Classifier, Floats, Prediction

BATCH = 64
"""Maximum number of drawings per call of the model."""
MAX_LINE = 64 * MAX_POINTS
"""Maximum length of a line in bytes, enough for a drawing of MAX_POINTS points."""
DECIMALS = 6
"""Of probabilities in the records."""


@dataclass(frozen=True)
class Input:
    """A drawing to recognize: its frame, or the error message; ``live`` if it comes from a pipe or terminal."""

    name: str
    frame: Frame | None = None
    error: str = ""
    live: bool = False


def recognize(files: Iterable[str], classifier: Classifier, framing: Framing) -> Iterator[dict[str, Any]]:
    """Recognize every picture and every line of strokes, in the order given.

    Args:
        files: paths of pictures and of ``.jsonl`` files; ``-`` is lines of strokes on standard input.

    Yields:
        One JSON record per drawing, with the prediction or with ``source`` and ``error``.
    """
    for batch in _batches(source for file in files for source in _sources(file, framing)):
        readable = [source.frame for source in batch if source.frame is not None]
        rows = iter(classifier.predict_proba(np.stack(readable))) if readable else iter(())
        for source in batch:
            if source.frame is None:
                yield {"source": source.name, "error": source.error}
            else:
                probabilities = next(rows)
                seen = probabilities if source.frame.any() else None
                yield _answer(source.name, source.frame, seen, classifier)


def _batches(sources: Iterable[Input]) -> Iterator[list[Input]]:
    """Batches of up to BATCH inputs; a live input ends its batch at once, as someone may wait for the result."""
    batch: list[Input] = []
    for source in sources:
        batch.append(source)
        if len(batch) == BATCH or source.live:
            yield batch
            batch = []
    if batch:
        yield batch


def _answer(source: str, picture: Frame, seen: Floats | None, classifier: Classifier) -> dict[str, Any]:
    try:
        prediction = Prediction(classifier.name, picture, seen, classifier.calibration.confidence_threshold)
    except PlainError as error:
        return {"source": source, "error": str(error)}
    confidence = prediction.confidence
    probabilities = None if prediction.probabilities is None else prediction.probabilities.tolist()
    return {
        "source": source,
        "model": prediction.model,
        "digit": prediction.digit,
        "confidence": None if confidence is None else round(confidence, DECIMALS),
        "sure": prediction.sure,
        "probabilities": probabilities and [round(probability, DECIMALS) for probability in probabilities],
    }


def _sources(file: str, framing: Framing) -> Iterator[Input]:
    if file == "-" or file.lower().endswith((".jsonl", ".json")):
        yield from _lines(file, framing)
    else:
        try:
            yield Input(file, frame(Page(picture=fit_to_canvas(read_picture(Path(file)))), framing))
        except InkError as error:
            yield Input(file, error=str(error))


def _lines(file: str, framing: Framing) -> Iterator[Input]:
    try:
        with _open(file) as stream:
            live = _is_live(stream)
            lines = read_lines(stream, MAX_LINE)
            for number, line in enumerate(lines, start=1):
                name = f"{file}:{number}"
                if len(line) >= MAX_LINE and not line.endswith(b"\n"):
                    while line and not line.endswith(b"\n"):
                        line = next(lines, b"")
                    yield Input(name, error=f"a line longer than {MAX_LINE:,} bytes")
                elif line.strip():
                    try:
                        yield Input(name, frame(Page(strokes_from_json(line)), framing), live=live)
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
