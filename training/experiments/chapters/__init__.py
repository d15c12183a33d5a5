"""The document, chapter by chapter: tables, figures, and sentences that are chosen by the numbers."""

from __future__ import annotations

from training.experiments.chapters.cnn import cnn
from training.experiments.chapters.depth import deep_and_shallow
from training.experiments.chapters.introduction import introduction
from training.experiments.chapters.optimizers import optimizers
from training.experiments.chapters.reasons import reasons
from training.experiments.chapters.regularisation import regularised
from training.experiments.document import Block
from training.experiments.plan import Extent
from training.experiments.results import Results


def document(results: Results, extent: Extent, quick: bool) -> list[Block]:
    """All chapters, in the language in use."""
    return [
        *introduction(results, extent, quick),
        *optimizers(results),
        *regularised(results),
        *reasons(results, extent),
        *cnn(results),
        *deep_and_shallow(results),
    ]
