"""Labels the drawing on the pad, and stores it in My digits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from common.errors import PlainError
from common.translation import _
from gui.menus.shortcuts import UNDO
from gui.my_digits.album import Album, Step
from gui.state.context import Context
from ink.page import Page
from training.datasets.my_digits import Change, MyDigit


@dataclass
class Stored:
    """A drawing in My digits.

    Attributes:
        page: the page object itself, which undo restores; an equal page is another digit.
        id: of the digit.
        label: None if storing it was undone.
        labelled: whether it was labelled here, and not only opened from the gallery.
        steps: those of the album's steps that were made here and not undone.
    """

    page: Page
    id: str
    label: int | None
    labelled: bool = False
    steps: list[Step] = field(default_factory=list)


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
        self._finish_gesture, self._on_change = finish_gesture, on_change
        self._all: dict[str, Stored] = {}  # by the digit's id

    @property
    def labelled(self) -> bool:
        """Whether the drawing on the canvas was labelled, and is therefore complete."""
        stored = self._find()
        return stored is not None and stored.labelled

    def explain(self) -> None:
        self._messages.tell(_("Press 0 to 9 to store the drawing as that digit, or click its bar"))

    def store(self, label: int) -> str | None:
        """Store the drawing on the canvas as this digit. Returns the id, or None if it cannot be stored."""
        self._finish_gesture()
        stored = self._find()
        if stored is None:
            try:
                digit = MyDigit.of(self._drawing.page, label)
            except PlainError as error:
                self._messages.complain(error)
                return None
            stored = self._all[digit.id] = Stored(self._drawing.page, digit.id, label)
            stored.steps = [self.album.add(digit, lambda: self._tell(label), lambda: self._undone(digit.id, None))]
        elif self._is_stored(stored, label):
            self._tell(label)
        else:
            name, before, stored.label = stored.id, stored.label, label
            again = Change(name, label=label, deleted=False)
            back = Change(name, deleted=True) if before is None else Change(name, label=before)
            stored.steps.append(
                self.album.change([again], [back], lambda: self._tell(label), lambda: self._undone(name, before))
            )
        stored.labelled = True
        self._on_change()
        return stored.id

    def _find(self) -> Stored | None:
        """The stored digit that the drawing on the canvas is, if any."""
        page = self._drawing.page
        return next((stored for stored in self._all.values() if stored.page is page), None)

    def _is_stored(self, stored: Stored, label: int) -> bool:
        """Whether it has this label already, as when a key is held down, and was not deleted in the gallery."""
        return label == stored.label and any(digit.id == stored.id for digit in self.album.digits or ())

    def opened(self, digit: MyDigit) -> None:
        """Note that this digit of the gallery is on the canvas now."""
        self._all[digit.id] = Stored(self._drawing.page, digit.id, digit.label)

    @property
    def can_take_back(self) -> bool:
        """Whether storing the drawing was the last change."""
        stored, steps = self._find(), self.album.steps
        return bool(stored and stored.steps and steps and stored.steps[-1] is steps[-1])

    def take_back(self) -> None:
        self.album.undo()
        stored = self._find()
        if stored is None or stored.label is None:
            self._messages.tell(_("Undone: the drawing is no longer in My digits"))
        else:
            self._messages.tell(_("Undone: the drawing is stored as {label} again", label=stored.label))

    def _undone(self, name: str, label: int | None) -> None:
        """Note that a step was undone, here or in the gallery."""
        stored = self._all[name]
        stored.label, stored.steps = label, stored.steps[:-1]
        stored.labelled = bool(stored.steps)
        self._on_change()

    def _tell(self, label: int) -> None:
        count = len(self.album.digits or ())
        text = _("Stored as {label} in My digits ({count}). {undo} undoes this", label=label, count=count, undo=UNDO)
        self._messages.tell(text)
