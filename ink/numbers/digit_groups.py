"""Which pieces of a number may be one digit: groups of a few neighbouring pieces, and what they measure.

All lengths are parts of the number's height. Neither networks nor what is written are known here.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ink.numbers.pieces import Floats, Marks, Piece

RUN = 4
"""Strokes that follow one another in time, or pieces from left to right, in a group at most."""
JOINED = 7
"""Pieces of the end of a stroke and of the begin of the next, in a group at most."""
WIDEST, HIGHEST, FARTHEST = 1.9, 1.7, 0.7
"""Width and height of a group; the distance from each of its pieces to its next, at most."""
CLOSE = 0.2
"""Distance of two pieces that may be of one digit with others between them."""
NEIGHBOURS = 5
"""Pieces from left to right among which such are looked for."""
PER_PIECE = 8
"""Groups for each piece at most."""
MARK = (0.55, 0.9)
"""Height and width of a stroke that may be a mark, at most: a dot, a comma, a sign."""
MANY = 16
"""Pieces: more of them say no more of a group."""
FARTHEST_REST = 1.0
"""Distances to the rest of the number are no larger than this."""


@dataclass(frozen=True, eq=False)
class Groups:
    """What may be a digit of a number.

    Attributes:
        pieces: from left to right.
        members: (C, P), which pieces are in each group; the first group is all of them.
        measured: (C, F), what each group measures.
        marks: (C,), which may be a mark beside the digits.
        boxes: (C, 4), left, top, right, bottom.
    """

    pieces: tuple[Piece, ...]
    members: Marks
    measured: Floats
    marks: Marks
    boxes: Floats

    def pieces_of(self, group: int) -> list[Piece]:
        """The pieces of a group."""
        return [self.pieces[place] for place in np.flatnonzero(self.members[group])]

    def bits(self) -> list[int]:
        """The groups as numbers in whose binary digits the leftmost piece is the lowest."""
        powers = [1 << place for place in range(len(self.pieces))]
        return [
            sum(power for power, member in zip(powers, row, strict=True) if member) for row in self.members.tolist()
        ]


def digit_groups(pieces: Sequence[Piece], height: float) -> Groups:
    """The groups of some pieces, at least one, in the order of writing; ``height`` is the number's."""
    boxes = np.array([(*piece.path.min(axis=0), *piece.path.max(axis=0)) for piece in pieces]) / height
    order = np.argsort(boxes[:, 0] + boxes[:, 2], kind="stable")
    ordered = tuple(pieces[place] for place in order)
    boxes = boxes[order]
    between = _distances(ordered) / height
    members = _proposed(ordered, order, boxes, between)
    outer = _outer(boxes, members)
    measured = _measure(ordered, order, boxes, between, members, outer)
    return Groups(ordered, members, measured, _may_be_marks(ordered, members, outer), outer * height)


def _distances(pieces: Sequence[Piece]) -> Floats:
    """(P, P), distances between the paths of pieces."""
    points = np.concatenate([piece.path for piece in pieces])
    starts = np.cumsum([0, *(len(piece.path) for piece in pieces[:-1])])
    squared = ((points[:, None] - points) ** 2).sum(axis=2)
    nearest = np.minimum.reduceat(np.minimum.reduceat(squared, starts, axis=0), starts, axis=1)
    return np.asarray(np.sqrt(nearest))


def _outer(boxes: Floats, members: Marks) -> Floats:
    """The boxes (C, 4) of groups."""
    chosen = members[:, :, None]
    low = np.where(chosen, boxes[:, :2], np.inf).min(axis=1)
    high = np.where(chosen, boxes[:, 2:], -np.inf).max(axis=1)
    return np.concatenate([low, high], axis=1)


def _proposed(pieces: Sequence[Piece], time: NDArray[np.intp], boxes: Floats, between: Floats) -> Marks:
    """The groups (C, P): all pieces, each stroke and part of one, runs in time and from left to right, close pairs."""
    count = len(pieces)
    found: dict[bytes, Marks] = {}
    for group in _sets(pieces, time, between):
        row = np.zeros(count, dtype=bool)
        row[group] = True
        found.setdefault(row.tobytes(), row)
    rows = np.stack(list(found.values()))
    outer = _outer(boxes, rows)
    size = outer[:, 2:] - outer[:, :2]
    fits = (size[:, 0] <= WIDEST) & (size[:, 1] <= HIGHEST) & (_looseness(between, rows) <= FARTHEST)
    fits[0] = True
    return rows[fits][: PER_PIECE * count]


def _sets(pieces: Sequence[Piece], time: NDArray[np.intp], between: Floats) -> Iterator[list[int]]:
    """Places of pieces that may be a digit; the smaller first, but for all of them."""
    count = len(pieces)
    in_time = sorted(range(count), key=lambda place: int(time[place]))
    yield list(range(count))
    yield from ([place] for place in range(count))
    strokes: list[list[int]] = []
    for place in in_time:
        if strokes and pieces[strokes[-1][-1]].source == pieces[place].source:
            strokes[-1].append(place)
        else:
            strokes.append([place])
    for length in range(1, RUN + 1):
        for begin in range(len(strokes) - length + 1):
            yield [place for stroke in strokes[begin : begin + length] for place in stroke]
    for stroke in strokes:
        for length in range(2, len(stroke)):
            yield from (stroke[begin : begin + length] for begin in range(len(stroke) - length + 1))
    for stroke, following in itertools.pairwise(strokes):  # the end of a stroke, and the begin of the next
        for length in range(2, JOINED + 1):
            for tail in range(max(1, length - len(following)), min(len(stroke), length - 1) + 1):
                yield stroke[-tail:] + following[: length - tail]
    for length in range(2, RUN + 1):
        yield from (list(range(begin, begin + length)) for begin in range(count - length + 1))
    for one in range(count):
        for other in range(one + 2, min(one + NEIGHBOURS, count)):
            if between[one, other] <= CLOSE:
                yield [one, other]


def _looseness(between: Floats, members: Marks) -> Floats:
    """How far the loosest piece of each group (C,) is from its next; 0 for one piece."""
    count = between.shape[0]
    if count == 1:
        return np.zeros(len(members))
    apart = between + np.diag(np.full(count, np.inf))
    next_one = np.where(members[:, None, :], apart, np.inf).min(axis=2)
    loose = np.where(members, next_one, -np.inf).max(axis=1)
    return np.asarray(np.where(members.sum(axis=1) > 1, loose, 0.0))


def _may_be_marks(pieces: Sequence[Piece], members: Marks, outer: Floats) -> Marks:
    """Which groups (C,) are one whole stroke that is small enough."""
    whole = np.array([not any(piece.cut) for piece in pieces])
    alone = (members.sum(axis=1) == 1) & (members & whole).any(axis=1)
    size = outer[:, 2:] - outer[:, :2]
    return np.asarray(alone & (size[:, 1] <= MARK[0]) & (size[:, 0] <= MARK[1]))


def _measure(
    pieces: Sequence[Piece], time: NDArray[np.intp], boxes: Floats, between: Floats, members: Marks, outer: Floats
) -> Floats:
    left, top, right, bottom = outer.T
    width, height = right - left, bottom - top
    number = members.sum(axis=1)
    everything = number == len(pieces)
    rest = ~members & ~everything[:, None]
    loose = np.minimum(_looseness(between, members), 1.0)
    pairs = members[:, :, None] & rest[:, None, :]
    to_rest = np.where(pairs, between, FARTHEST_REST).min(axis=1)  # (C, P)
    nearest = to_rest.min(axis=1)
    touching = (to_rest < 0.06).sum(axis=1)
    shared = np.minimum(right[:, None], boxes[:, 2]) - np.maximum(left[:, None], boxes[:, 0])
    own_width = np.maximum(np.minimum(width[:, None], boxes[:, 2] - boxes[:, 0]), 0.15)
    overlap = np.clip(np.where(rest, shared, 0) / own_width, 0, 1)
    middles, middle = (boxes[:, 0] + boxes[:, 2]) / 2, (left + right) / 2
    before, after = rest & (middles < middle[:, None]), rest & (middles >= middle[:, None])
    gap_before = np.clip((left[:, None] - np.where(before, boxes[:, 2], -np.inf)).min(axis=1), -0.6, 1)
    gap_after = np.clip((np.where(after, boxes[:, 0], np.inf) - right[:, None]).min(axis=1), -0.6, 1)
    first = np.where(members, time, len(pieces)).min(axis=1)
    last = np.where(members, time, -1).max(axis=1)
    breaks = np.minimum(last - first + 1 - number, 3)
    cuts, over = _cut_ends(pieces, members)
    tall = boxes[:, 3] - boxes[:, 1] > 0.5
    line = (float(np.median(boxes[tall, 1])), float(np.median(boxes[tall, 3]))) if tall.any() else (top[0], bottom[0])
    strokes = _strokes(pieces, members)
    whole = outer[0]
    return np.stack(
        [
            np.ones(len(members)),
            np.log(np.maximum(height, 0.05)),
            np.minimum(height, 1.5),
            np.minimum(width, 2.5),
            np.minimum(width, 2.5) ** 2,
            np.clip(np.log((width + 0.05) / (height + 0.05)), -2, 2),
            strokes == 1,
            strokes == 2,
            strokes >= 3,
            np.minimum(number, 6) / 3,
            loose,
            loose > 0.06,
            nearest,
            np.minimum(touching, 3) / 3,
            overlap.max(axis=1),
            np.minimum(overlap.sum(axis=1), 3) / 3,
            gap_before,
            gap_after,
            np.minimum(gap_before, gap_after),
            breaks / 3,
            cuts == 1,
            cuts == 2,
            np.minimum(over, 4) / 4,
            np.clip(top - line[0], -1.5, 1.5),
            np.clip(bottom - line[1], -1.5, 1.5),
            everything,
            everything * math.log(min(len(pieces), MANY)),
            everything * np.minimum(width, 2.5),
            everything * loose,
            np.full(len(members), np.minimum(whole[2] - whole[0], 8) / 4),
            np.full(len(members), math.log(min(len(pieces), MANY))),
        ],
        axis=1,
    ).astype(np.float64)


def _cut_ends(pieces: Sequence[Piece], members: Marks) -> tuple[Floats, Floats]:
    """How often groups (C,) end at a cut, behind which the stroke goes on, and how often it passes above or below."""
    count = len(pieces)
    begins = {(piece.source, piece.first): place for place, piece in enumerate(pieces)}
    cuts, over = np.zeros(len(members)), np.zeros(len(members))
    for place, piece in enumerate(pieces):
        following = begins.get((piece.source, piece.last), count) if piece.cut[1] else count
        if following < count and following != place:
            open_ = members[:, place] != members[:, following]
            cuts += open_
            over += open_ * piece.over[1]
    return cuts, over


def _strokes(pieces: Sequence[Piece], members: Marks) -> Floats:
    """How many strokes the groups (C,) are of."""
    sources = np.array([piece.source for piece in pieces])
    return np.asarray(
        sum((members[:, sources == source].any(axis=1) for source in np.unique(sources)), np.zeros(len(members)))
    )
