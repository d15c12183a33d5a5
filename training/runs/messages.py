"""Messages between the window and a training process, besides the events of :mod:`training.learning.loop`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from ink.framing import Frame
from models.classifier import Floats
from training.learning.metrics import Scores


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
class Preparing:
    """Progress before the first epoch; ``what`` is a message for the catalogue of translations."""

    what: str
    done: int
    total: int


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
