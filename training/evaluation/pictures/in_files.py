"""Kinds that differ by size and by how a file holds its pixels."""

from __future__ import annotations

import numpy as np
from PIL import Image

from training.evaluation.pictures.drawing import (
    Digits,
    Mark,
    Mask,
    Sheet,
    dark,
    paint,
    paper_white,
    random_shape,
    rectangle,
    sheet,
    write,
)
from training.evaluation.pictures.encoding import image_of, levels, png, save

Rng = np.random.Generator
ORIENTATION = 0x0112
"""EXIF's entry for how a picture is to be turned."""


def _mark(digits: Digits, rng: Rng) -> Mark:
    return write(digits[0], random_shape(rng), rng)


def _drawn(digits: Digits, rng: Rng) -> Sheet:
    mark = _mark(digits, rng)
    return paint(sheet(mark.shape, paper_white(rng)), mark.mask, dark(rng))


def ink_on_transparency(digits: Digits, rng: Rng) -> bytes:
    """Ink alone, light or dark, on nothing; what lies below the nothing is of any colour."""
    mask = _mark(digits, rng).mask
    below = np.ones((*mask.shape, 3), np.float32) * rng.choice((0, 255)) * (mask == 0)[:, :, None]
    ink = np.float32(rng.choice((0, 20, 235, 255)))
    return _with_alpha(below + ink * (mask > 0)[:, :, None], mask)


def half_transparent(digits: Digits, rng: Rng) -> bytes:
    """Ink that is half transparent, on paper that is half transparent too."""
    mask = _mark(digits, rng).mask
    drawn = paint(sheet((mask.shape[0], mask.shape[1]), 255), mask, dark(rng))
    return _with_alpha(drawn, 0.35 + 0.5 * mask)


def transparent_palette(digits: Digits, rng: Rng) -> bytes:
    """A palette of which one colour, the paper's, is transparent; or grey with a transparent level."""
    mask = _mark(digits, rng).mask
    picture = Image.fromarray(np.uint8(mask > 0.5))
    if rng.integers(2):
        picture.putpalette([255, 255, 255, 20, 20, 90])
        return save(picture, "PNG", transparency=0)
    return save(Image.fromarray(np.where(mask > 0.5, np.uint8(10), np.uint8(255))), "PNG", transparency=255)


def grey_with_alpha(digits: Digits, rng: Rng) -> bytes:
    mask = _mark(digits, rng).mask
    grey = np.full(mask.shape, rng.choice((0, 255)), np.uint8)
    return save(Image.fromarray(np.dstack([grey, levels(mask * 255)])), "PNG")


def _with_alpha(colours: Sheet, alpha: Mask) -> bytes:
    return save(Image.fromarray(np.dstack([levels(colours), levels(alpha * 255)])), "PNG")


def sixteen_bits(digits: Digits, rng: Rng) -> bytes:
    grey = _drawn(digits, rng).mean(axis=2) * rng.uniform(60, 257)
    return save(Image.fromarray(np.clip(grey, 0, 65535).astype(np.uint16)), "PNG")


def one_bit(digits: Digits, rng: Rng) -> bytes:
    return save(image_of(_drawn(digits, rng)).convert("1", dither=Image.Dither.NONE), "PNG")


def cmyk(digits: Digits, rng: Rng) -> bytes:
    return save(image_of(_drawn(digits, rng)).convert("CMYK"), "JPEG", quality=90)


def exif_orientation(digits: Digits, rng: Rng) -> bytes:
    """Stored turned or mirrored, with the entry that says so."""
    orientation = int(rng.integers(2, 9))
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    return save(image_of(_drawn(digits, rng)).transpose(undo[orientation]), "JPEG", quality=90, exif=exif)


def other_formats(digits: Digits, rng: Rng) -> bytes:
    """GIF, WebP and TIFF."""
    return save(image_of(_drawn(digits, rng)), str(rng.choice(["GIF", "WEBP", "TIFF"])))


def bitmap(digits: Digits, rng: Rng) -> bytes:
    return save(image_of(_drawn(digits, rng)), "BMP")


def tight_crop(digits: Digits, rng: Rng) -> bytes:
    """Cropped to the ink itself."""
    return png(_cropped(digits, rng, (0.06, 0.12)))


def tight_bold_crop(digits: Digits, rng: Rng) -> bytes:
    """A thick pen cropped to its ink, and shrunk to a few pixels, down to 8."""
    return png(_shrunk(_cropped(digits, rng, (0.16, 0.2)), int(rng.choice((8, 10, 12, 16, 24, 48)))))


def _cropped(digits: Digits, rng: Rng, widths: tuple[float, float]) -> Sheet:
    mark = write(digits[0], random_shape(rng), rng, shares=(0.6, 0.8), widths=widths)
    left, top, right, bottom = (round(edge) for edge in mark.box)
    return paint(sheet(mark.shape, 255), mark.mask, 15)[max(top, 0) : bottom, max(left, 0) : right]


def twelve_to_28_pixels(digits: Digits, rng: Rng) -> bytes:
    """As small as in MNIST, or smaller; dark on light or light on dark."""
    mark = write(digits[0], (448, 448), rng, shares=(0.65, 0.8), widths=(0.09, 0.13))
    ink, ground = (0, 255) if rng.integers(2) else (255, 0)
    return png(_shrunk(paint(sheet(mark.shape, ground), mark.mask, ink), int(rng.integers(12, 29))))


def _shrunk(picture: Sheet, side: int) -> Sheet:
    """The picture with a longer side of so many pixels."""
    scale = side / max(picture.shape)
    size = max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale))
    return np.asarray(image_of(picture).resize(size, Image.Resampling.BOX), np.float32)


def checkerboard(digits: Digits, rng: Rng) -> bytes:
    """The chequered ground that image editors show for nothing, saved with the picture."""
    mark = _mark(digits, rng)
    y, x = np.mgrid[0 : mark.shape[0], 0 : mark.shape[1]]
    step = int(rng.integers(8, 17))
    squares = np.where((x // step + y // step) % 2, np.float32(255), np.float32(204))
    return png(paint(np.repeat(squares[:, :, None], 3, axis=2), mark.mask, dark(rng)))


def watermark(digits: Digits, rng: Rng) -> bytes:
    """Pale bands across the picture, behind the ink."""
    mark = _mark(digits, rng)
    ground = sheet(mark.shape, 255)
    for part in np.arange(rng.uniform(0, 0.2), 1, rng.uniform(0.2, 0.35)):
        y = mark.shape[0] * part
        band = rectangle(mark.shape, (0, y, mark.shape[1], y + mark.shape[0] * rng.uniform(0.05, 0.12)))
        ground = paint(ground, band, rng.uniform(205, 235))
    return png(paint(ground, mark.mask, dark(rng)))
