"""Reads drawings beside the window: a thread frames them and asks the net, numpy's itself, torch's in its process.

The Tk thread hands over pages with :meth:`Engine.read` and picks up what came of them with :meth:`Engine.events`; it
never waits. The newest page wins: one that was overtaken before its turn is dropped.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import sys
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from common.errors import PlainError
from common.translation import mark
from gui.background.torch_process import CLOSING_TIME, EngineError, TorchProcess
from ink.framing import Frame, Framing, frame
from ink.page import Page
from models import catalog
from models.catalog import Loaded, ModelError
from models.classifier import Floats, Prediction
from models.worker import Answer, Question, answer

LOADING_TICK = 0.02
"""Seconds between two looks at a worker that is loading."""
REST, LONGEST_REST = 2.0, 0.1
"""How long the thread rests after a reading, in times of what that took of the processor, and in seconds at most."""
SWITCH_INTERVAL = 0.00005
"""Seconds for which the reading thread may hold Python's lock while Tk waits for it. Tk gives the lock away in every
call and must get it back after, dozens of times for one answer shown; Python's own 5 ms would add up to a lag."""


log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Request:
    """Read this page with this model."""

    page: Page
    model: str
    framing: Framing
    since: float


@dataclass(frozen=True)
class Reading:
    """A page was read.

    Attributes:
        request: what was asked. Where ``prediction.model`` is another model than ``request.model``, the numpy net stood
            in for one that is not ready.
        milliseconds: from the asking to the answer.
        reason: why another model stood in, where it is not just that torch is loading.
    """

    request: Request
    prediction: Prediction
    milliseconds: float
    reason: PlainError | None = None


@dataclass(frozen=True)
class Survey:
    """What several models make of the same pages, centred.

    Attributes:
        key: what :meth:`Engine.survey` was called with.
        answers: by model, probabilities float32 (N, 10), a row for each page; without those that cannot say.
    """

    key: str
    answers: Mapping[str, Floats]


@dataclass(frozen=True)
class ModelState:
    """Whether torch's models can be used: they are loading, they are ready, or an error says why not."""

    ready: bool = False
    error: PlainError | None = None


Event = Reading | Survey | ModelState | PlainError
"""A PlainError: a page could not be read at all."""


class Engine:
    """The reading thread, and through it the worker process."""

    def __init__(self) -> None:
        sys.setswitchinterval(SWITCH_INTERVAL)
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._news = threading.Condition()
        self._pending: Request | None = None
        self._last: Request | None = None
        self._surveys: deque[tuple[str, tuple[Page, ...], tuple[str, ...]]] = deque()
        self._wants_worker = False
        self._closing = False
        self._worker: TorchProcess | None = None
        self._given_up = False
        self._models = Loaded()
        self._thread = threading.Thread(target=self._run, name="digitpad-reader", daemon=True)
        self._thread.start()

    # --- called on the Tk thread -------------------------------------------------------------------------------------

    def read(self, page: Page, model: str, framing: Framing) -> None:
        """Ask for a page to be read; it takes the place of one that still waits."""
        with self._news:
            self._pending = Request(page, model, framing, time.perf_counter())
            self._news.notify()

    def survey(self, key: str, pages: Sequence[Page], models: Sequence[str]) -> None:
        """Let models read some pages when nothing else is to be read; a few at a time, as a drawing waits meanwhile."""
        with self._news:
            self._surveys.append((key, tuple(pages), tuple(models)))
            self._news.notify()

    def start_worker(self) -> None:
        """Start the process that holds torch, unless it runs; also after it failed to start."""
        with self._news:
            self._wants_worker = True
            self._news.notify()

    def events(self) -> list[Event]:
        """What happened since the last call."""
        happened = []
        with contextlib.suppress(queue.Empty):
            while True:
                happened.append(self._events.get_nowait())
        return happened

    @property
    def worker_pid(self) -> int | None:
        worker = self._worker
        return worker.process.pid if worker else None

    def close(self) -> None:
        """End thread and process."""
        with self._news:
            self._closing = True
            self._news.notify()
        worker = self._worker
        if worker is not None:
            worker.process.kill()  # it holds nothing that could be lost, and the thread may be waiting for it
        self._thread.join(CLOSING_TIME)
        if worker is not None:
            worker.close()

    # --- the thread --------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            with self._news:
                loading = self._worker is not None and not self._worker.ready
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
            if request is not None:
                self._last = request
                begin = time.thread_time()
                self._events.put(self._read_or_say_why(request))
                self._rest(REST * (time.thread_time() - begin))
            elif self._surveys:
                begin = time.thread_time()
                self._events.put(self._survey(*self._surveys.popleft()))
                self._rest(time.thread_time() - begin, or_until_asked=True)

    def _rest(self, seconds: float, or_until_asked: bool = False) -> None:
        """Leave Python's lock to the Tk thread for a while, in proportion to the work that was done with it."""
        with self._news:
            self._news.wait_for(
                lambda: self._closing or (or_until_asked and self._pending is not None), min(seconds, LONGEST_REST)
            )

    def _has_work(self) -> bool:
        return self._closing or self._pending is not None or self._wants_worker or bool(self._surveys)

    def _ensure_worker(self) -> None:
        if self._worker is not None or self._closing:
            return
        self._given_up = False
        if not catalog.has_torch():
            self._give_up(catalog.torch_missing())
            return
        try:
            self._worker = TorchProcess()
            self._set_state(ModelState())
        except OSError as error:
            reason = error.strerror or str(error)
            self._give_up(EngineError(mark("no process can be started ({reason})"), reason=reason))

    def _look_at_worker(self) -> bool:
        """Whether the worker became ready just now."""
        if self._worker is None or self._worker.ready:
            return False
        try:
            if self._worker.check_ready():
                self._set_state(ModelState(ready=True))
                return True
        except PlainError as error:
            self._give_up(error)
        except (EOFError, OSError):
            self._give_up(EngineError(mark("the process that holds torch ended while it was loading")))
        return False

    def _read_or_say_why(self, request: Request) -> Event:
        """The thread must live on, whatever a page or a weight file holds."""
        try:
            return self._read(request)
        except PlainError as error:
            return error
        except Exception as error:
            log.exception("a page could not be read")
            return EngineError(mark("the drawing could not be read ({reason})"), reason=error)

    def _read(self, request: Request) -> Reading:
        picture = frame(request.page, request.framing)
        prediction, reason = Prediction(request.model, picture, None, confidence_threshold=0.0), None
        if picture.any():
            prediction, reason = self._predict(request.model, picture)
        milliseconds = (time.perf_counter() - request.since) * 1000
        return Reading(request, prediction, milliseconds, reason)

    def _predict(self, model: str, picture: Frame) -> tuple[Prediction, PlainError | None]:
        """What was read, and why it is not the model that was asked which read it."""
        reason = None
        for name in dict.fromkeys((model, catalog.FALLBACK)):
            said = self._ask(Question(name, picture[np.newaxis]))
            if said.probabilities is not None:
                return Prediction(name, picture, said.probabilities[0], said.confidence_threshold), reason
            reason = reason or said.error
        raise reason or EngineError(mark("no network can read"))

    def _survey(self, key: str, pages: Sequence[Page], models: Sequence[str]) -> Survey:
        try:
            frames = np.stack([frame(page) for page in pages])
            said = {model: self._ask(Question(model, frames)).probabilities for model in models}
        except Exception:  # no page is worth the thread's life
            log.exception("pages could not be surveyed")
            said = {}
        return Survey(key, {model: probabilities for model, probabilities in said.items() if probabilities is not None})

    def _ask(self, question: Question) -> Answer:
        """What the network says; nothing, and no error, while torch's are not ready."""
        if not _needs_torch(question.model):
            return answer(question, self._models)
        if self._worker is not None and self._worker.ready:
            try:
                return self._worker.ask(question.model, question.frames)
            except (EOFError, OSError):
                log.info("the torch process is gone; the numpy net answers while a new one starts")
                self._drop_worker()
                self._ensure_worker()
        return Answer(None)

    def _drop_worker(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.close()

    def _give_up(self, error: PlainError) -> None:
        """Do without torch until the user asks for it again: what failed to start would fail with every stroke."""
        self._drop_worker()
        self._given_up = True
        self._set_state(ModelState(error=error))

    def _set_state(self, state: ModelState) -> None:
        self._events.put(state)


def _needs_torch(model: str) -> bool:
    """Whether only torch's process can read with it; a network that is gone nobody can read with."""
    try:
        return catalog.find(model).needs_torch
    except ModelError:
        return False
