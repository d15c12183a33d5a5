"""What runs in the process that holds torch: frames come in through a pipe, probabilities go out.

The window's process never imports torch, which would stop its event loop for seconds. This module is what the new
process imports; it knows neither Tk nor theme. What else can be asked about a network it is told when it starts, as a
table of functions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

import numpy as np

from common.errors import PlainError
from common.processes import become_helper
from ink.framing import FRAME
from models import catalog
from models.catalog import Loaded, ModelError
from models.classifier import Floats


@dataclass(frozen=True)
class Question:
    """Read these frames, float32 (N, 28, 28), with this model."""

    model: str
    frames: Floats


@dataclass(frozen=True)
class Ready:
    """torch is loaded."""


@dataclass(frozen=True)
class Answer:
    """Probabilities float32 (N, 10), and from which on the model is sure; or the error that says why there are none."""

    probabilities: Floats | None
    error: PlainError | None = None
    confidence_threshold: float = 0.0


Functions = Mapping[str, Callable[..., Any]]
"""By name: functions that take a loaded classifier and further arguments."""


@dataclass(frozen=True)
class Task:
    """Call a function of the table with this model, loaded, and with these arguments."""

    function: str
    model: str
    arguments: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What the function returned; or the error that says why it returned nothing."""

    value: Any = None
    error: PlainError | None = None


def serve(connection: Connection, functions: Functions | None = None) -> None:
    """Answer questions, and do tasks with these functions, until the other end is closed."""
    become_helper()
    models = Loaded()
    try:
        started = _load_torch()
        if isinstance(started, Ready):
            _warm_up(models)
        connection.send(started)
        while True:
            asked: Question | Task = connection.recv()
            connection.send(
                answer(asked, models) if isinstance(asked, Question) else do(asked, models, functions or {})
            )
    except (EOFError, OSError):
        return  # the window is gone


def _load_torch() -> Ready | Answer:
    try:
        import torch

        torch.set_num_threads(1)  # one digit is no work to share out, and threads that wait cost the window its core
    except Exception as error:  # a broken torch can raise anything on import
        reason = f"{type(error).__name__}: {error}"
        return Answer(None, ModelError("torch does not start here ({reason})", reason=reason))
    return Ready()


def _warm_up(models: Loaded) -> None:
    """Load the built-in torch models and let each read once: the first time takes far longer than all others."""
    for model in catalog.MODELS:
        if model.needs_torch:
            answer(Question(model.name, np.zeros((1, FRAME, FRAME), dtype=np.float32)), models)


def answer(question: Question, models: Loaded) -> Answer:
    """What the model says, or why it says nothing."""
    try:
        classifier = models.get(question.model)
        return Answer(
            classifier.predict_proba(question.frames), confidence_threshold=classifier.calibration.confidence_threshold
        )
    except PlainError as error:
        return Answer(None, error)
    except Exception as error:  # whatever it is, the window must hear of it and the process live on
        return Answer(None, ModelError("{model} failed ({reason})", model=question.model, reason=error))


def do(task: Task, models: Loaded, functions: Functions) -> Outcome:
    """What the function says of the model, or why it says nothing."""
    try:
        return Outcome(functions[task.function](models.get(task.model), *task.arguments))
    except PlainError as error:
        return Outcome(error=error)
    except Exception as error:
        return Outcome(error=ModelError("{model} failed ({reason})", model=task.model, reason=error))
