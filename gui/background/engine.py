"""Recognizes drawings in a thread, which runs the numpy net itself and torch nets in the torch process.

The Tk thread submits pages with :meth:`Engine.read` and collects the results with :meth:`Engine.events`; it never
waits. The newest page wins: one that is replaced before its turn is dropped.
"""

from __future__ import annotations

import logging
import queue
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from common.errors import PlainError
from common.translation import mark
from gui.background.child_process import CLOSING_TIME, ChildProcess
from gui.background.known_rows import KnownRows
from gui.background.requests import Answered, Event, Examined, ModelState, Reading, Request, Survey
from ink.framing import Framing
from ink.page import Page
from models import catalog
from models.catalog import Loaded, ModelError
from models.choice import NO_CHOICE, Choice, Options, choose, further, options
from models.classifier import Floats, Prediction
from models.numbers import Digits
from models.worker import Answer, Functions, Outcome, Question, Ready, Task, answer, do, serve

LOADING_TICK = 0.02
"""Seconds between two checks of a torch process that is loading."""
ANSWER_TIMEOUT, TASK_TIMEOUT = 2.0, 20.0
"""Seconds to wait for the torch process's answer, and for the outcome of a task, as the first imports torchvision; then
the process counts as gone."""
REST, LONGEST_REST = 2.0, 0.1
"""Pause after a reading, as a multiple of its CPU time, and its maximum in seconds."""
SWITCH_INTERVAL = 0.00005
"""Seconds for which the reading thread may hold the interpreter lock while Tk waits for it. Tk releases the lock in
every call and needs it back afterwards, dozens of times per answer shown; Python's default of 5 ms would add up to
a lag."""

log = logging.getLogger(__name__)


class Engine:
    """The reading thread and the torch process.

    Args:
        functions: what can be asked about a network besides its answer, see :meth:`examine`.
    """

    def __init__(self, functions: Functions | None = None) -> None:
        self._functions = functions or {}
        sys.setswitchinterval(SWITCH_INTERVAL)
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._news = threading.Condition()
        self._pending: Request | None = None
        self._last: Request | None = None
        self._aside: deque[Callable[[], Survey | Examined]] = deque()  # what is done when no drawing is waiting
        self._wants_worker = False
        self._closing = False
        self._worker: ChildProcess | None = None
        self._ready = False  # the worker has loaded torch
        self._given_up = False
        self._models = Loaded()
        self._known = KnownRows()
        self._thread = threading.Thread(target=self._run, name="digitpad-reader", daemon=True)
        self._thread.start()

    # --- called on the Tk thread -------------------------------------------------------------------------------------

    def read(self, page: Page, model: str, framing: Framing, expected: Digits = Digits.ONE) -> None:
        """Request the recognition of a page; replaces a request that is still waiting."""
        with self._news:
            self._pending = Request(page, model, framing, time.perf_counter(), expected)
            self._news.notify()

    def survey(self, frames: Callable[[], Floats], models: Sequence[str], done: Answered) -> None:
        """Request predictions of several models for a few frames, which are made when no drawing is waiting.

        A drawing that comes meanwhile waits for all of them.
        """
        with self._news:
            self._aside.append(partial(self._survey, frames, models, done))
            self._news.notify()

    def examine(self, task: Task, done: Callable[[Outcome], None]) -> None:
        """Request that a function is called with a model, when no drawing is waiting; ``done`` gets the outcome."""
        with self._news:
            self._aside.append(partial(self._examine, task, done))
            self._news.notify()

    def start_worker(self) -> None:
        """Start the torch process unless it runs, even if it failed to start before."""
        with self._news:
            self._wants_worker = True
            self._news.notify()

    def events(self) -> list[Event]:
        """The events since the last call."""
        return [self._events.get() for _ in range(self._events.qsize())]

    def close(self) -> None:
        """End thread and process."""
        with self._news:
            self._closing = True
            self._news.notify()
        worker = self._worker
        if worker is not None:
            worker.process.kill()  # it has no state to lose, and the thread may be waiting for it
        self._thread.join(CLOSING_TIME)
        if worker is not None:
            worker.kill()
            worker.wait()

    # --- the thread --------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            with self._news:
                loading = self._worker is not None and not self._ready
                self._news.wait_for(self._has_work, LOADING_TICK if loading else None)
                if self._closing:
                    return
                request, self._pending = self._pending, None
                wants_worker, self._wants_worker = self._wants_worker, False
            if wants_worker or (request and _needs_torch(request.model) and not self._given_up):
                self._ensure_worker()
            became_ready = self._look_at_worker()
            if became_ready and request is None and self._last is not None and _needs_torch(self._last.model):
                request = replace(self._last, since=time.perf_counter())
            begin = time.thread_time()
            if request is not None:
                self._last = request
                self._events.put(self._read(request))
                self._rest(REST * (time.thread_time() - begin))
            elif self._aside:
                self._events.put(self._aside.popleft()())
                self._rest(time.thread_time() - begin, or_until_asked=True)

    def _rest(self, seconds: float, or_until_asked: bool = False) -> None:
        """Pause, so that the Tk thread gets the interpreter lock."""
        with self._news:
            self._news.wait_for(
                lambda: self._closing or (or_until_asked and self._pending is not None), min(seconds, LONGEST_REST)
            )

    def _has_work(self) -> bool:
        return self._closing or self._pending is not None or self._wants_worker or bool(self._aside)

    def _ensure_worker(self) -> None:
        if self._worker is not None or self._closing:
            return
        self._given_up = False
        if not catalog.has_torch():
            self._give_up(catalog.torch_missing())
            return
        try:
            self._worker = ChildProcess("digitpad-torch", serve, self._functions)
            self._events.put(ModelState())
        except OSError as error:
            reason = error.strerror or str(error)
            self._give_up(PlainError(mark("no process can be started ({reason})"), reason=reason))

    def _look_at_worker(self) -> bool:
        """Whether the worker became ready just now."""
        if self._worker is None or self._ready:
            return False
        for message in self._worker.messages():
            if not isinstance(message, Ready):  # it says why torch does not start
                self._give_up(message.error)
                return False
            self._ready = True
        if self._worker.gone:
            self._give_up(PlainError(mark("the process that holds torch ended while it was loading")))
        elif self._ready:
            self._events.put(ModelState(ready=True))
        return self._ready

    def _read(self, request: Request) -> Reading | PlainError:
        """Catches every error: no page and no weight file may end the thread."""
        try:
            asked = options(request.page, request.framing, request.expected)
            prediction, choice, reason = self._predict(request.model, asked)
        except PlainError as error:
            return error
        except Exception as error:
            log.exception("a page could not be read")
            return PlainError(mark("the drawing could not be read ({reason})"), reason=error)
        milliseconds = (time.perf_counter() - request.since) * 1000
        return Reading(request, prediction, milliseconds, reason, choice.ink, choice.number)

    def _predict(self, model: str, asked: Options) -> tuple[Prediction, Choice, PlainError | None]:
        """The prediction, the choice that it is of, and why it is not the requested model that made it."""
        if not len(asked.frames):
            return Prediction(model, NO_CHOICE.frame, None, confidence_threshold=0.0), NO_CHOICE, None
        reason = None
        for name in dict.fromkeys((model, catalog.FALLBACK)):
            answered = self._read_options(name, asked)
            if answered.probabilities is not None:
                choice = choose(asked, answered.probabilities, answered.confidence_threshold)
                prediction = Prediction(name, choice.frame, choice.probabilities, answered.confidence_threshold)
                return prediction, choice, reason
            reason = reason or answered.error
        raise reason or PlainError(mark("no network is available"))

    def _read_options(self, model: str, asked: Options) -> Answer:
        """The model's answer to the frames, and to those that it is to be asked about after that."""
        answered = self._ask_about(model, asked.frames)
        rows = answered.probabilities
        if rows is None or not len(more := further(asked, rows, answered.confidence_threshold)):
            return answered
        return self._ask_about(model, np.concatenate([asked.frames, more]))

    def _ask_about(self, model: str, frames: Floats) -> Answer:
        return self._known.answer(_identity(model), frames, lambda new: self._ask(Question(model, new)))

    def _survey(self, frames: Callable[[], Floats], models: Sequence[str], done: Answered) -> Survey:
        try:
            made = frames()
            answers = {model: self._ask(Question(model, made)).probabilities for model in models}
        except Exception:  # no digit may end the thread
            log.exception("digits could not be surveyed")
            answers = {}
        return Survey({model: rows for model, rows in answers.items() if rows is not None}, done)

    def _examine(self, task: Task, done: Callable[[Outcome], None]) -> Examined:
        if not _needs_torch(task.model):
            return Examined(do(task, self._models, self._functions), done)
        outcome: Outcome | None = self._ask_worker(task, TASK_TIMEOUT)
        if outcome is None:
            loading = ModelError("{model} is not ready yet", model=task.model)
            outcome = Outcome(error=loading if catalog.has_torch() else catalog.torch_missing())
        return Examined(outcome, done)

    def _ask(self, question: Question) -> Answer:
        """The model's answer; empty, without an error, while torch is not ready."""
        if not _needs_torch(question.model):
            return answer(question, self._models)
        answered: Answer | None = self._ask_worker(question, ANSWER_TIMEOUT)
        return answered or Answer(None)

    def _ask_worker(self, asked: Question | Task, seconds: float) -> Any:
        """What the torch process answers; None if it is not ready, or is gone, in which case a new one is started."""
        if self._worker is None or not self._ready:
            return None
        try:
            return self._worker.ask(asked, seconds)
        except (EOFError, OSError):
            log.info("the torch process is gone; the numpy net answers while a new one starts")
            self._drop_worker()
            self._ensure_worker()
            return None

    def _drop_worker(self) -> None:
        worker, self._worker, self._ready = self._worker, None, False
        if worker is not None:
            worker.kill()

    def _give_up(self, error: PlainError) -> None:
        """Stop using torch until :meth:`start_worker`; otherwise every stroke would try to start it."""
        self._drop_worker()
        self._given_up = True
        self._events.put(ModelState(error=error))


def _needs_torch(model: str) -> bool:
    """Whether the model runs in the torch process; False for one that no longer exists."""
    try:
        return catalog.find(model).needs_torch
    except ModelError:
        return False


def _identity(model: str) -> tuple[str, tuple[int, ...]]:
    """Changes with the model and with its weight file."""
    try:
        return model, catalog.find(model).identity()
    except ModelError:
        return model, ()
