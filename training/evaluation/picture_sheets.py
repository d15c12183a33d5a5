"""Made pictures beside what was taken as ink, as a contact sheet, and how well each kind is read, as a table."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageOps

from training.evaluation.picture_reading import PictureReading
from training.evaluation.pictures.kinds import Group
from training.evaluation.sheet_layout import (
    CARD,
    GAP,
    LARGE,
    NORMAL,
    PALE,
    PAPER,
    beside,
    grid,
    headed,
    stack,
    words,
    write,
)

SIDE = 104
"""Pixels of a picture and of its ink, along each axis."""
PER_ROW = 7
NOTHING_BELOW = (176, 208, 184)
"""The colour that shows where a picture is transparent."""
HEADINGS = {
    Group.HARD: "Hard kinds",
    Group.PLAIN: "Plain kinds",
    Group.OTHER: "Other kinds",
    Group.NONE: "No single digit: to be blank or not sure",
}


def picture_sheet(readings: Sequence[PictureReading], path: Path, title: str) -> None:
    """Draw pictures by group, each beside what was taken as ink, with the answer below.

    Raises:
        SheetError: the file cannot be written.
    """
    blocks = [words(title, LARGE)]
    for group, found in groupby(readings, lambda reading: reading.example.kind.group):
        cells = [_cell(reading) for reading in found]
        said = "left the picture, right what was taken as ink"
        blocks.append(headed(HEADINGS[group], said, grid(cells, PER_ROW, 2 * GAP)))
    if not readings:
        blocks.append(words("There are none.", NORMAL, PALE))
    write(blocks, path)


def _cell(reading: PictureReading) -> Image.Image:
    ink = Image.new("L", (SIDE, SIDE), CARD)
    if reading.ink is not None:
        ink.paste(ImageOps.invert(ImageOps.pad(reading.ink, (SIDE, SIDE), Image.Resampling.BOX)))
    pair = beside([thumbnail(reading.example.content), ink], 2)
    return stack([pair, words(reading.example.kind.name, width=pair.width + GAP), words(_said(reading), grey=PALE)], 2)


def _said(reading: PictureReading) -> str:
    label = "no digit" if reading.example.label is None else str(reading.example.label)
    if reading.error:
        return f"{label}: cannot be read"
    if reading.digit is None:
        return f"{label}: blank"
    return f"{label}: {'read' if reading.sure else 'not sure,'} {reading.digit}, {100 * reading.confidence:.0f} %"


def thumbnail(content: bytes) -> Image.Image:
    """A picture's file as people see it, in a square; an empty one for what Pillow cannot read."""
    try:
        return _as_seen(content)
    except OSError:
        return Image.new("RGB", (SIDE, SIDE), (PAPER,) * 3)


def _as_seen(content: bytes) -> Image.Image:
    file = Image.open(io.BytesIO(content))
    file.draft("RGB", (2 * SIDE, 2 * SIDE))  # a JPEG is decoded no larger than it takes
    image: Image.Image = ImageOps.exif_transpose(file)
    if image.mode.startswith("I"):
        image = Image.fromarray(np.uint8(np.asarray(image) // 257))
    if "A" in image.getbands() or "transparency" in image.info:
        seen = Image.new("RGBA", image.size, NOTHING_BELOW)
        seen.alpha_composite(image.convert("RGBA"))
        image = seen
    whole = image.convert("RGB")
    enlarge = Image.Resampling.NEAREST if max(whole.size) < SIDE else Image.Resampling.BOX
    return ImageOps.pad(whole, (SIDE, SIDE), enlarge, color=NOTHING_BELOW if image.mode == "RGBA" else (200, 200, 200))


def picture_table(report: Mapping[str, Any]) -> str:
    """The table of kinds, as Markdown, from a report on pictures; a group's line stands above its kinds."""
    lines = ["| pictures | read right | sure and wrong |", "| --- | ---: | ---: |"]
    for group, figures in report["by_group"].items():
        if group == Group.NONE:
            lines += ["", "| pictures of no single digit | blank or not sure |", "| --- | ---: |"]
        lines.append(_row(f"**{group}, all**", figures))
        lines += [_row(name, kind) for name, kind in report["by_kind"].items() if kind["group"] == group]
    if (calibration := report["calibration"]) is not None:
        error, confidence = (100 * calibration[figure] for figure in ("ece", "mean_confidence"))
        lines += ["", f"Expected calibration error {error:.1f} %; mean confidence {confidence:.1f} %."]
    return "\n".join(lines)


def _row(name: str, figures: Mapping[str, Any]) -> str:
    shown = [figures[figure] for figure in ("accuracy", "sure_and_wrong", "refused") if figure in figures]
    return f"| {name} | " + " | ".join(f"{100 * share:.0f} %" for share in shown) + " |"
