"""Drawings of half a digit or of two, to train with: what is seen while a number is written, and is no digit.

Only halves that look like no other digit: half a 9 may be a 0, half a 2 a 7, half an 8 a 5.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from ink.page import Page
from training.strokes.geometry import Points, distances
from training.strokes.numbers import WrittenDigit
from training.strokes.placing import MadeDrawing, put_on_canvas
from training.strokes.taught.numbers import taught_number
from training.strokes.variation import part, vary

HALVES: Mapping[int, tuple[float, float]] = {0: (0.5, 0.65), 4: (0.3, 0.42), 5: (0.35, 0.5)}
"""By digit: how much of its path is drawn."""
PAIRS = 0.6
"""How many of the drawings show two digits."""
NARROWEST = 0.85
"""The least width of two digits, as a multiple of their height; narrower ones may look like one digit."""


def pieces(hands: Sequence[Sequence[WrittenDigit]], count: int, rng: np.random.Generator) -> Iterator[MadeDrawing]:
    """Drawings made of the digits of several writers; a pair is of one writer's."""
    halves = [digit for hand in hands for digit in hand if digit[0] in HALVES]
    done = 0
    while done < count:
        if rng.random() < PAIRS:
            style, page = "two digits", taught_number(hands[int(rng.integers(len(hands)))], rng, length=2).page
            if _width(page) < NARROWEST:
                continue
        else:
            label, paths = halves[int(rng.integers(len(halves)))]
            begun = _begun(paths, rng.uniform(*HALVES[label]))
            style, page = f"half a {label}", put_on_canvas(vary(begun, rng, 0.5), rng)
        yield MadeDrawing(style, None, page)
        done += 1


def _begun(paths: Sequence[Points], share: float) -> list[Points]:
    """The first part of paths, by length."""
    left = share * sum(float(distances(path)[-1]) for path in paths)
    begun: list[Points] = []
    for path in paths:
        if left > 0:
            begun.append(part(path, 0, left))
        left -= float(distances(path)[-1])
    return begun


def _width(page: Page) -> float:
    """The width of what is drawn, as a multiple of its height."""
    points = np.concatenate([stroke.path for stroke in page.strokes])
    across, down = points.max(axis=0) - points.min(axis=0)
    return float(across / max(down, 1.0))
