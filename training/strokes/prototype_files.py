"""Reads prototypes: drawings as a few control points, kept in text files beside the code that draws them.

A file has a section for each style, ``[7 crossed]``, and in it a prototype a line: ``8,3 90,3! 45,100 / 30,52 80,48``.
Points are ``x,y`` in hundredths of the drawing's side, y down; a curve runs smoothly through them, but turns sharply
where a point is followed by ``!``; ``/`` begins another stroke. ``#`` begins a comment.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray


def read_prototypes(file: Path) -> dict[str, tuple[str, ...]]:
    """The prototypes of a file as text, by style."""
    styles: dict[str, tuple[str, ...]] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        text = line.split("#")[0].strip()
        if text.startswith("["):
            style = text.strip("[]")
            styles[style] = ()
        elif text:
            styles[style] += (text,)
    return styles


def control_points(prototype: str) -> list[tuple[NDArray[np.float64], list[int]]]:
    """The control points (N, 2) of each stroke, and which of them are corners."""
    return [_read_stroke(stroke.split()) for stroke in prototype.split("/")]


def _read_stroke(words: list[str]) -> tuple[NDArray[np.float64], list[int]]:
    corners = [index for index, word in enumerate(words) if word.endswith("!")]
    return np.array([[float(number) for number in word.rstrip("!").split(",")] for word in words]), corners
