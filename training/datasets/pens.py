"""Recorded pens: digits that people wrote on a tablet, as the strokes they wrote.

"Pen-Based Recognition of Handwritten Digits" (E. Alpaydin and F. Alimoglu, UCI Machine Learning Repository, 1998), the
original trajectories in UNIPEN's text format, ``pendigits/pendigits-orig.tra`` below the data folder, or, as UCI packs
it, ``pendigits-orig.tra.Z``.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import uncompresspy
from numpy.typing import NDArray

from common.translation import mark
from ink.page import Page
from training.datasets.download import DataFile
from training.datasets.mnist import DataError, data_folder
from training.strokes.numbers import WrittenDigit
from training.strokes.placing import PEN_WIDTHS, put_on_canvas

MEASURED_WRITERS = frozenset({3, 9, 15, 21, 27, 30})
"""For measuring only: no network is trained on their digits, and none is chosen by them."""
WRITERS = 30
DIGITS = 7_494
FOLDS = 5
"""The other writers are split into so many folds for cross-validation."""


@dataclass(frozen=True)
class PenDigit:
    """One digit as it was recorded: paths (N, 2) in the tablet's units, y pointing up."""

    writer: int
    label: int
    paths: tuple[NDArray[np.float64], ...]

    @property
    def upright(self) -> list[NDArray[np.float64]]:
        """The paths with y pointing down, as on the canvas."""
        return [path * (1, -1) for path in self.paths]


def training_writers(fold: int) -> frozenset[int]:
    """The writers to train with where one fold, from 1 to 5, is left out."""
    return frozenset(range(1, WRITERS + 1)) - MEASURED_WRITERS - validating_writers(fold)


def validating_writers(fold: int) -> frozenset[int]:
    """The writers of one fold, from 1 to 5: every fifth of those who are not for measuring only."""
    return frozenset(sorted(set(range(1, WRITERS + 1)) - MEASURED_WRITERS)[fold - 1 :: FOLDS])


def hands_of(digits: Iterable[PenDigit]) -> list[list[WrittenDigit]]:
    """Each writer's digits, with their upright paths, in the order of the writers' numbers."""
    writers: dict[int, list[WrittenDigit]] = {}
    for digit in digits:
        writers.setdefault(digit.writer, []).append((digit.label, digit.upright))
    return [writers[writer] for writer in sorted(writers)]


@dataclass(frozen=True)
class PlacedDigit:
    """A digit as somebody might have drawn it on the canvas."""

    writer: int
    label: int
    width: int
    page: Page


def _unpack(content: bytes) -> bytes:
    """The text from what holds it: a zip with the file in it, the file packed by Unix compress, or the file itself.

    Raises:
        ValueError: the zip or the packed file is damaged, or there is no such file in the zip.
    """
    try:
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                names = {Path(name).name.removesuffix(".Z"): name for name in archive.namelist()}
                with archive.open(names[Path(LOCATION).name]) as file:
                    content = file.read(MOST)
        if content.startswith(b"\x1f\x9d"):
            with uncompresspy.open(io.BytesIO(content), warn_truncation=False) as file:
                content = file.read(MOST)
    except Exception as error:  # the two unpackers raise of all sorts
        raise ValueError("cannot be unpacked") from error
    if len(content) >= MOST:
        raise ValueError("too long")
    return content


LOCATION = "pendigits/pendigits-orig.tra"
LENGTH = 3_641_673
MOST = 2 * LENGTH
"""Bytes that are unpacked at most."""
PENS_FILE = DataFile(
    data=mark("The recorded pens"),
    place=LOCATION,
    location=LOCATION,
    md5="28e269fb7eaf8cb51af3f561743a0de5",
    length=LENGTH,
    packed_as=".Z",
    packed_length=0,
    mirrors=(
        "https://archive.ics.uci.edu/static/public/81/pen+based+recognition+of+handwritten+digits.zip",
        "https://archive.ics.uci.edu/ml/machine-learning-databases/pendigits/pendigits-orig.tra.Z",
    ),
    served_as="",
    unpack=_unpack,
)
"""The mirrors are the archive of the whole data set, and the one file of it, where UCI had it before."""


def load_pens(folder: Path | None = None) -> list[PenDigit]:
    """Recorded digits from a folder, or, where none is named, from the cache folder, fetched there first if need be.

    Args:
        folder: the folder that holds ``pendigits/``; by default the one that ``DIGITPAD_DATA`` names.

    Raises:
        DataError: not there, incomplete or damaged; or they cannot be fetched.
    """
    if folder is None and not os.environ.get("DIGITPAD_DATA"):
        PENS_FILE.fetch(data_folder())
    digits, file = read_pens(data_folder(folder)), PENS_FILE.path(data_folder(folder))
    if len(digits) != DIGITS:
        message = mark("{file}: incomplete, {count} of {all} digits; delete it and fetch it again")
        raise DataError(message, file=file, count=len(digits), all=DIGITS)
    return digits


# --- reading ----------------------------------------------------------------------------------------------------------

_HEADER = re.compile(
    r"""
    \s+ DIGIT \s+ (?P<first>\d{1,6}) (?: - (?P<last>\d{1,6}) )?   # numbers of its strokes within the file
    \s+ \S+ \s+ "(?P<label>\d)"
    \s+ \.COMMENT \s+ \d+ \s+ (?P<writer>\d{1,6}) \s+ \d+ \s   # digit, writer, index
    """,
    re.VERBOSE,
)
_STROKE = re.compile(
    r"""
    (?P<points> (?: \s* -?\d{1,4} [ \t]+ -?\d{1,4} [ \t\r]* \n )*+ )   # x and y on lines of their own
    \s* \.PEN_UP \s* (?: \.DT \s+ \d+ \s* )?
    """,
    re.VERBOSE,
)


def read_pens(folder: Path) -> list[PenDigit]:
    """All recorded digits of a data folder; strokes without a point are left out, and digits without a stroke.

    Raises:
        DataError: not there, incomplete, damaged, or not such a file.
    """
    file, content = PENS_FILE.read(folder)
    segments = content.decode("latin-1").split(".SEGMENT")[1:]
    digits: list[PenDigit] = []
    for segment in segments:
        try:
            digit = _read_segment(segment)
        except ValueError as error:
            message = mark("{file}: incomplete or damaged after {digits} whole digits; delete it and fetch it again")
            raise DataError(message, file=file, digits=len(digits)) from error
        if digit is not None:
            digits.append(digit)
    if not digits:
        raise DataError("{file}: holds no recorded digits; delete it and fetch it again", file=file)
    return digits


def _read_segment(segment: str) -> PenDigit | None:
    """A digit, or none where no stroke has a point; ValueError where the segment is cut off or of another format."""
    header = _HEADER.match(segment)
    first, last = (int(header["first"]), int(header["last"] or header["first"])) if header else (0, 0)
    strokes = segment.split(".PEN_DOWN")[1:]
    if len(strokes) <= last - first:
        raise ValueError("fewer strokes than the header says")
    paths = tuple(path for stroke in strokes if len(path := _read_stroke(stroke)))
    if not paths:
        return None
    if header is None:
        raise ValueError("no label or no writer")
    return PenDigit(int(header["writer"]), int(header["label"]), paths)


def _read_stroke(text: str) -> NDArray[np.float64]:
    """The points (N, 2) of what follows ``.PEN_DOWN``."""
    stroke = _STROKE.fullmatch(text)
    if stroke is None:
        raise ValueError("not pairs of numbers up to .PEN_UP")
    return np.array([*map(int, stroke["points"].split())], dtype=np.float64).reshape(-1, 2)


# --- placing ----------------------------------------------------------------------------------------------------------


def place(digits: Iterable[PenDigit], rng: np.random.Generator) -> Iterator[PlacedDigit]:
    """Put each digit somewhere on the canvas, at a random size and with a random pen."""
    for digit in digits:
        width = int(rng.choice(PEN_WIDTHS))
        yield PlacedDigit(digit.writer, digit.label, width, put_on_canvas(digit.upright, rng, width))
