"""Processes that draw frames for the pools."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from tests.helpers import is_one_sentence
from training.datasets.mnist import DataError
from training.mixture.pools import Job, Labelled, draw_frames
from training.runtime.progress import no_progress


def die(count: int, rng: np.random.Generator, given: Sequence[Any]) -> Labelled:
    os._exit(1)


def test_a_process_that_the_system_ends_is_one_sentence() -> None:
    with pytest.raises(DataError, match="perhaps the memory is full") as caught:
        draw_frames({"mine": Job(die, 1)}, 1, no_progress)
    assert is_one_sentence(caught.value)
