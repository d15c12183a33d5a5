"""How durations and networks are written in the training console."""

from __future__ import annotations

from common.translation import _
from models import catalog


def duration(seconds: float | None) -> str:
    """Seconds below a minute, minutes from ten on, minutes and seconds between; an ellipsis where it is not known."""
    if seconds is None:
        return "…"
    minutes, rest = divmod(round(seconds), 60)
    if minutes >= 10:
        return _("{minutes} min").format(minutes=f"{seconds / 60:,.0f}")
    return _("{seconds} s").format(seconds=rest) if not minutes else f"{minutes}:{rest:02}"


def short_title(network: str) -> str:
    """A network's title without its details.

    Raises:
        ModelError: there is no such network.
    """
    return catalog.find(network).title.split(" · ")[0]
