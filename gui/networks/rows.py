"""What the table of the user's networks shows of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from common.errors import PlainError
from common.translation import _
from models import catalog
from models.catalog import Model
from models.weights import WeightsError


@dataclass(frozen=True)
class Row:
    """A network in the table; ``why`` says why it cannot be used, if so."""

    cells: tuple[str, ...]
    why: PlainError | None


def read_rows() -> dict[str, Row]:
    """A row for each network that is kept, by name. Opens every file: not for Tk's thread."""
    return {model.name: _row(model) for model in catalog.models() if model.kept}


def _row(model: Model) -> Row:
    described, why = model.describe(), model.why_unavailable()
    parameters, accuracy = described["parameters"], described["mnist_accuracy"]
    cells = (
        model.name,
        model.kind or _("cannot be read"),
        "" if parameters is None else f"{parameters:,.0f}",
        f"{accuracy:.2%}".replace("%", " %") if accuracy is not None and 0 <= accuracy <= 1 else "",
        _date(model.file),
    )
    return Row(cells, why)


def _date(file: Path) -> str:
    """The day that the file states as that of its training, else its own."""
    day: datetime | None = None
    try:
        day = datetime.fromtimestamp(file.stat().st_mtime)
        day = datetime.fromisoformat(catalog.stated(file)["date"])
    except (WeightsError, OSError, KeyError, TypeError, ValueError):
        pass
    return f"{day:%Y-%m-%d}" if day else ""
