"""How numbers are written in the experiments' tables and sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from common.translation import _, language
from training.experiments.results import Spread


def row(said: str, form: Callable[[Any], str], values: Iterable[Any]) -> list[str]:
    """A row of a table: its heading, then the values as ``form`` writes them; a dash for None."""
    return [said, *("–" if value is None else form(value) for value in values)]


def percent(value: float | Spread) -> str:
    """A fraction as a percentage: ``97.57 %``, over several seeds ``97.57 ± 0.12 %``."""
    return f"{_spread(value, 100, 2)} %"


def count(value: float | Spread) -> str:
    return _spread(value, 1, 1) if isinstance(value, Spread) else f"{value:,.0f}"


def seconds(value: float | Spread) -> str:
    mean = value.mean if isinstance(value, Spread) else value
    if mean >= 120:
        return f"{mean / 60:.0f} min"
    return f"{_spread(value, 1, 2 if mean < 10 else 0)} s"


def points(difference: float) -> str:
    """A difference of fractions in percentage points: ``0.45``."""
    return f"{100 * difference:.2f}"


def signed(difference: float) -> str:
    """The same with its sign: ``+0.45``, ``−0.10``."""
    return f"{100 * difference:+.2f}".replace("-", "−")


def _spread(value: float | Spread, scale: float, decimals: int) -> str:
    if not isinstance(value, Spread):
        return f"{scale * value:.{decimals}f}"
    mean = f"{scale * value.mean:.{decimals}f}"
    return f"{mean} ± {scale * value.deviation:.{decimals}f}" if value.count > 1 else mean


def verdict(one: Spread, other: Spread) -> str:
    """Whether one figure is better than another by more than chance."""
    if one.clearly_above(other):
        return _("clearly better")
    if other.clearly_above(one):
        return _("clearly worse")
    return _("no clear difference")


def together(*sentences: str) -> str:
    """Sentences as a paragraph; Chinese ones need no space between them."""
    return (" " if language() == "en" else "").join(sentences)
