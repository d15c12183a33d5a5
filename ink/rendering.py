"""Ink to pixels: a drawing as the 560 x 560 picture that the canvas shows, and a picture file as one like it.

Pixels are ``mode "L"``: ink 255 on 0, edges in between.
"""

from __future__ import annotations

import math
import warnings
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError

from ink.errors import InkError
from ink.page import CANVAS, Page, Stroke

SUPERSAMPLING = 3
"""Sub-pixels per pixel and axis. Odd, so that a pixel has a middle: X11 draws wide lines from the pixels' middles, and
Pillow draws only lines of odd width in their true place."""
DISCS_PER_WIDTH = 32
"""Where points lie closer than this part of the nib's width, a disc is not stamped on each."""
LINE_CHUNK = 256
"""Points handed to Pillow in one call, which holds Python's lock for as long as it runs."""
MAX_PIXELS = 50_000_000
"""Larger pictures are refused before they are unpacked."""
LARGEST_SIDE = 4 * CANVAS
"""Larger pictures are shrunk by a whole number first: their detail would cost memory and be lost on the canvas."""
FORMATS = ("PNG", "JPEG", "BMP")
MIN_CONTRAST = 25
"""Grey levels between the ground and the ink, below which a picture is blank."""


def render(page: Page) -> Image.Image:
    """The picture of a page, 560 x 560: what the canvas shows, clipped at its edges."""
    buffer = Image.new("L", (CANVAS, CANVAS))
    if page.picture is not None:
        buffer.paste(page.picture)
    for stroke in page.strokes:
        _paste_stroke(buffer, stroke)
    return buffer


def draw_stroke(image: Image.Image, path: NDArray[np.float64], width: int) -> None:
    """Draw a path with round caps and joints; (x, y) names a pixel's middle.

    Pillow's own joints leave gaps and it has no caps, so a disc is stamped on every point.

    Args:
        image: mode "L", painted with 255.
        path: points (N, 2), N at least 1; they are rounded to whole pixels, and repeated ones drawn once.
        width: of the nib in pixels; odd ones lie exactly on the path.
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
    """Draw a stroke as Tk does, around the middles of its points' pixels, and smooth its edges by supersampling."""
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
    """Read a picture of a digit, dark on light or light on dark, as ink 255 on 0, in its own size or a part of it.

    Raises:
        InkError: not there, not a PNG, JPEG or BMP, damaged, too large, or nothing in it.
    """
    name = name or str(source)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of EXIF data: if they are damaged, the picture may still be whole
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
    except InkError:
        raise
    except OSError as error:
        if error.strerror is None:  # Pillow's own, of files that end too early
            raise InkError("{file}: the picture is damaged", file=name) from error
        raise InkError("{file}: the picture cannot be read ({reason})", file=name, reason=error.strerror) from error
    except (ValueError, SyntaxError, EOFError, IndexError, MemoryError) as error:  # what damaged files make of Pillow
        raise InkError("{file}: the picture is damaged", file=name) from error


def _ink_of(image: Image.Image) -> Image.Image:
    """Grey, and turned so that the ground is 0 and the ink, darker or lighter, 255.

    The ground is what most of the edge shows; how far a pixel differs from it is how much ink it has.
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
    """Mode L, shrunk where it is large; what is transparent becomes white, or black where what is painted is light."""
    shrink = math.ceil(max(image.size) / LARGEST_SIDE)
    if image.mode.startswith(("I", "F")):  # 16 or 32 bits a pixel, which Pillow would cut off at 255
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
    """Scale a picture, whole, to the middle of the 560 x 560 canvas."""
    method = Image.Resampling.BOX if max(picture.size) > CANVAS else Image.Resampling.BICUBIC
    return ImageOps.pad(picture, (CANVAS, CANVAS), method=method)


def crop_box(picture: Image.Image, threshold: int = 128) -> tuple[int, int, int, int] | None:
    """Left, top, right and bottom of the ink, or None where there is none."""
    return picture.point([255 if level >= threshold else 0 for level in range(256)]).getbbox()
