"""Digits to train with, in the styles that recorded pens lack: each drawn from a prototype, varied at random."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from training.strokes.geometry import rotation
from training.strokes.placing import MadeDrawing, put_on_canvas
from training.strokes.prototype_files import read_prototypes
from training.strokes.taught.drawing import draw
from training.strokes.variation import vary

DIGITS = read_prototypes(Path(__file__).with_name("digits.txt"))
"""Prototypes by style; the first character of a style's name is the digit."""
SQUEEZE = (0.65, 1.1)
"""The width of a drawing, as a multiple of its prototype's."""
STEEPEST_BAR = 0.65
"""The largest lean of a plain bar, in radians, at which it still is a one."""


def taught_digits(count: int, rng: np.random.Generator) -> Iterator[MadeDrawing]:
    """Draw digits of random styles."""
    for style in rng.choice(list(DIGITS), count).tolist():
        squeeze = rng.uniform(*SQUEEZE)
        paths = [path * (squeeze, 1) for path in draw(rng.choice(DIGITS[style]), rng)]
        if style == "1 bar":
            lean = rotation(rng.uniform(-STEEPEST_BAR, STEEPEST_BAR))
            paths = [path @ lean.T for path in paths]
        yield MadeDrawing(style, int(style[0]), put_on_canvas(vary(paths, rng), rng))
