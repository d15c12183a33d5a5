"""The base class of errors that are shown to users; their messages can be translated."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import partial
from typing import Any

LONGEST_VALUE = 4096
"""Characters of a value in a sentence, such as a path."""


class PlainError(Exception):
    """An error whose text is a sentence for users: what happened, to which file, what to do.

    Args:
        message: the sentence in English, with ``{names}`` as placeholders; also the key of its translations.
        values: the placeholders' values.
    """

    def __init__(self, message: str, **values: Any) -> None:
        super().__init__(message)
        self.message = message
        self.values = values

    def __str__(self) -> str:
        return self.filled_in(self.message, str)

    def filled_in(self, sentence: str, said: Callable[[PlainError], str]) -> str:
        """A sentence with the values in their places; values that are errors as ``said`` words them.

        Without values it is left as it is: it may hold braces.
        """
        if not self.values:
            return sentence
        return sentence.format(
            **{
                name: said(value) if isinstance(value, PlainError) else printable(value)
                for name, value in self.values.items()
            }
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(type(self), self.message, **self.values), ()


def printable(value: Any) -> Any:
    """The value, if it is a number; else its text, without what could command a terminal: files hold any names."""
    if isinstance(value, int | float):
        return value
    return "".join(
        ascii(letter)[1:-1] if unicodedata.category(letter) in ("Cc", "Cs") else letter
        for letter in str(value)[:LONGEST_VALUE]
    )
