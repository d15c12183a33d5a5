"""A run in progress: how far it is, its curves, what it reads in the drawing, and the buttons that steer it."""

from __future__ import annotations

import tkinter as tk
from typing import Any

import ttkbootstrap as ttk

from common.translation import _, mark, sentence
from gui.answer.verdict import likeliest
from gui.background.pump import later
from gui.look.look import Look
from gui.look.progress_bar import ProgressBar
from gui.look.theme import BAR_FONT, CAPTION_FONT, DOUBT, PLAIN, WRONG
from gui.retrain.console import Console
from gui.retrain.fields import duration, summary
from gui.retrain.outcome import Outcome
from gui.retrain.plot_view import Plotter, PlotView
from gui.retrain.session import Phase, Session
from gui.retrain.steering import Steering
from models import catalog

OUTCOME_DELAY = 30
"""Milliseconds between the end of a run and its outcome."""
FIGURE_FONT = ("TkDefaultFont", 15, "bold")
FIGURES = (
    *(mark("Training loss"), mark("Training accuracy"), mark("Validation accuracy"), mark("Best epoch")),
    mark("Reads your drawing as"),
)
NOTHING = "–"
PHASES = {
    Phase.PREPARING: mark("Preparing…"),
    Phase.PAUSED: mark("Paused"),
    Phase.STOPPING: mark("Stopping…"),
    Phase.COMPARING: mark("Reading the test digits…"),
    Phase.CANCELLED: mark("Cancelled; nothing was changed."),
}


class Live(ttk.Frame):
    """Shows a session, and tells the console what the user decides."""

    def __init__(self, master: tk.Misc, look: Look, session: Session, console: Console, plotter: Plotter) -> None:
        super().__init__(master, padding=look.gap)
        self.session, self._look, self._console = session, look, console
        self._looks: dict[tk.Widget, dict[str, Any]] = {}
        gap, small = look.gap, look.small_gap
        self.grid_columnconfigure(0, weight=1)
        self.grid_rowconfigure(3, weight=1)

        title = summary(catalog.find(session.order.network).title, session.order.settings)
        ttk.Label(self, text=title, font=BAR_FONT).grid(row=0, sticky=tk.W)
        self.headline = ttk.Label(self, font=CAPTION_FONT)
        self.headline.grid(row=1, sticky=tk.EW, pady=(small, small // 2))
        bars = ttk.Frame(self)
        bars.grid(row=2, sticky=tk.EW)
        bars.grid_columnconfigure(1, weight=1)
        self.whole = self._bar(bars, 0, _("Whole run"))
        self.epoch = self._bar(bars, 1, _("This epoch"))
        self.plot = PlotView(self, look, plotter)
        self.plot.grid(row=3, sticky=tk.NSEW, pady=(gap, small))
        figures = ttk.Frame(self)
        figures.grid(row=4, sticky=tk.EW)
        self.figures = [self._figure(figures, column, _(caption)) for column, caption in enumerate(FIGURES)]
        self.steering = Steering(self, look, session)
        self.steering.grid(row=5, sticky=tk.EW, pady=(gap, 0))
        self.foot = ttk.Frame(self)
        self.foot.grid(row=6, sticky=tk.EW, pady=(gap, 0))
        self.pause = ttk.Button(self.foot, command=self._pause_or_resume, bootstyle="secondary outline", width=10)
        self.pause.pack(side=tk.LEFT)
        self.stop = ttk.Button(
            self.foot, text=_("Stop and keep the best"), command=session.stop, bootstyle="primary outline"
        )
        self.stop.pack(side=tk.LEFT, padx=small)
        self.cancel = ttk.Button(
            self.foot, text=_("Cancel the run"), command=console.cancel, bootstyle="danger outline"
        )
        self.cancel.pack(side=tk.RIGHT)
        self.outcome: Outcome | None = None
        self._name = ""  # typed already for the new network
        self._over = False
        self.refresh()

    def _bar(self, master: tk.Misc, row: int, text: str) -> ProgressBar:
        small = self._look.small_gap
        ttk.Label(master, text=text, font=CAPTION_FONT).grid(row=row, column=0, sticky=tk.W, padx=(0, 2 * small))
        bar = ProgressBar(master, self._look)
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
        text, style = self._state()
        self._set(self.headline, text=text, style=style)
        self.whole.show(1.0 if session.phase is Phase.ENDED else session.done)
        batch, last, best = session.batch, session.last, session.best
        epoch_done = batch.done / batch.total if batch else 0.0
        self.epoch.show(1.0 if session.phase in (Phase.COMPARING, Phase.ENDED) else epoch_done)
        newest = batch or last
        figures = (
            f"{newest.train_loss:.4f}" if newest else NOTHING,
            f"{newest.train_accuracy:.2%}" if newest else NOTHING,
            f"{last.validation_accuracy:.2%}" if last else NOTHING,
            str(best.epoch) if best else NOTHING,
            NOTHING if session.answer is None else f"{likeliest(session.answer)} · {session.answer.max():.0%}",
        )
        for label, text in zip(self.figures, figures, strict=True):
            self._set(label, text=text)
        self._set(self.pause, text=_("Go on") if session.phase is Phase.PAUSED else _("Pause"))
        self._allow(self.pause, session.phase in (Phase.RUNNING, Phase.PAUSED))
        self._allow(self.stop, session.phase in (Phase.RUNNING, Phase.PAUSED) and best is not None)
        self._allow(self.cancel, session.alive())
        self.steering.refresh()
        self.plot.show({"": session.recorder.curves()})
        if not session.alive() and not self._over:
            self._over = True
            later(self, OUTCOME_DELAY, self._show_outcome)  # now it would make this beat too long

    def _set(self, widget: tk.Widget, **options: Any) -> None:
        """Configure a widget unless it has these options already: with the theme each call costs a millisecond."""
        if self._looks.get(widget) != options:
            self._looks[widget] = options
            widget.configure(**options)

    def _allow(self, button: ttk.Button, allowed: bool) -> None:
        button.state(["!disabled" if allowed else "disabled"])

    def _state(self) -> tuple[str, str]:
        """The headline and its style."""
        session = self.session
        if session.error is not None:
            return sentence(session.error), WRONG
        if session.phase is Phase.ENDED:
            return _("Ended after epoch {epoch}.", epoch=session.last.epoch if session.last else 0), PLAIN
        if session.phase is Phase.PREPARING and (preparing := session.preparing):
            return f"{_(preparing.what)} · {preparing.done / max(preparing.total, 1):.0%}", DOUBT
        if session.phase is not Phase.RUNNING:
            return _(PHASES[session.phase]), DOUBT
        epoch = session.batch.epoch if session.batch else 1
        parts = [_("Epoch {epoch} of {epochs}", epoch=epoch, epochs=session.order.settings.epochs)]
        if session.images_per_second:  # not measured yet in the first second
            parts.append(_("{count} images a second", count=f"{session.images_per_second:,.0f}"))
            parts.append(_("{time} left", time=duration(session.seconds_left)))
        return " · ".join(parts), PLAIN

    # --- steering ----------------------------------------------------------------------------------------------------

    def _pause_or_resume(self) -> None:
        if self.session.phase is Phase.PAUSED:
            self.session.resume()
        else:
            self.session.pause()
        self.refresh()

    def _show_outcome(self) -> None:
        for button in (self.pause, self.stop, self.cancel):
            button.pack_forget()
        self.steering.grid_remove()
        if self.session.ended is None:
            ttk.Button(
                self.foot, text=_("Back to the settings"), command=self._console.leave, bootstyle="primary"
            ).pack(side=tk.RIGHT)
            return
        network = self.session.order.network
        self.outcome = Outcome(self.foot, self._look, self.session.ended, network, self._console.decide)
        self.outcome.pack(fill=tk.X)
        if self._name:
            self.outcome.name.set(self._name)
            self.outcome.check()

    def take_over(self, old: Live) -> None:
        """Keep the name that is being typed for the new network; for a view that takes an old one's place."""
        if old.outcome is not None:
            self._name = old.outcome.name.get()
