"""How the answer came about: the drawing as it was written, with the ten probabilities over time."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Mapping

import numpy as np
import ttkbootstrap as ttk

from common.translation import _
from explain.colours import DIGIT_COLOURS
from explain.what_if import beginnings
from gui.answer.verdict import likeliest, percentage
from gui.background.pump import later
from gui.explain.page import ModelChoice, Page
from gui.explain.value_grid import Tiles, ValueGrid
from gui.look.theme import CAPTION_FONT
from gui.state.context import Context
from ink.framing import Framing, frame
from models.classifier import DIGITS, Floats

MOMENTS = 40
"""At most."""
PACE = 60
"""Milliseconds from one moment to the next when it is played."""
MARGIN = 16
LEFT = 46
"""Logical pixels around the curves."""


class ReplayPage(Page):
    """Left what the network read at the moment of the handle, right the curves of the ten digits."""

    kind = "replay"

    def __init__(self, master: tk.Misc, context: Context) -> None:
        super().__init__(master, context)
        self.frames: Floats | None = None
        self.shares: Floats | None = None
        self.moment = 0
        self._playing = False
        self.model = ModelChoice(self.choices, context, lambda model: bool(model.architecture), self.again)
        self.model.pack(side=tk.LEFT)
        self.play_button = ttk.Button(self.choices, text=_("Play"), command=self.play, bootstyle="secondary outline")
        self.play_button.pack(side=tk.LEFT, padx=self._look.gap)
        look = self._look
        self.body.grid_columnconfigure(1, weight=1)
        self.body.grid_rowconfigure(0, weight=1)
        self.picture = ValueGrid(self.body, look, 200, 200)
        self.picture.grid(row=0, column=0, sticky=tk.NW)
        self.curves = tk.Canvas(self.body, width=look.px(360), height=look.px(260), highlightthickness=0)
        self.curves.grid(row=0, column=1, sticky=tk.NSEW, padx=(look.gap, 0))
        self.curves.bind("<Configure>", lambda event: self._draw())
        for event in ("<Button-1>", "<B1-Motion>"):
            self.curves.bind(event, lambda event: self._drag(event.x))
        self.handle = ttk.Scale(self.body, from_=0, to=1, command=lambda value: self.show_moment(round(float(value))))
        self.handle.grid(row=1, column=0, columnspan=2, sticky=tk.EW, pady=(look.small_gap, 0))
        self.answer = ttk.Label(self.body, font=CAPTION_FONT)
        self.answer.grid(row=2, column=0, columnspan=2, sticky=tk.W)
        look.follow(self.curves, self._draw)

    @property
    def network(self) -> str:
        return self.model.name

    def refresh(self) -> None:
        assert self.subject is not None
        page, name, framing = self.subject.page, self.model.name, Framing(self._context.settings.framing)
        if page.picture is not None or not self.subject.alone:
            self.clear()
            self.tell(_("Only the strokes of one digit can be replayed."))
            return
        made: list[Floats] = []

        def frames() -> Floats:
            made.append(np.stack([frame(part, framing) for part in beginnings(page, MOMENTS)]))
            return made[0]

        def came(answers: Mapping[str, Floats]) -> None:
            if self.winfo_exists() and self.subject is not None and self.subject.page is page and name in answers:
                self._came(made[0], answers[name])

        self._context.engine.survey(frames, [name], came)

    def clear(self) -> None:
        self.frames = self.shares = None
        self.picture.show(None)
        self.answer.configure(text="")
        self._draw()

    def _came(self, frames: Floats, shares: Floats) -> None:
        self.frames, self.shares = frames, shares
        self.handle.configure(to=max(len(frames) - 1, 1))
        self._draw()
        self.show_moment(len(frames) - 1)

    def show_moment(self, moment: int) -> None:
        """Put the handle at a moment, and show what the network read then."""
        if self.frames is None or self.shares is None:
            return
        self.moment = max(0, min(moment, len(self.frames) - 1))
        if round(float(self.handle.get())) != self.moment:
            self.handle.set(self.moment)
        shares = self.shares[self.moment]
        self.picture.show(Tiles(self.frames[self.moment][None]))
        text = _("Moment {moment} of {all}", moment=self.moment + 1, all=len(self.frames))
        self.answer.configure(text=f"{text}:  {likeliest(shares)}, {percentage(float(shares.max()))}")
        self._draw_cursor()

    def play(self) -> None:
        """Replay it from the beginning."""
        if self.frames is None:
            return
        self._playing = True
        self.show_moment(0)
        later(self, PACE, self._go_on)

    def _go_on(self) -> None:
        if self.frames is None or not self._playing or not self.seen:
            return
        self.show_moment(self.moment + 1)
        self._playing = self.moment < len(self.frames) - 1
        later(self, PACE, self._go_on)

    # --- the curves --------------------------------------------------------------------------------------------------

    def _x(self, moment: int) -> float:
        last = max(1, 0 if self.frames is None else len(self.frames) - 1)
        return self._look.px(LEFT) + moment / last * self._width

    @property
    def _width(self) -> int:
        """From the first moment to the last, in screen pixels."""
        return max(1, self.curves.winfo_width() - self._look.px(LEFT + 2 * MARGIN))

    def _y(self, share: float) -> float:
        margin = self._look.px(MARGIN)
        return self.curves.winfo_height() - margin - share * max(1, self.curves.winfo_height() - 2 * margin)

    def _draw(self) -> None:
        theme, px = self._look.theme, self._look.px
        self.curves.delete(tk.ALL)
        self.curves.configure(background=theme.surface)
        for share in (0.0, 0.5, 1.0):
            y = self._y(share)
            self.curves.create_line(self._x(0), y, self.curves.winfo_width() - px(MARGIN), y, fill=theme.edge)
            name = f"{share:.0%}"
            self.curves.create_text(px(LEFT - 6), y, text=name, anchor=tk.E, font=CAPTION_FONT, fill=theme.faint_text)
        if self.shares is None or len(self.shares) < 2:
            return
        for digit in range(DIGITS):
            points = [(self._x(moment), self._y(float(row[digit]))) for moment, row in enumerate(self.shares)]
            if max(float(row[digit]) for row in self.shares) < 0.15:
                continue
            self.curves.create_line(*points, fill=DIGIT_COLOURS[digit], width=px(2))
            moment = int(self.shares[:, digit].argmax())
            x, y = points[moment]
            self.curves.create_text(x + px(7), y + px(8), text=str(digit), fill=DIGIT_COLOURS[digit], font=CAPTION_FONT)
        self._draw_cursor()

    def _draw_cursor(self) -> None:
        self.curves.delete("cursor")
        if self.frames is not None:
            x = self._x(self.moment)
            self.curves.create_line(x, 0, x, self.curves.winfo_height(), fill=self._look.theme.eraser, tags="cursor")

    def _drag(self, x: int) -> None:
        if self.frames is not None:
            part = (x - self._look.px(LEFT)) / self._width
            self._playing = False
            self.show_moment(round(part * (len(self.frames) - 1)))
