"""Errors of drawings and pictures."""

from __future__ import annotations

from common.errors import PlainError


class InkError(PlainError):
    """A drawing or a picture that cannot be read or written."""
