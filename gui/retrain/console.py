"""The training console: the run that goes on, whether the console's window is open or not, and the history of runs.

Importing this takes its time; the main window does it in a job, when the console is first asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Protocol, TypeVar

from common.errors import PlainError
from common.translation import _, sentence
from gui.retrain.outcome import Decision
from gui.retrain.session import Phase, Session
from gui.state.context import Context
from ink.framing import Frame
from models import catalog, user_models
from models.classifier import Floats
from training.plots.process import PlotAnswer
from training.runs import history
from training.runs.log import HistoryError
from training.runs.order import RunOrder
from training.runs.records import RunRecord

Result = TypeVar("Result")


class ConsolePage(StrEnum):
    """The pages of the console's window, in the order of their tabs."""

    TRAIN = "train"
    PERSONALIZATION = "personalization"
    HISTORY = "history"


class ConsoleView(Protocol):
    """The console's window, as far as the console knows it."""

    def show_form(self) -> None: ...
    def show_session(self, session: Session) -> None: ...
    def refresh(self) -> None: ...
    def show_history(self, runs: Sequence[RunRecord]) -> None: ...
    def tell(self, text: str, wrong: bool = False, back: tuple[str, Callable[[], None]] | None = None) -> None: ...


class Console:
    """Between the run's :class:`Session` and the console's window. All on the Tk thread.

    Args:
        on_candidate: hears what the network in training reads on the pad, (10,), or None.

    Attributes:
        session: the run, from its start until the user is done with it.
        view: the console's window while it is open.
        page: the page that is shown, or was shown last.
    """

    def __init__(self, context: Context, on_candidate: Callable[[Floats | None], None]) -> None:
        self._networks, self._messages, self._jobs = context.networks, context.messages, context.jobs
        self._on_candidate = on_candidate
        self.session: Session | None = None
        self.view: ConsoleView | None = None
        self.page = ConsolePage.TRAIN
        self._seen: Frame | None = None

    def choose_page(self, page: str) -> None:
        """Show this page when the window is opened next, see :class:`ConsolePage`."""
        self.page = ConsolePage(page)

    # --- the run -----------------------------------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        return self.session is not None and self.session.alive()

    def start(self, order: RunOrder, resumed: RunRecord | None = None) -> None:
        """Train; one run at a time."""
        if self.running:
            self.complain(PlainError("A network is being trained; wait until that run has ended."))
            return
        try:
            self.session = Session(order, self._networks.name, resumed)
        except OSError as error:
            said = PlainError("no process can be started ({reason})", reason=error.strerror or error)
            self.complain(said)
            return
        self.session.look(self._seen)
        if self.view is not None:
            self.view.show_session(self.session)

    def look(self, frame: Frame | None) -> None:
        """What is on the canvas now, as networks see it, or None."""
        self._seen = frame
        if self.session is not None and self.session.alive():
            self.session.look(frame)

    def poll(self) -> None:
        """Handle the run's messages; called periodically."""
        session = self.session
        if session is None or not session.alive() or not session.poll():
            return
        self._on_candidate(session.answer if session.alive() else None)
        if self.view is not None:
            self.view.refresh()
        if not session.alive():
            self._ended(session)

    def _ended(self, session: Session) -> None:
        if session.error is not None:
            self.complain(session.error)
        elif session.phase is Phase.ENDED:
            self._messages.tell(_("The training has ended; see Train ▸ Retrain…"))
        self._on_candidate(None)
        self.load_history()

    def cancelled(self) -> None:
        """The user has cancelled the run."""
        self._on_candidate(None)
        self.load_history()

    def leave(self) -> None:
        """The user is done with a run that is over: back to the form."""
        if not self.running:
            self.session = None
            if self.view is not None:
                self.view.show_form()

    def decide(self, decision: Decision, name: str) -> None:
        """Use, keep or discard the network of the run that has ended."""
        session = self.session
        if session is None or session.ended is None:
            return
        weights, folder = session.ended.weights, session.folder
        use, keep = decision is Decision.USE, decision is not Decision.DISCARD

        def work() -> None:
            if keep:
                user_models.keep(weights, name)
            history.note_kept(folder, name if keep else None)

        def done(nothing: None) -> None:
            self.leave()
            self.load_history()
            if keep:
                self._kept(name, use)

        self._in_background(work, done)

    def _kept(self, name: str, use: bool) -> None:
        self._networks.refresh()
        before = self._networks.current
        if not use:
            self.tell(_("Kept as {name}.").format(name=name))
            return
        self._networks.choose(name)
        self.tell(_("{name} is in use now.").format(name=name))
        if self.view is not None:
            self.view.tell(
                _("{name} is in use now.").format(name=name),
                back=(_("Back to {network}").format(network=before.title), lambda: self._back(before.name)),
            )

    def _back(self, name: str) -> None:
        """Let the network read again that read before; the other one is kept."""
        self._networks.choose(name)
        self.tell(_("{name} is in use now.").format(name=self._networks.current.title))

    # --- the history -------------------------------------------------------------------------------------------------

    def load_history(self) -> None:
        """Read the runs' folders beside the window, then show them."""
        if self.view is not None:
            self._in_background(history.load_history, self._history_loaded)

    def _history_loaded(self, loaded: tuple[list[RunRecord], list[HistoryError]]) -> None:
        runs, errors = loaded
        if self.view is not None:
            self.view.show_history(runs)
        if errors:
            self.complain(errors[0])

    def repeat(self, run: RunRecord) -> None:
        """The same again, with the same seed."""
        self.start(run.order)

    def resume(self, run: RunRecord) -> None:
        self.start(run.order, run)

    def keep(self, run: RunRecord) -> None:
        """Keep the network of a run whose end nobody saw."""
        kind = catalog.find(run.order.network).title.split(" · ")[0]

        def work() -> str:
            assert run.weights is not None
            name = user_models.free_name(_("My {network}").format(network=kind))
            user_models.keep(run.weights, name)
            history.note_kept(run.folder, name)
            return name

        def done(name: str) -> None:
            self.load_history()
            self._kept(name, use=False)

        self._in_background(work, done)

    def forget(self, runs: Sequence[RunRecord]) -> None:
        def work() -> None:
            for run in runs:
                history.forget(run.folder)

        self._in_background(work, lambda nothing: self.load_history())

    def exported(self, file: Path, answer: PlotAnswer) -> None:
        """Curves were written to a file, or not."""
        if isinstance(answer, PlainError):
            self.complain(answer)
        else:
            self.tell(_("Saved as {file}").format(file=file))

    # --- telling -----------------------------------------------------------------------------------------------------

    def tell(self, text: str) -> None:
        self._messages.tell(text)
        if self.view is not None:
            self.view.tell(text)

    def complain(self, error: PlainError) -> None:
        self._messages.complain(error)
        if self.view is not None:
            self.view.tell(sentence(error), wrong=True)

    def _in_background(self, work: Callable[[], Result], done: Callable[[Result], None]) -> None:
        self._jobs.run(work, done, self.complain)

    def close(self) -> None:
        """End a run at once; its best weights stay in the history."""
        if self.session is not None:
            self.session.kill()
