"""The type of made drawings: digits in styles that the data sets lack, and drawings of no digit.

``taught/`` makes what networks are trained with, ``measured/`` what they are measured with: the same styles from other
prototypes (except plain bars, which have one shape only), deformed by other code. The two share no prototype and no
deformation, only what knows neither: this type, the curves, the placing and the reader of prototype files.
"""

from __future__ import annotations

from dataclasses import dataclass

from ink.page import Page


@dataclass(frozen=True)
class MadeDrawing:
    """A drawing on the canvas, made by program.

    Attributes:
        style: what it shows, such as "0 slashed", "7 crossed" or "letter K".
        label: the digit; None for a drawing of no digit.
    """

    style: str
    label: int | None
    page: Page
