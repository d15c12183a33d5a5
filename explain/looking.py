"""Opens any network of the catalogue, so that it can be looked into."""

from __future__ import annotations

from explain.inside import Inside
from explain.numpy_inside import InsideNumpy
from models.bp.network import Network
from models.classifier import Classifier


def inside(classifier: Classifier) -> Inside:
    """A classifier of the catalogue, as one that can be looked into. Imports torch where it is a torch network."""
    if isinstance(classifier, Network):
        return InsideNumpy(classifier)
    from explain.torch_inside import InsideTorch

    return InsideTorch(classifier)
