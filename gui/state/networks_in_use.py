"""The available networks, the one in use, and its status."""

from __future__ import annotations

from pathlib import Path

from common.errors import PlainError
from common.translation import _, sentence
from gui.background.engine import Engine
from gui.background.requests import ModelState
from gui.state.settings import Settings
from gui.state.signals import Signal
from models import catalog
from models.catalog import Model


class NetworksInUse:
    """The list of networks and the chosen one; ``refresh`` reloads it.

    Attributes:
        current: the chosen network, or else the default.
        labels: display labels by name: the title, and the reason if the network cannot be used.
        changed: emitted after each refresh.
        chosen: emitted after each choice, even of the same network.
    """

    def __init__(self, settings: Settings, engine: Engine) -> None:
        self._settings, self._engine = settings, engine
        self._default = catalog.default()
        self._torch = ModelState()
        self.current = catalog.find(self._default)
        self.labels: dict[str, str] = {}
        self.changed, self.chosen = Signal(), Signal()

    @property
    def name(self) -> str:
        """The name of the network in use."""
        return self._settings.model or self._default

    @property
    def torch_ready(self) -> bool:
        """Whether the torch process has loaded torch."""
        return self._torch.ready

    def choose(self, name: str) -> None:
        """Switch to another network."""
        self._settings.model = name
        self.refresh()
        if self.current.needs_torch:
            self._engine.start_worker()
        self.chosen.emit()

    def restore(self) -> None:
        """Choose the built-in network of the same architecture as the one in use."""
        self.choose(self.current.architecture or catalog.FALLBACK)

    def refresh(self) -> None:
        """Reload the list; if the chosen network is gone, switch to the built-in one of its architecture."""
        models = {model.name: model for model in catalog.models()}
        if self.name not in models:
            self.restore()
            return
        self.current = models[self.name]
        self.labels = {name: _label(model, self._torch.error) for name, model in models.items()}
        self.changed.emit()

    def torch_changed(self, state: ModelState) -> None:
        """Take the new state of the torch process."""
        self._torch = state
        self.refresh()

    def note(self, stood_in: bool = False, reason: PlainError | None = None) -> str:
        """The status text of the chosen network: that it is loading, or why another one replaces it; else empty.

        Args:
            stood_in: whether another network made the last prediction.
            reason: why the chosen one could not.
        """
        model, state = self.current, self._torch
        reason = reason or (state.error if model.needs_torch else None)
        if reason is not None:
            return _("{model} is off: {reason}. The BP net answers.", model=model.title, reason=sentence(reason))
        if stood_in or (model.needs_torch and not state.ready):
            return _("{model} is loading; the BP net answers meanwhile.", model=model.title)
        return ""


def _label(model: Model, torch_error: PlainError | None) -> str:
    why = model.why_unavailable() or (torch_error if model.needs_torch else None)
    if why is None:
        return model.title
    return _("{model} (off: {reason})", model=model.title, reason=sentence(_short(why)))


def _short(error: PlainError) -> PlainError:
    """The same error with file names instead of full paths."""
    values = {key: value.name if isinstance(value, Path) else value for key, value in error.values.items()}
    return type(error)(error.message, **values)
