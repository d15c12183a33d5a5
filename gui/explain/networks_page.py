"""All networks on the same drawing: answer, bars and frame of each, the surest first, disagreement marked."""

from __future__ import annotations

import tkinter as tk
from functools import partial
from typing import NamedTuple

import numpy as np
import ttkbootstrap as ttk
from PIL import Image, ImageTk

from common.translation import _
from gui.answer.frame_view import enlarged
from gui.answer.verdict import likeliest, percentage
from gui.explain.page import Page
from gui.look.look import Look
from gui.look.scrolled import Scrolled
from gui.look.theme import BAR_FONT, CAPTION_FONT
from gui.state.context import Context
from ink.framing import Frame, Framing, frame
from models import catalog
from models.classifier import Floats

ZOOM = 3
"""Logical pixels per pixel of a frame."""
BAR_WIDTH, BARS_HEIGHT = 16, 56
"""Logical pixels of a bar, with what is left free beside it, and of the room for ten of them."""
ROW_HEIGHT = 96


class Answer(NamedTuple):
    """What one network reads in one frame; no probabilities until it has answered."""

    frame: Frame
    probabilities: Floats | None = None


class NetworkRow(tk.Canvas):
    """A network's name, its answer, its bars and what it reads, once or in both framings."""

    def __init__(self, master: tk.Misc, look: Look) -> None:
        super().__init__(master, height=look.px(ROW_HEIGHT), highlightthickness=0, borderwidth=0)
        self._look = look
        self._photos: list[ImageTk.PhotoImage] = []
        self._title, self._answers, self._mark = "", tuple[Answer, ...](), ""
        self.bind("<Configure>", lambda event: self._draw())
        look.follow(self, self._draw)

    def show(self, title: str, answers: tuple[Answer, ...], mark: str) -> None:
        """Show the answers to one frame, or to two.

        Args:
            mark: what is said beside an answer that differs; empty if it does not.
        """
        self._title, self._answers, self._mark = title, answers, mark
        self._draw()

    def _draw(self) -> None:
        px, theme = self._look.px, self._look.theme
        self.delete(tk.ALL)
        self._photos.clear()
        self.configure(background=theme.surface)
        self.create_text(px(4), px(12), text=self._title, anchor=tk.W, font=BAR_FONT, fill=theme.text)
        self.create_text(px(170), px(12), text=self._mark, anchor=tk.W, font=CAPTION_FONT, fill=theme.doubt)
        across = max(px(330), self.winfo_width() // max(len(self._answers), 1))
        for number, answer in enumerate(self._answers):
            self._draw_answer(answer, number * across)

    def _draw_answer(self, answer: Answer, left: int) -> None:
        px, theme = self._look.px, self._look.theme
        middle, bottom = px(58), px(80)
        photo = ImageTk.PhotoImage(self._picture(answer.frame), master=self)
        self._photos.append(photo)
        self.create_image(left + px(4), px(24), image=str(photo), anchor=tk.NW)
        if answer.probabilities is None:
            return
        digit = likeliest(answer.probabilities)
        x = left + px(104)
        colour = theme.doubt if self._mark else theme.text
        self.create_text(x, middle - px(10), text=digit, anchor=tk.W, font=("TkDefaultFont", 24, "bold"), fill=colour)
        percent = percentage(float(answer.probabilities.max()))
        self.create_text(x, middle + px(22), text=percent, anchor=tk.W, font=CAPTION_FONT, fill=theme.faint_text)
        for place, share in enumerate(answer.probabilities.tolist()):
            x, height = left + px(172 + place * BAR_WIDTH), px(BARS_HEIGHT)
            best = str(place) == digit
            box = x, bottom - height, x + px(BAR_WIDTH - 4), bottom
            self.create_rectangle(*box, width=0, fill=theme.trough)
            top = bottom - round(height * share)
            fill = theme.best_bar if best else theme.bar
            self.create_rectangle(
                box[0], top, box[2], bottom, width=0, fill=fill, state=tk.NORMAL if share else tk.HIDDEN
            )
            x = (box[0] + box[2]) // 2
            self.create_text(x, bottom + px(8), text=str(place), font=CAPTION_FONT, fill=theme.faint_text)

    def _picture(self, levels: Frame) -> Image.Image:
        return enlarged(levels, max(1, self._look.px(ZOOM) * 5 // 6)).convert("RGB")


class NetworksPage(Page):
    """Every network in the list, kept ones too."""

    kind = "networks"

    def __init__(self, master: tk.Misc, context: Context) -> None:
        super().__init__(master, context)
        self.both = tk.BooleanVar(self, value=False)
        box = ttk.Checkbutton(
            self.choices, text=_("Both framings beside each other"), variable=self.both, command=self.again
        )
        box.pack(side=tk.LEFT)
        scrolled = Scrolled(self.body, context.look)
        scrolled.pack(fill=tk.BOTH, expand=True)
        scrolled.content.grid_columnconfigure(0, weight=1)
        self._list = scrolled.content
        self.rows: dict[str, NetworkRow] = {}
        self._frames: tuple[Frame, ...] = ()
        self._answers: dict[str, Floats] = {}

    def refresh(self) -> None:
        assert self.subject is not None
        subject = self.subject
        frames: tuple[Frame, ...] = (subject.frame,)
        if self.both.get() and subject.alone:
            frames += (frame(subject.page, Framing.REPORT),)
        self._frames, self._answers = frames, {}
        for model in catalog.models():
            if model.why_unavailable() is None:
                self._ask(model.name, np.stack(frames))

    def _ask(self, name: str, frames: Floats) -> None:
        """Ask one network; each has a question of its own under way."""
        self._context.engine.survey(lambda: frames, [name], partial(self._came, frames))

    def _came(self, frames: Floats, answers: dict[str, Floats]) -> None:
        if self.winfo_exists() and len(frames) == len(self._frames) and np.array_equal(frames[0], self._frames[0]):
            self._answers |= answers
            self._show()

    def _show(self) -> None:
        titles = {model.name: model.title for model in catalog.models()}
        answered = {name: rows for name, rows in self._answers.items() if name in titles}
        for name in [name for name in self.rows if name not in answered]:
            self.rows.pop(name).destroy()
        digits = [int(rows[0].argmax()) for rows in answered.values()]
        common = max(set(digits), key=lambda digit: (digits.count(digit), -digits.index(digit))) if digits else None
        order = sorted(answered, key=lambda name: -float(answered[name][0].max()))
        for place, name in enumerate(order):
            row = self.rows.get(name)
            if row is None:
                row = self.rows[name] = NetworkRow(self._list, self._look)
            row.grid(row=place, column=0, sticky=tk.EW)
            differs = int(answered[name][0].argmax()) != common
            both = zip(self._frames, answered[name], strict=True)
            mark = _("reads another digit") if differs else ""
            row.show(titles[name], tuple(Answer(frame, row) for frame, row in both), mark)

    def clear(self) -> None:
        for row in self.rows.values():
            row.destroy()
        self.rows.clear()
