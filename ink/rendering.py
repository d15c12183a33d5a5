"""Rendering: draws pages as 560 x 560 pictures, and reads picture files into the same form.

Pictures are mode "L": ink 255 on 0, anti-aliased edges in between.
"""

from __future__ import annotations

import math
import warnings
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError

from ink.page import CANVAS, InkError, Page, Stroke

SUPERSAMPLING = 3
"""Sub-pixels per pixel and axis. Odd, so that a pixel has a centre: X11 draws wide lines from pixel centres, and
Pillow centres only lines of odd width on their path."""
DISCS_PER_WIDTH = 32
"""Points closer than width / DISCS_PER_WIDTH to the last disc get no disc of their own."""
LINE_CHUNK = 256
"""Points per call of Pillow, which holds the interpreter lock while it runs."""
MAX_PIXELS = 50_000_000
"""Larger pictures are refused before they are decoded."""
LARGEST_SIDE = 4 * CANVAS
"""Pixels. Larger pictures are first shrunk by an integer factor, to save memory."""
FORMATS = ("PNG", "JPEG", "BMP")
MIN_CONTRAST = 25
"""Difference of grey levels between background and ink below which a picture is blank."""


def render(page: Page) -> Image.Image:
    """The picture of a page, 560 x 560, clipped at its edges, as the canvas shows it."""
    buffer = Image.new("L", (CANVAS, CANVAS))
    if page.picture is not None:
        buffer.paste(page.picture)
    for stroke in page.strokes:
        _paste_stroke(buffer, stroke)
    return buffer


def draw_stroke(image: Image.Image, path: NDArray[np.float64], width: int) -> None:
    """Draw a path with round caps and joins; integer coordinates are pixel centres.

    Pillow's own joins leave gaps and it has no caps, so a disc is drawn on the points.

    Args:
        image: mode "L", painted with 255.
        path: points (N, 2), N at least 1; rounded to whole pixels, repeated ones are drawn once.
        width: line width in pixels; odd widths are centred exactly on the path.
    """
    pixels = np.floor(path + 0.5).astype(np.int64)
    moves = np.append(True, (pixels[1:] != pixels[:-1]).any(axis=1))
    corners = [(x, y) for x, y in pixels[moves].tolist()]
    draw = ImageDraw.Draw(image)
    for start in range(0, len(corners), LINE_CHUNK):
        draw.line(corners[start : start + LINE_CHUNK + 1], fill=255, width=width)
    radius, apart = width // 2, width * width / DISCS_PER_WIDTH**2
    stamped = (math.inf, math.inf)
    for x, y in corners:
        if (x - stamped[0]) ** 2 + (y - stamped[1]) ** 2 >= apart or (x, y) == corners[-1]:
            draw.ellipse((x - radius, y - radius, x - radius + width - 1, y - radius + width - 1), fill=255)
            stamped = (x, y)


def _paste_stroke(buffer: Image.Image, stroke: Stroke) -> None:
    """Draw a stroke where Tk draws it, centred on pixel centres, and anti-alias it by supersampling."""
    margin = math.ceil(stroke.width / 2) + 2
    left, top, right, bottom = stroke.bounds
    x0, y0 = max(0, math.floor(left) - margin), max(0, math.floor(top) - margin)
    x1, y1 = min(CANVAS, math.ceil(right) + margin), min(CANVAS, math.ceil(bottom) + margin)
    if x0 >= x1 or y0 >= y1:
        return
    k = SUPERSAMPLING
    tile = Image.new("L", ((x1 - x0) * k, (y1 - y0) * k))
    middle = k // 2
    draw_stroke(tile, (stroke.path - (x0, y0)) * k + middle, nearest_odd(stroke.width * k))
    tile = tile.reduce(k)
    buffer.paste(255, (x0, y0), tile)


def nearest_odd(width: float) -> int:
    return max(1, 2 * round((width - 1) / 2) + 1)


def read_picture(source: Path | IO[bytes], name: str = "") -> Image.Image:
    """Read a picture of a digit, dark on light or light on dark, as ink 255 on 0; large pictures are shrunk.

    Raises:
        InkError: the file is missing, damaged, too large or not a PNG, JPEG or BMP.
    """
    name = name or str(source)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # damaged EXIF data do not make the picture unusable
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image: Image.Image = Image.open(source, formats=FORMATS)
            if image.width * image.height > MAX_PIXELS:
                raise InkError("{file}: the picture is too large", file=name)
            image.load()
            return _ink_of(ImageOps.exif_transpose(image))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise InkError("{file}: the picture is too large", file=name) from error
    except UnidentifiedImageError as error:
        raise InkError("{file}: not a PNG, JPEG or BMP picture", file=name) from error
    except FileNotFoundError as error:
        raise InkError("{file}: no such file", file=name) from error
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, MemoryError) as error:
        if reason := getattr(error, "strerror", None):  # else it is Pillow that does not get on
            raise InkError("{file}: the picture cannot be read ({reason})", file=name, reason=reason) from error
        raise InkError("{file}: the picture is damaged", file=name) from error


def _ink_of(image: Image.Image) -> Image.Image:
    """Grey picture with background 0 and ink 255, whichever of the two is darker.

    The background is the median of the border; a pixel's ink is its difference from that.
    """
    opaque = _opaque_grey(image)
    grey = np.asarray(opaque, dtype=np.float32)
    ground = float(np.median(np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])))
    ink = np.abs(grey - ground)
    contrast = float(ink.max())
    if contrast < MIN_CONTRAST:
        return Image.new("L", opaque.size)
    return Image.fromarray(np.uint8(ink * (255 / contrast)))


def _opaque_grey(image: Image.Image) -> Image.Image:
    """The picture in mode "L", shrunk if large; transparency becomes white, or black if the opaque part is light."""
    shrink = math.ceil(max(image.size) / LARGEST_SIDE)
    if image.mode.startswith(("I", "F")):  # 16 or 32 bits per pixel, which Pillow would clip at 255
        levels = np.asarray(image, dtype=np.float32)
        low, high = levels.min(), levels.max()
        return Image.fromarray(np.uint8((levels - low) * (255 / ((high - low) or 1)))).reduce(shrink)
    if "A" not in image.getbands() and "transparency" not in image.info:
        return image.convert("L").reduce(shrink)
    image = image.convert("RGBA").reduce(shrink)
    grey, alpha = image.convert("L"), image.getchannel("A")
    painted = np.asarray(alpha, dtype=np.float32)
    brightness = float((np.asarray(grey) * painted).sum()) / (float(painted.sum()) or 1)
    ground = 0 if brightness > 127 else 255
    return Image.composite(grey, Image.new("L", image.size, ground), alpha)


def fit_to_canvas(picture: Image.Image) -> Image.Image:
    """Scale a picture to fit the 560 x 560 canvas, keeping its aspect ratio, and centre it."""
    method = Image.Resampling.BOX if max(picture.size) > CANVAS else Image.Resampling.BICUBIC
    return ImageOps.pad(picture, (CANVAS, CANVAS), method=method)
