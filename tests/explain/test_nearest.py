"""The nearest digits are those that brute force finds."""

from __future__ import annotations

import numpy as np

from explain.nearest import CHUNK, nearest


def test_nearest_equals_brute_force() -> None:
    rng = np.random.default_rng(1)
    known = rng.integers(0, 256, (CHUNK + 100, 28, 28)).astype(np.uint8)
    frame = rng.random((28, 28), dtype=np.float32)
    distances = [float(np.linalg.norm(one / np.float32(255) - frame)) for one in known]
    expected = sorted(range(len(known)), key=lambda number: distances[number])[:10]
    for given in (known, known / np.float32(255)):
        found = nearest(frame, given)
        assert found.indices.tolist() == expected
        np.testing.assert_allclose(found.distances, [distances[number] for number in expected], rtol=1e-5)


def test_a_digit_that_is_known_is_nearest_to_itself() -> None:
    known = np.random.default_rng(2).random((50, 28, 28), dtype=np.float32)
    found = nearest(known[17], known, 3)
    assert found.indices[0] == 17
    assert found.distances[0] == 0
    assert len(found.indices) == 3
