"""What every model is to the rest of the program: frames in, probabilities out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ink.framing import Frame

DIGITS = 10
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Calibration:
    """What makes a network's probabilities mean what they say; found on validation digits, kept with the weights.

    Attributes:
        temperature: the logits are divided by it (Guo et al. 2017, "On calibration of modern neural networks").
        confidence_threshold: answers with less probability than this are shown as "not sure".
    """

    temperature: float = 1.0
    confidence_threshold: float = 0.7

    @classmethod
    def of(cls, metadata: Mapping[str, Any]) -> Calibration:
        """As a weight file's metadata state it; what they lack, or state wrongly, is as for a net not calibrated."""
        stated = metadata.get("calibration")
        stated = stated if isinstance(stated, Mapping) else {}
        return cls(
            **{
                name: float(stated[in_file])
                for name, (in_file, low, high) in STATED.items()
                if type(stated.get(in_file)) in (int, float) and low <= stated[in_file] <= high
            }
        )

    def to_json(self) -> dict[str, float]:
        """As a weight file states it."""
        return {in_file: getattr(self, name) for name, (in_file, _low, _high) in STATED.items()}


STATED = {"temperature": ("temperature", 0.05, 20.0), "confidence_threshold": ("sure_from", 0.0, 1.0)}
"""A field's name in weight files, and the lowest and the highest number that they may state for it."""


class Classifier(Protocol):
    """A trained network, ready to read digits."""

    name: str
    calibration: Calibration

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
        confidence_threshold: the probability from which the model is sure of its answer, see :class:`Calibration`.
    """

    model: str
    frame: Frame
    probabilities: Floats | None
    confidence_threshold: float

    @property
    def digit(self) -> int | None:
        return None if self.probabilities is None else int(self.probabilities.argmax())

    @property
    def confidence(self) -> float | None:
        return None if self.probabilities is None else float(self.probabilities.max())

    @property
    def sure(self) -> bool:
        return self.confidence is not None and self.confidence >= self.confidence_threshold
