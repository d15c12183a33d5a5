"""A photo of 12 megapixels: its ink found for the first time and again, beside the decoding of its file."""

from __future__ import annotations

import io
import itertools
import time
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ink.framing import Framing
from ink.page import Page, Picture
from ink.picture_files import read_picture
from ink.pictures.picture_ink import PictureInk
from models import catalog
from models.choice import read_page
from models.classifier import Classifier

SIZE = (4000, 3000)
ROUNDS = 9
FIRST, AGAIN = 600, 100
"""Aims in milliseconds of CPU time: for a picture just decoded, and after each correction."""


@pytest.fixture(scope="module")
def photo() -> bytes:
    """A JPEG of a 4 on paper in uneven light, with a sensor's noise."""
    across, down = np.meshgrid(np.linspace(0, 1, SIZE[0]), np.linspace(0, 1, SIZE[1]))
    image = Image.fromarray(np.uint8(220 - 50 * across - 30 * down)).convert("RGB")
    draw = ImageDraw.Draw(image)
    draw.line([(1800, 1000), (1500, 1700), (2300, 1650)], fill=(30, 40, 120), width=60, joint="curve")
    draw.line([(2100, 1200), (2000, 2200)], fill=(30, 40, 120), width=60)
    noisy = np.asarray(image) + np.random.default_rng(1).normal(0, 3, (SIZE[1], SIZE[0], 1))
    file = io.BytesIO()
    Image.fromarray(np.uint8(np.clip(noisy, 0, 255))).save(file, "JPEG", quality=92)
    return file.getvalue()


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return catalog.load(catalog.default())


def milliseconds(work: Callable[[], object]) -> float:
    """Median CPU time of this thread."""
    times = []
    for _ in range(ROUNDS):
        begin = time.thread_time()
        work()
        times.append(time.thread_time() - begin)
    return float(np.median(times)) * 1000


def test_a_photo_of_12_megapixels(photo: bytes, classifier: Classifier) -> None:
    decoded = read_picture(io.BytesIO(photo), "photo")
    opened = Picture(PictureInk(decoded))
    read_page(Page(picture=opened), classifier)
    turns = itertools.count()

    def read(picture: Picture) -> None:
        choice = read_page(Page(picture=picture), classifier, Framing.CENTRED)
        assert choice.probabilities is not None
        assert choice.probabilities.argmax() == 4

    def another_threshold() -> None:
        read(opened.adjusted(threshold=0.3 + 0.01 * (next(turns) % 30)))

    def another_box() -> None:
        read(opened.adjusted(box=(1200 + next(turns), 800, 2600, 2400)))

    reference = milliseconds(lambda: read_picture(io.BytesIO(photo), "photo"))
    print(f"\ndecoding: {reference:.0f} ms")
    for name, work, aim in (
        ("first", lambda: read(Picture(PictureInk(decoded))), FIRST),
        ("another threshold", another_threshold, AGAIN),
        ("another box", another_box, AGAIN),
    ):
        taken = milliseconds(work)
        print(f"{name}: {taken:.0f} ms, {taken / reference:.2f} times the decoding; aim {aim} ms")
