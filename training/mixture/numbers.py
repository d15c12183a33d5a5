"""What the search for digits in numbers learns from: made numbers, single digits, whole and half, and scrawls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from ink.numbers.picture_pieces import GAP
from ink.page import Page, Stroke
from ink.rendering import draw_stroke
from training.datasets.pens import PenDigit, hands_of
from training.strokes.numbers import MadeNumber, Owners, WrittenDigit
from training.strokes.placing import put_on_canvas
from training.strokes.taught.drawings import DIGITS, draw, scrawls, taught_digits
from training.strokes.taught.numbers import taught_number
from training.strokes.variation import vary

EXAMPLES = 32_000
"""From which the bundled weights for strokes were learnt, with ``--fold 1``; those for pictures from 20,000."""
SHARES = {"number": 0.5, "half number": 0.06, "digit": 0.14, "styled digit": 0.08, "half digit": 0.08, "scrawl": 0.14}
"""How often an example is of which kind."""
PICTURE_SHARES = {"number": 0.68, "half digit": 0.02, "digit": 0.14, "styled digit": 0.06, "scrawl": 0.1}
"""The same for pictures. Nobody takes one of half a number, and where whole ink that no network can read is mostly one
thing, digits that touch are left in one piece."""
STYLED = 0.25
"""How many numbers are of the styles that the pens lack."""
PICTURE_HEIGHTS, PICTURE_PENS = (40.0, 220.0), (1 / 25, 1 / 6)
"""Pixels of a digit's height in a picture; line widths, as parts of it."""
EDGE = (0.35, 0.65)
"""Share of the full level from which blurred ink is ink."""
RAGGED, ROUGHNESS, TORN = 0.4, 60.0, 0.1
"""How often the edge of ink is ragged, by how many grey levels at most; how often a row of it is missing."""
HALF = (0.3, 1.0)
"""How much of a digit, or of a number's last one, is written."""


@dataclass(frozen=True, eq=False)
class NumberExample:
    """A page, and how it is to be divided.

    Attributes:
        owners: for each stroke whose each of its points is, see :class:`MadeNumber`; None where all is one.
        text: its digits; None for a scrawl and what is half written.
    """

    kind: str
    page: Page
    owners: tuple[Owners, ...] | None = None
    text: str | None = None


def number_examples(
    pens: Sequence[PenDigit], count: int, rng: np.random.Generator, shares: Mapping[str, float] = SHARES
) -> Iterator[NumberExample]:
    """Examples of these kinds, made of these recorded digits."""
    hands = hands_of(pens)
    strange, styled = scrawls(count, rng), taught_digits(count, rng)
    for kind in rng.choice(list(shares), count, p=list(shares.values())).tolist():
        hand = hands[int(rng.integers(len(hands)))]
        label, paths = hand[int(rng.integers(len(hand)))]
        if kind == "scrawl":
            yield NumberExample(kind, next(strange).page)
        elif kind == "styled digit":
            drawing = next(styled)
            yield NumberExample(kind, drawing.page, text=str(drawing.label))
        elif kind == "digit":
            page = put_on_canvas(vary(paths, rng, rng.uniform(0, 0.5)), rng)
            yield NumberExample(kind, page, text=str(label))
        elif kind == "half digit":
            page = put_on_canvas(paths, rng)
            yield NumberExample(kind, _begun(page, round(_points(page) * rng.uniform(*HALF))))
        else:
            number = taught_number(_styled_hand(rng) if rng.random() < STYLED else hand, rng)
            yield _half_written(number, rng) if kind == "half number" else _whole(number)


@dataclass(frozen=True, eq=False)
class DrawnInk:
    """An example as ink in a picture.

    Attributes:
        ink: mode "L", 255 on 0.
        owners: for each digit and mark the pixels (H, W) that it has alone or first; none where all is one.
    """

    ink: Image.Image
    owners: dict[int, NDArray[np.bool_]]


def draw_ink(example: NumberExample, rng: np.random.Generator) -> DrawnInk:
    """Draw an example with a random pen, as a camera or a scanner may see it: blurred, ragged, with a row missing."""
    strokes = example.page.strokes
    bounds = np.array([stroke.bounds for stroke in strokes])
    low, high = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
    height = max(float((bounds[:, 3] - bounds[:, 1]).max()), float((high - low).max()) / 8, 1.0)
    scale = rng.uniform(*PICTURE_HEIGHTS) / height
    width = max(2, round(height * scale * float(np.exp(rng.uniform(*np.log(PICTURE_PENS))))))
    across, down = (np.ceil((high - low) * scale) + 2 * width).astype(int).tolist()
    layers: dict[int, Image.Image] = {}
    for number, stroke in enumerate(strokes):
        owners = np.zeros(len(stroke.points), np.int64) if example.owners is None else example.owners[number]
        path = (stroke.path - low) * scale + width
        for owner in np.unique(owners).tolist():
            layer = layers.setdefault(owner, Image.new("L", (across, down)))
            for run in _runs(owners == owner):
                draw_stroke(layer, path[run], width)
    own = {owner: np.asarray(layer) > 0 for owner, layer in layers.items()}
    inked = Image.fromarray(np.any(list(own.values()), axis=0)).convert("L")
    return DrawnInk(_seen(inked, width, rng), {} if example.owners is None else own)


def _seen(inked: Image.Image, width: int, rng: np.random.Generator) -> Image.Image:
    """Ink of lines of a width (mode "L", 255 on 0), as it is found in a picture."""
    levels = np.array(inked.filter(ImageFilter.GaussianBlur(rng.uniform(0, width / 4))), dtype=np.float64)
    if rng.random() < RAGGED:
        levels += (levels > 0) * rng.normal(0, rng.uniform(0, ROUGHNESS), levels.shape)
    ink = np.clip(levels / (2 * rng.uniform(*EDGE)), 0, 255).astype(np.uint8)
    if rng.random() < TORN:
        row = int(rng.integers(len(ink)))
        ink[row : row + 1 + int(rng.uniform(0, GAP) * width)] = 0
    return Image.fromarray(ink)


def _runs(marked: NDArray[np.bool_]) -> list[slice]:
    """Runs of marked points, each with the point after it, so that parts of a stroke meet."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], marked, [False]])))
    return [slice(begin, end + 1) for begin, end in edges.reshape(-1, 2).tolist()]


def _styled_hand(rng: np.random.Generator) -> list[WrittenDigit]:
    """A made writer's digits: one style of each, each a few times."""
    hand: list[WrittenDigit] = []
    for digit in range(10):
        style = str(rng.choice([style for style in DIGITS if style.startswith(str(digit))]))
        prototype, squeeze = rng.choice(DIGITS[style]), rng.uniform(0.6, 1.0)
        hand += [(digit, [path * (squeeze, 1) for path in draw(prototype, rng)]) for _ in range(3)]
    return hand


def _whole(number: MadeNumber) -> NumberExample:
    return NumberExample("number", number.page, number.owners, number.text)


def _half_written(number: MadeNumber, rng: np.random.Generator) -> NumberExample:
    """A number as it looks while its last digit is written."""
    order = np.concatenate(number.owners)
    begin = int(np.flatnonzero(order == order[-1])[0])
    page = _begun(number.page, begin + max(1, round((len(order) - begin) * rng.uniform(*HALF))))
    owners = tuple(own[: len(stroke.points)] for own, stroke in zip(number.owners, page.strokes, strict=False))
    return NumberExample("half number", page, owners)


def _points(page: Page) -> int:
    return sum(len(stroke.points) for stroke in page.strokes)


def _begun(page: Page, points: int) -> Page:
    """The page after its first so many points, at least one."""
    strokes = []
    left = max(points, 1)
    for stroke in page.strokes:
        if left > 0:
            strokes.append(Stroke(stroke.points[:left], stroke.width))
        left -= len(stroke.points)
    return Page(tuple(strokes))
