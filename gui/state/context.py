"""What every window and panel may use, in place of the main window itself."""

from __future__ import annotations

from dataclasses import dataclass

from gui.background.engine import Engine
from gui.background.jobs import Jobs
from gui.look.theme import Look
from gui.state.messages import Messages
from gui.state.networks_in_use import NetworksInUse
from gui.state.settings import Settings
from ink.drawing import Drawing


@dataclass(frozen=True)
class Context:
    """Made once by the main window; what a panel tells goes out through callbacks that it is given.

    Attributes:
        settings: what is remembered from one start to the next.
        drawing: what is on the pad.
        networks: which networks there are, and which one reads.
        messages: the way to the status line.
        engine: reads drawings, in a thread.
        jobs: work that would stop the window, in threads.
        look: colours and scale.
    """

    settings: Settings
    drawing: Drawing
    networks: NetworksInUse
    messages: Messages
    engine: Engine
    jobs: Jobs
    look: Look
