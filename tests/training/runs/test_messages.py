"""What the window and a training process say to each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.learning.metrics import Scores
from training.runs.messages import Ended


def scores(mnist: float, pens: float | None) -> Scores:
    return Scores("bp", 1, mnist, pens, 1.0)


@pytest.mark.parametrize(
    ("new", "current", "worse"),
    [
        (scores(0.98, 0.98), scores(0.97, 0.97), False),
        (scores(0.98, 0.98), scores(0.98, 0.98), False),
        (scores(0.96, 0.98), scores(0.97, 0.97), True),
        (scores(0.98, 0.96), scores(0.97, 0.97), True),
        (scores(0.98, None), scores(0.97, 0.97), False),
        (scores(0.98, 0.9), None, False),
    ],
)
def test_a_network_is_worse_if_it_reads_less_of_anything(new: Scores, current: Scores | None, worse: bool) -> None:
    assert Ended(Path("weights"), new, current).worse is worse
