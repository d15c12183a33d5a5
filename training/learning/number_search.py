"""Fits the weights with which numbers are divided into digits: ``digit_looks.txt`` and ``numbers.txt``.

Each example is a lattice of groups of pieces, of which one division is right. Both sets of weights make the right
divisions likely among all (maximum likelihood of a conditional random field); the gradient with respect to a group's
score is its probability over all divisions, less 1 where it is right (LeCun et al. 1998, section VI).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from ink.framing import Frame, frame, frame_ink
from ink.numbers.digit_groups import Groups, digit_groups
from ink.numbers.digit_looks import Looks
from ink.numbers.dividing import Divisions, divide
from ink.numbers.picture_pieces import PictureLine, ink_in, picture_lines
from ink.numbers.pieces import MOST_PIECES, number_height, pieces
from ink.page import Page
from models.classifier import Floats
from models.numbers import features, group_views, surest_views
from training.mixture.numbers import DrawnInk, NumberExample, draw_ink

HIDDEN = 32
BATCH = 32
LEARNING_RATE, WEIGHT_DECAY, STEEPEST = 3e-3, 1e-4, 5.0
PURE = 0.75
"""How many points of a digit its pieces hold, and of these pieces' points are the digit's, at least."""
Doubles = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Lattice:
    """Groups of pieces with what is known of each.

    Attributes:
        features: (D, F), of what may be digits.
        marks: (M, F), of what may be marks.
        bits: (D + M,), the pieces of each.
        right: which of them the right division has.
        pieces: how many there are.
    """

    features: Doubles
    marks: Doubles
    bits: list[int]
    right: tuple[int, ...]
    pieces: int

    def divide(self, scores: Doubles) -> Divisions:
        return divide(self.bits, scores.tolist(), self.pieces)


class Scorer(nn.Module):
    """Scores of groups from their features: as digits from one hidden layer; as marks alike, or by offset and factor.

    Args:
        features: (N, F), from which means and deviations are taken; the first feature is 1 throughout.
        of_marks: marks have their score as the only feature.
    """

    def __init__(self, features: Doubles, of_marks: bool) -> None:
        super().__init__()
        self.mean, self.deviation = features.mean(axis=0), features.std(axis=0) + 1e-3
        self.hidden = nn.Linear(features.shape[1], HIDDEN)
        self.digit = nn.Linear(HIDDEN, 1)
        self.mark = nn.Linear(1, 1) if of_marks else nn.Linear(HIDDEN, 1)
        self.of_marks = of_marks
        if of_marks:
            nn.init.ones_(self.mark.weight)

    def _units(self, features: Doubles) -> torch.Tensor:
        scaled = torch.tensor((features - self.mean) / self.deviation, dtype=torch.float32)
        return torch.tanh(self.hidden(scaled))

    def forward(self, features: Doubles, marks: Doubles) -> tuple[torch.Tensor, torch.Tensor]:
        """(N, F), (M, F or 1) -> (N,), (M,)."""
        own = torch.tensor(marks, dtype=torch.float32) if self.of_marks else self._units(marks)
        return self.digit(self._units(features))[:, 0], self.mark(own)[:, 0]

    def table(self) -> Doubles:
        """The weights as rows: of the hidden units by feature, of the outputs, and what is left."""
        weights = self.hidden.weight.detach().double().numpy() / self.deviation
        hidden = weights.T.copy()
        hidden[0] += self.hidden.bias.detach().double().numpy() - weights @ self.mean
        last = np.zeros(HIDDEN)
        if self.of_marks:
            last[:3] = self.digit.bias.item(), self.mark.bias.item(), self.mark.weight.item()
            return np.vstack([hidden, self.digit.weight.detach().numpy(), last])
        last[:2] = self.digit.bias.item(), self.mark.bias.item()
        return np.vstack([hidden, self.digit.weight.detach().numpy(), self.mark.weight.detach().numpy(), last])


def fit(lattices: Sequence[Lattice], epochs: int, seed: int, of_marks: bool) -> Scorer:
    """Maximise the mean logarithm of the right divisions' probabilities."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    scorer = Scorer(np.concatenate([lattice.features for lattice in lattices]), of_marks)
    optimizer = torch.optim.AdamW(scorer.parameters(), LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    steps = epochs * (len(lattices) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, LEARNING_RATE, steps + 1)
    for _ in range(epochs):
        order = rng.permutation(len(lattices))
        for start in range(0, len(order) - BATCH + 1, BATCH):
            batch = [lattices[place] for place in order[start : start + BATCH]]
            scores = scorer(
                np.concatenate([one.features for one in batch]), np.concatenate([one.marks for one in batch])
            )
            gradients = _gradients(batch, *(some.detach().double().numpy() for some in scores))
            loss = sum((some * gradient).sum() for some, gradient in zip(scores, gradients, strict=True))
            optimizer.zero_grad()
            assert isinstance(loss, torch.Tensor)
            loss.backward()
            nn.utils.clip_grad_norm_(scorer.parameters(), STEEPEST)
            optimizer.step()
            schedule.step()
    return scorer


def _gradients(batch: Sequence[Lattice], digits: Doubles, marks: Doubles) -> tuple[torch.Tensor, torch.Tensor]:
    """Of the batch's mean loss, with respect to all scores of digits (N,) and of marks (M,)."""
    of_digits, of_marks = [], []
    for lattice in batch:
        count = len(lattice.features)
        own, digits = np.split(digits, [count])
        own_marks, marks = np.split(marks, [len(lattice.marks)])
        gradient = lattice.divide(np.append(own, own_marks)).marginals
        gradient[list(lattice.right)] -= 1
        of_digits.append(gradient[:count])
        of_marks.append(gradient[count:])
    return tuple(  # type: ignore[return-value]
        torch.tensor(np.concatenate(some) / len(batch), dtype=torch.float32) for some in (of_digits, of_marks)
    )


@torch.no_grad()
def right_share(scorer: Scorer, lattices: Iterable[Lattice]) -> float:
    """How many lattices are divided rightly."""
    hits = []
    for lattice in lattices:
        scores = torch.cat(scorer(lattice.features, lattice.marks)).double().numpy()
        hits.append(sorted(lattice.divide(scores).best) == sorted(lattice.right))
    return float(np.mean(hits))


@dataclass(frozen=True, eq=False)
class Known:
    """An example as the search sees it.

    Attributes:
        lattice: that by looks.
        framed: makes the frames of a group with a probability by its looks.
    """

    lattice: Lattice
    groups: Groups
    framed: Callable[[int, float], list[Frame]]


def in_strokes(example: NumberExample) -> list[Known]:
    """An example as strokes; none where no division is right, or where there is but one."""
    strokes = example.page.strokes
    height = number_height(strokes)
    found = pieces(strokes, height)
    if not 1 < len(found) <= MOST_PIECES:
        return []
    groups = digit_groups(found, height)
    owned: list[Counter[int]] | None = None
    if example.owners is not None:
        owned = [Counter(example.owners[one.source][one.first : one.last + 1].tolist()) for one in groups.pieces]

    def framed(group: int, chance: float) -> list[Frame]:
        return [frame(Page(view)) for view in group_views(strokes, groups.pieces_of(group), height, chance)]

    everything = Counter(np.concatenate(example.owners).tolist()) if example.owners is not None else Counter()
    known = _known(groups, owned, everything, framed)
    return [known] if known else []


def in_picture(example: NumberExample, rng: np.random.Generator) -> list[Known]:
    """An example as a picture's ink, drawn with a random pen, once for each way to divide it.

    Those are left out in which it is not one line, or cannot be divided rightly.
    """
    drawn = draw_ink(example, rng)
    found = [
        _line_in(drawn, lines[0]) for lines in picture_lines(drawn.ink) if len(lines) == 1 and len(lines[0].pieces) > 1
    ]
    return [known for known in found if known]


def _line_in(drawn: DrawnInk, line: PictureLine) -> Known | None:
    groups = digit_groups(line.pieces, line.height)
    owned: list[Counter[int]] | None = None
    if drawn.owners:
        masks = [line.mask([piece]) for piece in groups.pieces]
        owned = [Counter({own: int((of & mask).sum()) for own, of in drawn.owners.items()}) for mask in masks]
    everything = Counter({own: int(of.sum()) for own, of in drawn.owners.items()})

    def framed(group: int, _chance: float) -> list[Frame]:
        return [frame_ink(ink_in(drawn.ink, line.mask(groups.pieces_of(group))))]

    return _known(groups, owned, everything, framed)


def _known(
    groups: Groups,
    owned: Sequence[Counter[int]] | None,
    everything: Counter[int],
    framed: Callable[[int, float], list[Frame]],
) -> Known | None:
    """An example of which each piece holds so much of each digit or mark; None where all is one."""
    bits, marks = groups.bits(), np.flatnonzero(groups.marks)
    arcs = [*bits, *(bits[mark] for mark in marks)]
    right = (0,) if owned is None else _right(owned, everything, arcs, len(bits))
    if right is None:
        return None
    return Known(Lattice(groups.measured, groups.measured[marks], arcs, right, len(groups.pieces)), groups, framed)


def _right(
    owned: Sequence[Counter[int]], everything: Counter[int], arcs: Sequence[int], digits: int
) -> tuple[int, ...] | None:
    """The right groups among arcs, those of digits first; None if these pieces cannot be divided rightly."""
    bits: dict[int, int] = {}
    held: dict[int, tuple[int, int]] = {}
    for place, counts in enumerate(owned):
        [(owner, count)] = counts.most_common(1)
        bits[owner] = bits.get(owner, 0) | 1 << place
        all_in, own = held.get(owner, (0, 0))
        held[owner] = all_in + counts.total(), own + count
    if set(bits) != set(everything):
        return None
    right = []
    for owner, own_bits in bits.items():
        all_in, own = held[owner]
        begin, end = (0, digits) if owner >= 0 else (digits, len(arcs))
        if own < PURE * max(all_in, everything[owner]) or own_bits not in arcs[begin:end]:
            return None
        right.append(arcs.index(own_bits, begin, end))
    return tuple(right)


def number_lattice(
    learnt: Lattice, seen: Looks, probabilities: Floats, again: Sequence[int], threshold: float
) -> Lattice | None:
    """The lattice from which the whole search is learnt, of what a network was asked; None where the right is lost.

    Args:
        learnt: the lattice of the same example from which looks are learnt.
        probabilities: (D + A, 10), of the groups that may be digits, and of those that are seen again.
        again: (A,), these.
        threshold: the network's confidence threshold.
    """
    surest = surest_views(probabilities, len(seen.digits), again)
    count = len(learnt.features)
    marks = np.flatnonzero(seen.groups.marks)
    kept = [*seen.digits.tolist(), *(count + int(np.searchsorted(marks, mark)) for mark in seen.marks)]
    if not set(learnt.right) <= set(kept):
        return None
    right = tuple(kept.index(arc) for arc in learnt.right)
    bits = [learnt.bits[arc] for arc in kept]
    known = features(seen, probabilities[surest], threshold)
    return Lattice(known, seen.mark_scores[:, None], bits, right, learnt.pieces)


def write_weights(scorer: Scorer, path: Path) -> None:
    np.savetxt(path, scorer.table(), "%.5g")
