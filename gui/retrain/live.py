"""A run in progress: how far it is, its curves, what it reads in the drawing, and the buttons that steer it."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from typing import Any

import ttkbootstrap as ttk

from common.translation import _, mark, sentence
from gui.answer.verdict import likeliest
from gui.look.progress_bar import ProgressBar
from gui.look.theme import BAR_FONT, CAPTION_FONT, GAP, SMALL_GAP, Theme
from gui.retrain.fields import summary
from gui.retrain.outcome import Decision, Outcome
from gui.retrain.plot_view import PlotView
from gui.retrain.session import Phase, Session
from gui.retrain.wording import duration
from models import catalog

OUTCOME_DELAY = 30
"""Milliseconds between the end of a run and its outcome."""
FIGURE_FONT = ("TkDefaultFont", 15, "bold")
NOTHING = "–"
PHASES = {
    Phase.PREPARING: mark("Getting ready …"),
    Phase.PAUSED: mark("Paused"),
    Phase.STOPPING: mark("Stopping …"),
    Phase.COMPARING: mark("Reading the test digits …"),
    Phase.CANCELLED: mark("Cancelled; nothing was changed."),
}


class Live(ttk.Frame):
    """Shows a session.

    Args:
        on_decision: called with what is to become of the new network, see :class:`Outcome`.
        on_cancelled: called when the user cancels the run.
        on_leave: called when the user goes back to the settings.
    """

    def __init__(
        self,
        master: tk.Misc,
        session: Session,
        *,
        theme: Theme,
        scale: float,
        plot: Callable[[tk.Misc], PlotView],
        on_decision: Callable[[Decision, str], None],
        on_cancelled: Callable[[], None],
        on_leave: Callable[[], None],
    ) -> None:
        super().__init__(master, padding=round(GAP * scale))
        self.session, self._theme, self._scale = session, theme, scale
        self._looks: dict[tk.Widget, dict[str, Any]] = {}
        self._on_decision, self._on_cancelled, self._on_leave = on_decision, on_cancelled, on_leave
        gap, small = round(GAP * scale), round(SMALL_GAP * scale)
        self.grid_columnconfigure(0, weight=1)
        self.grid_rowconfigure(3, weight=1)

        title = summary(catalog.find(session.order.network).title, session.order.settings)
        ttk.Label(self, text=title, font=BAR_FONT).grid(row=0, sticky=tk.W)
        self.headline = ttk.Label(self, font=CAPTION_FONT)
        self.headline.grid(row=1, sticky=tk.EW, pady=(small, small // 2))
        bars = ttk.Frame(self)
        bars.grid(row=2, sticky=tk.EW)
        bars.grid_columnconfigure(1, weight=1)
        self.whole, self.epoch = (
            self._bar(bars, row, text) for row, text in enumerate((_("Whole run"), _("This epoch")))
        )
        self.plot = plot(self)
        self.plot.grid(row=3, sticky=tk.NSEW, pady=(gap, small))
        figures = ttk.Frame(self)
        figures.grid(row=4, sticky=tk.EW)
        self.figures = {
            name: self._figure(figures, column, text)
            for column, (name, text) in enumerate(
                (
                    ("train_loss", _("Training loss")),
                    ("train_accuracy", _("Training accuracy")),
                    ("validation_accuracy", _("Validation accuracy")),
                    ("best", _("Best epoch")),
                    ("reads", _("Reads your drawing as")),
                )
            )
        }
        self.foot = ttk.Frame(self)
        self.foot.grid(row=5, sticky=tk.EW, pady=(gap, 0))
        self.pause = ttk.Button(self.foot, command=self._pause_or_resume, bootstyle="secondary outline", width=10)
        self.pause.pack(side=tk.LEFT)
        self.stop = ttk.Button(
            self.foot, text=_("Stop and keep the best"), command=session.stop, bootstyle="primary outline"
        )
        self.stop.pack(side=tk.LEFT, padx=small)
        self.cancel = ttk.Button(self.foot, text=_("Cancel the run"), command=self._cancel, bootstyle="danger outline")
        self.cancel.pack(side=tk.RIGHT)
        self.outcome: Outcome | None = None
        self._over = False
        self._later: str | None = None  # the `after` that will show the outcome
        self.refresh()

    def _bar(self, master: tk.Misc, row: int, text: str) -> ProgressBar:
        small = round(SMALL_GAP * self._scale)
        ttk.Label(master, text=text, font=CAPTION_FONT).grid(row=row, column=0, sticky=tk.W, padx=(0, 2 * small))
        bar = ProgressBar(master, self._theme, self._scale)
        bar.grid(row=row, column=1, sticky=tk.EW, pady=small // 3)
        return bar

    def _figure(self, master: tk.Misc, column: int, text: str) -> ttk.Label:
        master.grid_columnconfigure(column, weight=1, uniform="figures")
        value = ttk.Label(master, text=NOTHING, font=FIGURE_FONT)
        value.grid(row=0, column=column, sticky=tk.W)
        ttk.Label(master, text=text, font=CAPTION_FONT).grid(row=1, column=column, sticky=tk.W)
        return value

    # --- showing -----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the session's present state."""
        session = self.session
        self._set(self.headline, text=self._state_text(), foreground=self._state_colour())
        self.whole.show(1.0 if session.phase is Phase.ENDED else session.done)
        self.epoch.show(self._epoch_done())
        batch, last, best = session.batch, session.last, session.best
        newest = batch or last
        self._tell("train_loss", f"{newest.train_loss:.4f}" if newest else NOTHING)
        self._tell("train_accuracy", f"{newest.train_accuracy:.2%}" if newest else NOTHING)
        self._tell("validation_accuracy", f"{last.validation_accuracy:.2%}" if last else NOTHING)
        self._tell("best", str(best.epoch) if best else NOTHING)
        self._tell("reads", self._answer_text())
        self._set(self.pause, text=_("Go on") if session.phase is Phase.PAUSED else _("Pause"))
        self._allow(self.pause, session.phase in (Phase.RUNNING, Phase.PAUSED))
        self._allow(self.stop, session.phase in (Phase.RUNNING, Phase.PAUSED) and best is not None)
        self._allow(self.cancel, session.alive())
        self.plot.show({"": session.recorder.curves()})
        if not session.alive() and not self._over:
            self._over = True
            self._later = self.after(OUTCOME_DELAY, self._show_outcome)  # now it would make this beat too long

    def _tell(self, name: str, text: str) -> None:
        self._set(self.figures[name], text=text)

    def _set(self, widget: tk.Widget, **options: Any) -> None:
        """Configure a widget unless it has these options already: with the theme each call costs a millisecond."""
        if self._looks.get(widget) != options:
            self._looks[widget] = options
            widget.configure(**options)

    def _allow(self, button: ttk.Button, allowed: bool) -> None:
        button.state(["!disabled" if allowed else "disabled"])

    def _epoch_done(self) -> float:
        batch = self.session.batch
        if self.session.phase in (Phase.COMPARING, Phase.ENDED):
            return 1.0
        return batch.done / batch.total if batch else 0.0

    def _state_text(self) -> str:
        session = self.session
        if session.error is not None:
            return sentence(session.error)
        if session.phase is Phase.ENDED:
            return _("Ended after epoch {epoch}.").format(epoch=session.last.epoch if session.last else 0)
        if session.phase is Phase.PREPARING and session.preparing is not None:
            return f"{_(session.preparing.what)} · {session.preparing.done / max(session.preparing.total, 1):.0%}"
        if session.phase is not Phase.RUNNING:
            return _(PHASES[session.phase])
        return " · ".join(
            (
                _("Epoch {epoch} of {epochs}").format(
                    epoch=session.batch.epoch if session.batch else 1, epochs=session.order.settings.epochs
                ),
                _("{count} images a second").format(count=f"{session.images_per_second:,.0f}"),
                _("{time} left").format(time=duration(session.seconds_left)),
            )
        )

    def _state_colour(self) -> str:
        if self.session.error is not None:
            return self._theme.wrong
        quiet = self.session.phase in (Phase.RUNNING, Phase.ENDED)
        return self._theme.text if quiet else self._theme.doubt

    def _answer_text(self) -> str:
        answer = self.session.answer
        return NOTHING if answer is None else f"{likeliest(answer)} · {answer.max():.0%}"

    # --- steering ----------------------------------------------------------------------------------------------------

    def _pause_or_resume(self) -> None:
        if self.session.phase is Phase.PAUSED:
            self.session.resume()
        else:
            self.session.pause()
        self.refresh()

    def _cancel(self) -> None:
        self.session.cancel()
        self._on_cancelled()
        self.refresh()

    def _show_outcome(self) -> None:
        for button in (self.pause, self.stop, self.cancel):
            button.pack_forget()
        if self.session.ended is None:
            ttk.Button(self.foot, text=_("Back to the settings"), command=self._on_leave, bootstyle="primary").pack(
                side=tk.RIGHT
            )
            return
        self.outcome = Outcome(
            self.foot,
            self.session.ended,
            network=self.session.order.network,
            theme=self._theme,
            scale=self._scale,
            on_decision=self._on_decision,
        )
        self.outcome.pack(fill=tk.X)

    def destroy(self) -> None:
        if self._later is not None:
            self.after_cancel(self._later)
        super().destroy()

    def recolour(self, theme: Theme) -> None:
        self._theme = theme
        for bar in (self.whole, self.epoch):
            bar.recolour(theme)
        if self.outcome is not None:
            self.outcome.recolour(theme)
        self.refresh()
