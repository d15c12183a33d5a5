"""A network is asked only about frames that the last page did not have."""

from __future__ import annotations

import numpy as np

from gui.background.known_rows import KnownRows
from models.worker import Answer

FRAMES = np.random.default_rng(1).random((4, 28, 28), dtype=np.float32)


class Network:
    """Gives each frame its sum, ten times, and notes how many frames it was asked about."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def __call__(self, frames: np.ndarray) -> Answer:
        self.asked.append(len(frames))
        return Answer(np.repeat(frames.sum(axis=(1, 2))[:, None], 10, axis=1), confidence_threshold=0.6)


def test_known_frames_are_not_asked_about_again() -> None:
    known, network = KnownRows(), Network()
    known.answer("a", FRAMES[:3], network)
    answer = known.answer("a", FRAMES[[2, 3, 0]], network)
    assert network.asked == [3, 1]
    assert answer.confidence_threshold == 0.6
    np.testing.assert_allclose(answer.probabilities[:, 0], FRAMES[[2, 3, 0]].sum(axis=(1, 2)), rtol=1e-5)


def test_another_network_is_asked_about_all() -> None:
    known, network = KnownRows(), Network()
    known.answer("a", FRAMES, network)
    known.answer("b", FRAMES, network)
    assert network.asked == [4, 4]


def test_only_the_last_page_is_kept() -> None:
    known, network = KnownRows(), Network()
    known.answer("a", FRAMES[:2], network)
    known.answer("a", FRAMES[2:], network)
    known.answer("a", FRAMES[:2], network)
    assert network.asked == [2, 2, 2]


def test_no_answer_is_no_answer_and_is_asked_for_again() -> None:
    known, network = KnownRows(), Network()
    assert known.answer("a", FRAMES, lambda _: Answer(None)).probabilities is None
    known.answer("a", FRAMES, network)
    assert network.asked == [4]
