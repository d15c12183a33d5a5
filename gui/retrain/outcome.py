"""When a run has ended: the new network beside the current one, and what is to become of it."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable

import ttkbootstrap as ttk

from common.errors import PlainError
from common.translation import _, sentence
from gui.look.look import Look
from gui.look.theme import ACCENT, CAPTION_FONT, DOUBT, PLAIN, WRONG
from gui.retrain.fields import duration, short_title
from models import catalog, user_models
from models.catalog import ModelError
from training.learning.metrics import Scores, is_guessing
from training.mixture.mixture import MNIST
from training.runs.messages import Ended

NOTHING = "–"


class Outcome(ttk.Frame):
    """The scores of both networks, and what the user can do with the new one; a worse one is used by a second click.

    Args:
        network: the architecture that was trained.
        on_decision: called with the name under which the network is to be kept, or None, and with whether to use it.
    """

    def __init__(
        self, master: tk.Misc, look: Look, ended: Ended, network: str, on_decision: Callable[[str | None, bool], None]
    ) -> None:
        super().__init__(master)
        self._ended, self._on_decision = ended, on_decision
        gap, small = look.gap, look.small_gap
        self.grid_columnconfigure(6, weight=1)
        tested_with = _("MNIST") if ended.tested_with == MNIST else _("Made strokes")
        self._tests = {"mine": _("My digits"), "mnist": tested_with, "pens": _("Pens")}
        if ended.new.mine is None:
            del self._tests["mine"]
        for column, text in enumerate((*self._tests.values(), _("Parameters"), _("Training")), start=1):
            ttk.Label(self, text=text, font=CAPTION_FONT).grid(row=0, column=column, sticky=tk.E, padx=(2 * gap, 0))
        self._row(1, _("The new network"), ended.new, ended.current, 2 * gap)
        if ended.current is not None:
            self._row(2, _title(ended.current.name), ended.current, None, 2 * gap)
        self.verdict = ttk.Label(self, font=CAPTION_FONT)
        self.verdict.grid(row=3, column=0, columnspan=7, sticky=tk.W, pady=(small, gap))

        foot = ttk.Frame(self)
        foot.grid(row=4, column=0, columnspan=7, sticky=tk.EW)
        ttk.Label(foot, text=_("Name")).pack(side=tk.LEFT)
        self.name = tk.StringVar(self, user_models.free_name(_wish(ended, network)))
        entry = ttk.Entry(foot, textvariable=self.name, width=24)
        entry.pack(side=tk.LEFT, padx=small)
        entry.bind("<KeyRelease>", lambda event: self.check())
        self.discard, self.keep, self.use = (
            ttk.Button(foot, text=text, command=command, bootstyle=style)
            for text, command, style in (
                (_("Discard"), lambda: on_decision(None, False), "danger outline"),
                (_("Keep it"), lambda: on_decision(self.name.get(), False), "primary outline"),
                (_("Use it"), self._use, "primary"),
            )
        )
        self.discard.pack(side=tk.RIGHT)
        self.keep.pack(side=tk.RIGHT, padx=small)
        self.use.pack(side=tk.RIGHT)
        self._warned = False
        self.check()

    def _row(self, row: int, title: str, scores: Scores, other: Scores | None, gap: int) -> None:
        """A network's scores, coloured where they are better or worse than another network's."""
        ttk.Label(self, text=title).grid(row=row, column=0, sticky=tk.W)
        cells = [_accuracy(getattr(scores, name), getattr(other, name, None)) for name in self._tests]
        cells.append((f"{scores.parameters:,}" if scores.parameters else NOTHING, PLAIN))
        cells.append((duration(scores.seconds) if scores.seconds else NOTHING, PLAIN))
        for column, (text, style) in enumerate(cells, start=1):
            ttk.Label(self, text=text, style=style).grid(row=row, column=column, sticky=tk.E, padx=(gap, 0))

    def check(self) -> None:
        """Say what is wrong with the name, or else how the two compare."""
        text, style = self._verdict()
        state = "!disabled"
        try:
            user_models.check_name(self.name.get())
        except PlainError as error:
            text, style, state = sentence(error), WRONG, "disabled"
        for button in (self.use, self.keep):
            button.state([state])
        self.verdict.configure(text=text, style=style)

    def _verdict(self) -> tuple[str, str]:
        if self._warned:
            return _("It is less accurate than the current network. Use it anyway?"), WRONG
        if is_guessing(self._ended.new.mnist):
            return _("It has learnt next to nothing; try another learning rate."), WRONG
        if self._ended.current is None:
            return _("The current network could not be measured."), DOUBT
        if self._ended.worse:
            return _("It is less accurate than the current network."), DOUBT
        return _("It is at least as accurate as the current network."), PLAIN

    def _use(self) -> None:
        if self._ended.worse and not self._warned:
            self._warned = True
            self.use.configure(text=_("Use it anyway"), bootstyle="danger")
            self.check()
        else:
            self._on_decision(self.name.get(), True)


def _title(name: str) -> str:
    try:
        return _("{model}, in use now", model=catalog.find(name).title)
    except ModelError:
        return name


def _wish(ended: Ended, network: str) -> str:
    """A name for the new network."""
    kind = short_title(network)
    if not ended.learnt_a_hand:
        return _("My {network}", network=kind)
    base = ended.current.name if ended.current else network
    return _("{network}, my hand", network=base if catalog.find(base).kept else kind)


def _accuracy(value: float | None, other: float | None) -> tuple[str, str]:
    """What stands in a cell, and its style."""
    if value is None:
        return NOTHING, PLAIN
    if other is None or value == other:
        return f"{value:.2%}", PLAIN
    return f"{value:.2%}", ACCENT if value > other else WRONG
