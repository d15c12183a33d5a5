"""Says which digit the drawing on the canvas is, and keeps it in My digits."""

from __future__ import annotations

from collections.abc import Callable

from common.errors import PlainError
from common.translation import _
from gui.my_digits.album import Album, Step
from gui.state.messages import Messages
from ink.drawing import Drawing
from ink.page import Page
from training.datasets.my_digits import Change, MyDigit


class Labelling:
    """Knows as what the drawing on the canvas is stored: another label changes that, and does not store it twice.

    Args:
        finish_gesture: ends a stroke that is in hand, so that it belongs to the drawing.
        on_change: called when there is something else to take back.
    """

    def __init__(
        self,
        drawing: Drawing,
        album: Album,
        messages: Messages,
        *,
        finish_gesture: Callable[[], None],
        on_change: Callable[[], None],
    ) -> None:
        self._drawing, self._album, self._messages = drawing, album, messages
        self._finish_gesture, self._on_change = finish_gesture, on_change
        self._page = Page()  # that was stored last, or opened from the gallery
        self._id = ""
        self._label: int | None = None  # as what it is stored; None if that was taken back
        self._steps: list[Step] = []

    @property
    def stored(self) -> str:
        """The id of the digit that was stored last."""
        return self._id

    def explain(self) -> None:
        self._messages.tell(_("Press a digit, 0 to 9, to store the drawing as what it is, or click its bar"))

    def store(self, label: int) -> None:
        """Store the drawing on the canvas as this digit."""
        self._finish_gesture()
        page = self._drawing.page
        if self._is_stored(page, label):
            self._tell(label)
        elif page != self._page or page.blank:
            try:
                digit = MyDigit.of(page, label)
            except PlainError as error:
                self._messages.complain(error)
                return
            self._page, self._id, self._label = page, digit.id, label
            self._steps = [self._album.add(digit, lambda: self._tell(label), lambda: self._undone(digit.id, None))]
        else:
            name, before, self._label = self._id, self._label, label
            again = Change(name, label=label, deleted=False)
            back = Change(name, deleted=True) if before is None else Change(name, label=before)
            self._steps.append(
                self._album.change([again], [back], lambda: self._tell(label), lambda: self._undone(name, before))
            )
        self._on_change()

    def _is_stored(self, page: Page, label: int) -> bool:
        """Whether there is nothing to do: the same key again, or held down; but the gallery may have deleted it."""
        digits = self._album.digits or ()
        return page == self._page and label == self._label and any(digit.id == self._id for digit in digits)

    def opened(self, digit: MyDigit) -> None:
        """This digit of the gallery is on the canvas now."""
        self._page, self._id, self._label, self._steps = digit.page, digit.id, digit.label, []

    @property
    def can_take_back(self) -> bool:
        """Whether storing the drawing is what was done last."""
        steps = self._album.steps
        return bool(self._steps and steps) and steps[-1] is self._steps[-1] and self._drawing.page == self._page

    def take_back(self) -> None:
        self._album.undo()
        if self._label is None:
            self._messages.tell(_("Taken back: the drawing is not in My digits"))
        else:
            self._messages.tell(_("Taken back: the drawing is stored as {label} again").format(label=self._label))

    def _undone(self, name: str, label: int | None) -> None:
        """A step was taken back, here or in the gallery; it may be that of an earlier drawing."""
        if name == self._id:
            self._label = label
            self._steps = self._steps[:-1]
            self._on_change()

    def _tell(self, label: int) -> None:
        text = _("Stored as {label} in My digits ({count}). Ctrl+Z takes it back")
        self._messages.tell(text.format(label=label, count=len(self._album.digits or ())))
