"""Requests from the window to the engine, and events from the engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from common.errors import PlainError
from ink.framing import Framing
from ink.page import Page
from ink.pictures.picture_ink import Candidate
from models.classifier import Floats, Prediction
from models.numbers import NOTHING, Digits, Number
from models.worker import Outcome


@dataclass(frozen=True)
class Request:
    """A request to recognize a page with a model.

    Attributes:
        since: time of the request, by :func:`time.perf_counter`.
        expected: how many digits.
    """

    page: Page
    model: str
    framing: Framing
    since: float
    expected: Digits = Digits.ONE


@dataclass(frozen=True)
class Reading:
    """The result of a request.

    Attributes:
        request: the request. Where ``prediction.model`` differs from ``request.model``, that model was not ready and
            the numpy network answered instead.
        milliseconds: from the request to the answer.
        reason: why the requested model could not answer; None while torch is still loading.
        ink: what was read of the page's picture; None if it has none, or it is blank.
        number: the digits, none of a blank page. Of one digit ``prediction`` is the answer; of more it is what the
            whole page would be as one, and for showing what was read ``number`` counts.
    """

    request: Request
    prediction: Prediction
    milliseconds: float
    reason: PlainError | None = None
    ink: Candidate | None = None
    number: Number = NOTHING

    @property
    def summary(self) -> str:
        """What was read, in one line of text; empty for a blank page."""
        if len(self.number.digits) > 1:
            read = f"text={','.join(self.number.text.split())} confidence={self.number.confidence:.3f}"
        elif self.prediction.digit is not None:
            read = f"digit={self.prediction.digit} confidence={self.prediction.confidence:.3f}"
        else:
            return ""
        return f"{read} model={self.prediction.model} ms={self.milliseconds:.1f}"


Answered = Callable[[Mapping[str, Floats]], None]


@dataclass(frozen=True)
class Survey:
    """What several models made of a few frames.

    Attributes:
        answers: probabilities float32 (N, 10) by model, one row per frame; models that cannot answer are left out.
        done: is to be called with them on the Tk thread.
    """

    answers: Mapping[str, Floats]
    done: Answered


@dataclass(frozen=True)
class Examined:
    """The outcome of a task; ``done`` is to be called with it on the Tk thread."""

    outcome: Outcome
    done: Callable[[Outcome], None]


@dataclass(frozen=True)
class ModelState:
    """Whether torch's models can be used: loading (neither set), ready, or unusable because of an error."""

    ready: bool = False
    error: PlainError | None = None


Event = Reading | Survey | Examined | ModelState | PlainError
"""A PlainError means that a page could not be recognized."""
