"""Kinds that differ by what a digit is written on, and what else is printed or written there."""

from __future__ import annotations

import numpy as np
from PIL import Image

from training.evaluation.pictures import inks, paper
from training.evaluation.pictures.drawing import (
    Box,
    Digits,
    Sheet,
    coverage,
    dark,
    grey,
    letters,
    lines,
    paint,
    paper_white,
    random_shape,
    rectangle,
    sheet,
    text,
    write,
)
from training.evaluation.pictures.encoding import image_of, jpeg, png, save
from training.evaluation.pictures.light import blurred, photographed

Rng = np.random.Generator


def _on(
    ground: Sheet, digits: Digits, rng: Rng, area: Box | None = None, widths: tuple[float, float] = (0.04, 0.1)
) -> Sheet:
    """A digit on a sheet, in a random pen."""
    mark = write(digits[0], (ground.shape[0], ground.shape[1]), rng, widths=widths, area=area)
    return paint(ground, inks.pencil(mark, rng) if rng.random() < 0.3 else mark.mask, dark(rng))


def lined_paper(digits: Digits, rng: Rng) -> bytes:
    mark = write(digits[0], random_shape(rng), rng)
    return jpeg(paint(paper.ruled(mark.shape, rng), mark.mask, grey(rng.uniform(15, 45))), rng)


def squared_paper(digits: Digits, rng: Rng) -> bytes:
    return png(_on(paper.squared(random_shape(rng), rng), digits, rng, widths=(0.06, 0.12)))


def strong_rules(digits: Digits, rng: Rng) -> bytes:
    """Ruled paper whose rules are printed strongly."""
    return png(_on(paper.ruled(random_shape(rng), rng, strong=True), digits, rng, widths=(0.05, 0.1)))


def notebook_margin(digits: Digits, rng: Rng) -> bytes:
    """A page of a notebook with a red line at the margin."""
    return jpeg(photographed(_on(paper.ruled(random_shape(rng, 420, 760), rng, margin=True), digits, rng), rng), rng)


def line_at_edge(digits: Digits, rng: Rng) -> bytes:
    """A dark line along one edge or two, as a scanner leaves it."""
    mark = write(digits[0], random_shape(rng), rng)
    drawn = paint(sheet(mark.shape, paper_white(rng)), mark.mask, dark(rng))
    height, width = mark.shape
    for side in rng.permutation(4)[: int(rng.integers(1, 3))]:
        thick, level = int(rng.integers(1, 7)), rng.uniform(0, 60)
        edges = (slice(0, thick), slice(height - thick, height), slice(0, thick), slice(width - thick, width))
        drawn[(edges[side], slice(None)) if side < 2 else (slice(None), edges[side])] = level
    return png(drawn)


def frame(digits: Digits, rng: Rng) -> bytes:
    """A frame about the digit, at the edge or inside it."""
    shape = random_shape(rng)
    inset, thick = min(shape) * rng.uniform(0.0, 0.12), rng.integers(1, 8)
    box = inset, inset, shape[1] - 1 - inset, shape[0] - 1 - inset
    room = inset + thick + min(shape) * 0.04
    area = room, room, shape[1] - room, shape[0] - room
    ground = paint(sheet(shape, paper_white(rng)), rectangle(shape, box, outline=int(thick)), dark(rng))
    return png(_on(ground, digits, rng, area, (0.05, 0.12)))


def form_field(digits: Digits, rng: Rng) -> bytes:
    """A box of a printed form, with its caption; the next boxes begin at the sides."""
    shape = round(rng.uniform(260, 420)), round(rng.uniform(420, 700))
    side = shape[0] * rng.uniform(0.5, 0.65)
    left, top = (shape[1] - side) / 2, shape[0] * 0.28
    ground = paper.plain(shape, rng)
    for step in (-1.12, 0, 1.12):
        box = left + step * side, top, left + step * side + side, top + side
        ground = paint(ground, rectangle(shape, box, outline=2), grey(110))
    caption = " ".join(letters(rng, int(rng.integers(3, 8))) for _ in range(4))
    ground = paint(ground, text(shape, (12, shape[0] * 0.06), caption, shape[0] * 0.07), grey(70))
    room = side * 0.08
    return jpeg(_on(ground, digits, rng, (left + room, top + room, left + side - room, top + side - room)), rng)


def printed_text(digits: Digits, rng: Rng) -> bytes:
    """A large written digit below, or above, some lines of small print."""
    shape = random_shape(rng, 420, 760)
    ground = paper.plain(shape, rng)
    size, above = shape[0] * rng.uniform(0.025, 0.04), bool(rng.integers(2))
    rows = int(rng.integers(2, 6))
    start = shape[0] * 0.05 if above else shape[0] * 0.95 - rows * 1.6 * size
    for row in range(rows):
        words = " ".join(letters(rng, int(rng.integers(2, 9))) for _ in range(14))
        ground = paint(ground, text(shape, (shape[1] * 0.06, start + row * 1.6 * size), words, size), 40)
    free = (rows * 1.6 + 1) * size + shape[0] * 0.06
    area = (0.0, free, shape[1], shape[0]) if above else (0.0, 0.0, shape[1], shape[0] - free)
    return jpeg(photographed(_on(ground, digits, rng, area), rng), rng)


def underlined(digits: Digits, rng: Rng) -> bytes:
    """A line, or two, below the digit by the same pen; they do not touch it."""
    shape = random_shape(rng)
    mark = write(digits[0], shape, rng, area=(0, 0, shape[1], shape[0] * 0.82))
    left, _, right, bottom = mark.box
    over, y = mark.side * rng.uniform(0, 0.35), bottom + mark.width * rng.uniform(1, 2)
    ends = []
    for row in range(1 + int(rng.random() < 0.25)):
        at = y + row * 2.2 * mark.width
        ends.append(((left - over, at), (right + over, at + mark.side * rng.normal(0, 0.02))))
    ink = np.maximum(mark.mask, lines(shape, ends, mark.width * rng.uniform(0.5, 1)))
    return jpeg(paint(paper.plain(shape, rng), ink, dark(rng)), rng)


def fragments(digits: Digits, rng: Rng) -> bytes:
    """A crop that kept pieces of the digits beside it."""
    shape = random_shape(rng)
    mark = write(digits[0], shape, rng, shares=(0.45, 0.65), area=_inner(shape, 0.14))
    ink = mark.mask
    for other in digits[1 : 1 + int(rng.integers(2, 4))]:
        piece = write(other, shape, rng, shares=(0.5, 0.6))
        left, top, right, bottom = piece.box
        reach = min(shape) * rng.uniform(0.03, 0.12)
        inwards = ((reach - right, 0), (shape[1] - reach - left, 0), (0, reach - bottom), (0, shape[0] - reach - top))
        shift = np.array(inwards[rng.integers(4)])
        ink = np.maximum(ink, coverage([path + shift for path in piece.paths], shape, mark.width))
    return png(paint(sheet(shape, paper_white(rng)), ink, dark(rng)))


def _inner(shape: tuple[int, int], part: float) -> Box:
    room = min(shape) * part
    return room, room, shape[1] - room, shape[0] - room


def napkin(digits: Digits, rng: Rng) -> bytes:
    return jpeg(photographed(_on(paper.napkin(random_shape(rng, 420, 760), rng), digits, rng), rng), rng)


def coffee_stain(digits: Digits, rng: Rng) -> bytes:
    shape = random_shape(rng, 420, 760)
    return jpeg(photographed(paper.stained(_on(paper.plain(shape, rng), digits, rng), rng), rng), rng)


def creases(digits: Digits, rng: Rng) -> bytes:
    shape = random_shape(rng, 420, 760)
    return jpeg(photographed(paper.creased(_on(paper.plain(shape, rng), digits, rng), rng), rng), rng)


def cardboard(digits: Digits, rng: Rng) -> bytes:
    """Brown card with its corrugation and fibres."""
    shape = random_shape(rng, 420, 760)
    y = np.mgrid[0 : shape[0], 0 : shape[1]][0].astype(np.float32)
    waves = 5 * np.sin(2 * np.pi * y / (min(shape) / rng.uniform(25, 50)))
    ground = paper.plain(shape, rng, (186, 146, 104), 6) + waves[:, :, None]
    mark = write(digits[0], shape, rng)
    return jpeg(photographed(paint(ground, mark.mask * 0.9, grey(rng.uniform(25, 50))), rng), rng)


def spiral_binding(digits: Digits, rng: Rng) -> bytes:
    """A row of holes with wire along one side."""
    shape = random_shape(rng, 420, 760)
    ground = paper.squared(shape, rng, (14, 24)) if rng.random() < 0.4 else paper.ruled(shape, rng)
    x, step = shape[1] * 0.05, shape[0] / rng.uniform(12, 20)
    holes = [np.array([(x, y)]) for y in np.arange(step / 2, shape[0], step)]
    ground = paint(ground, coverage(holes, shape, step * 0.5), 45)
    wires = [((-9.0, float(y - 4)), (x, float(y))) for ((_, y),) in holes]
    ground = paint(ground, lines(shape, wires, step * 0.16), 150)
    return jpeg(photographed(_on(ground, digits, rng, (shape[1] * 0.14, 0, shape[1], shape[0])), rng), rng)


def scan_border(digits: Digits, rng: Rng) -> bytes:
    """A scan: a black border where the sheet lay askew, and punched holes."""
    shape = random_shape(rng, 460, 800)
    ground = _on(
        paper.plain(shape, rng), digits, rng, (shape[1] * 0.16, shape[0] * 0.05, shape[1] * 0.95, shape[0] * 0.92)
    )
    holes = [np.array([(shape[1] * 0.07, shape[0] * part)]) for part in (0.3, 0.7)]
    ground = paint(ground, coverage(holes, shape, min(shape) * 0.06), 10)
    slope, thick = rng.uniform(-0.02, 0.02), min(shape) * rng.uniform(0.02, 0.06)
    for ends in (((0, 0), (shape[1], slope * shape[1])), ((shape[1], 0), (shape[1] + slope * shape[0], shape[0]))):
        ground = paint(ground, lines(shape, [ends], 2 * thick), 6)
    return png(blurred(ground, 0.6))


def dithered_scan(digits: Digits, rng: Rng) -> bytes:
    """Black and white with dots spread over what was grey."""
    mark = write(digits[0], random_shape(rng), rng, widths=(0.07, 0.13))
    drawn = paint(sheet(mark.shape, rng.uniform(205, 240)), mark.mask, rng.uniform(10, 60))
    return save(image_of(blurred(drawn, 0.7)).convert("1"), "PNG")


def fax(digits: Digits, rng: Rng) -> bytes:
    """Black and white, coarse, with specks, lost rows and a header."""
    mark = write(digits[0], random_shape(rng, 300, 520), rng, area=None, widths=(0.05, 0.09))
    shape = mark.shape
    drawn = blurred(paint(sheet(shape, 235), mark.mask, 30), 0.8) + rng.normal(0, 34, (*shape, 1)).astype(np.float32)
    drawn = paint(drawn, text(shape, (6, 4), f"FAX {letters(rng, 9).upper()}  {letters(rng, 6).upper()}", 11), 0)
    for row in rng.integers(0, shape[0], int(rng.integers(1, 4))):
        drawn[row] = drawn[max(row - 1, 0)] if rng.random() < 0.5 else 255
    return save(
        image_of(np.where(drawn > 128, 255, 0).astype(np.float32)).convert("1", dither=Image.Dither.NONE), "PNG"
    )
