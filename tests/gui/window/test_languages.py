"""Another language while windows are open: they are rebuilt, and go on where they were."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from gui.my_digits.guided import GuidedRound
from gui.networks.foot import RenameForm
from gui.networks.networks_window import NetworksWindow
from gui.window.window import Window
from models import catalog, user_models
from tests.gui.conftest import wait_for
from tests.gui.my_digits.galleries import chosen, opened, write
from tests.gui.retrain.consoles import console_window, open_form, open_history
from tests.training.runs.written_runs import FINISHED, write_run

KINDS = ("gallery", "networks", "guided", "keys", "about")


def change(window: Window, language: str = "zh_CN") -> None:
    """Choose a language, and wait until all windows have been rebuilt."""
    before = dict(window.windows._open)
    window.variables["language"].set(language)
    window._language_chosen()
    wait_for(window, lambda: not any(one.winfo_exists() for one in before.values()))
    assert list(window.windows._open) == list(before)


@pytest.mark.parametrize("kind", KINDS)
def test_a_window_stays_where_it_is(window: Window, kind: str) -> None:
    window.windows.open(kind)
    before = window.windows.find(kind)
    assert before is not None
    wait_for(window, before.winfo_viewable)
    window.update()  # it finds its place
    before.geometry("+33+44")
    wait_for(window, lambda: before.geometry().endswith("+33+44"))
    change(window)
    after = window.windows.find(kind)
    assert after is not None
    wait_for(window, after.winfo_viewable)
    window.update()
    assert after.geometry().endswith("+33+44")


def test_the_gallery_shows_and_chooses_what_it_did(window: Window) -> None:
    write(1000)
    gallery = opened(window)
    gallery.filters.order.current(1)
    gallery.filters.label.set("4")
    gallery.refresh()
    wait_for(window, lambda: gallery.grid_view._cells)
    gallery.grid_view.selection.go_to(25)
    gallery.grid_view.canvas.yview_moveto(0.3)
    before, top = chosen(gallery), gallery.grid_view.canvas.canvasy(0)
    assert before
    assert top > 0
    change(window)
    again = opened(window)
    assert (again.filters.label.get(), again.filters.order.current()) == ("4", 1)
    assert chosen(again) == before
    wait_for(window, lambda: again.grid_view.canvas.canvasy(0) == top)


def test_a_guided_round_goes_on(window: Window) -> None:
    window.windows.open("guided")
    before = window.windows.find("guided")
    assert isinstance(before, GuidedRound)
    before.begin()
    before.skip()
    change(window)
    after = window.windows.find("guided")
    assert isinstance(after, GuidedRound)
    assert (after.order, after.place) == (before.order, 1)
    assert str(before.order[1]) in after.caption.cget("text")
    assert "写" in after.caption.cget("text")
    after.skip()
    assert after.place == 2


def test_a_name_that_is_being_typed_stays(window: Window) -> None:
    for name in ("mine", "yours"):
        user_models.keep(catalog.find("bp").file, name)
    window.windows.open("networks")
    before = window.windows.find("networks")
    assert isinstance(before, NetworksWindow)
    wait_for(window, lambda: before.table.get_children())
    before.table.selection_set(("yours",))
    before.ask_name()
    assert isinstance(before._foot, RenameForm)
    before._foot.name.set("half a na")
    change(window)
    after = window.windows.find("networks")
    assert isinstance(after, NetworksWindow)
    wait_for(window, lambda: after.table.chosen == "yours")
    assert isinstance(after._foot, RenameForm)
    after._foot.name.set("new")
    after._foot.rename.invoke()
    wait_for(window, lambda: catalog.names()[-2:] == ["mine", "new"])


def test_the_form_keeps_what_was_typed(window: Window) -> None:
    form = open_form(window)
    form.networks.current(1)
    form._choose_network()
    typed = {"epochs": "7", "learning_rate": "0.0"}
    for name, text in typed.items():
        form.variables[name].set(text)
    console = window.windows.console
    assert console is not None
    console.tell("said", ("Back", lambda: None))
    before = {name: variable.get() for name, variable in form.variables.items()}
    change(window)
    after = open_form(window)
    assert after is not form
    assert after.network == form.network
    assert {name: variable.get() for name, variable in after.variables.items()} == before
    shown = console_window(window)
    assert shown is not None
    assert (shown.message.cget("text"), shown.back.cget("text")) == ("said", "Back")


def test_a_download_goes_on(window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGITPAD_DATA", str(tmp_path / "none"))
    panel = open_form(window).data_sets
    panel._target = wait_for_ever
    panel.fetch()
    assert panel._child is not None
    process = panel._child.process
    change(window)
    after = open_form(window).data_sets
    assert after.fetching
    assert process.is_alive()
    after.cancel()
    wait_for(window, lambda: not after.fetching)
    assert not process.is_alive()


def wait_for_ever(*arguments: object) -> None:
    """Stands for a slow download."""
    import time

    time.sleep(1000)


def test_the_history_keeps_its_order_and_what_is_chosen(window: Window) -> None:
    one, two, _three = (write_run(FINISHED).name for _run in range(3))
    table = open_history(window, 3).table
    table.falling = False
    table.tree.selection_set((one, two))
    change(window)
    again = open_history(window, 3).table
    assert again is not table
    assert not again.falling
    assert set(again.tree.selection()) == {one, two}


def test_nothing_is_left_behind(window: Window) -> None:
    for kind in KINDS:
        window.windows.open(kind)
    open_form(window)
    open_history(window, 0)

    def left(language: str) -> tuple[int, int]:
        """The numbers of commands, without those of timers, and of pictures."""
        change(window, language)
        wait_for(window, lambda: getattr(console_window(window), "_history", None))
        form = open_form(window)
        wait_for(window, lambda: len(form.remarks) == len(form.variables))
        window.update()
        gc.collect()
        commands, timers, pictures = (
            len(window.tk.splitlist(window.tk.call(*what)))
            for what in (("info", "commands"), ("after", "info"), ("image", "names"))
        )
        return commands - timers, pictures

    left("zh_CN")
    first = left("en")
    left("zh_CN")
    assert left("en") == first
