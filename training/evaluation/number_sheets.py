"""Numbers that were misread as a contact sheet, each digit that was read in its own shade, and a table by length."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from ink.rendering import draw_stroke
from training.evaluation.number_reading import NumberReading
from training.evaluation.sheet_layout import CARD, GAP, LARGE, NORMAL, PALE, grid, stack, words, write

SIZE = (300, 140)
"""Width and height of a number on the sheet."""
SHOWN, PER_ROW = 10, 2
LINE = 5
"""Pixels."""
INKS = ((196, 60, 40), (30, 100, 190), (40, 140, 70), (150, 80, 170))
"""Colours of the digits that were read, in turn."""
LEFT_OUT = (190, 190, 190)
"""The colour of what is in no digit."""


def number_sheet(misreads: Sequence[NumberReading], path: Path, title: str) -> None:
    """Draw the misread numbers that the model was surest of.

    Raises:
        SheetError: the file cannot be written.
    """
    worst = sorted(misreads, key=lambda reading: -reading.read.confidence)[:SHOWN]
    blocks = [words(title, LARGE)]
    if worst:
        blocks += [grid([_cell(reading) for reading in worst], PER_ROW, 2 * GAP)]
    else:
        blocks += [words("There are none.", NORMAL, PALE)]
    write(blocks, path)


def _cell(reading: NumberReading) -> Image.Image:
    read = reading.read.text or "nothing"
    found = "cut wrongly" if reading.wrongly_cut else "cut rightly"
    said = f"{reading.number.text} read {read}, {100 * reading.read.confidence:.0f} %, {found}"
    return stack([_drawn(reading), words(said, width=SIZE[0])], 2)


def _drawn(reading: NumberReading) -> Image.Image:
    """The number's paths, as far as they were read in the colours of the digits."""
    image = Image.new("RGB", SIZE, (CARD,) * 3)
    points = np.concatenate([stroke.path for stroke in reading.number.page.strokes])
    low, high = points.min(axis=0), points.max(axis=0)
    scale = float(((np.array(SIZE) - 4 * LINE) / np.maximum(high - low, 1)).min())
    layers = [(LEFT_OUT, reading.number.page.strokes)]
    layers += [(INKS[place % len(INKS)], digit.strokes) for place, digit in enumerate(reading.read.digits)]
    for colour, strokes in layers:
        mask = Image.new("L", SIZE)
        for stroke in strokes:
            draw_stroke(mask, (stroke.path - low) * scale + 2 * LINE, LINE)
        ImageDraw.Draw(image).bitmap((0, 0), mask, colour)
    return image


def number_table(report: Mapping[str, Any]) -> str:
    """Numbers by length, and in photos if there are any, as Markdown, from a report on numbers."""
    lines = [
        "| digits | read right | cut wrongly | a digit misread | sure and wrong |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    rows = {**report["errors_by_length"], "**all**": report}
    if photos := report.get("photos"):
        rows["2, in a photo"] = photos
    for name, figures in rows.items():
        shares = [figures[figure] for figure in ("accuracy", "wrong_cuts", "wrong_digits", "sure_and_wrong")]
        lines.append(f"| {name} | " + " | ".join(f"{100 * share:.1f} %" for share in shares) + " |")
    return "\n".join(lines)
