"""What can be asked about a network, by name: the functions that the window's reading thread and torch's process run.

Each takes a loaded classifier and arrays, and returns arrays. torch is imported only by those that are asked about one
of its networks.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from explain.calculation import Calculation, calculate
from explain.inside import LastLayer
from explain.looking import inside
from explain.maps import Maps, PixelSum
from explain.occlusion import occlusion
from explain.smallest_change import Change, smallest_change
from ink.framing import Frame
from models.bp.network import Network
from models.classifier import Classifier, Floats

if TYPE_CHECKING:
    from explain.feature_maps import FeatureMaps


def probabilities(classifier: Classifier, frames: Floats) -> Floats:
    """(N, 28, 28) -> (N, 10)."""
    return classifier.predict_proba(frames)


def last_layer(classifier: Classifier, frame: Frame) -> LastLayer:
    return inside(classifier).last_layer(frame)


def calculation(classifier: Classifier, frame: Frame) -> Calculation | None:
    """Of the numpy network; None for others."""
    return calculate(classifier, frame) if isinstance(classifier, Network) else None


def gradient(classifier: Classifier, frame: Frame, direction: Floats) -> Floats:
    """Of a weighted sum of the logits with respect to the frame, (28, 28)."""
    _logits, gradients = inside(classifier).gradient(frame[None], direction[None])
    return np.asarray(gradients[0])


def covered(classifier: Classifier, frame: Frame, direction: Floats) -> Floats:
    """See :func:`explain.occlusion.occlusion`."""
    return occlusion(inside(classifier), frame, direction)


def change(classifier: Classifier, frame: Frame, targets: Sequence[int]) -> list[Change]:
    """See :func:`explain.smallest_change.smallest_change`; made digits bound what is found."""
    from explain.known_digits import known_digits  # late: the window imports this module when it starts

    network = inside(classifier)
    return smallest_change(network, frame, targets, known_digits(network, frame, None))


def features(classifier: Classifier, frames: Floats) -> Floats:
    """What the last hidden layer makes of frames, (N, 28, 28) -> (N, H)."""
    return inside(classifier).features(frames)


def maps(classifier: Classifier, frame: Frame) -> list[Maps]:
    """Of a torch network, by layer; none of others."""
    looked = _feature_maps(classifier)
    return [] if looked is None else looked.maps(frame)


def pixel(classifier: Classifier, frame: Frame, layer: str, unit: int, row: int, column: int) -> PixelSum | None:
    looked = _feature_maps(classifier)
    return None if looked is None else looked.pixel(frame, layer, unit, row, column)


def kernels(classifier: Classifier, layer: str) -> Floats | None:
    looked = _feature_maps(classifier)
    return None if looked is None else looked.kernels(layer)


def largest(classifier: Classifier, frames: Floats) -> dict[str, Floats]:
    """By layer the largest value of each unit over frames."""
    looked = _feature_maps(classifier)
    return {} if looked is None else {name: np.asarray(values) for name, values in looked.largest(frames).items()}


QUESTIONS: Mapping[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (
        probabilities,
        last_layer,
        calculation,
        gradient,
        covered,
        change,
        features,
        maps,
        pixel,
        kernels,
        largest,
    )
}

_looked_at: weakref.WeakKeyDictionary[Any, FeatureMaps] = weakref.WeakKeyDictionary()


def _feature_maps(classifier: Classifier) -> FeatureMaps | None:
    """A torch network, traced once; None for another."""
    if isinstance(classifier, Network):
        return None
    if classifier not in _looked_at:
        from explain.feature_maps import FeatureMaps
        from models.cnn import TorchClassifier

        assert isinstance(classifier, TorchClassifier)
        _looked_at[classifier] = FeatureMaps(classifier.module)
    return _looked_at[classifier]
