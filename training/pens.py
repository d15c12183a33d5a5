"""Recorded pens: digits that people wrote on a tablet, as the strokes they wrote.

"Pen-Based Recognition of Handwritten Digits" (E. Alpaydin and F. Alimoglu, UCI Machine Learning Repository, 1998), the
original trajectories in UNIPEN's text format, ``pendigits/pendigits-orig.tra`` below the data folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ink.page import CANVAS, Page, Stroke
from training.data import DataError, DataMissing

MEASURED_WRITERS = frozenset({3, 9, 15, 21, 27, 30})
"""For measuring only: no network is trained on their digits, and none is chosen by them."""
PEN_WIDTHS = (8, 14, 20, 28, 40)
"""Canvas pixels of the pens that the digits are drawn with."""
SIZES = (180.0, 480.0)
"""Canvas pixels of the longer side of a digit."""
MARGIN = 24.0
"""Canvas pixels between a digit and the edge of the canvas."""


@dataclass(frozen=True)
class PenDigit:
    """One digit as it was recorded: paths (N, 2) in the tablet's units, y pointing up."""

    writer: int
    label: int
    paths: tuple[NDArray[np.float64], ...]


@dataclass(frozen=True)
class PlacedDigit:
    """A digit as somebody might have drawn it on the canvas."""

    writer: int
    label: int
    width: int
    page: Page


def pens_file(folder: Path) -> Path:
    return folder / "pendigits" / "pendigits-orig.tra"


def read_pens(folder: Path) -> list[PenDigit]:
    """All recorded digits of a data folder.

    Raises:
        DataError: not there, or not such a file.
    """
    file = pens_file(folder)
    try:
        text = file.read_text(encoding="latin-1")
    except FileNotFoundError as error:
        raise DataMissing("{file}: not there", file=file) from error
    except OSError as error:
        raise DataError("{file}: cannot be read ({reason})", file=file, reason=error.strerror) from error
    digits = [digit for segment in text.split(".SEGMENT")[1:] if (digit := _read_segment(segment))]
    if not digits:
        raise DataError("{file}: holds no recorded digits", file=file)
    return digits


def _read_segment(segment: str) -> PenDigit | None:
    """A segment: its label in quotation marks, a comment ``digit writer index``, then paths of ``x y`` lines."""
    label = re.search(r'"(\d)"', segment)
    writer = re.search(r"^\.COMMENT\s+\d+\s+(\d+)\s+\d+", segment, re.MULTILINE)
    paths = []
    for part in segment.split(".PEN_DOWN")[1:]:
        points = re.findall(r"^\s*(-?\d+)\s+(-?\d+)\s*$", part.partition(".PEN_UP")[0], re.MULTILINE)
        if points:
            paths.append(np.array(points, dtype=np.float64))
    if label is None or writer is None or not paths:
        return None
    return PenDigit(int(writer.group(1)), int(label.group(1)), tuple(paths))


def place(digits: Iterable[PenDigit], rng: np.random.Generator) -> Iterator[PlacedDigit]:
    """Put each digit somewhere on the canvas, at a random size and with a random pen."""
    for digit in digits:
        points = np.concatenate(digit.paths)
        low, high = points.min(axis=0), points.max(axis=0)
        scale = rng.uniform(*SIZES) / (float((high - low).max()) or 1.0)
        reach = MARGIN + (high - low) * scale / 2
        middle = rng.uniform(np.minimum(reach, CANVAS / 2), np.maximum(CANVAS - reach, CANVAS / 2))
        width = int(rng.choice(PEN_WIDTHS))
        turned = [(path - (low + high) / 2) * (scale, -scale) + middle for path in digit.paths]
        strokes = tuple(Stroke(tuple((float(x), float(y)) for x, y in path), float(width)) for path in turned)
        yield PlacedDigit(digit.writer, digit.label, width, Page(strokes))
