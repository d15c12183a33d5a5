"""The training console in a real window: what a user does with it, from the first look to a network of their own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gui.retrain.fields import presets_of
from gui.retrain.session import Phase, Session
from gui.window.window import Window
from models import catalog, user_models
from tests.gui.conftest import SEVEN, drag, focus, wait_for
from tests.gui.retrain.consoles import LONG, SHORT, console, console_window, live, open_form, open_history, outcome
from training.runs import history
from training.runs.history import Status
from training.runs.messages import Ended


def test_from_a_quick_look_to_a_network_of_ones_own(
    window: Window, train: Callable[..., Session], open_window: Callable[..., Window]
) -> None:
    session = train(**LONG)
    drag(window, SEVEN)
    wait_for(window, lambda: session.best and window.side.candidate.winfo_viewable())
    assert window.side.candidate.cget("text").startswith("The network in training: ")
    wait_for(window, lambda: live(window).plot.shown)
    live(window).stop.invoke()
    end = outcome(window)
    assert not window.side.candidate.winfo_viewable()
    end.name.set("Mine")
    end.check()
    end.use.invoke()
    if session.ended is not None and session.ended.worse:
        end.use.invoke()
    wait_for(window, lambda: window.context.networks.name == "Mine")
    assert any("Mine" in title for title in window.side.models["values"])
    drag(window, [(x, y + 5) for x, y in SEVEN])
    wait_for(window, lambda: window.side._prediction and window.side._prediction.model == "Mine")
    window.close()
    again = open_window(model="Mine")
    assert again.context.networks.name == "Mine", "it is still there after a restart"
    again.commands["restore"].run()
    assert again.context.networks.name == "bp"


def test_a_worse_network_is_used_only_after_a_second_click(
    window: Window, train: Callable[..., Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Ended, "worse", True)
    train(**SHORT)
    end = outcome(window)
    end.use.invoke()
    window.update()
    assert window.context.networks.name == "bp"
    assert "anyway" in end.use.cget("text")
    end.use.invoke()
    wait_for(window, lambda: window.context.networks.name == "My BP net")


def test_what_is_discarded_leaves_only_its_history(window: Window, train: Callable[..., Session]) -> None:
    session = train(**SHORT)
    outcome(window).discard.invoke()
    wait_for(window, lambda: console(window).session is None)
    assert not list(session.folder.glob("*.safetensors"))
    assert catalog.names() == [model.name for model in catalog.MODELS]


def test_a_bad_name_is_said_while_it_is_typed(window: Window, train: Callable[..., Session]) -> None:
    train(**SHORT)
    end = outcome(window)
    for name in ("", "bp", "a/b", "x" * 61):
        end.name.set(name)
        end.check()
        assert end.verdict.cget("text")
        assert end.use.instate(["disabled"])
        assert end.keep.instate(["disabled"])


def test_a_name_typed_for_the_new_network_outlives_a_change_of_language(
    window: Window, train: Callable[..., Session]
) -> None:
    train(**SHORT)
    outcome(window).name.set("My fi")
    before = console_window(window)
    window.variables["language"].set("zh_CN")
    window.menu.choices["language"].on_choice()
    wait_for(window, lambda: console_window(window) is not before and console_window(window) is not None)
    assert outcome(window).name.get() == "My fi"


def test_a_network_that_cannot_be_kept_stays_to_be_decided_on(
    window: Window, train: Callable[..., Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    train(**SHORT)
    end = outcome(window)

    def full(*_: object) -> None:
        raise user_models.UserModelsError(
            "{file}: cannot be written ({reason})", file="nets", reason="No space left on device"
        )

    with monkeypatch.context() as patched:
        patched.setattr(user_models, "keep", full)
        end.keep.invoke()
        wait_for(window, lambda: "No space left" in console_window(window).message.cget("text"))  # type: ignore[union-attr]
    assert window.context.networks.name == "bp"
    end.keep.invoke()
    wait_for(window, lambda: "My BP net" in catalog.names())


def test_a_setting_that_makes_no_sense_says_so_beside_its_field(
    window: Window, digits: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIGITPAD_DATA", str(digits))
    form = open_form(window)
    form.variables["epochs"].set("many")
    form.check()
    assert "whole number" in form.remarks["epochs"].cget("text")
    assert form.start.instate(["disabled"])
    form.variables["epochs"].set("5")
    form.check()
    assert form.start.instate(["!disabled"])


def test_a_preset_fills_the_fields_of_its_network(window: Window) -> None:
    form = open_form(window)
    for box, place in ((form.networks, 1), (form.presets, 2)):
        box.current(place)
        box.event_generate("<<ComboboxSelected>>")
    wait_for(window, lambda: len(form.remarks) == len(form.variables))
    assert form.order.network == "lenet"
    assert form.order.settings == list(presets_of("lenet").values())[2]
    assert "hidden" not in form.remarks


def test_without_data_it_offers_to_fetch_them(window: Window, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DIGITPAD_DATA", str(tmp_path))
    form = open_form(window)
    wait_for(window, lambda: form.data_sets.winfo_viewable())
    assert form.start.instate(["disabled"])


def test_pause_and_go_on(window: Window, train: Callable[..., Session]) -> None:
    session = train(**LONG)
    wait_for(window, lambda: session.phase is Phase.RUNNING)
    live(window).pause.invoke()
    assert session.phase is Phase.PAUSED
    assert live(window).pause.cget("text") == "Go on"
    live(window).pause.invoke()
    before = session.batch
    wait_for(window, lambda: session.batch != before)


def test_a_cancelled_run_leads_back_to_the_form(window: Window, train: Callable[..., Session]) -> None:
    session = train(**LONG)
    wait_for(window, lambda: session.best)
    live(window).cancel.invoke()
    wait_for(window, lambda: not session.folder.exists())
    console(window).leave()
    assert console_window(window)._form.winfo_manager()  # type: ignore[union-attr]


def test_the_run_goes_on_while_the_console_is_closed(window: Window, train: Callable[..., Session]) -> None:
    session = train(**LONG)
    wait_for(window, lambda: session.best)
    console_window(window).destroy()  # type: ignore[union-attr]
    before = session.last
    wait_for(window, lambda: session.last != before)
    focus(window, window.pad.canvas)
    window.event_generate("<Control-t>")
    wait_for(window, lambda: getattr(console_window(window), "_live", None))  # type: ignore[union-attr]
    assert live(window).session is session


def test_closing_the_window_in_mid_run_asks_first(window: Window, train: Callable[..., Session]) -> None:
    session = train(**LONG)
    wait_for(window, lambda: session.best)
    window.ask_close()
    window.update()
    assert window.pump.running, "it must ask first"
    begin = time.monotonic()
    window.close()
    assert time.monotonic() - begin < 3
    session._process.wait()  # one thread alone asks whether it is gone: the system tells only the first
    assert not session._process.process.is_alive()
    (run,), _ = history.load_history()
    assert run.status is Status.INTERRUPTED
    assert run.resumable


def test_the_console_speaks_the_language_that_is_chosen(window: Window, train: Callable[..., Session]) -> None:
    session = train(**LONG)
    wait_for(window, lambda: session.best)
    window.variables["language"].set("zh_CN")
    before = console_window(window)
    window._language_chosen()
    wait_for(window, lambda: not before.winfo_exists())
    wait_for(window, lambda: getattr(console_window(window), "_live", None))  # type: ignore[union-attr]
    assert live(window).stop.cget("text") != "Stop and keep the best"
    assert session.alive()


# --- threads and stalls -----------------------------------------------------------------------------------------------


class OnlyOnMainThread:
    """Stands before Tk's interpreter and notes who calls it."""

    def __init__(self, interpreter: Any, offences: list[str]) -> None:
        self._interpreter, self._offences = interpreter, offences

    def __getattr__(self, name: str) -> Any:
        if threading.current_thread() is not threading.main_thread():
            self._offences.append(f"{threading.current_thread().name}: {name}")
        return getattr(self._interpreter, name)


def test_tk_is_called_on_the_main_thread_alone(window: Window, train: Callable[..., Session]) -> None:
    offences: list[str] = []
    window.tk = OnlyOnMainThread(window.tk, offences)
    train(**SHORT)
    drag(window, SEVEN)
    outcome(window).keep.invoke()
    wait_for(window, lambda: "My BP net" in catalog.names())
    open_history(window, runs=1)
    assert not offences
