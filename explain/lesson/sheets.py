"""The parts of a lesson's pages, apart from how they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from models.classifier import Floats


@dataclass(frozen=True, eq=False)
class ValuePicture:
    """A picture whose pixels are numbers.

    Attributes:
        values: float32 (H, W); or colours, RGB in 0-255, (H, W, 3).
        caption: below it; may be empty.
        limit: of signed values, see :func:`explain.colours.signed_colours`; None for ink, in 0-1.
    """

    values: Floats
    caption: str = ""
    limit: float | None = None


@dataclass(frozen=True)
class Pictures:
    """Pictures side by side, each pixel of them a square of so many screen pixels."""

    pictures: Sequence[ValuePicture]
    zoom: int = 4


@dataclass(frozen=True)
class Bars:
    """Probabilities 0-1 by label, one of them marked."""

    caption: str
    labels: Sequence[str]
    values: Sequence[float]
    marked: int


@dataclass(frozen=True)
class Table:
    """Rows of text; hidden ones are shown when they are asked for.

    Attributes:
        heading: what it shows.
        columns: their titles.
        folded: whether only the heading is seen at first.
    """

    heading: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    folded: bool = False


@dataclass(frozen=True)
class Formula:
    """A line in the field's notation."""

    text: str


Block = str | Pictures | Bars | Table | Formula
"""A text is a paragraph."""


@dataclass(frozen=True)
class Sheet:
    """A page.

    Attributes:
        title: its heading.
        text: what it shows, in a few sentences.
        formula: what is computed.
        source: the file and the function that compute it.
        blocks: what stands below.
    """

    title: str
    text: str
    formula: str
    source: str
    blocks: Sequence[Block] = field(default_factory=tuple)
