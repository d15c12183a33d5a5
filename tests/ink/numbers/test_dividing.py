"""The search against all divisions, one by one."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest

from ink.numbers.dividing import divide


def all_divisions(groups: list[int], covered: int, full: int) -> Iterator[list[int]]:
    if covered == full:
        yield []
        return
    lowest = ~covered & (covered + 1)
    for number, bits in enumerate(groups):
        if bits & lowest and not bits & covered:
            yield from ([number, *rest] for rest in all_divisions(groups, covered | bits, full))


@pytest.mark.parametrize("seed", range(20))
def test_the_best_the_sum_and_the_shares_are_those_of_all_divisions(seed: int) -> None:
    rng = np.random.default_rng(seed)
    pieces = int(rng.integers(1, 6))
    full = (1 << pieces) - 1
    groups = [full, *(1 << place for place in range(pieces)), *rng.integers(1, full + 1, 8).tolist()]
    scores = rng.normal(0, 2, len(groups)).tolist()
    known = list(all_divisions(groups, 0, full))
    weights = np.array([math.exp(sum(scores[one] for one in division)) for division in known])
    found = divide(groups, scores, pieces)
    assert sorted(found.best) == sorted(known[int(weights.argmax())])
    assert found.total == pytest.approx(math.log(weights.sum()))
    shares = [weights[[group in division for division in known]].sum() for group in range(len(groups))]
    np.testing.assert_allclose(found.marginals, np.array(shares) / weights.sum(), atol=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_the_best_is_worth_most_and_the_shares_stay_as_they_are(seed: int) -> None:
    rng = np.random.default_rng(seed)
    full = (1 << 4) - 1
    groups = [full, *(1 << place for place in range(4)), *rng.integers(1, full + 1, 8).tolist()]
    scores, worth = rng.normal(0, 2, (2, len(groups)))
    valued = [
        (sum(scores[one] + worth[one] for one in division), division) for division in all_divisions(groups, 0, full)
    ]
    found, likeliest = divide(groups, scores.tolist(), 4, worth.tolist()), divide(groups, scores.tolist(), 4)
    assert sorted(found.best) == sorted(max(valued)[1])
    assert found.total == likeliest.total
    assert np.array_equal(found.marginals, likeliest.marginals)


def test_many_pieces_and_groups_are_searched_in_bounded_time() -> None:
    rng = np.random.default_rng(1)
    pieces = 64
    groups = [(1 << pieces) - 1, *(1 << place for place in range(pieces))]
    for place in range(pieces):
        groups += [
            sum(1 << min(place + step, pieces - 1) for step in set(rng.integers(0, 9, 4).tolist())) for _ in range(5)
        ]
    found = divide(groups, rng.normal(0, 1, len(groups)).tolist(), pieces)
    covered = [groups[group] for group in found.best]
    assert sum(covered) == (1 << pieces) - 1
