"""Labels the drawing on the pad, or a digit of the number on it, and stores it in My digits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from common.errors import PlainError
from common.translation import _
from gui.menus.shortcuts import UNDO
from gui.my_digits.album import Album, Step
from gui.state.context import Context
from ink.page import Page
from training.datasets.my_digits import MyDigit


@dataclass
class Stored:
    """A drawing that was labelled here, or opened from the gallery.

    Attributes:
        page: the page object itself, which undo restores; an equal page is another digit.
        place: which digit of the number on the page it is; None if it is the whole page.
        digit: what is put into My digits.
        label: the label that it was given last.
        confirmed: whether the user gave it the label that it had already.
        steps: those of the album's steps that were made here.
    """

    page: Page
    digit: MyDigit
    label: int
    place: int | None = None
    confirmed: bool = False
    steps: list[Step] = field(default_factory=list)

    @property
    def awaited(self) -> bool:
        """Whether it is still to be written under :attr:`label`."""
        return bool(self.steps) and self.steps[-1].awaited


class Labelling:
    """Stores drawings under a label. Another label for the same drawing changes the stored digit.

    Args:
        finish_gesture: ends a stroke in progress, so that it is part of the drawing.
        on_change: called when :attr:`can_take_back` may have changed.
    """

    def __init__(
        self, context: Context, album: Album, *, finish_gesture: Callable[[], None], on_change: Callable[[], None]
    ) -> None:
        self._drawing, self.album, self._messages = context.drawing, album, context.messages
        self._number = context.number
        self._finish_gesture, self._on_change = finish_gesture, on_change
        self._all: dict[str, Stored] = {}  # by the digit's id
        album.changed.connect(on_change)

    @property
    def labelled(self) -> bool:
        """Whether the drawing on the canvas was labelled, and is therefore complete."""
        stored = self._find(self._drawing.page)
        return stored is not None and (stored.confirmed or any(step in self.album.steps for step in stored.steps))

    def explain(self) -> None:
        self._messages.tell(_("Press 0 to 9 to store the drawing as that digit, or click its bar"))

    def store(self, label: int) -> None:
        """Store the drawing on the canvas as this digit; if a digit of a number is chosen, that one."""
        self._finish_gesture()
        page = self._drawing.page
        place = self._number.chosen if page is self._number.page else None
        stored = self._find(page, place)
        if stored is None:
            try:
                digit = self._new_digit(page, place, label)
            except PlainError as error:
                self._messages.complain(error)
                return
            stored = self._all[digit.id] = Stored(page, digit, label, place)
        if label != (stored.label if stored.awaited else self._label(stored)):
            stored.label = label
            stored.steps.append(self.album.put(stored.digit, label, lambda: self._done(stored, label)))
        elif not stored.awaited:  # else it is told when it is written, as when a key is held down
            self.album.refresh(lambda: self._confirm(stored, label))
        self._on_change()

    def _new_digit(self, page: Page, place: int | None, label: int) -> MyDigit:
        """Raises MyDigitsError for what cannot be stored."""
        if place is None:
            return MyDigit.of(page, label)
        read = self._number.digits[place]
        return MyDigit.of(Page(read.strokes), label) if read.strokes else MyDigit.of_frame(read.frame, label)

    def _done(self, stored: Stored, label: int) -> None:
        """It is in the file under this label."""
        self._show_label(stored, label)
        self._tell(label)

    def _show_label(self, stored: Stored, label: int | None) -> None:
        if stored.place is not None:
            self._number.correct(stored.page, stored.place, label)

    def _confirm(self, stored: Stored, label: int) -> None:
        """Say that the drawing has this label already; store it again if another program has removed it."""
        if self._label(stored) == label:
            stored.confirmed = True
            self._done(stored, label)
            self._on_change()
        elif self._drawing.page is stored.page:
            self.store(label)

    def stored_as(self, page: Page, label: int) -> str | None:
        """The id of the digit that this page is in My digits, if it has this label there."""
        stored = self._find(page)
        return stored.digit.id if stored is not None and self._label(stored) == label else None

    def awaits(self, page: Page) -> bool:
        """Whether this page is still to be written."""
        stored = self._find(page)
        return stored is not None and stored.awaited

    def _find(self, page: Page, place: int | None = None) -> Stored | None:
        return next((one for one in self._all.values() if one.page is page and one.place == place), None)

    def _last(self) -> Stored | None:
        """What was stored by the last change, if that is the drawing or a digit of it."""
        page, steps = self._drawing.page, self.album.steps
        return next((one for one in self._all.values() if one.page is page and steps and steps[-1] in one.steps), None)

    def _label(self, stored: Stored) -> int | None:
        """The label that it has in My digits; None if it is not there."""
        return next((digit.label for digit in self.album.digits or () if digit.id == stored.digit.id), None)

    def opened(self, digit: MyDigit) -> None:
        """Note that this digit of the gallery is on the canvas now."""
        self._all[digit.id] = Stored(self._drawing.page, digit, digit.label)

    @property
    def can_take_back(self) -> bool:
        """Whether storing the drawing, or a digit of it, was the last change."""
        return self._last() is not None

    def take_back(self) -> None:
        """Undo the last change, which stored the drawing or a digit of it."""
        stored = self._last()
        assert stored is not None

        def done() -> None:
            stored.confirmed = False
            label = self._label(stored)
            self._show_label(stored, label)
            if label is None:
                self._messages.tell(_("Undone: the drawing is no longer in My digits"))
            else:
                self._messages.tell(_("Undone: the drawing is stored as {label} again", label=label))

        self.album.undo(done)
        self._on_change()

    def _tell(self, label: int) -> None:
        count = len(self.album.digits or ())
        text = _("Stored as {label} in My digits ({count}). {undo} undoes this", label=label, count=count, undo=UNDO)
        self._messages.tell(text)
