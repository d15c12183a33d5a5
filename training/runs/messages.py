"""What the window and a training process say to each other, besides the events of :mod:`training.learning.loop`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from ink.framing import Frame
from models.classifier import Floats
from training.learning.metrics import Scores


class RunCommand(Enum):
    """What the window asks of a run."""

    PAUSE = auto()
    RESUME = auto()
    STOP = auto()


@dataclass(frozen=True)
class Look:
    """Read this frame from now on, or None, nothing."""

    frame: Frame | None


@dataclass(frozen=True)
class Preparing:
    """So much of this is done, before the first epoch; ``what`` is a text to be translated."""

    what: str
    done: int
    total: int


@dataclass(frozen=True)
class LiveAnswer:
    """The probabilities that the network in training gives to the frame that it looks at, (10,)."""

    probabilities: Floats


FORGIVEN = 0.001
"""The part of MNIST that a network may forget while it learns a hand, and not be called worse for it."""


@dataclass(frozen=True)
class Ended:
    """The run is over: its network, in ``weights``, beside the one that reads now, or None where that cannot.

    Attributes:
        tested_with: what ``mnist`` of the two was measured with.
        learnt_a_hand: whether the new network is the current one that has learnt its user's hand.
    """

    weights: Path
    new: Scores
    current: Scores | None
    tested_with: str = "MNIST"
    learnt_a_hand: bool = False

    @property
    def worse(self) -> bool:
        """Whether the new network reads less of something than the current one."""
        if self.current is None:
            return False
        forgiven = FORGIVEN if self.learnt_a_hand else 0.0
        pairs = [(self.new.mnist + forgiven, self.current.mnist), (self.new.mine, self.current.mine)]
        if not self.learnt_a_hand:
            pairs.append((self.new.pens, self.current.pens))
        return any(new is not None and current is not None and new < current for new, current in pairs)
