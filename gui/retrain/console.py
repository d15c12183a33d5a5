"""The training console: the run that goes on, whether the console's window is open or not, and the history of runs.

Importing this takes its time; the main window does it in a job, when the console is first asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from common.errors import PlainError
from common.translation import _, sentence
from gui.retrain.fields import short_title
from gui.retrain.session import Phase, Session
from gui.state.context import Context
from ink.framing import Frame
from models import user_models
from models.classifier import Floats
from training.runs import history
from training.runs.history import RunRecord
from training.runs.log import HistoryError
from training.runs.messages import RunOrder

BackButton = tuple[str, Callable[[], None]]
"""What the button says, and what it does."""


class ConsoleView(Protocol):
    """The console's window, as far as the console knows it."""

    def show_session(self, session: Session | None) -> None: ...
    def refresh(self) -> None: ...
    def show_history(self, runs: Sequence[RunRecord]) -> None: ...
    def tell(self, text: str, wrong: bool = False, back: BackButton | None = None) -> None: ...


class Console:
    """Between the run's :class:`Session` and the console's window. All on the Tk thread.

    Args:
        on_candidate: hears what the network in training reads on the pad, (10,), or None.

    Attributes:
        session: the run, from its start until the user is done with it.
        view: the console's window while it is open.
        page: the page that is shown, or is shown when the window is opened next: "train", "personalization", "history".
    """

    def __init__(self, context: Context, on_candidate: Callable[[Floats | None], None]) -> None:
        self._networks, self._messages, self._jobs = context.networks, context.messages, context.jobs
        self._on_candidate = on_candidate
        self.session: Session | None = None
        self.view: ConsoleView | None = None
        self.page = "train"
        self._seen: Frame | None = None

    # --- the run -----------------------------------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        return self.session is not None and self.session.alive()

    def start(self, order: RunOrder, resumed: RunRecord | None = None) -> None:
        """Train, or let a run go on; one run at a time."""
        if self.running:
            self.complain(PlainError("A network is being trained; wait until that run has ended."))
            return
        try:
            self.session = Session(order, self._networks.name, resumed)
        except OSError as error:
            self.complain(PlainError("no process can be started ({reason})", reason=error.strerror or error))
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
        if session is not None and session.alive() and session.poll():
            self._session_changed(session)

    def cancel(self) -> None:
        """End the run at once, as the user wants it."""
        if self.session is not None:
            self.session.cancel()
            self._show_session(self.session)
            self._jobs.run(self.session.clear_away, lambda nothing: self.load_history(), self.complain)

    def _show_session(self, session: Session) -> None:
        self._on_candidate(session.answer if session.alive() else None)
        if self.view is not None:
            self.view.refresh()

    def _session_changed(self, session: Session) -> None:
        self._show_session(session)
        if session.unsaved is not None:
            self.complain(session.unsaved)
            session.unsaved = None
        if session.alive():
            return
        if session.error is not None:
            self.complain(session.error)
        elif session.phase is Phase.ENDED:
            self._messages.tell(_("The training has ended; see Train ▸ Retrain…"))
        self.load_history()

    def leave(self) -> None:
        """The user is done with a run that is over: back to the form."""
        if not self.running:
            self.session = None
            if self.view is not None:
                self.view.show_session(None)

    def close(self) -> None:
        """End a run at once; its best weights stay in the history."""
        if self.session is not None:
            self.session.kill()

    # --- its network -------------------------------------------------------------------------------------------------

    def decide(self, name: str | None, use: bool) -> None:
        """Keep the network of the run that has ended under a name, and perhaps use it; None discards it."""
        session = self.session
        if session is not None and session.ended is not None:
            self._keep(session.folder, session.ended.weights, name, use)

    def keep(self, run: RunRecord) -> None:
        """Keep the network of a run whose end nobody saw."""
        assert run.weights is not None
        wish = _("My {network}", network=short_title(run.order.network)) if run.order else run.id
        self._keep(run.folder, run.weights, user_models.free_name(wish), use=False)

    def _keep(self, folder: Path, weights: Path, name: str | None, use: bool) -> None:
        def work() -> None:
            if name is not None:
                user_models.keep(weights, name)
            history.note_kept(folder, name)

        def done(nothing: None) -> None:
            if self.session is not None and self.session.folder == folder:
                self.leave()
            self.load_history()
            if name is not None:
                self._kept(name, use)

        self._jobs.run(work, done, self.complain)

    def _kept(self, name: str, use: bool) -> None:
        self._networks.refresh()
        before = self._networks.current
        if not use:
            self.tell(_("Kept as {name}.", name=name))
            return

        def go_back() -> None:
            self._networks.choose(before.name)
            self.tell(_("{name} is in use now.", name=self._networks.current.title))

        self._networks.choose(name)
        back_button = _("Back to {network}", network=before.title), go_back
        self.tell(_("{name} is in use now.", name=name), back_button)

    # --- the history -------------------------------------------------------------------------------------------------

    def load_history(self) -> None:
        """Read the runs' folders beside the window, then show them."""
        session = self.session

        def work() -> tuple[list[RunRecord], list[HistoryError]]:
            if session is not None and not session.alive():
                session.clear_away()  # while its process is there, its run counts as going on
            return history.load_history()

        if self.view is not None:
            self._jobs.run(work, self._history_loaded, self.complain)

    def _history_loaded(self, loaded: tuple[list[RunRecord], list[HistoryError]]) -> None:
        runs, errors = loaded
        if self.view is not None:
            self.view.show_history(runs)
        if errors:
            self.complain(errors[0])

    def forget(self, runs: Sequence[RunRecord]) -> None:
        def work() -> None:
            for run in runs:
                history.forget(run.folder)

        self._jobs.run(work, lambda nothing: self.load_history(), self.complain)

    # --- telling -----------------------------------------------------------------------------------------------------

    def tell(self, text: str, back: BackButton | None = None) -> None:
        """Say something here and in the main window, with a button to take it back where that can be done."""
        self._messages.tell(text)
        if self.view is not None:
            self.view.tell(text, back=back)

    def complain(self, error: PlainError) -> None:
        self._messages.complain(error)
        if self.view is not None:
            self.view.tell(sentence(error), wrong=True)
