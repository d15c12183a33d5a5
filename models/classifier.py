"""What every model is to the rest of the program: frames in, probabilities out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ink.framing import Frame

DIGITS = 10
SURE = 0.7
"""Answers that a model gives less probability than this are shown as "not sure"."""

Floats = NDArray[np.float32]


class Classifier(Protocol):
    """A trained network, ready to read digits."""

    name: str

    def predict_proba(self, frames: Floats) -> Floats:
        """Probabilities of the ten digits: float32 (N, 28, 28) in 0-1, ink 1 -> float32 (N, 10), rows summing to 1."""
        ...


@dataclass(frozen=True)
class Prediction:
    """What a model read in a frame.

    Attributes:
        model: the name of the model that answered.
        frame: float32 (28, 28), the very array that it was given.
        probabilities: float32 (10,), or None where the frame is blank: then there is nothing to read.
    """

    model: str
    frame: Frame
    probabilities: Floats | None

    @property
    def digit(self) -> int | None:
        return None if self.probabilities is None else int(self.probabilities.argmax())

    @property
    def confidence(self) -> float | None:
        return None if self.probabilities is None else float(self.probabilities.max())

    @property
    def sure(self) -> bool:
        return self.confidence is not None and self.confidence >= SURE
