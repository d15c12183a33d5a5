"""Contact sheets, as PNG files: what a model misread, what a net is trained on, the styles that it is taught."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import numpy as np
from PIL import Image

from ink.framing import FRAME, Frame, frame
from models.classifier import DIGITS, Floats
from training.datasets.mnist import NO_DIGIT
from training.evaluation.evaluation import DOUBTFUL, Evaluation, ReadDigit
from training.evaluation.sheet_layout import (
    GAP,
    LARGE,
    MARGIN,
    NORMAL,
    PALE,
    TILE,
    beside,
    grid,
    headed,
    stack,
    tile,
    words,
    write,
)
from training.mixture.augment import augment
from training.mixture.mixture import Mixture
from training.mixture.pools import Pool
from training.strokes.taught.drawings import DIGITS as TAUGHT_DIGITS
from training.strokes.taught.drawings import scrawls, taught_digits

SHOWN = 100
"""ReadDigit digits of a source that are shown at most."""
PER_ROW = 20
SAMPLES = 6
"""Frames of each digit that are shown of a pool."""
DRAWINGS = 12
"""Drawings that are shown of a style."""
SCRAWLED_ROWS = 4


def misread_sheet(misreads: Sequence[ReadDigit], path: Path, title: str = "ReadDigit digits") -> None:
    """Draw what a model misread, by where it is from, first what the model was surest of.

    Raises:
        SheetError: the file cannot be written.
    """
    blocks = [words(title, LARGE)]
    for source, group in groupby(misreads, lambda misread: misread.source):
        found = sorted(group, key=lambda misread: misread.confidence, reverse=True)
        rest = f"; the {SHOWN} that the net was surest of, {len(found) - SHOWN:,} more are not shown"
        said = f"{len(found):,} misread{rest if len(found) > SHOWN else ''}"
        blocks.append(headed(source, said, grid([_misread(each) for each in found[:SHOWN]], PER_ROW, 2 * GAP)))
    if not misreads:
        blocks.append(words("Nothing was misread.", NORMAL, PALE))
    write(blocks, path)


def doubt_sheet(evaluation: Evaluation, path: Path, title: str) -> None:
    """Draw what a model was least certain of, and the errors that it was surest of: where work goes on.

    Raises:
        SheetError: the file cannot be written.
    """
    surest = sorted(evaluation.misreads, key=lambda read: read.confidence, reverse=True)[:DOUBTFUL]
    blocks = [words(title, LARGE)]
    for heading, said, digits in (
        ("Surest errors", f"the {len(surest)} misread digits that the net was surest of", surest),
        ("Least certain", f"the {len(evaluation.doubtful)} digits that it was least certain of", evaluation.doubtful),
    ):
        tiles = [_misread(each) for each in digits] or [words("none", NORMAL, PALE)]
        blocks.append(headed(heading, said, grid(tiles, PER_ROW, 2 * GAP)))
    write(blocks, path)


def data_sheet(mixture: Mixture, path: Path, rng: np.random.Generator) -> None:
    """Draw frames of every pool that a net is trained on, and beside them other versions, if an epoch makes them.

    Raises:
        SheetError: the file cannot be written.
    """
    blocks = [words("What a net is trained on", LARGE)]
    for pool in mixture.pools:
        said = f"{pool.per_epoch:,} frames an epoch"
        samples = _samples(pool, rng)
        sides = [samples]
        if mixture.strength:
            said += "; left as they were made, right as the net may see them"
            other = augment(samples.reshape(-1, FRAME, FRAME), rng, mixture.strength)
            sides.append(other.reshape(samples.shape))
        names = "" if (pool.labels == NO_DIGIT).all() else "0123456789"
        blocks.append(headed(pool.name, said, beside([_in_columns(side, names) for side in sides], MARGIN)))
    write(blocks, path)


def _samples(pool: Pool, rng: np.random.Generator) -> Floats:
    """Frames (10, SAMPLES, 28, 28) taken at random, by digit if they are digits; blank where there are too few."""
    order = rng.permutation(len(pool.labels))
    labels = pool.labels[order]
    digits = np.arange(len(order)) % DIGITS if (labels == NO_DIGIT).all() else labels
    samples = np.zeros((DIGITS, SAMPLES, FRAME, FRAME), dtype=np.float32)
    for digit in range(DIGITS):
        chosen = order[digits == digit][:SAMPLES]
        samples[digit, : len(chosen)] = pool.images[chosen] / np.float32(255)
    return samples


def styles_sheet(path: Path, rng: np.random.Generator) -> None:
    """Draw the styles that nets are taught, and scrawls, which they are taught to be unsure of, as they read them.

    Raises:
        SheetError: the file cannot be written.
    """
    drawn: dict[str, list[Frame]] = {style: [] for style in TAUGHT_DIGITS}
    for drawing in taught_digits(4 * DRAWINGS * len(drawn), rng):
        if len(drawn[drawing.style]) < DRAWINGS:
            drawn[drawing.style].append(frame(drawing.page))
    label = 2 * TILE + GAP
    rows = [
        beside([words(style, NORMAL, width=label), *map(tile, frames)], centred=True) for style, frames in drawn.items()
    ]
    half = (len(rows) + 1) // 2
    styles = beside([stack(rows[:half]), stack(rows[half:])], TILE + 2 * GAP)
    per_row = (styles.width + GAP) // (TILE + GAP)
    strange = [tile(frame(drawing.page)) for drawing in scrawls(SCRAWLED_ROWS * per_row, rng)]
    blocks = [
        headed("Taught styles", "how people write digits", styles),
        headed("Scrawls", "no digits: a net learns to be unsure of them", grid(strange, per_row)),
    ]
    write(blocks, path)


def _misread(misread: ReadDigit) -> Image.Image:
    answer = words(f"{misread.label} read {misread.answer}")
    confidence = words(f"{100 * misread.confidence:.0f} %", grey=PALE)
    return stack([tile(misread.frame), answer, confidence], 2, centred=True)


def _in_columns(samples: Floats, names: str) -> Image.Image:
    """Samples (columns, rows, 28, 28), each column below its name, if it has one."""
    columns = [[*map(words, names[place : place + 1]), *map(tile, column)] for place, column in enumerate(samples)]
    return beside([stack(column, centred=True) for column in columns])
