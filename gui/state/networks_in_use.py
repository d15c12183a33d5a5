"""Which networks there are, which of them reads, and what is to be said of it."""

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
    """The networks as the windows know them; ``refresh`` looks anew.

    Attributes:
        current: the network that was chosen, or the best that can be used here.
        labels: what a list of networks shows, by name: titles, with the reason where a network cannot be used.
        changed: emitted after each refresh.
        chosen: emitted when the user has chosen one, the same one again too.
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
        """The name of the network that is to read."""
        return self._settings.model or self._default

    @property
    def torch_ready(self) -> bool:
        """Whether torch is loaded, in its process."""
        return self._torch.ready

    def choose(self, name: str) -> None:
        """Let another network read."""
        self._settings.model = name
        self.refresh()
        if self.current.needs_torch:
            self._engine.start_worker()
        self.chosen.emit()

    def restore(self) -> None:
        """Choose the built-in network of the same architecture as the one in use."""
        self.choose(self.current.architecture or catalog.FALLBACK)

    def refresh(self) -> None:
        """Look which networks there are; where the chosen one is gone, the built-in of its kind reads."""
        models = {model.name: model for model in catalog.models()}
        if self.name not in models:
            self.restore()
            return
        self.current = models[self.name]
        self.labels = {name: _label(model, self._torch.error) for name, model in models.items()}
        self.changed.emit()

    def torch_changed(self, state: ModelState) -> None:
        """Torch's process is ready, or cannot be used."""
        self._torch = state
        self.refresh()

    def note(self, stood_in: bool = False, reason: PlainError | None = None) -> str:
        """What there is to say of the chosen network: that it loads, or why another one answers.

        Args:
            stood_in: whether another one has answered.
            reason: why it could not.
        """
        model, state = self.current, self._torch
        reason = reason or (state.error if model.needs_torch else None)
        if reason is not None:
            return _("{model} is off: {reason}. The BP net answers.").format(model=model.title, reason=sentence(reason))
        if stood_in or (model.needs_torch and not state.ready):
            return _("{model} is loading; the BP net answers meanwhile.").format(model=model.title)
        return ""


def _label(model: Model, torch_error: PlainError | None) -> str:
    why = model.why_unavailable() or (torch_error if model.needs_torch else None)
    if why is None:
        return model.title
    return _("{model} (off: {reason})").format(model=model.title, reason=sentence(_short(why)))


def _short(error: PlainError) -> PlainError:
    """The same error with the file's name alone, for where there is little room."""
    values = {key: value.name if isinstance(value, Path) else value for key, value in error.values.items()}
    return type(error)(error.message, **values)
