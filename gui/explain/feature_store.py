"""The training digits, and what a network's last hidden layer makes of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from common.errors import PlainError
from explain.kept import TRAINING
from gui.explain.long_question import LongQuestion, weights_of
from gui.state.context import Context
from models.classifier import Floats
from training.datasets.mnist import DataError, data_folder, load_mnist


class FeatureStore:
    """Features by network, in memory for the one that was asked about last.

    Args:
        on_news: called when something has come, or is further.
    """

    def __init__(self, context: Context, on_news: Callable[[], object]) -> None:
        self._context, self._on_news = context, on_news
        self.digits: NDArray[np.uint8] | None = None
        self.labels: NDArray[np.int64] | None = None
        self.missing = False
        self.progress: dict[str, float] = {}  # of networks that are being looked at, the part that is done
        self.problem: PlainError | None = None
        self._loading = False
        self._features: tuple[str, Floats] | None = None
        self._asked: dict[str, LongQuestion] = {}

    def close(self) -> None:
        """Look no further."""
        for question in self._asked.values():
            question.stop()

    def load_digits(self) -> None:
        """Load the training digits in a job; see ``digits`` and ``missing``."""
        if self.digits is None and not self._loading:
            self._loading = True
            self._context.jobs.run(partial(_training_digits, self._context.settings.data_folder), self._digits_came)

    def _digits_came(self, found: tuple[NDArray[np.uint8], NDArray[np.int64]] | None) -> None:
        self._loading, self.missing = False, found is None
        if found is not None:
            self.digits, self.labels = found
        self._on_news()

    def of(self, model: str) -> Floats | None:
        """The features (60000, H) of a network; None until they are there, see :meth:`want`."""
        if self._features is not None and self._features[0] == weights_of(model):
            return self._features[1]
        return None

    def want(self, model: str) -> None:
        """Have the features of a network read or computed."""
        if self.digits is None or model in self.progress or self.of(model) is not None:
            return
        self.progress[model] = 0.0
        self._asked[model] = LongQuestion(
            self._context,
            "features",
            model,
            lambda: TRAINING,
            self.digits,
            kept_as=np.float16,
            on_part=partial(self._further, model),
            on_answer=partial(self._done, model),
            on_error=partial(self._failed, model),
        )

    def _further(self, model: str, part: float) -> None:
        self.progress[model] = part
        self._on_news()

    def _done(self, model: str, features: Floats, problem: PlainError | None) -> None:
        self._features = weights_of(model), features
        self._failed(model, problem)

    def _failed(self, model: str, problem: PlainError | None) -> None:
        self.problem = problem
        self.progress.pop(model)
        del self._asked[model]
        self._on_news()


def _training_digits(folder: Path | None) -> tuple[NDArray[np.uint8], NDArray[np.int64]] | None:
    """As bytes (60000, 28, 28), and their labels; None where MNIST is not on this machine."""
    try:
        train = load_mnist(data_folder(folder)).train
    except DataError:
        return None
    return np.asarray(np.rint(train.images * np.float32(255)), dtype=np.uint8), train.labels
