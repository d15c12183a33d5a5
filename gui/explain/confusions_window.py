"""Confusions: which digits a network takes for which others, and the pictures behind each cell."""

from __future__ import annotations

import multiprocessing
import tkinter as tk
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path

import numpy as np
import ttkbootstrap as ttk

from common.errors import PlainError
from common.processes import become_helper
from common.translation import _, mark, sentence
from explain.confusions import SETS, ConfusionsError, DigitSet, behind, load_set, matrix
from gui.answer.verdict import percentage
from gui.background.pump import while_open
from gui.explain.confusion_matrix import ConfusionMatrix
from gui.explain.data_offer import DataOffer
from gui.explain.long_question import LongQuestion, weights_of
from gui.explain.page import ModelChoice, wrap
from gui.explain.value_grid import Spot, Tiles, ValueGrid
from gui.look.placing import beside
from gui.look.secondary_window import ButtonRow, SecondaryWindow
from gui.look.theme import CAPTION_FONT, WRONG
from gui.state.context import Context
from ink.page import Page
from models.classifier import Floats
from training.datasets.fetching import DATA_SETS
from training.datasets.mnist import DataMissing

SHOWN = 60
"""Pictures of a cell that are shown, the surest ones."""
SIZE, SMALLEST = (800, 520), (600, 420)
"""Logical pixels."""
GONE = mark("The process that loads the digits was ended")


class ConfusionsWindow(SecondaryWindow):
    """Left the matrix, right the pictures of the cell that was clicked.

    Args:
        show_page: called with the drawing of the picture that was clicked.
        show_change: called with that drawing, and the digit that the smallest change is wanted to.
    """

    def __init__(
        self,
        master: tk.Misc,
        context: Context,
        show_page: Callable[[Page], object],
        show_change: Callable[[Page, int], object],
    ) -> None:
        super().__init__(master, _("Confusions"))
        self._context, self._look = context, context.look
        self._show_page, self._show_change = show_page, show_change
        self._sets: dict[str, DigitSet] = {}
        self._answers: dict[tuple[str, str], Floats] = {}  # by set and network with its weights
        self._reading: LongQuestion | None = None
        self.digits: DigitSet | None = None
        self.answers: Floats | None = None
        self.cell: tuple[int, int] | None = None
        self._indices: np.ndarray = np.zeros(0, dtype=np.int64)
        self._on_pad: tuple[Page, int] | None = None  # the picture that was clicked, and what it could be instead
        look = self._look
        body = ttk.Frame(self, padding=look.gap)
        body.pack(fill=tk.BOTH, expand=True)
        row = ttk.Frame(body)
        row.pack(fill=tk.X)
        self.model = ModelChoice(row, context, lambda model: bool(model.architecture), self.refresh)
        self.model.pack(side=tk.LEFT)
        self.sets = ttk.Combobox(row, state="readonly", width=22, values=[_(title) for title, _load in SETS.values()])
        self.sets.current(0)
        self.sets.bind("<<ComboboxSelected>>", lambda event: self.refresh())
        self.sets.pack(side=tk.LEFT, padx=look.gap)
        self.message = ttk.Label(body, font=CAPTION_FONT)
        self.message.pack(fill=tk.X, pady=look.small_gap)
        self.message.bind("<Configure>", wrap)
        self.offer = DataOffer(body, context, self._fetched)
        buttons = ButtonRow(body, look)
        buttons.pack(side=tk.BOTTOM, fill=tk.X, pady=(look.small_gap, 0))
        self.change = buttons.add(_("Smallest change…"), self._ask_change)
        buttons.add(_("Close"), self.destroy, tk.RIGHT)
        parts = self._parts = ttk.Frame(body)
        parts.pack(fill=tk.BOTH, expand=True)
        parts.grid_columnconfigure(0, weight=1, uniform="half")
        parts.grid_columnconfigure(1, weight=1, uniform="half")
        parts.grid_rowconfigure(0, weight=1)
        self.matrix = ConfusionMatrix(parts, look, self.choose_cell)
        self.matrix.grid(row=0, column=0, sticky=tk.NSEW, padx=(0, look.gap))
        self.pictures = ValueGrid(parts, look, 360, 360, self._hover, self._open)
        self.pictures.grid(row=0, column=1, sticky=tk.NSEW)
        self.at_least(look.px(SMALLEST[0]), look.px(SMALLEST[1]))
        self.geometry(beside(master, look.px(SIZE[0]), look.px(SIZE[1])))
        self.refresh()

    @property
    def set_name(self) -> str:
        return [*SETS][self.sets.current()]

    def take_over(self, old: ConfusionsWindow) -> None:
        super().take_over(old)
        self._sets, self._answers = old._sets, old._answers
        self.sets.current(old.sets.current())
        self.refresh()

    # --- digits and answers ------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the network and the set that are chosen: at once if they are known, else as soon as they are."""
        self.sets.selection_clear()
        name = self.set_name
        self.offer.pack_forget()
        self._clear()
        if name in self._sets and name != "mine":  # of which there may be more now
            self._loaded(name, self._sets[name])
            return
        self.tell(_("Loading the digits…"))
        loaded = while_open(self, partial(self._loaded, name))
        self._context.jobs.run(partial(_load, name, self._context.settings.data_folder), loaded)

    def _clear(self) -> None:
        if self._reading is not None:
            self._reading.stop()
        self.digits = self.answers = self.cell = self._reading = None
        self._forget_picture()
        self.matrix.show(None)
        self.pictures.show(None)

    def _forget_picture(self) -> None:
        self._on_pad = None
        self.change.state(["disabled"])

    def _loaded(self, name: str, found: DigitSet | PlainError) -> None:
        if name != self.set_name:
            return
        if isinstance(found, PlainError):
            self._complain(found)
            if isinstance(found, DataMissing) and name in DATA_SETS:
                self.offer.offer(DATA_SETS[name])
                self.offer.pack(fill=tk.X, before=self._parts)
            return
        self._sets[name] = found
        key = name, weights_of(self.model.name)
        known = self._answers.get(key)
        if known is not None and len(known) == len(found):
            self._show(found, known)
        else:
            self._read(found, key)

    def _read(self, digits: DigitSet, key: tuple[str, str]) -> None:
        """Read the digits bit by bit, so that drawings are read in between."""

        def part(done: float) -> None:
            self.tell(_("Reading the digits: {part}", part=f"{done:.0%}"))

        def read(answers: Floats, problem: PlainError | None) -> None:
            self._answers[key] = answers
            self._show(digits, answers)
            if problem is not None:
                self._complain(problem)

        part(0)
        self._reading = LongQuestion(
            self._context,
            "probabilities",
            self.model.name,
            digits.digest,
            digits.frames,
            on_part=while_open(self, part),
            on_answer=while_open(self, read),
            on_error=while_open(self, self._complain),
        )

    def destroy(self) -> None:
        if self._reading is not None:
            self._reading.stop()
        super().destroy()

    # --- showing -----------------------------------------------------------------------------------------------------

    def _show(self, digits: DigitSet, answers: Floats) -> None:
        self.digits, self.answers = digits, answers
        counts = matrix(digits, answers)
        self.matrix.show(counts)
        right = int(np.trace(counts))
        share = f"{right / max(len(digits), 1):.2%}".replace("%", " %")
        told = _("{right} of {all} are read right, {share}. Click a cell.", right=right, all=len(digits), share=share)
        self.tell(told)

    def choose_cell(self, label: int, answer: int) -> None:
        """Show the pictures of a cell, the surest first."""
        if self.digits is None or self.answers is None:
            return
        self.cell = label, answer
        self._forget_picture()
        self._indices = behind(self.digits, self.answers, label, answer)
        count = len(self._indices)
        shown = self._indices[:SHOWN]
        frames = np.divide(self.digits.frames[shown], np.float32(255), dtype=np.float32)
        self.pictures.show(Tiles(frames) if count else None)
        told = _("{label} read as {answer}: {count}, the surest first", label=label, answer=answer, count=count)
        self.tell(told + (_("; the first {shown} are shown", shown=SHOWN) if count > SHOWN else ""))

    def _hover(self, spot: Spot | None) -> None:
        if spot is not None and self.cell is not None and self.answers is not None:
            share = percentage(float(self.answers[self._indices[spot.picture], self.cell[1]]))
            label, answer = self.cell
            told = _("{label} read as {answer}, {share}", label=label, answer=answer, share=share)
            self.tell(f"{told}. " + _("Click it: it lies on the pad."))

    def _open(self, spot: Spot) -> None:
        """Put a digit on the pad."""
        if self.digits is None or self.answers is None or self.cell is None:
            return
        index = int(self._indices[spot.picture])
        label, answer = self.cell
        other = label if label != answer else int(np.argsort(self.answers[index])[-2])
        self._on_pad = self.digits.page(index), other
        self._show_page(self._on_pad[0])
        self.pictures.choose(spot.picture)
        self.change.state(["!disabled"])

    def _ask_change(self) -> None:
        """Have the smallest change shown to what the digit is; of one that was read rightly, to its rival."""
        if self._on_pad is not None:
            self._show_change(*self._on_pad)

    def _fetched(self) -> None:
        self.offer.pack_forget()
        self.refresh()

    def tell(self, text: str) -> None:
        self.message.configure(text=text, style="TLabel")

    def _complain(self, error: PlainError) -> None:
        self.message.configure(text=sentence(error), style=WRONG)


def _load(name: str, folder: Path | None) -> DigitSet | PlainError:
    """In a process of its own, as drawing digits would keep the window from its thread."""
    spawn = multiprocessing.get_context("spawn")
    try:
        with ProcessPoolExecutor(1, spawn, initializer=become_helper) as executor:
            return executor.submit(load_set, name, folder).result()
    except (BrokenProcessPool, OSError):
        return ConfusionsError(GONE)
