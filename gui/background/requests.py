"""What travels between the window and the engine: requests one way, events the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from common.errors import PlainError
from ink.framing import Framing
from ink.page import Page
from models.classifier import Floats, Prediction


@dataclass(frozen=True)
class Request:
    """Read this page with this model.

    Attributes:
        since: when it was asked for, by :func:`time.perf_counter`.
    """

    page: Page
    model: str
    framing: Framing
    since: float


@dataclass(frozen=True)
class SurveyRequest:
    """Read these pages, centred, with each of these models; ``key`` names the answer."""

    key: str
    pages: tuple[Page, ...]
    models: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """A page was read.

    Attributes:
        request: what was asked. Where ``prediction.model`` differs from ``request.model``, that model was not ready and
            the numpy network answered instead.
        milliseconds: from the request to the answer.
        reason: why the other model could not answer; None where torch is still loading.
    """

    request: Request
    prediction: Prediction
    milliseconds: float
    reason: PlainError | None = None


@dataclass(frozen=True)
class Survey:
    """The answers of several models to the same pages.

    Attributes:
        key: of the request.
        answers: by model, probabilities float32 (N, 10), a row for each page; models that cannot answer are left out.
    """

    key: str
    answers: Mapping[str, Floats]


@dataclass(frozen=True)
class ModelState:
    """Whether torch's models can be used: loading (neither set), ready, or unusable because of an error."""

    ready: bool = False
    error: PlainError | None = None


Event = Reading | Survey | ModelState | PlainError
"""A PlainError: a page could not be read at all."""
