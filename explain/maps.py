"""What layers of a convolutional network make of a frame, as arrays that go from process to process."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.classifier import Floats

CONVOLUTION, MAX_POOLING, MEAN_POOLING = "convolution", "max pooling", "mean pooling"


@dataclass(frozen=True, eq=False)
class Maps:
    """What one layer makes of a frame.

    Attributes:
        name: of the layer, as torchvision's feature extractor names it.
        kind: one of the three above.
        values: float32 (C, H, W); a convolution's before any ReLU that follows.
    """

    name: str
    kind: str
    values: Floats


@dataclass(frozen=True, eq=False)
class PixelSum:
    """How a pixel of a map came about.

    Attributes:
        kind: one of the three above.
        patch: of the layer's input that the pixel comes from, float32 (C, h, w).
        value: of the pixel: for a convolution the sum of patch times kernel, and the bias; for a pooling the largest
            value of the patch, or its mean.
        kernel: of a convolution, (C, h, w).
        bias: of a convolution.
    """

    kind: str
    patch: Floats
    value: float
    kernel: Floats | None = None
    bias: float = 0.0

    @property
    def products(self) -> Floats:
        """Patch times kernel, (C, h, w); of a pooling the patch itself."""
        return self.patch if self.kernel is None else np.asarray(self.patch * self.kernel)
