"""Requests from the window to the engine, and events from the engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from common.errors import PlainError
from ink.framing import Framing
from ink.page import Page
from models.classifier import Floats, Prediction


@dataclass(frozen=True)
class Request:
    """A request to recognize a page with a model.

    Attributes:
        since: time of the request, by :func:`time.perf_counter`.
    """

    page: Page
    model: str
    framing: Framing
    since: float


@dataclass(frozen=True)
class Reading:
    """The result of a request.

    Attributes:
        request: the request. Where ``prediction.model`` differs from ``request.model``, that model was not ready and
            the numpy network answered instead.
        milliseconds: from the request to the answer.
        reason: why the requested model could not answer; None while torch is still loading.
    """

    request: Request
    prediction: Prediction
    milliseconds: float
    reason: PlainError | None = None


Answered = Callable[[Mapping[str, Floats]], None]


@dataclass(frozen=True)
class Survey:
    """What several models made of a few pages.

    Attributes:
        answers: probabilities float32 (N, 10) by model, one row per page; models that cannot answer are left out.
        done: is to be called with them on the Tk thread.
    """

    answers: Mapping[str, Floats]
    done: Answered


@dataclass(frozen=True)
class ModelState:
    """Whether torch's models can be used: loading (neither set), ready, or unusable because of an error."""

    ready: bool = False
    error: PlainError | None = None


Event = Reading | Survey | ModelState | PlainError
"""A PlainError means that a page could not be recognized."""
