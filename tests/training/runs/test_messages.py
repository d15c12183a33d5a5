"""What the window and a training process say to each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.learning.metrics import Marks
from training.runs.messages import Ended


def marks(mnist: float, pens: float | None) -> Marks:
    return Marks("bp", 1, mnist, pens, 1.0)


@pytest.mark.parametrize(
    ("new", "current", "worse"),
    [
        (marks(0.98, 0.98), marks(0.97, 0.97), False),
        (marks(0.98, 0.98), marks(0.98, 0.98), False),
        (marks(0.96, 0.98), marks(0.97, 0.97), True),
        (marks(0.98, 0.96), marks(0.97, 0.97), True),
        (marks(0.98, None), marks(0.97, 0.97), False),
        (marks(0.98, 0.9), None, False),
    ],
)
def test_a_network_is_worse_if_it_reads_less_of_anything(new: Marks, current: Marks | None, worse: bool) -> None:
    assert Ended(Path("weights"), new, current).worse is worse
