"""The base class of the pages: what each is about, its text, and how it asks about a network."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from typing import Any

import ttkbootstrap as ttk

from common.errors import PlainError
from common.translation import _, mark, sentence
from explain.lesson.texts import TEXTS
from gui.background.pump import while_open
from gui.explain.scale_view import ScaleView
from gui.explain.subject import Subject
from gui.explain.value_grid import Spot, told
from gui.look.theme import CAPTION_FONT, FAINT, WRONG
from gui.state.context import Context
from models import catalog
from models.catalog import Model
from models.worker import Outcome, Task

NOTHING = mark("Draw a digit, and it is explained here.")


class Page(ttk.Frame):
    """A page costs nothing while it is not seen: what came meanwhile is computed when it is shown.

    Subclasses say what they show, in :meth:`refresh` and :meth:`clear`.

    Attributes:
        kind: the key of its text in :data:`explain.lesson.texts.TEXTS`.
        subject: what is explained; None while there is nothing.
        body: the frame for the page's own widgets.
    """

    kind = ""

    def __init__(self, master: tk.Misc, context: Context) -> None:
        super().__init__(master, padding=context.look.gap)
        self._context, self._look = context, context.look
        self.subject: Subject | None = None
        self._stale = False
        self._asked: dict[str, tuple[Task, Callable[[Any], None]]] = {}
        self._next: dict[str, tuple[Task, Callable[[Any], None]]] = {}
        forget = context.networks.changed.connect(self.again)  # a network may be there, gone, or another one now
        self.bind("<Destroy>", lambda event: forget() if event.widget is self else None, add=True)
        text = TEXTS[self.kind]
        self.grid_columnconfigure(0, weight=1)
        self.grid_rowconfigure(3, weight=1)
        about = ttk.Label(self, text=_(text.text), font=CAPTION_FONT, justify=tk.LEFT)
        about.grid(row=0, sticky=tk.EW)
        self.formula = ttk.Label(self, text=f"{text.formula}        {text.source}", font=CAPTION_FONT, style=FAINT)
        self.formula.grid(row=1, sticky=tk.EW, pady=(0, self._look.small_gap))
        for label in (about, self.formula):
            label.bind("<Configure>", wrap)
        self.choices = ttk.Frame(self)
        self.choices.grid(row=2, sticky=tk.EW)
        self.scale = ScaleView(self.choices, self._look)
        self.body = ttk.Frame(self)
        self.body.grid(row=3, sticky=tk.NSEW, pady=(self._look.small_gap, 0))
        self.readout = ttk.Label(self, font=CAPTION_FONT)
        self.readout.grid(row=4, sticky=tk.EW, pady=(self._look.small_gap, 0))
        self.readout.bind("<Configure>", wrap)

    # --- for subclasses ----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what there is to be said about the subject, which is not None."""
        raise NotImplementedError

    def clear(self) -> None:
        """Show that there is nothing to explain."""
        raise NotImplementedError

    # --- what the window calls ---------------------------------------------------------------------------------------

    @property
    def network(self) -> str:
        """The name of the network that is explained."""
        return self._context.networks.name

    @property
    def seen(self) -> bool:
        return bool(self.winfo_viewable())

    def show(self, subject: Subject | None) -> None:
        """Explain another subject: now, or as soon as the page is seen."""
        self.subject, self._stale = subject, True
        self.catch_up()

    def catch_up(self) -> None:
        """Show what came while the page was not seen."""
        if not (self._stale and self.seen):
            return
        self._stale = False
        if self.subject is None:
            self._next.clear()
            self.clear()
            self.tell(_(NOTHING))
        else:
            self.tell("")
            self.refresh()

    def again(self) -> None:
        """Compute anew, as the network may have changed."""
        self._stale = True
        self.catch_up()

    # --- asking ------------------------------------------------------------------------------------------------------

    def ask(self, function: str, model: str, *arguments: Any, done: Callable[[Any], None]) -> None:
        """Ask about a network, see :data:`explain.questions.QUESTIONS`; ``done`` gets the answer on the Tk thread.

        One question of a kind is under way at a time; of those that come meanwhile the newest is asked after it.
        """
        task = Task(function, model, arguments)
        if function in self._asked:
            self._next[function] = task, done
            return
        self._asked[function] = task, done
        self._context.engine.examine(task, while_open(self, lambda outcome: self._answered(function, outcome)))

    def _answered(self, function: str, outcome: Outcome) -> None:
        _task, done = self._asked.pop(function)
        newer = self._next.pop(function, None)
        if newer is not None:
            self.ask(function, newer[0].model, *newer[0].arguments, done=newer[1])
        if self.subject is None:
            return
        if outcome.error is not None:
            self.complain(outcome.error)
        else:
            done(outcome.value)

    # --- messages ----------------------------------------------------------------------------------------------------

    def tell(self, text: str) -> None:
        self.readout.configure(text=text, style="TLabel")

    def complain(self, error: PlainError) -> None:
        self.readout.configure(text=sentence(error), style=WRONG)

    def tell_value(self, name: str, spot: Spot | None) -> None:
        """Say which number is under the pointer."""
        if spot is None:
            self.tell("")
            return
        place = _("row {row}, column {column}", row=spot.row, column=spot.column)
        self.tell(f"{name}  {place}:  {told(spot.value)}")


def wrap(event: tk.Event[ttk.Label]) -> None:
    """Break a label's text where it is wider than the label."""
    event.widget.configure(wraplength=event.width - 2)


class ModelChoice(ttk.Combobox):
    """Chooses among networks: the one in use at first, and whenever another is taken into use, if it is one of them.

    Args:
        suits: whether a network is one of them.
        on_choice: called when another is chosen.
    """

    def __init__(
        self, master: tk.Misc, context: Context, suits: Callable[[Model], bool], on_choice: Callable[[], object]
    ) -> None:
        super().__init__(master, state="readonly", width=19, postcommand=self._list)
        self._networks, self._suits, self._on_choice = context.networks, suits, on_choice
        self._models: list[Model] = []
        self.name = ""
        self._list()
        self.bind("<<ComboboxSelected>>", lambda event: self._chosen())
        forget = context.networks.changed.connect(self.follow)
        self.bind("<Destroy>", lambda event: forget(), add=True)
        self._follow()

    def follow(self) -> None:
        """Choose the network in use, if it suits; another one that suits if the chosen one is gone."""
        if self._follow():
            self._on_choice()

    def _follow(self) -> bool:
        """Whether another network is chosen now."""
        self._list()
        names = [model.name for model in self._models]
        wanted = self._networks.name if self._networks.name in names else self.name
        if wanted not in names:
            wanted = names[-1] if names else ""
        changed, self.name = wanted != self.name, wanted
        if wanted:
            self.current(names.index(wanted))
        return changed

    def _list(self) -> None:
        self._models = [model for model in catalog.models() if self._suits(model)]
        self.configure(values=[model.title for model in self._models])

    def _chosen(self) -> None:
        self.selection_clear()
        self.name = self._models[self.current()].name
        self._on_choice()
