"""Hands that the data lacks: made strokes of digits in styles that people write, and of what is no digit.

``taught`` and ``scrawls`` make what networks are trained with, ``measured`` and ``measured_scrawls`` what they are
measured with: the same styles from other prototypes (but for plain bars, which geometry makes alike), in another hand.
They have no code in common but ``MadeDrawing`` and ``ink.page``.
"""

from __future__ import annotations

from dataclasses import dataclass

from ink.page import Page


@dataclass(frozen=True)
class MadeDrawing:
    """A drawing as somebody might have made it on the canvas.

    Attributes:
        style: what it shows, such as "0 slashed", "7 crossed" or "letter K".
        label: the digit, or None where it is none.
    """

    style: str
    label: int | None
    page: Page
