"""What is wrong with a drawing or a picture."""

from __future__ import annotations

from common.errors import PlainError


class InkError(PlainError):
    """A drawing or a picture that cannot be read."""
