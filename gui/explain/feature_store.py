"""The training digits, and what a network's last hidden layer makes of them: computed once, and kept in a file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from common.errors import PlainError
from common.translation import mark
from explain.features import features_file, read_features, write_features
from gui.state.context import Context
from models import catalog
from models.classifier import Floats
from models.worker import Outcome, Task
from training.datasets.mnist import DataError, data_folder, load_mnist

AT_A_TIME = 40
"""Digits between two drawings."""
NOT_KEPT = mark("What the network makes of the training digits could not be kept ({reason})")


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
        self._files: dict[str, Path] = {}
        self._features: tuple[str, Floats] | None = None
        self._parts: dict[str, list[Floats]] = {}
        self.closed = False

    def load_digits(self) -> None:
        """Load the training digits in a job; see ``digits`` and ``missing``."""
        if self.digits is None and not self._loading:
            self._loading = True
            self._context.jobs.run(_training_digits, self._digits_came)

    def _digits_came(self, found: tuple[NDArray[np.uint8], NDArray[np.int64]] | None) -> None:
        self._loading, self.missing = False, found is None
        if found is not None:
            self.digits, self.labels = found
        self._news()

    def of(self, model: str) -> Floats | None:
        """The features (60000, H) of a network; None until they are there, see :meth:`want`."""
        if self._features is not None and self._features[0] == _key(model):
            return self._features[1]
        return None

    def want(self, model: str) -> None:
        """Read the features of a network from their file, or compute them and keep them there."""
        if self.digits is None or model in self.progress or self.of(model) is not None:
            return
        self.progress[model] = 0.0
        count = len(self.digits)

        def read() -> tuple[Path, Floats | None]:
            file = features_file(model)
            return file, read_features(file, count)

        self._context.jobs.run(read, partial(self._read, model, _key(model)), partial(self._failed, model))

    def _read(self, model: str, key: str, found: tuple[Path, Floats | None]) -> None:
        file, features = found
        self._files[model] = file
        if features is not None:
            self._done(model, key, features)
        else:
            self._parts[model] = []
            self._go_on(model, key, 0)

    def _go_on(self, model: str, key: str, start: int) -> None:
        if self.closed or self.digits is None:
            self.progress.pop(model, None)
            return
        some = self.digits[start : start + AT_A_TIME] / np.float32(255)
        self._context.engine.examine(Task("features", model, (some,)), partial(self._part_came, model, key, start))

    def _part_came(self, model: str, key: str, start: int, outcome: Outcome) -> None:
        if outcome.error is not None or key != _key(model):
            self._failed(model, outcome.error)
            return
        assert self.digits is not None
        parts = self._parts[model]
        parts.append(outcome.value)
        done = start + len(outcome.value)
        if done < len(self.digits):
            before, self.progress[model] = self.progress[model], done / len(self.digits)
            self._go_on(model, key, done)
            if int(100 * before) != int(100 * self.progress[model]):
                self._news()
            return
        self._context.jobs.run(
            partial(_keep, self._files[model], self._parts.pop(model)), partial(self._kept, model, key)
        )

    def _kept(self, model: str, key: str, kept: tuple[Floats, PlainError | None]) -> None:
        features, self.problem = kept
        self._done(model, key, features)

    def _done(self, model: str, key: str, features: Floats) -> None:
        self._features = key, features
        self.progress.pop(model, None)
        self._news()

    def _failed(self, model: str, error: PlainError | None) -> None:
        self.progress.pop(model, None)
        self._parts.pop(model, None)
        self.problem = error
        self._news()

    def _news(self) -> None:
        if not self.closed:
            self._on_news()


def _key(model: str) -> str:
    """Changes with the network's weights."""
    try:
        return f"{model} {catalog.find(model).identity()}"
    except PlainError:
        return model


def _training_digits() -> tuple[NDArray[np.uint8], NDArray[np.int64]] | None:
    """As bytes (60000, 28, 28), and their labels; None where MNIST is not on this machine."""
    try:
        train = load_mnist(data_folder()).train
    except DataError:
        return None
    return np.asarray(np.rint(train.images * np.float32(255)), dtype=np.uint8), train.labels


def _keep(file: Path, parts: list[Floats]) -> tuple[Floats, PlainError | None]:
    """The parts as one, written to a file; with what went wrong in that."""
    features = np.concatenate(parts)
    try:
        write_features(file, features)
    except OSError as error:
        return features, PlainError(NOT_KEPT, reason=error.strerror or error)
    return features, None
