"""The interface of all models: frames in, probabilities out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from common.translation import mark
from ink.framing import FRAME, Frame
from models.weights import WeightsError

DIGITS = 10
Floats = NDArray[np.float32]
EXTREMES: Floats = np.stack([np.full((FRAME, FRAME), level, dtype=np.float32) for level in (0, 1)])
"""Frames without ink and full of it, on which a new network is tried."""


@dataclass(frozen=True)
class Calibration:
    """Calibration of a network's probabilities, fitted on validation digits and stored with the weights.

    Attributes:
        temperature: the logits are divided by it (Guo et al. 2017, "On calibration of modern neural networks").
        confidence_threshold: predictions with a lower probability are shown as "not sure".
    """

    temperature: float = 1.0
    confidence_threshold: float = 0.7

    @classmethod
    def of(cls, metadata: Mapping[str, Any]) -> Calibration:
        """The calibration in a weight file's metadata; missing or invalid values take their defaults."""
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
        """The calibration as stored in a weight file's metadata."""
        return {in_file: getattr(self, name) for name, (in_file, _low, _high) in STATED.items()}


STATED = {"temperature": ("temperature", 0.05, 20.0), "confidence_threshold": ("sure_from", 0.0, 1.0)}
"""By field: its name in weight files, and its smallest and largest valid value."""


class Classifier(Protocol):
    """A trained network, ready to read digits."""

    name: str
    calibration: Calibration

    def predict_proba(self, frames: Floats) -> Floats:
        """Digit probabilities: float32 (N, 28, 28) in 0-1 with ink 1 -> float32 (N, 10), rows sum to 1."""
        ...


def check_outputs(classifier: Classifier, file: Path) -> None:
    """Try a network that was just read from a file.

    Raises:
        WeightsError: its weights, finite as they are, overflow on the way to the probabilities.
    """
    if not np.isfinite(classifier.predict_proba(EXTREMES)).all():
        message = mark("{file}: its weights are so large that no probabilities come of them; train the network anew")
        raise WeightsError(message, file=file)


@dataclass(frozen=True)
class Prediction:
    """A model's prediction for one frame.

    Attributes:
        model: the name of the model that made the prediction.
        frame: float32 (28, 28), the model's input.
        probabilities: float32 (10,), or None if the frame is blank.
        confidence_threshold: the probability from which the prediction counts as sure, see :class:`Calibration`.
    """

    model: str
    frame: Frame
    probabilities: Floats | None
    confidence_threshold: float

    def __post_init__(self) -> None:
        """Raises WeightsError for what is not finite, which only damaged weights make of a frame."""
        if self.probabilities is not None and not np.isfinite(self.probabilities).all():
            raise WeightsError(mark("{model} has no probabilities for this drawing; train it anew"), model=self.model)

    @property
    def digit(self) -> int | None:
        return None if self.probabilities is None else int(self.probabilities.argmax())

    @property
    def confidence(self) -> float | None:
        return None if self.probabilities is None else float(self.probabilities.max())

    @property
    def sure(self) -> bool:
        return self.confidence is not None and self.confidence >= self.confidence_threshold
