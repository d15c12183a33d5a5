"""The line at the bottom: what happened last on the left, what is special about the network on the right."""

from __future__ import annotations

import tkinter as tk
import tkinter.font
from bisect import bisect_left

import ttkbootstrap as ttk
from ttkbootstrap.widgets import ToolTip

from gui.look.theme import CAPTION_FONT, DOUBT, PLAIN, WRONG


class StatusLine(ttk.Frame):
    """Texts that are too long for the window lose their middle; a tooltip shows them whole."""

    def __init__(self, master: tk.Misc) -> None:
        super().__init__(master)
        self._font = tkinter.font.Font(self, CAPTION_FONT)
        self.message = ttk.Label(self, font=CAPTION_FONT, style=PLAIN)
        self.note = ttk.Label(self, font=CAPTION_FONT, style=DOUBT)
        self._hints = ToolTip(self.message), ToolTip(self.note)
        self.text = self.note_text = ""
        self._wrong = False
        self.configure(height=self._font.metrics("linespace") + 4)
        self.bind("<Configure>", lambda event: self._fit())

    def tell(self, text: str, wrong: bool = False) -> None:
        """Show a message, or none if empty; the same again costs nothing."""
        if (text, wrong) != (self.text, self._wrong):
            self.text, self._wrong = text, wrong
            self.message.configure(style=WRONG if wrong else PLAIN)
            self._fit()

    def set_note(self, text: str) -> None:
        if text != self.note_text:
            self.note_text = text
            self._fit()

    def _fit(self) -> None:
        """Give the message what the note leaves, but at least half of the line."""
        room = self.winfo_width()
        if room <= 1:
            return  # not laid out yet
        note = self._shortened(self.note_text, room // 2 if self.text else room)
        message = self._shortened(self.text, room - self._font.measure(note) - self._font.measure("  "))
        self.note.configure(text=note)
        self.message.configure(text=message)
        for hint, text in zip(self._hints, (self.text, self.note_text), strict=True):
            hint.text = text
        self.message.place(relx=0, rely=0)
        self.note.place(relx=1, rely=0, anchor=tk.NE)

    def _shortened(self, text: str, room: int) -> str:
        if self._font.measure(text) <= room:
            return text
        too_long = bisect_left(
            range(2, len(text)), True, key=lambda kept: self._font.measure(_without_middle(text, kept)) > room
        )
        return _without_middle(text, too_long + 1)


def _without_middle(text: str, kept: int) -> str:
    """Only so many characters of a text: its beginning and its end."""
    head = kept // 3
    return f"{text[:head]}…{text[len(text) - (kept - head) :]}"
