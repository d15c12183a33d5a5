"""The window as a whole: keys, languages, themes, places and sizes, settings, dialogs."""

from __future__ import annotations

import time
import tkinter as tk
from collections.abc import Callable
from pathlib import Path

import pytest

from common.errors import PlainError
from gui.background.pump import later
from gui.state.settings import Settings, load_settings
from gui.window.dialogs import Dialog
from gui.window.window import Window
from models import catalog
from tests.gui.conftest import ONE, SEVEN, drag, focus, wait_for
from tests.gui.window.answers import reads, status


def test_keys_undo_redo_and_clear(window: Window) -> None:
    window.focus_force()
    window.update()
    drag(window, ONE)
    drag(window, SEVEN)
    window.event_generate("<Control-z>")
    assert len(window.context.drawing.page.strokes) == 1
    window.event_generate("<Control-y>")
    assert len(window.context.drawing.page.strokes) == 2
    window.event_generate("<Delete>")
    assert window.context.drawing.page.blank
    window.event_generate("<Control-z>")
    assert len(window.context.drawing.page.strokes) == 2
    window.event_generate("<Control-z>")
    window.event_generate("<Control-Shift-Z>")
    assert len(window.context.drawing.page.strokes) == 2


def test_brackets_change_the_pen(window: Window) -> None:
    window.focus_force()
    window.update()
    width = window.context.settings.pen_width
    window.event_generate("<bracketright>")
    assert window.context.settings.pen_width == width + 2
    window.event_generate("<bracketleft>")
    window.event_generate("<bracketleft>")
    assert window.context.settings.pen_width == width - 2
    assert window.toolbar.width.get() == pytest.approx(width - 2)


def test_buttons_are_off_when_there_is_nothing_to_do(window: Window) -> None:
    undo = window.toolbar.buttons["undo"]
    wait_for(window, lambda: undo.instate(["disabled"]))
    drag(window, ONE)
    wait_for(window, lambda: undo.instate(["!disabled"]))


def test_another_language_keeps_the_drawing(window: Window) -> None:
    drag(window, SEVEN)
    window.variables["language"].set("zh_CN")
    window._language_chosen()
    window.update()
    assert len(window.context.drawing.page.strokes) == 1
    assert len(window.pad.canvas.find_withtag("ink")) > 0
    window.actions.clear()
    assert window.pad.canvas.itemcget("hint", "text") == "在这里写一个数字"


def test_both_themes_show_ink_on_paper(window: Window) -> None:
    drag(window, ONE)
    colours = set()
    for theme in ("light", "dark"):
        window.variables["theme"].set(theme)
        window._theme_chosen()
        item = window.pad.canvas.find_withtag("ink")[0]
        colours.add((window.pad.canvas.cget("background"), window.pad.canvas.itemcget(item, "fill")))
    assert len(colours) == 2
    assert all(paper != ink for paper, ink in colours)


def test_menus_offer_every_command(window: Window) -> None:
    offered = []
    for index in range(window.menu.index("end") + 1):
        menu = window.nametowidget(window.menu.entrycget(index, "menu"))
        menu.tk.call(menu.cget("postcommand"))
        offered += [
            menu.entrycget(entry, "label") for entry in range(menu.index("end") + 1) if menu.type(entry) != "separator"
        ]
    assert {command.label for command in window.commands.values()} <= set(offered)


def test_it_remembers(window: Window, tmp_path: Path) -> None:
    window.actions.set_pen_width(36)
    window.actions.framing.set("report")
    window.actions.use_framing()
    window.geometry("1000x700+40+30")
    window.update()
    window.close()
    settings, complaint = load_settings(tmp_path / "settings.json")
    assert complaint is None
    assert (settings.model, settings.pen_width, settings.framing) == ("bp", 36, "report")
    assert settings.geometry is not None
    assert settings.geometry.startswith("1000x700")


def test_it_opens_where_it_was(display: str, open_window: Callable[..., Window]) -> None:
    window = open_window(geometry="1000x700+40+30")
    assert (window.winfo_width(), window.winfo_height()) == (1000, 700)


@pytest.mark.parametrize("geometry", ["1000x700+9000+30", "nonsense", "99999x99999+0+0"])
def test_a_place_off_the_screen_is_not_taken(display: str, open_window: Callable[..., Window], geometry: str) -> None:
    window = open_window(geometry=geometry)
    assert 0 <= window.winfo_rootx() < window.winfo_screenwidth()
    assert window.winfo_width() <= window.winfo_screenwidth()


@pytest.mark.parametrize("size", [(900, 640), (1300, 1000)])
def test_everything_is_in_sight_at_any_size(
    display: str, open_window: Callable[..., Window], size: tuple[int, int]
) -> None:
    window = open_window(geometry=f"{size[0]}x{size[1]}+0+0")
    for widget in (window.pad.canvas, window.side.bars, window.toolbar, window.status):
        assert widget.winfo_rootx() + widget.winfo_width() <= window.winfo_rootx() + size[0]
        assert widget.winfo_rooty() + widget.winfo_height() <= window.winfo_rooty() + size[1]
    assert window.pad.canvas.winfo_width() == window.pad.canvas.winfo_height() >= 480
    assert window.side.bars.winfo_height() >= 150


def test_an_error_in_a_callback_is_a_sentence_not_a_traceback(display: str, open_window: Callable[..., Window]) -> None:
    window = open_window()
    window.context.messages.complain(PlainError("Something {x}", x="odd"))
    assert status(window) == "Something odd"


def test_the_dropdown_says_why_a_model_is_off(
    display: str, open_window: Callable[..., Window], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.catalog.has_torch", lambda: False)
    window = open_window(model="lenet")
    assert any("torch is not installed" in value for value in window.side.models.cget("values"))
    drag(window, SEVEN)
    wait_for(window, reads(window, "7"))
    wait_for(window, lambda: "torch is not installed" in window.status.note_text)


def test_dialogs_open_and_close(window: Window) -> None:
    for name in ("keys", "about"):
        window.commands[name].run()
        dialog = window.windows.find(name)
        assert dialog is not None
        wait_for(window, dialog.winfo_viewable)
        focus(window, dialog)
        dialog.event_generate("<Escape>")
        window.update()
        assert not dialog.winfo_exists()


def test_every_setting_has_a_default_that_makes_sense(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "none.json") == (Settings(), None)


def test_caps_lock_does_not_turn_undo_into_redo(window: Window) -> None:
    window.focus_force()
    window.update()
    drag(window, ONE)
    drag(window, SEVEN)
    window.event_generate("<Control-Z>", state=0x6)  # Control and Lock
    assert len(window.context.drawing.page.strokes) == 1


def test_a_long_message_does_not_widen_the_window(window: Window, tmp_path: Path) -> None:
    width = window.winfo_width()
    window.actions.open(tmp_path / ("a" * 120) / ("b" * 120) / "missing.png")
    wait_for(window, lambda: status(window).endswith("no such file"))
    window.update()
    assert window.winfo_width() == width
    shown = str(window.status.message.cget("text"))
    assert shown != status(window)
    assert shown.endswith("missing.png: no such file")


def test_an_old_complaint_is_taken_back_when_a_file_opens(window: Window, tmp_path: Path) -> None:
    window.actions.open(tmp_path / "missing.png")
    wait_for(window, lambda: "no such file" in status(window))
    (tmp_path / "one.jsonl").write_text('{"strokes": [[[280, 100], [280, 400]]]}')
    window.actions.open(tmp_path / "one.jsonl")
    wait_for(window, lambda: not status(window))


def test_without_the_weights_of_the_bp_net_there_is_a_sentence(
    window: Window, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("models.catalog.WEIGHTS", tmp_path)
    drag(window, SEVEN)
    wait_for(window, lambda: "no such weight file" in status(window))
    assert window.side.answer.caption.cget("text") == "no answer"


def test_what_was_never_chosen_is_not_remembered(window: Window, tmp_path: Path) -> None:
    window.context.settings.model = None
    assert window.context.networks.name == catalog.default()
    window.close()
    assert load_settings(tmp_path / "settings.json")[0].model is None


def test_it_closes_although_a_step_of_it_fails(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gui.window.window.save_settings", lambda settings, file: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        window.close()
    assert not window.pump.running
    with pytest.raises(tk.TclError):
        window.winfo_exists()


def test_asking_to_close_thrice_asks_once(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(window.windows), "training", True)
    window.ask_close()
    question = window.windows.find("close")
    window.ask_close()
    window.ask_close()
    assert [one for one in window.winfo_children() if isinstance(one, Dialog)] == [question]


def test_what_a_closed_window_was_to_do_later_is_forgotten(
    window: Window, open_window: Callable[..., Window], capfd: pytest.CaptureFixture[str]
) -> None:
    later(window, 1, lambda: None)
    window.close()
    time.sleep(0.01)
    open_window().update()
    assert "invalid command" not in capfd.readouterr().err


@pytest.mark.parametrize("command", ["gallery", "networks", "guided", "retrain", "learn_hand", "history"])
def test_a_window_may_close_while_its_jobs_are_under_way(
    window: Window, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    jobs, opened = window.context.jobs, window.windows._open
    deliver = jobs.deliver
    monkeypatch.setattr(jobs, "deliver", lambda: None if opened else deliver())
    window.commands[command].run()
    wait_for(window, lambda: opened)
    window.update()
    next(iter(opened.values())).destroy()
    jobs.finish(10)
    jobs.deliver()
