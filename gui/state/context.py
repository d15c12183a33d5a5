"""The services that windows and panels use instead of the main window."""

from __future__ import annotations

from dataclasses import dataclass

from gui.background.engine import Engine
from gui.background.jobs import Jobs
from gui.look.look import Look
from gui.state.messages import Messages
from gui.state.networks_in_use import NetworksInUse
from gui.state.settings import Settings
from ink.drawing import Drawing


@dataclass(frozen=True)
class Context:
    """Shared services, created once by the main window; panels report back through callbacks."""

    settings: Settings
    drawing: Drawing
    networks: NetworksInUse
    messages: Messages
    engine: Engine
    jobs: Jobs
    look: Look
