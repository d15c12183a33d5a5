"""The window "My networks": the table says what is there, and what is done in it happens, in the other windows too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from gui.background.pump import STALL
from gui.networks.foot import DeleteQuestion, RenameForm
from gui.networks.networks_window import NetworksWindow
from gui.networks.table import IN_USE
from gui.window.window import Window
from models import catalog, user_models
from tests.gui.conftest import SEVEN, drag, wait_for

BP, LENET = catalog.WEIGHTS / "bp.safetensors", catalog.WEIGHTS / "lenet.safetensors"


@pytest.fixture
def dialog(window: Window) -> Iterator[NetworksWindow]:
    """My networks, with three of them."""
    for weights, name in ((BP, "Anna"), (LENET, "chalk"), (BP, "{pen} $x")):
        user_models.keep(weights, name)
    window.context.networks.refresh()
    yield opened(window)
    assert (
        window.pump.worst_stall < 10 * STALL
    )  # a job that should be done elsewhere takes longer, even on a busy machine


def opened(window: Window) -> NetworksWindow:
    window.windows.open("networks")
    dialog = window.windows.find("networks")
    assert isinstance(dialog, NetworksWindow)
    return dialog


def names(dialog: NetworksWindow) -> list[str]:
    return [str(dialog.table.set(row, "name")) for row in dialog.table.get_children()]


def choose(dialog: NetworksWindow, name: str) -> None:
    wait_for(dialog.master, lambda: name in dialog.table.get_children())
    dialog.table.selection_set((name,))
    dialog.table.focus(name)
    dialog.master.update()


def press(dialog: NetworksWindow, key: str) -> None:
    dialog.table.focus_force()
    dialog.update()
    dialog.table.event_generate(key)
    dialog.update()


def offered(window: Window) -> list[str]:
    return list(window.side.models.cget("values"))


def test_the_table_says_what_the_files_say(dialog: NetworksWindow) -> None:
    wait_for(dialog.master, lambda: names(dialog) == ["Anna", "chalk", "{pen} $x"])
    row = dialog.table.set("chalk")
    assert (row["kind"], row["parameters"], row["accuracy"]) == ("LeNet", "11,978", "99.30 %")
    assert row["date"] == f"{datetime.now():%Y-%m-%d}"


def test_a_damaged_one_says_why_and_cannot_be_used(dialog: NetworksWindow) -> None:
    wait_for(dialog.master, lambda: names(dialog))
    catalog.find("chalk").file.write_bytes(b"Dear diary")
    dialog.master.context.networks.refresh()
    wait_for(dialog.master, lambda: dialog.table.set("chalk", "kind") == "cannot be read")
    choose(dialog, "chalk")
    assert "not a safetensors file" in dialog.message.cget("text")
    assert dialog.buttons["use"].instate(["disabled"])
    choose(dialog, "Anna")
    assert not dialog.message.cget("text")
    assert dialog.buttons["use"].instate(["!disabled"])


def test_the_keyboard_goes_through_the_table(dialog: NetworksWindow) -> None:
    choose(dialog, "Anna")
    press(dialog, "<Down>")
    press(dialog, "<Down>")
    assert dialog.table.chosen == "{pen} $x"
    press(dialog, "<Return>")
    assert dialog.master.context.networks.name == "{pen} $x"
    press(dialog, "<F2>")
    assert isinstance(dialog._foot, RenameForm)
    press(dialog, "<Escape>")
    press(dialog, "<Delete>")
    assert isinstance(dialog._foot, DeleteQuestion)
    press(dialog, "<Escape>")
    press(dialog, "<Escape>")
    assert not dialog.winfo_exists()


def test_the_chosen_network_reads(dialog: NetworksWindow) -> None:
    window = dialog.master
    choose(dialog, "Anna")
    dialog.buttons["use"].invoke()
    drag(window, SEVEN)
    wait_for(window, lambda: window.side._prediction and window.side._prediction.model == "Anna")
    assert window.side.models.get() == "Anna · BP net"
    assert window.side.answer.digit.cget("text") == "7"
    wait_for(window, lambda: dialog.table.set("Anna", "use") == IN_USE)


@pytest.mark.parametrize("name", ["chalk", "CHALK", "bp", "a/b", "", " "])
def test_what_is_wrong_with_a_name_is_said_while_it_is_typed(dialog: NetworksWindow, name: str) -> None:
    choose(dialog, "Anna")
    dialog.ask_name()
    row = dialog._foot
    assert isinstance(row, RenameForm)
    row.name.set(name)
    assert row.remark.cget("text")
    assert row.rename.instate(["disabled"])
    row.name.set("Berta")
    assert not row.remark.cget("text")
    assert row.rename.instate(["!disabled"])


def test_the_one_in_use_is_renamed_and_stays_in_use(dialog: NetworksWindow) -> None:
    choose(dialog, "Anna")
    dialog.use()
    dialog.ask_name()
    assert isinstance(dialog._foot, RenameForm)
    dialog._foot.name.set("zebra")
    dialog._foot.rename.invoke()
    wait_for(dialog.master, lambda: names(dialog) == ["chalk", "zebra", "{pen} $x"])
    assert dialog.table.chosen == dialog.master.context.networks.name == "zebra"
    assert "zebra · BP net" in offered(dialog.master)


def test_nothing_is_deleted_before_it_is_confirmed(dialog: NetworksWindow) -> None:
    choose(dialog, "Anna")
    dialog.buttons["delete"].invoke()
    assert isinstance(dialog._foot, DeleteQuestion)
    dialog._foot.keep.invoke()
    dialog.buttons["delete"].invoke()
    choose(dialog, "chalk")  # which takes the question away
    assert not isinstance(dialog._foot, DeleteQuestion)
    assert len(list(catalog.kept_folder().iterdir())) == 3


def test_where_the_one_in_use_is_deleted_the_built_in_of_its_kind_reads(dialog: NetworksWindow) -> None:
    choose(dialog, "Anna")
    dialog.use()
    dialog.ask_delete()
    assert isinstance(dialog._foot, DeleteQuestion)
    dialog._foot.delete.invoke()
    wait_for(dialog.master, lambda: names(dialog) == ["chalk", "{pen} $x"])
    assert dialog.master.context.networks.name == "bp"
    assert not any("Anna" in label for label in offered(dialog.master))


def test_networks_go_out_and_come_in(dialog: NetworksWindow, tmp_path: Path) -> None:
    wait_for(dialog.master, lambda: names(dialog))
    dialog.export("Anna", tmp_path / "Anna.safetensors")
    wait_for(dialog.master, lambda: "Saved as" in dialog.message.cget("text"))
    dialog.import_net(tmp_path / "Anna.safetensors")
    wait_for(dialog.master, lambda: dialog.table.chosen == "Anna 2")
    assert dialog.message.cget("text") == "Anna 2 was imported."
    assert "Anna 2 · BP net" in offered(dialog.master)


def test_what_cannot_come_in_is_said_in_a_sentence(dialog: NetworksWindow, tmp_path: Path) -> None:
    (tmp_path / "diary.safetensors").write_text("Dear diary")
    dialog.import_net(tmp_path / "diary.safetensors")
    wait_for(dialog.master, lambda: "not a safetensors file" in dialog.message.cget("text"))


def test_what_comes_of_it_is_shown_in_the_window_where_the_dialog_is_closed(
    dialog: NetworksWindow, tmp_path: Path
) -> None:
    dialog.import_net(tmp_path / "missing.safetensors")
    dialog.destroy()
    wait_for(dialog.master, lambda: "no such weight file" in dialog.master.status.text)


def test_there_is_one_dialog_and_it_speaks_the_language_that_is_chosen(dialog: NetworksWindow) -> None:
    window = dialog.master
    assert opened(window) is dialog
    window.variables["language"].set("zh_CN")
    window._language_chosen()
    wait_for(window, lambda: not dialog.winfo_exists())
    again = opened(window)
    assert again is not dialog
    assert again.table.heading("name", "text") == "名称"


# --- the window -------------------------------------------------------------------------------------------------------


def test_what_another_window_keeps_is_there_when_the_list_is_opened(window: Window) -> None:
    user_models.keep(BP, "theirs")
    window.tk.call(window.side.models.cget("postcommand"))
    assert "theirs · BP net" in offered(window)


def test_what_another_window_deletes_reads_no_more(window: Window) -> None:
    user_models.keep(BP, "theirs")
    window.context.networks.choose("theirs")
    user_models.delete("theirs")
    drag(window, SEVEN)
    wait_for(window, lambda: "there is no model 'theirs'" in window.status.note_text)
    assert window.side.answer.digit.cget("text") == "7"
    window.tk.call(window.side.models.cget("postcommand"))
    assert window.context.networks.name == "bp"
    wait_for(window, lambda: not window.status.note_text)


def test_a_network_chosen_when_it_is_gone_already_is_no_accident(window: Window) -> None:
    window.context.networks.choose("gone")
    assert window.context.networks.name == "bp"


def test_the_built_in_can_always_be_had_back(window: Window) -> None:
    restore = window.commands["restore"]
    assert restore.enabled is not None
    assert not restore.enabled()
    user_models.keep(BP, "mine")
    window.context.networks.choose("mine")
    assert restore.enabled()
    restore.run()
    assert window.context.networks.name == "bp"


def test_a_window_begins_with_the_network_that_it_remembers(display: str, open_window: Callable[..., Window]) -> None:
    user_models.keep(BP, "mine")
    window = open_window(model="mine")
    drag(window, SEVEN)
    wait_for(window, lambda: window.side._prediction and window.side._prediction.model == "mine")


def test_a_window_begins_with_another_where_that_one_is_gone(display: str, open_window: Callable[..., Window]) -> None:
    assert open_window(model="gone").context.networks.name == catalog.default()
