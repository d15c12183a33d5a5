"""What contact sheets are put together from: frames, words, blocks beside and below one another, and the file.

Blocks are pictures in mode "L", dark on light, or "RGB" where they hold one in colour.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont, ImageOps

from common.errors import PlainError
from common.file_errors import CANNOT_WRITE, file_errors
from common.storage import write_whole
from ink.framing import FRAME, Frame

PAPER, CARD, INK, PALE = 238, 255, 20, 110
"""Grey levels: of the ground, of a frame's ground, of ink and headings, of what is said beside them."""
SMALL, NORMAL, LARGE = 13, 16, 28
"""Heights of type in pixels."""
TILE = 2 * FRAME
"""Pixels that a frame takes, along each axis."""
GAP, SPACE, MARGIN = 6, 24, 32
"""Pixels between frames, between blocks, and around the sheet."""


class SheetError(PlainError):
    """A sheet that cannot be written; the message is fit for a user."""


def words(text: str, size: int = SMALL, grey: int = INK, width: int = 0) -> Image.Image:
    """A line of text, at least so wide."""
    font = ImageFont.load_default(size)
    image = Image.new("L", (max(int(font.getlength(text)) + 1, width), size * 5 // 4), PAPER)
    ImageDraw.Draw(image).text((0, 0), text, grey, font)
    return image


def tile(frame: Frame) -> Image.Image:
    image = Image.fromarray(np.uint8(CARD - frame * (CARD - INK)))
    return image.resize((TILE, TILE), Image.Resampling.NEAREST)


def headed(heading: str, said: str, body: Image.Image) -> Image.Image:
    lines = stack([words(heading[:1].upper() + heading[1:], NORMAL), words(said, grey=PALE)], 2)
    return stack([lines, body], 2 * GAP)


def grid(cells: Sequence[Image.Image], per_row: int, gap: int = GAP) -> Image.Image:
    return stack([beside(cells[start : start + per_row]) for start in range(0, len(cells), per_row)], gap)


def beside(images: Iterable[Image.Image], gap: int = GAP, centred: bool = False) -> Image.Image:
    turned = [image.transpose(Image.Transpose.TRANSPOSE) for image in images]
    return stack(turned, gap, centred).transpose(Image.Transpose.TRANSPOSE)


def stack(images: Sequence[Image.Image], gap: int = GAP, centred: bool = False) -> Image.Image:
    """Blocks one below the other, flush left or with their middles in line."""
    width = max(image.width for image in images)
    height = sum(image.height + gap for image in images) - gap
    colour = any(image.mode == "RGB" for image in images)
    whole = Image.new("RGB", (width, height), (PAPER,) * 3) if colour else Image.new("L", (width, height), PAPER)
    y = 0
    for image in images:
        whole.paste(image, ((width - image.width) // 2 if centred else 0, y))
        y += image.height + gap
    return whole


def write(blocks: Sequence[Image.Image], path: Path) -> None:
    """Write blocks, one below the other, as a PNG.

    Raises:
        SheetError: the file cannot be written.
    """
    sheet = stack(blocks, SPACE)
    png = io.BytesIO()
    ImageOps.expand(sheet, MARGIN, (PAPER,) * 3 if sheet.mode == "RGB" else PAPER).save(png, "PNG", optimize=True)
    with file_errors(SheetError, CANNOT_WRITE, path):
        write_whole(path, png.getvalue())
