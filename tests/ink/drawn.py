"""Drawings to test with, and the gestures that make them."""

from __future__ import annotations

from hypothesis import strategies as st
from PIL import Image, ImageOps

from ink.drawing import Drawing
from ink.page import Page, Picture, Point, Stroke
from ink.pictures.picture_ink import Candidate, PictureInk

coordinates = st.floats(-100, 660, allow_subnormal=False)
points = st.tuples(coordinates, coordinates)
strokes = st.builds(Stroke, st.lists(points, min_size=1, max_size=8).map(tuple), st.floats(1, 200))


def found(ink: Image.Image) -> Candidate:
    """All the ink of a picture, mode "L", as if it had been chosen."""
    return Candidate(ink, (0, 0, *ink.size), 1.0, dark=True, threshold=0.5)


def pictured(ink: Image.Image, *strokes: Stroke) -> Page:
    """A page with a picture, dark on light, and strokes over it."""
    return Page(strokes, Picture(PictureInk(ImageOps.invert(ink))))


def drawing_of(*strokes: Stroke) -> Drawing:
    return Drawing(Page(strokes))


def draw(drawing: Drawing, *points: Point, width: float = 10) -> None:
    """One gesture of the pen."""
    drawing.begin_stroke(*points[0], width)
    for point in points[1:]:
        drawing.extend(*point)
    drawing.finish()


def erase(drawing: Drawing, start: Point, end: Point | None = None, radius: float = 10) -> bool:
    """One gesture of the eraser."""
    drawing.begin_change()
    touched = drawing.erase(start, end or start, radius)
    drawing.finish()
    return touched


def paths(drawing: Drawing) -> list[tuple[Point, ...]]:
    return [tuple((round(x, 6), round(y, 6)) for x, y in stroke.points) for stroke in drawing.page.strokes]
