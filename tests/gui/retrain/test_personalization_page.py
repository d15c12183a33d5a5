"""The console's page on which the network learns its user's hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gui.window.window import Window
from models import catalog
from tests.gui.conftest import wait_for
from tests.gui.retrain.consoles import console, console_window, live, outcome
from training.datasets import my_digits
from training.learning.settings import PERSONALIZATION
from training.reports.personalization import samples


def test_the_network_learns_the_user_s_hand_and_one_click_leads_back(
    window: Window, digits: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIGITPAD_DATA", str(digits))
    monkeypatch.setitem(PERSONALIZATION, "bp", replace(PERSONALIZATION["bp"], epochs=2))
    my_digits.add(samples(seed=1, learnt=2, held_out=1))
    window.commands["learn_hand"].run()
    wait_for(window, lambda: getattr(console_window(window), "_personalization", None))
    page = console_window(window)._personalization  # type: ignore[union-attr]
    assert page is not None
    wait_for(window, lambda: page.counts[9][0].cget("text") != "–")
    page.learn.invoke()
    wait_for(
        window,
        lambda: console(window).session,
    )
    wait_for(window, lambda: live(window).outcome or console(window).session.error)  # type: ignore[union-attr]
    session = console(window).session
    assert session is not None
    assert session.ended is not None, session.error
    assert session.ended.learnt_a_hand
    assert session.ended.new.mine is not None
    end = outcome(window)
    assert end.name.get() == "BP net, my hand"
    end.use.invoke()
    if session.ended.worse:
        end.use.invoke()
    wait_for(window, lambda: window.context.networks.name == "BP net, my hand")
    wait_for(window, lambda: console_window(window).back.winfo_viewable())  # type: ignore[union-attr]
    console_window(window).back.invoke()  # type: ignore[union-attr]
    assert window.context.networks.name == "bp"
    assert "BP net, my hand" in catalog.names()


def test_without_digits_there_is_nothing_to_learn(window: Window) -> None:
    window.commands["learn_hand"].run()
    wait_for(window, lambda: getattr(console_window(window), "_personalization", None))
    page = console_window(window)._personalization  # type: ignore[union-attr]
    assert page is not None
    wait_for(window, lambda: "guided round" in page.remark.cget("text"))
    assert page.learn.instate(["disabled"])
