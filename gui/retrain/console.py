"""The training console: a window of its own, and the run that goes on, whether that window is open or not.

Importing this takes its time; the main window does it beside its own work, when the console is first asked for.
"""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from common.errors import PlainError
from common.translation import _, sentence
from gui.networks import networks_window as networks
from gui.retrain.console_window import ConsolePage, ConsoleWindow
from gui.retrain.outcome import Decision
from gui.retrain.session import Phase, Session
from ink.framing import Frame
from models import catalog, user_models
from training.plots.curves import Curves
from training.runs import history
from training.runs.history import HistoryError, RunOrder, RunRecord

if TYPE_CHECKING:
    from gui.window.window import Window

Result = TypeVar("Result")


class Console:
    """Between the window, the run's :class:`Session` and the console's :class:`ConsoleWindow`. All on the Tk thread."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.session: Session | None = None
        self.toplevel: ConsoleWindow | None = None
        self._seen: Frame | None = None

    # --- its window --------------------------------------------------------------------------------------------------

    def open(self, page: str) -> None:
        """Show the console at one of its pages, see :class:`ConsolePage`."""
        if self.toplevel is None:
            self.toplevel = ConsoleWindow(self)
        self.toplevel.open(ConsolePage(page))

    def shut(self) -> None:
        """Close the console's window; a run goes on."""
        if self.toplevel is not None:
            self.toplevel.destroy()
            self.toplevel = None

    def rebuild(self) -> None:
        """Make the console's window anew, in another language."""
        if self.toplevel is not None:
            page = self.toplevel.page
            self.shut()
            self.open(page)

    # --- the run -----------------------------------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        return self.session is not None and self.session.alive()

    def start(self, order: RunOrder, resumed: RunRecord | None = None) -> None:
        """Train; one run at a time."""
        if self.running:
            return
        try:
            self.session = Session(order, self.window.model, resumed)
        except OSError as error:
            said = PlainError("no process can be started ({reason})", reason=error.strerror or error)
            self.complain(said)
            return
        self.session.look(self._seen)
        if self.toplevel is not None:
            self.toplevel.show_session(self.session)

    def look(self, frame: Frame | None) -> None:
        """What is on the canvas now, as networks see it, or None."""
        self._seen = frame
        if self.session is not None and self.session.alive():
            self.session.look(frame)

    def poll(self) -> None:
        """Take in what the run has to say; called again and again."""
        session = self.session
        if session is None or not session.alive() or not session.poll():
            return
        self.window.side.show_candidate(session.answer if session.alive() else None)
        if self.toplevel is not None:
            self.toplevel.refresh()
        if not session.alive():
            self._ended(session)

    def _ended(self, session: Session) -> None:
        if session.error is not None:
            self.complain(session.error)
        elif session.phase is Phase.ENDED:
            self.window.tell(_("The training has ended: Train ▸ Retrain…"))
        self.window.side.show_candidate(None)
        self.load_history()

    def cancelled(self) -> None:
        """The user has cancelled the run."""
        self.window.side.show_candidate(None)
        self.load_history()

    def leave(self) -> None:
        """The user is done with a run that is over: back to the form."""
        if not self.running:
            self.session = None
            if self.toplevel is not None:
                self.toplevel.show_form()

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
        networks.refresh(self.window)
        before = self.window.network
        if not use:
            self.tell(_("Kept as {name}.").format(name=name))
            return
        self.window.choose_model(name)
        self.tell(_("{name} reads now.").format(name=name))
        if self.toplevel is not None:
            self.toplevel.tell(
                _("{name} reads now.").format(name=name),
                back=(_("Back to {network}").format(network=before.title), lambda: self._back(before.name)),
            )

    def _back(self, name: str) -> None:
        """Let the network read again that read before; the other one stays on the shelf."""
        self.window.choose_model(name)
        self.tell(_("{name} reads now.").format(name=self.window.network.title))

    # --- the history -------------------------------------------------------------------------------------------------

    def load_history(self) -> None:
        """Read the runs' folders beside the window, then show them."""
        if self.toplevel is not None:
            self._in_background(history.load_history, self._history_loaded)

    def _history_loaded(self, loaded: tuple[list[RunRecord], list[HistoryError]]) -> None:
        runs, errors = loaded
        if self.toplevel is not None:
            self.toplevel.show_history(runs)
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

    def export(self, curves: Mapping[str, Curves], file: Path) -> None:
        """Write curves to a table or a picture, as the file's ending says."""
        if self.toplevel is not None:
            self.toplevel.plotter.export(curves, file, self._exported)

    def _exported(self, file: Path, error: PlainError | None) -> None:
        if error is not None:
            self.complain(error)
        else:
            self.tell(_("Saved as {file}").format(file=file))

    # --- telling -----------------------------------------------------------------------------------------------------

    def tell(self, text: str) -> None:
        self.window.tell(text)
        if self.toplevel is not None:
            self.toplevel.tell(text)

    def complain(self, error: PlainError) -> None:
        self.window.complain(error)
        if self.toplevel is not None:
            self.toplevel.tell(sentence(error), wrong=True)

    def _in_background(self, work: Callable[[], Result], done: Callable[[Result], None]) -> None:
        self.window.background.run(work, done, self.complain)

    def close(self) -> None:
        """End a run at once; its best weights stay in the history."""
        if self.session is not None:
            self.session.kill()
        try:
            self.shut()
        except tk.TclError:
            self.toplevel = None  # it went with the window
