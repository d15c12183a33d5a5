"""From a sheet to the bytes of a file."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from training.evaluation.pictures.drawing import Sheet


def levels(values: Sheet) -> NDArray[np.uint8]:
    return np.clip(np.round(values), 0, 255).astype(np.uint8)


def image_of(picture: Sheet) -> Image.Image:
    return Image.fromarray(levels(picture))


def save(image: Image.Image, form: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def png(picture: Sheet) -> bytes:
    return save(image_of(picture), "PNG", compress_level=1)


def jpeg(picture: Sheet, rng: np.random.Generator) -> bytes:
    """At a quality that phones and messengers use."""
    return save(image_of(picture), "JPEG", quality=int(rng.integers(55, 93)))
