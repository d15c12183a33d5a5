"""The user's digits as networks read them."""

from __future__ import annotations

import numpy as np

from ink.framing import frame
from tests.training.datasets.my_digits.examples import FOUR, add
from training.datasets import my_digits


def test_they_become_frames_as_networks_read_them() -> None:
    add(4)
    digits = my_digits.as_digits(my_digits.load()[0])
    assert digits.labels.tolist() == [4]
    np.testing.assert_array_equal(digits.images[0], frame(FOUR))
    assert len(my_digits.as_digits([])) == 0
