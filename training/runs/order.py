"""What a training run is made from, as the window, the run's process and its folder hand it on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.learning.settings import TrainingSettings


@dataclass(frozen=True)
class RunOrder:
    """What to train, and how. The same order gives the same network.

    Attributes:
        network: an architecture of the catalogue.
        device: of torch; None takes CUDA if there is one, else the CPU.
        data: the folder of the data sets; None is the usual one.
    """

    network: str
    settings: TrainingSettings
    device: str | None = None
    data: Path | None = None

    def to_json(self) -> dict[str, Any]:
        """As the first event of a run states it."""
        return {
            "network": self.network,
            "settings": self.settings.to_json(),
            "device": self.device,
            "data": str(self.data) if self.data else None,
        }

    @classmethod
    def from_json(cls, stated: Mapping[str, Any]) -> RunOrder:
        """What :meth:`to_json` wrote.

        Raises:
            KeyError, TypeError, ValueError, AttributeError: it is not an order.
        """
        settings = TrainingSettings.from_json(stated["settings"])
        data = stated.get("data")
        return cls(str(stated["network"]), settings, stated.get("device"), Path(data) if data else None)
