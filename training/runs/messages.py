"""Messages between the window and a training process, besides the events of :mod:`training.learning.loop`.

The first is the order, which the command line and the run's folder hand on too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import Any

from common.errors import PlainError
from ink.framing import Frame
from models.classifier import Floats
from training.learning.metrics import Scores
from training.learning.settings import PRESETS, TrainingSettings, optimizers


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
        network, settings = stated["network"], TrainingSettings.from_json(stated["settings"])
        device, data = stated.get("device"), stated.get("data")
        if network not in PRESETS or settings.optimizer not in optimizers(network):
            raise ValueError(network)
        if not isinstance(device, str | None):
            raise TypeError(device)
        return cls(network, settings, device, Path(data) if data else None)


class RunCommand(Enum):
    """A command from the window to a run."""

    PAUSE = auto()
    RESUME = auto()
    STOP = auto()


@dataclass(frozen=True)
class Look:
    """Asks for readings of this frame from now on; None ends them."""

    frame: Frame | None


@dataclass(frozen=True)
class ChangeRate:
    """Sets the highest learning rate from the next batch on."""

    learning_rate: float


@dataclass(frozen=True, eq=False)
class TryStep:
    """Asks what one step on this frame alone would do, with this label; the run itself does not take it."""

    frame: Frame
    label: int


@dataclass(frozen=True, eq=False)
class StepTried:
    """What one step on a frame would do to the network in training.

    Attributes:
        frame: (28, 28).
        label: the digit that it would learn that the frame is.
        before, after: probabilities (10,).
        losses: the cross-entropy before and after.
        gradient: of the loss before the step with respect to the frame, (28, 28).
        rate: the learning rate of the step.
    """

    frame: Frame
    label: int
    before: Floats
    after: Floats
    losses: tuple[float, float]
    gradient: Floats
    rate: float


@dataclass(frozen=True)
class Preparing:
    """Progress before the first epoch; ``what`` is a message for the catalogue of translations."""

    what: str
    done: int
    total: int


@dataclass(frozen=True)
class Unsaved:
    """An epoch, or that the run has ended, could not be written; the run goes on."""

    reason: PlainError


@dataclass(frozen=True)
class LiveAnswer:
    """The probabilities of the network in training for the frame in :class:`Look`, (10,)."""

    probabilities: Floats


FORGIVEN = 0.001
"""The MNIST accuracy that a network may lose in personalization without being called worse."""


@dataclass(frozen=True)
class Ended:
    """The run is over: scores of its network, and of the current one unless that cannot be loaded.

    Attributes:
        weights: the file of the new network.
        tested_with: the source of the digits behind ``mnist`` in the scores.
        learnt_a_hand: whether the new network is the current one, personalized.
    """

    weights: Path
    new: Scores
    current: Scores | None
    tested_with: str = "MNIST"
    learnt_a_hand: bool = False

    @property
    def worse(self) -> bool:
        """Whether the new network is less accurate than the current one on any of the test sets."""
        if self.current is None:
            return False
        forgiven = FORGIVEN if self.learnt_a_hand else 0.0
        pairs = [(self.new.mnist + forgiven, self.current.mnist), (self.new.mine, self.current.mine)]
        if not self.learnt_a_hand:
            pairs.append((self.new.pens, self.current.pens))
        return any(new is not None and current is not None and new < current for new, current in pairs)
