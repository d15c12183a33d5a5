"""Contact sheets, as PNG files: what a model misread, what a net is trained on, the styles that it is taught.

A sheet is put together from pictures (mode "L", dark on light): frames and words, stacked and set beside one another.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont, ImageOps

from common.errors import PlainError
from common.file_errors import CANNOT_WRITE, file_errors
from common.storage import write_whole
from ink.framing import FRAME, Frame, frame
from models.classifier import DIGITS, Floats
from training.datasets.mnist import NO_DIGIT
from training.evaluation.evaluation import Misread
from training.mixture.augment import augment
from training.mixture.mixture import Mixture
from training.mixture.pools import Pool
from training.strokes.taught.drawings import DIGITS as TAUGHT_DIGITS
from training.strokes.taught.drawings import scrawls, taught_digits

PAPER, CARD, INK, PALE = 238, 255, 20, 110
"""Grey levels: of the ground, of a frame's ground, of ink and headings, of what is said beside them."""
SMALL, NORMAL, LARGE = 13, 16, 28
"""Heights of type in pixels."""
TILE = 2 * FRAME
"""Pixels that a frame takes, along each axis."""
GAP, SPACE, MARGIN = 6, 24, 32
"""Pixels between frames, between blocks, and around the sheet."""

SHOWN = 100
"""Misread digits of a source that are shown at most."""
PER_ROW = 20
SAMPLES = 6
"""Frames of each digit that are shown of a pool."""
DRAWINGS = 12
"""Drawings that are shown of a style."""
SCRAWLED_ROWS = 4


class SheetError(PlainError):
    """A sheet that cannot be written; the message is fit for a user."""


def misread_sheet(misreads: Sequence[Misread], path: Path, title: str = "Misread digits") -> None:
    """Draw what a model misread, by where it is from, first what the model was surest of.

    Raises:
        SheetError: the file cannot be written.
    """
    blocks = [_words(title, LARGE)]
    for source, group in groupby(misreads, lambda misread: misread.source):
        found = sorted(group, key=lambda misread: misread.confidence, reverse=True)
        rest = f"; the {SHOWN} that the net was surest of, {len(found) - SHOWN:,} more are not shown"
        said = f"{len(found):,} misread{rest if len(found) > SHOWN else ''}"
        blocks.append(_headed(source, said, _grid([_misread(each) for each in found[:SHOWN]], PER_ROW, 2 * GAP)))
    if not misreads:
        blocks.append(_words("Nothing was misread.", NORMAL, PALE))
    _write(blocks, path)


def data_sheet(mixture: Mixture, path: Path, rng: np.random.Generator) -> None:
    """Draw frames of every pool that a net is trained on, and beside them other versions, if an epoch makes them.

    Raises:
        SheetError: the file cannot be written.
    """
    blocks = [_words("What a net is trained on", LARGE)]
    for pool in mixture.pools:
        said = f"{pool.per_epoch:,} frames an epoch"
        samples = _samples(pool, rng)
        sides = [samples]
        if mixture.strength:
            said += "; left as they were made, right as the net may see them"
            other = augment(samples.reshape(-1, FRAME, FRAME), rng, mixture.strength)
            sides.append(other.reshape(samples.shape))
        names = "" if (pool.labels == NO_DIGIT).all() else "0123456789"
        blocks.append(_headed(pool.name, said, _beside([_in_columns(side, names) for side in sides], MARGIN)))
    _write(blocks, path)


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
        _beside([_words(style, NORMAL, width=label), *map(_tile, frames)], centred=True)
        for style, frames in drawn.items()
    ]
    half = (len(rows) + 1) // 2
    styles = _beside([_stack(rows[:half]), _stack(rows[half:])], TILE + 2 * GAP)
    per_row = (styles.width + GAP) // (TILE + GAP)
    strange = [_tile(frame(drawing.page)) for drawing in scrawls(SCRAWLED_ROWS * per_row, rng)]
    blocks = [
        _headed("Taught styles", "how people write digits", styles),
        _headed("Scrawls", "no digits: a net learns to be unsure of them", _grid(strange, per_row)),
    ]
    _write(blocks, path)


def _words(text: str, size: int = SMALL, grey: int = INK, width: int = 0) -> Image.Image:
    """A line of text, at least so wide."""
    font = ImageFont.load_default(size)
    image = Image.new("L", (max(int(font.getlength(text)) + 1, width), size * 5 // 4), PAPER)
    ImageDraw.Draw(image).text((0, 0), text, grey, font)
    return image


def _tile(frame: Frame) -> Image.Image:
    image = Image.fromarray(np.uint8(CARD - frame * (CARD - INK)))
    return image.resize((TILE, TILE), Image.Resampling.NEAREST)


def _misread(misread: Misread) -> Image.Image:
    answer = _words(f"{misread.label} read {misread.answer}")
    confidence = _words(f"{100 * misread.confidence:.0f} %", grey=PALE)
    return _stack([_tile(misread.frame), answer, confidence], 2, centred=True)


def _in_columns(samples: Floats, names: str) -> Image.Image:
    """Samples (columns, rows, 28, 28), each column below its name, if it has one."""
    columns = [[*map(_words, names[place : place + 1]), *map(_tile, column)] for place, column in enumerate(samples)]
    return _beside([_stack(column, centred=True) for column in columns])


def _headed(heading: str, said: str, body: Image.Image) -> Image.Image:
    words = _stack([_words(heading[:1].upper() + heading[1:], NORMAL), _words(said, grey=PALE)], 2)
    return _stack([words, body], 2 * GAP)


def _grid(cells: Sequence[Image.Image], per_row: int, gap: int = GAP) -> Image.Image:
    return _stack([_beside(cells[start : start + per_row]) for start in range(0, len(cells), per_row)], gap)


def _beside(images: Iterable[Image.Image], gap: int = GAP, centred: bool = False) -> Image.Image:
    turned = [image.transpose(Image.Transpose.TRANSPOSE) for image in images]
    return _stack(turned, gap, centred).transpose(Image.Transpose.TRANSPOSE)


def _stack(images: Sequence[Image.Image], gap: int = GAP, centred: bool = False) -> Image.Image:
    """Pictures one below the other, flush left or with their middles in line."""
    width = max(image.width for image in images)
    height = sum(image.height + gap for image in images) - gap
    stack = Image.new("L", (width, height), PAPER)
    y = 0
    for image in images:
        stack.paste(image, ((width - image.width) // 2 if centred else 0, y))
        y += image.height + gap
    return stack


def _write(blocks: Sequence[Image.Image], path: Path) -> None:
    png = io.BytesIO()
    ImageOps.expand(_stack(blocks, SPACE), MARGIN, PAPER).save(png, "PNG", optimize=True)
    with file_errors(SheetError, CANNOT_WRITE, path):
        write_whole(path, png.getvalue())
