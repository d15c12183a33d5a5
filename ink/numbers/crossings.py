"""Parts of a component of ink, parted where the lines of two digits cross or meet."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ink.numbers.seams import FINE, SEEDS, SLANTS, THIN, Part, smaller
from ink.numbers.stroke_graph import StrokeGraph, stroke_graph
from ink.pictures.components import Mask

Floats = NDArray[np.float64]

SHARED = 0.5
"""Of the height: length of a line, at most, that two digits may share where they touch."""
SHORTEST = 0.1
"""Of the height: length of the lines of a part, at least."""
FREE, PULLS = 0.05, (8.0, 40.0)
"""Of the height: how far a branch may reach over a line for nothing; and what it costs for each height that it is long
and reaches farther."""
MOST_POSITIONS = 100
"""Of lines from left to right, near which cuts are looked for."""
UNITS = 100
"""Of cost; a minimum cut is found in whole numbers."""
INKED = 0.25, 0.2, 0.5
"""Of a square that is one pixel where ink is made smaller: how much is inked for each pixel of a line's width, at
least and at most."""


class Cut(NamedTuple):
    """Which branches (B,) are left of a cut, and its cost."""

    left: Mask
    cost: float


def parts_by_strokes(own: Mask, height: float, thickness: float, most: int) -> list[Part]:
    """The parts of a component (h, w), from left to right; where lines cross, pixels are of two.

    Args:
        height: of its digits, in pixels.
        thickness: of its lines.
        most: cuts at most.
    """
    factor = max(1, round(height / FINE))
    per_width, least, full = INKED
    small = smaller(own, factor) >= min(max(per_width * thickness / factor, least), full)
    graph = stroke_graph(small, thickness / factor)
    cuts = _cuts(graph, small.shape[0], height / factor, most) if graph else []
    if graph is None or not cuts:
        return [Part(own, 0.0)]
    owners = graph.owners.repeat(factor, axis=0).repeat(factor, axis=1)[: own.shape[0], : own.shape[1]]
    masks = [own & row[owners] for row in _owned(graph, cuts, height / factor)]
    costs = [0.0, *(cut.cost for cut in cuts)]
    return [Part(mask, cost) for mask, cost in zip(masks, costs, strict=True) if mask.any()]


def _owned(graph: StrokeGraph, cuts: list[Cut], height: float) -> Mask:
    """Which branches and junctions are in each part (P, B + J).

    A junction is of the parts that pass it, or else of all that end there. A branch that another part has at both ends
    is a line that they share.
    """
    count, parts = len(graph.branches), len(cuts) + 1
    side = np.sum([~cut.left for cut in cuts], axis=0)
    owned = np.zeros((parts, count + len(graph.meeting)), dtype=bool)
    owned[side, np.arange(count)] = True
    ending = np.array([np.bincount(side[branches], minlength=parts) for branches in graph.meeting])
    most = ending.max(axis=1, keepdims=True)
    owned[:, count:] = np.where(most > 1, ending > 1, ending == most).T
    for number, (pixels, begin, end) in enumerate(graph.branches):
        if -1 < begin != end > -1 and len(pixels) <= SHARED * height:
            sharing = (ending[[begin, end]] == 1).all(axis=0)
            owned[:, [number, count + begin, count + end]] |= sharing[:, None]
    return owned


def _cuts(graph: StrokeGraph, rows: int, height: float, most: int) -> list[Cut]:
    """The cheapest ways to part a graph in left and right, from left to right; each leaves more on the left."""
    lengths = np.array([len(branch.pixels) for branch in graph.branches])
    columns = np.concatenate([branch.pixels[:, 1] for branch in graph.branches])
    first, last = int(columns.min()), int(columns.max())
    positions = np.arange(first, last, max(1.0, SEEDS * height, (last - first) / MOST_POSITIONS))
    found: dict[bytes, Cut] = {}
    for pull in PULLS if len(positions) else ():
        for left in _minimum_cuts(graph, pull * _reaching(graph, rows, positions, height)):
            cost = float(graph.costs[left[graph.links[:, 0]] != left[graph.links[:, 1]]].sum())
            if cost <= THIN and min(lengths[left].sum(), lengths[~left].sum()) >= SHORTEST * height:
                found.setdefault(left.tobytes(), Cut(left, cost))
    cuts: list[Cut] = []
    for cut in sorted(found.values(), key=lambda cut: cut.cost):
        if len(cuts) < most and all(
            lengths[cut.left != other.left].sum() >= SHORTEST * height
            and ((cut.left <= other.left).all() or (other.left <= cut.left).all())
            for other in cuts
        ):
            cuts.append(cut)
    return sorted(cuts, key=lambda cut: int(cut.left.sum()))


def _reaching(graph: StrokeGraph, rows: int, positions: Floats, height: float) -> Floats:
    """How far each branch reaches over lines from top to bottom to the left and to the right: (2, lines, B).

    Summed over its pixels, as parts of the height, both the distance and the pixels.
    """
    pixels = np.concatenate([branch.pixels for branch in graph.branches])
    starts = np.cumsum([0, *(len(branch.pixels) for branch in graph.branches[:-1])])
    down = pixels[:, 0] - (rows - 1) / 2
    lines = np.concatenate([slant * down + positions[:, None] for slant in SLANTS])
    right = (pixels[:, 1] - lines) / height
    over = np.maximum(np.stack([-right, right]) - FREE, 0)
    return np.asarray(np.add.reduceat(over, starts, axis=2) / height)


def _minimum_cuts(graph: StrokeGraph, over: Floats) -> list[Mask]:
    """For each line the branches (B,) left of the cheapest cut near it: a minimum cut of a flow network.

    Boykov and Jolly 2001, "Interactive graph cuts for optimal boundary and region segmentation".

    Args:
        over: (2, lines, B), what it costs if a branch is right, or left, of the cut.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import breadth_first_order, maximum_flow

    _sides, lines, count = over.shape
    begin = np.arange(lines)[:, None] * count
    nodes = begin + np.arange(count)
    source, sink = lines * count, lines * count + 1
    one, other = (begin + graph.links[:, side] for side in (0, 1))
    cost = np.broadcast_to(graph.costs, one.shape)
    begins = np.concatenate([one, other, np.full_like(nodes, source), nodes], axis=1).ravel()
    ends = np.concatenate([other, one, nodes, np.full_like(nodes, sink)], axis=1).ravel()
    capacities = np.rint(UNITS * np.concatenate([cost, cost, *over], axis=1)).astype(np.int32).ravel()
    network = coo_array((capacities, (begins, ends)), shape=(sink + 1, sink + 1)).tocsr()
    rest = network - maximum_flow(network, source, sink).flow
    rest.data[rest.data < 0] = 0
    rest.eliminate_zeros()
    reached = np.zeros(sink + 1, dtype=bool)
    reached[breadth_first_order(rest, source, return_predecessors=False)] = True
    return list(reached[:-2].reshape(lines, count))
