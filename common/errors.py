"""The base class of errors that are shown to users; their messages can be translated."""

from __future__ import annotations

from functools import partial
from typing import Any


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
        return self.message.format(**self.values) if self.values else self.message

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(type(self), self.message, **self.values), ()
