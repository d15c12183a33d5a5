"""Lines of ink as a graph."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw
from scipy import ndimage

from ink.numbers.stroke_graph import StrokeGraph, stroke_graph, thinned
from ink.pictures.components import EIGHT, Mask

WIDTH = 7


def lines(*paths: list[tuple[int, int]]) -> Mask:
    image = Image.new("L", (120, 100))
    for path in paths:
        ImageDraw.Draw(image).line(path, fill=1, width=WIDTH)
    return np.asarray(image) > 0


def graph_of(ink: Mask) -> StrokeGraph:
    graph = stroke_graph(ink, WIDTH)
    assert graph is not None
    return graph


def branch_at(graph: StrokeGraph, x: int, y: int) -> int:
    return int(graph.owners[y, x])


def cost(graph: StrokeGraph, one: int, other: int) -> float:
    return min(
        float(cost) for pair, cost in zip(graph.links.tolist(), graph.costs, strict=True) if set(pair) == {one, other}
    )


def test_middle_lines_are_thin_and_as_connected_as_the_ink() -> None:
    ring = Image.new("L", (120, 100))
    ImageDraw.Draw(ring).ellipse((20, 10, 90, 90), outline=1, width=9)
    ink = (np.asarray(ring) > 0) | lines([(50, 50), (110, 50)])
    skeleton = thinned(ink)
    assert not (skeleton & ~ink).any()
    assert ndimage.label(skeleton, EIGHT)[1] == ndimage.label(ink, EIGHT)[1] == 1
    assert ndimage.label(~skeleton)[1] == ndimage.label(~ink)[1] == 2
    assert not (skeleton[1:, 1:] & skeleton[:-1, 1:] & skeleton[1:, :-1] & skeleton[:-1, :-1]).any()


def test_crossing_lines_are_four_branches_of_which_opposite_ones_belong_together() -> None:
    graph = graph_of(lines([(20, 20), (100, 80)], [(100, 20), (20, 80)]))
    assert (len(graph.branches), len(graph.meeting)) == (4, 1)
    upper_left, lower_right, upper_right = (branch_at(graph, *at) for at in ((25, 24), (95, 76), (95, 24)))
    assert cost(graph, upper_left, lower_right) == pytest.approx(1, abs=0.15)
    assert cost(graph, upper_left, upper_right) < 0.4


def test_a_line_that_ends_at_another_leaves_it_whole() -> None:
    graph = graph_of(lines([(60, 10), (60, 90)], [(60, 50), (110, 50)]))
    above, below, side = (branch_at(graph, *at) for at in ((60, 20), (60, 80), (100, 50)))
    assert cost(graph, above, below) > 0.8
    assert cost(graph, above, side) < 0.3


def test_where_several_ways_are_straight_none_is_dear() -> None:
    graph = graph_of(lines([(60, 10), (60, 50)], [(60, 50), (48, 90)], [(60, 50), (72, 90)]))
    stem, left, right = (branch_at(graph, *at) for at in ((60, 15), (49, 85), (71, 85)))
    assert max(cost(graph, stem, left), cost(graph, stem, right)) < 0.5


def test_lines_that_do_not_meet_have_no_graph() -> None:
    assert stroke_graph(lines([(20, 20), (100, 80)]), WIDTH) is None
    ring = Image.new("L", (120, 100))
    ImageDraw.Draw(ring).ellipse((20, 10, 90, 90), outline=1, width=9)
    assert stroke_graph(np.asarray(ring) > 0, 9) is None
    assert stroke_graph(np.zeros((5, 5), dtype=bool), WIDTH) is None


def test_each_pixel_has_an_owner() -> None:
    ink = lines([(20, 20), (100, 80)], [(100, 20), (20, 80)])
    graph = graph_of(ink)
    assert 0 <= graph.owners.min() <= graph.owners.max() < len(graph.branches) + len(graph.meeting)


def test_scribble_has_no_graph() -> None:
    ends = np.random.default_rng(0).integers(0, 300, (60, 4)).tolist()
    image = Image.new("L", (300, 300))
    for x0, y0, x1, y1 in ends:
        ImageDraw.Draw(image).line((x0, y0, x1, y1), fill=1, width=3)
    assert stroke_graph(np.asarray(image) > 0, 3) is None
