"""What an attack tried and what broke."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

SHOWN = 20
"""Breakages of one attack that are printed."""


@dataclass
class Report:
    """The outcome of one attack.

    Attributes:
        tried: how often each kind was tried.
        notes: what else is worth knowing.
        broken: a sentence for each broken promise, with what reproduces it.
    """

    tried: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [f"  tried  {count:7,}  {kind}" for kind, count in sorted(self.tried.items())]
        lines += [f"  {note}" for note in self.notes]
        lines += [f"  BROKEN {breakage}" for breakage in self.broken[:SHOWN]]
        if len(self.broken) > SHOWN:
            lines.append(f"  … and {len(self.broken) - SHOWN} more")
        return "\n".join(lines)
