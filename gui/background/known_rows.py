"""What a network answered to the frames of the last page: a page that grows by a stroke has most of them again."""

from __future__ import annotations

from collections.abc import Callable, Hashable

import numpy as np

from models.classifier import Floats
from models.worker import Answer


class KnownRows:
    """Probabilities by frame, of one network."""

    def __init__(self) -> None:
        self._network: Hashable = None
        self._rows: dict[bytes, Floats] = {}
        self._threshold = 0.0

    def answer(self, network: Hashable, frames: Floats, ask: Callable[[Floats], Answer]) -> Answer:
        """The network's answer to frames (N, 28, 28); it is asked about those alone that the last page did not have.

        Args:
            network: stands for the network and its weights, and changes with them.
        """
        if network != self._network:
            self._network, self._rows = network, {}
        keys = [frame.tobytes() for frame in frames]
        new = {key: frame for key, frame in zip(keys, frames, strict=True) if key not in self._rows}
        rows = self._rows
        if new:
            answered = ask(np.stack(list(new.values())))
            if answered.probabilities is None:
                return answered
            self._threshold = answered.confidence_threshold
            rows = rows | dict(zip(new, answered.probabilities, strict=True))
        self._rows = {key: rows[key] for key in keys}
        return Answer(np.stack([rows[key] for key in keys]), confidence_threshold=self._threshold)
