"""The errors that a user may read: one plain sentence each, made so that a window can translate it."""

from __future__ import annotations

from typing import Any


class PlainError(Exception):
    """An error whose text is a sentence for users: what happened, to which file, what to do.

    Args:
        message: the sentence in English, with ``{names}`` for what differs from case to case; the message is also what
            translations are looked up by.
        values: what the names stand for.
    """

    def __init__(self, message: str, **values: Any) -> None:
        super().__init__(message)
        self.message = message
        self.values = values

    def __str__(self) -> str:
        return self.message.format(**self.values) if self.values else self.message

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.message, self.values)


def _rebuild(kind: type[PlainError], message: str, values: dict[str, Any]) -> PlainError:
    return kind(message, **values)
