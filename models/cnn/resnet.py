"""A small residual net (He et al. 2016, "Deep residual learning for image recognition"), the app's default.

361,234 parameters in 1.5 MB, about 18 million multiplications per digit, 1 ms on one core.
99.71 % on MNIST's test set and 99.7 % on recorded pens after 62 epochs that take 70 minutes on two cores.
"""

from __future__ import annotations

from typing import cast

from torch import Tensor, nn

STEM = 24
STAGES = ((48, 1), (72, 2), (96, 1))
"""Channels and blocks of each stage; its first block halves width and height."""


class Block(nn.Module):
    """x -> relu(f(x) + x), where f is two convolutions with batch normalisation; x is projected where shapes differ."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.residual = nn.Sequential(
            nn.Conv2d(inputs, outputs, kernel_size=3, stride=stride, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(),
            nn.Conv2d(outputs, outputs, kernel_size=3, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
        )
        self.shortcut = (
            nn.Identity()
            if (inputs, stride) == (outputs, 1)
            else nn.Sequential(
                nn.AvgPool2d(stride, ceil_mode=True), nn.Conv2d(inputs, outputs, kernel_size=1, bias=False)
            )
        )

    def forward(self, x: Tensor) -> Tensor:
        return nn.functional.relu(self.residual(x) + self.shortcut(x))


class ResNet(nn.Module):
    """Frames in, logits out."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = [
            nn.Conv2d(1, STEM, kernel_size=3, padding=1, bias=False),  # (B, 24, 28, 28)
            nn.BatchNorm2d(STEM),
            nn.ReLU(),
        ]
        channels = STEM
        for outputs, blocks in STAGES:  # (B, 48, 14, 14), (B, 72, 7, 7), (B, 96, 4, 4)
            for index in range(blocks):
                layers.append(Block(channels, outputs, stride=2 if index == 0 else 1))
                channels = outputs
        self.features = nn.Sequential(*layers)
        self.head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 10))

    def forward(self, frames: Tensor) -> Tensor:
        """(B, 28, 28) in 0-1 -> logits (B, 10)."""
        return cast(Tensor, self.head(self.features(frames.unsqueeze(1))))
