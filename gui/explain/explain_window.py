"""The window that tells why: pages that follow the drawing, one of them seen at a time."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from functools import partial

import ttkbootstrap as ttk

from common.translation import _
from explain.lesson.texts import TEXTS
from gui.explain.calculation_page import CalculationPage
from gui.explain.change_page import ChangePage
from gui.explain.layers_page import LayersPage
from gui.explain.mattered_page import MatteredPage
from gui.explain.neighbours_page import NeighboursPage
from gui.explain.networks_page import NetworksPage
from gui.explain.page import Page
from gui.explain.replay_page import ReplayPage
from gui.explain.saving import ask_save_page
from gui.explain.subject import Subject
from gui.look.placing import beside
from gui.look.secondary_window import ButtonRow, SecondaryWindow
from gui.look.theme import CAPTION_FONT
from gui.state.context import Context
from ink.page import Page as Drawn

PAGES: tuple[type[Page], ...] = (
    *(NetworksPage, CalculationPage, LayersPage, MatteredPage),
    *(ChangePage, NeighboursPage, ReplayPage),
)
SIZE, SMALLEST = (760, 640), (560, 420)
"""Logical pixels."""


class ExplainWindow(SecondaryWindow):
    """Its pages explain one digit; of a number, the one that is chosen here or on the pad.

    Each page is made when it is first seen: all at once would make the user wait.

    Args:
        show_page: called with a drawing that is to be shown on the pad.
        save_lesson: called with this window, when everything about the drawing is to be saved.

    Attributes:
        pages: those that were made, by the keys of their texts.
    """

    def __init__(
        self,
        master: tk.Misc,
        context: Context,
        show_page: Callable[[Drawn], object],
        save_lesson: Callable[[tk.Misc], object],
    ) -> None:
        super().__init__(master, _("Why?"))
        look = self._look = context.look
        self._context = context
        self.subject: Subject | None = None
        body = ttk.Frame(self, padding=look.small_gap)
        body.pack(fill=tk.BOTH, expand=True)
        row = ButtonRow(body, look)
        row.pack(side=tk.BOTTOM, fill=tk.X, pady=(look.small_gap, 0))
        self.buttons = {
            "save_page": row.add(_("Save page…"), self._ask_save_page),
            "save_lesson": row.add(_("Save lesson…"), lambda: save_lesson(self)),
        }
        row.add(_("Close"), self.destroy, tk.RIGHT)
        self.digits = ttk.Frame(body)
        self.book = ttk.Notebook(body)
        self.book.pack(fill=tk.BOTH, expand=True)
        self._show_page = show_page
        self.pages: dict[str, Page] = {}
        self._places: dict[str, ttk.Frame] = {}
        for kind in PAGES:
            place = self._places[kind.kind] = ttk.Frame(self.book)
            self.book.add(place, text=_(TEXTS[kind.kind].title))
            place.bind("<Map>", partial(self._seen, kind.kind))
        self.at_least(look.px(SMALLEST[0]), look.px(SMALLEST[1]))
        self.geometry(beside(master, look.px(SIZE[0]), look.px(SIZE[1])))
        self.at_end(context.number.changed.connect(self._number_changed))
        self._show_buttons()

    @property
    def page(self) -> Page:
        """The page that is seen."""
        place: int = self.book.index("current")
        return self._made(PAGES[place])

    def turn_to(self, kind: str) -> Page:
        """Show a page, by the key of its text."""
        self.book.select(self._places[kind])
        return self.page

    def _made(self, kind: type[Page]) -> Page:
        """A page, made now if it was not."""
        if kind.kind not in self.pages:
            page = self.pages[kind.kind] = kind(self._places[kind.kind], self._context)
            if isinstance(page, ChangePage):
                page.on_page = self._show_page
            page.bind("<Map>", partial(self._seen, kind.kind))
            page.pack(fill=tk.BOTH, expand=True)
            page.show(self.subject)
        return self.pages[kind.kind]

    def _seen(self, kind: str, event: tk.Event[tk.Misc]) -> None:
        def catch_up() -> None:
            if self.winfo_exists() and self.page.kind == kind:
                self.page.catch_up()

        self.after_idle(catch_up)

    def explain(self, subject: Subject | None) -> None:
        """Explain a digit; None while there is none."""
        self.subject = subject
        self._offer_digits()
        self._show_buttons()
        for page in self.pages.values():
            page.show(subject)

    def take_over(self, old: ExplainWindow) -> None:
        super().take_over(old)
        self.book.select(old.book.index("current"))
        self.explain(old.subject)

    def choose(self, place: int) -> None:
        """Explain another digit of the number."""
        if self.subject is not None:
            self.explain(Subject(self.subject.page, self.subject.digits, place))

    def _number_changed(self) -> None:
        """Follow the digit that is chosen on the pad."""
        chosen = self._context.number.chosen
        if chosen is not None and self.subject is not None and chosen < len(self.subject.digits):
            self.choose(chosen)

    def _offer_digits(self) -> None:
        """Of a number, a button for each digit."""
        for widget in self.digits.winfo_children():
            widget.destroy()
        if self.subject is None or self.subject.alone:
            self.digits.pack_forget()
            return
        self.digits.pack(fill=tk.X, before=self.book, pady=(0, self._look.small_gap))
        ttk.Label(self.digits, text=_("Explain the digit"), font=CAPTION_FONT).pack(side=tk.LEFT)
        for place, digit in enumerate(self.subject.digits):
            style = "primary" if place == self.subject.place else "secondary outline"
            button = ttk.Button(
                self.digits, text=str(digit.digit), bootstyle=style, command=lambda place=place: self.choose(place)
            )
            button.pack(side=tk.LEFT, padx=(self._look.small_gap, 0))

    def _show_buttons(self) -> None:
        for button in self.buttons.values():
            button.state(["disabled" if self.subject is None else "!disabled"])

    def _ask_save_page(self) -> None:
        if self.subject is not None:
            ask_save_page(self, self._context, self.page.kind, self.page.network, self.subject)
