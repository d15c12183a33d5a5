"""What can be changed and tried in mid-run: another learning rate, and one step on the drawing."""

from __future__ import annotations

import tkinter as tk

import numpy as np
import ttkbootstrap as ttk

from common.translation import _
from gui.answer.verdict import percentage
from gui.explain.value_grid import Tiles, ValueGrid, limit_of
from gui.look.look import Look
from gui.look.theme import CAPTION_FONT
from gui.retrain.session import Phase, Session
from models.classifier import DIGITS
from training.learning.settings import HIGHEST_RATE, is_rate
from training.runs.messages import StepTried


class Steering(ttk.Frame):
    """A field for the learning rate, and a button that tries a step; what the step would do stands beside it."""

    def __init__(self, master: tk.Misc, look: Look, session: Session) -> None:
        super().__init__(master)
        self._session, self._look = session, look
        self._shown: StepTried | None = None
        small = look.small_gap
        ttk.Label(self, text=_("Learning rate"), font=CAPTION_FONT).grid(row=0, column=0, sticky=tk.W)
        self.rate = tk.StringVar(self, f"{session.order.settings.learning_rate:g}")
        entry = ttk.Entry(self, textvariable=self.rate, width=10)
        entry.grid(row=0, column=1, padx=small)
        entry.bind("<Return>", lambda event: self.change_rate())
        self.change = ttk.Button(self, text=_("Change"), command=self.change_rate, bootstyle="secondary outline")
        self.change.grid(row=0, column=2, sticky=tk.W)
        self.remark = ttk.Label(self, font=CAPTION_FONT)
        self.remark.grid(row=0, column=3, sticky=tk.W, padx=small)
        ttk.Label(self, text=_("The drawing is a"), font=CAPTION_FONT).grid(row=1, column=0, sticky=tk.W, pady=small)
        self.label = ttk.Combobox(self, state="readonly", width=3, values=[str(digit) for digit in range(DIGITS)])
        self.label.grid(row=1, column=1, padx=small, sticky=tk.W)
        self.step = ttk.Button(
            self, text=_("One step on this digit"), command=self.try_step, bootstyle="secondary outline"
        )
        self.step.grid(row=1, column=2, sticky=tk.W)
        self.told = ttk.Label(self, font=CAPTION_FONT)
        self.told.grid(row=1, column=3, sticky=tk.EW, padx=small)
        self.told.bind("<Configure>", lambda event: self.told.configure(wraplength=event.width - 2))
        self.grid_columnconfigure(3, weight=1)
        self.pictures = ValueGrid(self, look, 124, 60, columns=2)

    def change_rate(self) -> None:
        """Set another learning rate, unless it is nonsense."""
        try:
            rate = float(self.rate.get().replace(",", "."))
        except ValueError:
            rate = float("nan")
        if not is_rate(rate):
            text = _("a number above 0 and below {most}", most=int(HIGHEST_RATE))
            self.remark.configure(text=text, bootstyle="danger")
            return
        self._session.change_rate(rate)
        self.remark.configure(text=_("{rate} from the next batch on", rate=f"{rate:g}"), bootstyle="default")

    def try_step(self) -> None:
        """Try a step on the drawing, which a copy of the network takes."""
        frame, answer = self._session.frame, self._session.answer
        if frame is None:
            self.told.configure(text=_("Draw a digit first."))
            return
        if self.label.current() < 0:
            self.label.current(0 if answer is None else int(answer.argmax()))
        self._session.try_step(frame, self.label.current())

    def refresh(self) -> None:
        """Show what has come since."""
        steerable = self._session.phase in (Phase.RUNNING, Phase.PAUSED)
        for button in (self.change, self.step):
            button.state(["!disabled" if steerable else "disabled"])
        tried = self._session.tried
        if tried is None or tried is self._shown:
            return
        self._shown = tried
        before, after = (percentage(float(shares[tried.label])) for shares in (tried.before, tried.after))
        told = _(
            "{label}: {before} → {after} by a step of rate {rate}; loss {loss} → {less}",
            label=tried.label,
            before=before,
            after=after,
            rate=f"{tried.rate:.2g}",
            loss=f"{tried.losses[0]:.3g}",
            less=f"{tried.losses[1]:.3g}",
        )
        self.told.configure(text=told)
        pictures = np.stack([tried.frame, tried.gradient])
        self.pictures.show(Tiles(pictures, [1.0, limit_of(tried.gradient)], frozenset({0})))
        self.pictures.grid(row=0, column=4, rowspan=2, sticky=tk.E)
