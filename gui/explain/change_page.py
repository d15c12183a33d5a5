"""What would change the answer: moves, turns, sizes, slants and pens, and the smallest change to another digit."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import ttkbootstrap as ttk

from common.translation import _
from explain.colours import DIGIT_COLOURS
from explain.smallest_change import Change
from explain.what_if import CHANGES, FARTHEST, STEPS, moved, row_of_changes, row_of_moves
from gui.background.pump import while_open
from gui.explain.answer_map import AnswerMap
from gui.explain.page import Page, wrap
from gui.explain.subject import Subject
from gui.explain.value_grid import Spot, Tiles, ValueGrid, limit_of
from gui.look.scrolled import Scrolled
from gui.look.theme import BAR_FONT, CAPTION_FONT
from gui.state.context import Context
from ink.framing import BLOCK, Frame, Framing
from ink.page import Page as Drawn
from models import catalog
from models.classifier import DIGITS, Floats
from models.worker import Outcome, Task
from training.datasets.my_digits import MyDigit

ROWS = [*range(-FARTHEST, FARTHEST + 1), *CHANGES]
"""Pixels down for each row of the map, then the kind of each strip."""


@dataclass(frozen=True, eq=False)
class Wanted:
    """What the maps are of; another drawing makes another one."""

    subject: Subject
    framing: Framing
    pixels: bool


class NetworkChanges(ttk.Frame):
    """A network's map, and the smallest change that was found."""

    def __init__(
        self,
        master: tk.Misc,
        context: Context,
        title: str,
        on_hover: Callable[[str], object],
        on_move: Callable[[int, int], object],
        on_open: Callable[[Frame], object],
    ) -> None:
        super().__init__(master)
        look = context.look
        self.change: Change | None = None
        ttk.Label(self, text=title, font=BAR_FONT).grid(row=0, column=0, columnspan=2, sticky=tk.W)
        self.map = AnswerMap(self, look, on_hover, on_move)
        self.map.grid(row=1, column=0, rowspan=2, sticky=tk.NW)
        self.pictures = ValueGrid(self, look, 400, 120, self._hover, columns=3)
        self.pictures.grid(row=1, column=1, sticky=tk.NW, padx=(look.gap, 0))
        self._on_hover = on_hover
        foot = ttk.Frame(self)
        foot.grid(row=2, column=1, sticky=tk.NW, padx=(look.gap, 0))
        self.length = ttk.Label(foot, font=CAPTION_FONT)
        self.length.pack(side=tk.LEFT)
        self.open = ttk.Button(
            foot,
            text=_("Open on the pad"),
            bootstyle="secondary outline",
            command=lambda: on_open(self.change.frame) if self.change else None,
        )

    def show_change(self, frame: Frame, change: Change | None, text: str) -> None:
        """Show before, after and difference, or only a text."""
        self.change = change
        self.length.configure(text=text)
        if change is None:
            self.pictures.show(None)
            self.open.pack_forget()
            return
        difference = change.frame - frame
        values = np.stack([frame, change.frame, difference])
        self.pictures.show(Tiles(values, [1, 1, limit_of(difference)], frozenset({0, 1})))
        self.open.pack(side=tk.LEFT, padx=6)

    def _hover(self, spot: Spot | None) -> None:
        names = _("before"), _("after"), _("difference")
        self._on_hover("" if spot is None else f"{names[spot.picture]} ({spot.row}, {spot.column}): {spot.value:.3f}")


class ChangePage(Page):
    """Maps of all networks, which fill as the answers come; the smallest change is looked for when it is asked for.

    Args:
        on_page: called with a drawing to be shown on the pad.
    """

    kind = "change"

    def __init__(self, master: tk.Misc, context: Context) -> None:
        super().__init__(master, context)
        self.on_page: Callable[[Drawn], object] = lambda page: None
        self._wanted: Wanted | None = None
        self.target: int | None = None
        self._to_find: tuple[Drawn, int] | None = None
        ttk.Label(self.choices, text=_("Smallest change to"), font=CAPTION_FONT).pack(
            side=tk.LEFT, padx=(0, self._look.small_gap)
        )
        self.targets = [
            ttk.Button(self.choices, text=str(digit), width=2, command=partial(self.find, digit))
            for digit in range(DIGITS)
        ]
        for button in self.targets:
            button.pack(side=tk.LEFT, padx=1)
        self.pixels = tk.BooleanVar(self, value=False)
        row = ttk.Frame(self.body)
        row.pack(fill=tk.X)
        self.legend = tk.Canvas(row, width=context.look.px(150), height=context.look.px(18), highlightthickness=0)
        self.legend.pack(side=tk.LEFT)
        box = ttk.Checkbutton(row, text=_("move the pixels themselves"), variable=self.pixels, command=self.again)
        box.pack(side=tk.LEFT, padx=context.look.gap)
        context.look.follow(self.legend, self._draw_legend)
        self.note = ttk.Label(row, font=CAPTION_FONT)
        self.note.pack(side=tk.LEFT, fill=tk.X, expand=True, padx=context.look.small_gap)
        self.note.bind("<Configure>", wrap)
        scrolled = Scrolled(self.body, context.look)
        scrolled.pack(fill=tk.BOTH, expand=True)
        self._list = scrolled.content
        self.networks: dict[str, NetworkChanges] = {}

    def refresh(self) -> None:
        assert self.subject is not None
        if self._wanted is None or self._wanted.subject is not self.subject:
            self.target = None
        framing, pixels = Framing(self._context.settings.framing), bool(self.pixels.get())
        wanted = self._wanted = Wanted(self.subject, framing, pixels)
        centred = framing is Framing.CENTRED and self.subject.page.picture is None and not pixels
        same = _("This framing puts every drawing in the middle at one size: where it lies changes nothing.")
        self.note.configure(text=same if centred else "")
        self._list_networks()
        self._show_targets()
        self._find_if_shown()
        if not self.subject.alone:
            self.tell(_("Moves and turns are shown for drawings of one digit."))
            return
        self._ask_row(wanted, 0)

    def clear(self) -> None:
        self._wanted, self.target = None, None
        for shown in self.networks.values():
            shown.map.clear()
            shown.pictures.show(None)
            shown.length.configure(text="")
            shown.open.pack_forget()

    def _list_networks(self) -> None:
        models = {model.name: model for model in catalog.models() if model.why_unavailable() is None}
        for name in [name for name in self.networks if name not in models]:
            self.networks.pop(name).destroy()
        for place, (name, model) in enumerate(models.items()):
            shown = self.networks.get(name)
            if shown is None:
                shown = self.networks[name] = NetworkChanges(
                    self._list, self._context, model.title, self.tell, self._move, self._open
                )
            shown.grid(row=place, column=0, sticky=tk.W, pady=(0, self._look.gap))
            shown.map.clear()
            if self.target is None:
                assert self.subject is not None
                shown.show_change(self.subject.frame, None, "")

    # --- the maps ----------------------------------------------------------------------------------------------------

    def _ask_row(self, wanted: Wanted, place: int) -> None:
        """Ask all networks about a row, from the middle of the map outward, then about the strips."""
        if place == len(ROWS) or wanted is not self._wanted or not self.winfo_exists() or not self.seen:
            self._stale = self._stale or (wanted is self._wanted and place < len(ROWS))
            return
        row = _outward(place)

        def frames() -> Floats:
            what, picture = ROWS[row], wanted.subject.frame
            page = None if wanted.pixels else wanted.subject.page
            if isinstance(what, int):
                return row_of_moves(page, picture, wanted.framing, what)
            return row_of_changes(page, picture, wanted.framing, what)

        def came(answers: Mapping[str, Floats]) -> None:
            if not self.winfo_exists() or wanted is not self._wanted:
                return
            for name, rows in answers.items():
                if name in self.networks:
                    self.networks[name].map.show(row, rows)
            self._ask_row(wanted, place + 1)

        self._context.engine.survey(frames, list(self.networks), came)

    def _move(self, right: int, down: int) -> None:
        """Move the drawing on the pad."""
        if self.subject is not None and self.subject.page.picture is None:
            self.on_page(moved(self.subject.page, right * BLOCK, down * BLOCK))

    def _open(self, frame: Frame) -> None:
        """Show a changed frame on the pad, as a picture."""
        self.on_page(MyDigit.of_frame(frame, 0).page)

    # --- the smallest change -----------------------------------------------------------------------------------------

    def find(self, digit: int) -> None:
        """Look for the smallest change to a digit, in each network."""
        if self.subject is None:
            return
        self.target = digit
        self._show_targets()
        frame = self.subject.frame
        for name, shown in self.networks.items():
            shown.show_change(frame, None, _("Looking for it…"))
            came = while_open(shown, partial(self._change_came, self.subject, digit, name))
            self._context.engine.examine(Task("change", name, (frame, [digit])), came)

    def find_in(self, page: Drawn, digit: int) -> None:
        """Look for the smallest change to a digit in a drawing, as soon as that is explained."""
        self._to_find = page, digit
        if not self._stale:
            self._find_if_shown()

    def _find_if_shown(self) -> None:
        if self._to_find is not None and self.subject is not None and self._to_find[0] == self.subject.page:
            digit, self._to_find = self._to_find[1], None
            self.find(digit)

    def _change_came(self, subject: Subject, digit: int, name: str, outcome: Outcome) -> None:
        if subject is not self.subject or digit != self.target:
            return
        shown = self.networks[name]
        if outcome.error is not None:
            shown.show_change(subject.frame, None, "")
            self.complain(outcome.error)
        elif not outcome.value:
            shown.show_change(subject.frame, None, _("This network reads it as a {digit} already.", digit=digit))
        else:
            [change] = outcome.value
            text = _("L2 = {size}", size=f"{change.distance:.3f}")
            if not change.distance:
                text = _("This network reads it as a {digit} already.", digit=digit)
            shown.show_change(subject.frame, change, text)

    def _show_targets(self) -> None:
        for digit, button in enumerate(self.targets):
            button.configure(bootstyle="primary" if digit == self.target else "secondary outline")

    def _draw_legend(self) -> None:
        """The digits' colours."""
        px, theme = self._look.px, self._look.theme
        self.legend.delete(tk.ALL)
        self.legend.configure(background=theme.surface)
        for digit, colour in enumerate(DIGIT_COLOURS):
            left = px(digit * 15)
            self.legend.create_rectangle(left, 0, left + px(13), px(18), width=0, fill=colour)
            self.legend.create_text(left + px(6), px(9), text=str(digit), font=CAPTION_FONT, fill="#000000")


def _outward(place: int) -> int:
    """The row that is asked about at this place: the middle of the map first, then those around it, then the strips."""
    if place >= STEPS:
        return place
    return FARTHEST + (place + 1) // 2 * (1 if place % 2 else -1)
