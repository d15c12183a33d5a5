"""The window as a whole: it reads what is drawn, switches, remembers, and survives bad input."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from common.errors import PlainError
from gui.state.settings import Settings, load_settings
from gui.window.window import Window
from ink.framing import Framing, frame
from models import catalog
from tests.gui.conftest import ONE, SEVEN, drag, wait_for


def answer(window: Window) -> str:
    return str(window.side.answer.digit.cget("text"))


def caption(window: Window) -> str:
    return str(window.side.answer.caption.cget("text"))


def reads(window: Window, digit: str) -> Callable[[], bool]:
    return lambda: answer(window) == digit


def status(window: Window) -> str:
    return window.status.text


def test_it_reads_what_is_drawn_while_it_is_drawn(window: Window) -> None:
    canvas = window.pad.canvas
    canvas.event_generate("<ButtonPress-1>", x=SEVEN[0][0], y=SEVEN[0][1])
    for x, y in SEVEN[1:]:
        canvas.event_generate("<Motion>", x=x, y=y, state=0x100)
    wait_for(window, reads(window, "7"))
    canvas.event_generate("<ButtonRelease-1>", x=x, y=y)


def test_all_models_read(display: str, open_window: Callable[..., Window]) -> None:
    pytest.importorskip("torch")
    window = open_window(model="lenet")
    wait_for(window, lambda: window.context.networks.torch_ready)
    for model in ("resnet", "lenet", "bp"):
        window.context.networks.choose(model)
        window.actions.clear()
        wait_for(window, reads(window, "–"))
        drag(window, SEVEN)
        wait_for(window, reads(window, "7"))
        assert window.side.answer._prediction is not None
        assert window.side.answer._prediction.model == model


RING = [(round(280 + 110 * math.sin(t / 4)), round(280 - 150 * math.cos(t / 4))) for t in range(26)]
DRAWN: dict[str, list[list[tuple[int, int]]]] = {
    "0 slashed": [RING, [(390, 110), (330, 220), (230, 340), (170, 450)]],
    "0 slashed back": [RING, [(170, 110), (230, 220), (330, 340), (390, 450)]],
    "1 based": [[(280, 120), (280, 280), (280, 440)], [(190, 440), (280, 440), (370, 440)]],
    "1 flagged and based": [[(210, 190), (285, 120), (285, 280), (285, 440)], [(200, 440), (285, 440), (370, 440)]],
    "7 crossed": [SEVEN, [(240, 290), (310, 285), (380, 280)]],
}


@pytest.mark.parametrize("style", DRAWN)
def test_the_default_network_reads_what_others_stumble_over(
    style: str, display: str, open_window: Callable[..., Window]
) -> None:
    pytest.importorskip("torch")
    window = open_window(model=catalog.DEFAULT)
    wait_for(window, lambda: window.context.networks.torch_ready)
    for stroke in DRAWN[style]:
        drag(window, stroke)
    wait_for(window, lambda: reads(window, style[0])() and "not sure" not in caption(window))


def test_the_window_is_not_sure_of_a_scribble(display: str, open_window: Callable[..., Window]) -> None:
    pytest.importorskip("torch")
    window = open_window(model=catalog.DEFAULT)
    wait_for(window, lambda: window.context.networks.torch_ready)
    drag(window, [(100 + 20 * n, 150 if n % 2 else 400) for n in range(16)])
    wait_for(window, lambda: "not sure" in caption(window))
    assert answer(window) == "?"


def test_the_numpy_net_answers_until_torch_is_ready(display: str, open_window: Callable[..., Window]) -> None:
    pytest.importorskip("torch")
    window = open_window(model="lenet")
    drag(window, SEVEN)
    wait_for(window, reads(window, "7"))
    assert "BP net answers" in window.status.note_text
    wait_for(window, lambda: window.side.answer._prediction and window.side.answer._prediction.model == "lenet")
    assert not window.status.note_text


def test_torch_is_never_imported_in_the_process_of_the_window(display: str, tmp_path: Path) -> None:
    """In a process of its own: other tests may have imported torch into this one."""
    import subprocess

    code = (
        "import sys, time, pathlib; from gui.state.settings import Settings; from gui.window.window import Window\n"
        "if __name__ == '__main__':\n"
        "    w = Window(Settings(model='lenet'), pathlib.Path(sys.argv[1]))\n"
        "    end = time.time() + 20\n"
        "    networks = w.context.networks\n"
        "    while not networks.torch_ready and time.time() < end:\n"
        "        w.update(); time.sleep(.01)\n"
        "    imported = [m for m in ('torch', 'torchvision', 'scipy', 'matplotlib') if m in sys.modules]\n"
        "    print(networks._torch, imported)\n"
        "    w.close()\n"
    )
    script = tmp_path / "watch.py"
    script.write_text(code)
    run = subprocess.run(
        [sys.executable, str(script), str(tmp_path / "s.json")],
        capture_output=True,
        text=True,
        check=True,
        env={**__import__("os").environ, "PYTHONPATH": str(Path(__file__).parents[3])},
    )
    assert run.stdout.strip().endswith("[]"), run.stdout


def test_the_picture_shown_is_the_array_that_was_read(window: Window) -> None:
    drag(window, SEVEN)
    wait_for(window, reads(window, "7"))
    shown = window.side.frame_view.levels
    assert window.side.answer._prediction is not None
    assert shown is window.side.answer._prediction.frame
    np.testing.assert_array_equal(shown, frame(window.context.drawing.page, Framing.CENTRED))


def test_the_framing_can_be_switched(window: Window) -> None:
    drag(window, [(x // 3, y // 3) for x, y in SEVEN])
    window.actions.framing.set("report")
    window.actions.use_framing()
    expected = frame(window.context.drawing.page, Framing.REPORT)
    wait_for(window, lambda: np.array_equal(window.side.frame_view.levels, expected))


def test_bars_are_the_probabilities(window: Window) -> None:
    drag(window, SEVEN)
    wait_for(window, reads(window, "7"))
    bars, prediction = window.side.bars, window.side.answer._prediction
    assert prediction is not None
    assert prediction.probabilities is not None
    for (_, trough, bar, _), probability in zip(bars._rows, prediction.probabilities, strict=True):
        left, _, right, _ = bars.coords(trough)
        _, _, end, _ = bars.coords(bar)
        assert end - left == pytest.approx((right - left) * probability, abs=0.5)


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


def test_a_picture_is_opened_read_and_can_be_undone(window: Window, tmp_path: Path) -> None:
    drag(window, SEVEN)
    wait_for(window, reads(window, "7"))
    from gui.files.pages import save_png

    save_png(window.context.drawing.page, tmp_path / "seven.png")
    window.actions.clear()
    window.actions.open(tmp_path / "seven.png")
    wait_for(window, lambda: window.context.drawing.page.picture is not None)
    wait_for(window, reads(window, "7"))
    window.actions.undo()
    wait_for(window, reads(window, "–"))


def bad_files() -> dict[str, bytes]:
    return {
        "empty.png": b"",
        "renamed.png": b"just text",
        "moving.gif": b"GIF89a",
        "cut.jsonl": b'{"strokes": [[[1, 2], [3',
        "nan.jsonl": b'{"strokes": [[[NaN, 2]]], "width": 5}',
        "blank.jsonl": b'{"strokes": [], "width": 5}',
        "nothing.json": b"",
    }


@pytest.mark.parametrize("name", [*bad_files(), "missing.png"])
def test_a_bad_file_gets_a_sentence_and_loses_nothing(window: Window, tmp_path: Path, name: str) -> None:
    drag(window, SEVEN)
    if name in bad_files():
        (tmp_path / name).write_bytes(bad_files()[name])
    window.actions.open(tmp_path / name)
    wait_for(window, lambda: status(window))
    assert name in status(window)
    assert "\n" not in status(window)
    assert len(window.context.drawing.page.strokes) == 1


def test_a_blank_picture_is_not_put_in_the_drawings_place(window: Window, tmp_path: Path) -> None:
    Image.new("L", (50, 50), 255).save(tmp_path / "white.png")
    drag(window, SEVEN)
    window.actions.open(tmp_path / "white.png")
    wait_for(window, lambda: "nothing can be seen" in status(window))
    assert len(window.context.drawing.page.strokes) == 1


def test_a_drawing_is_saved_and_opened_again(window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drag(window, SEVEN)
    file = tmp_path / "seven.jsonl"
    monkeypatch.setattr("gui.files.dialogs.Querybox.get_save_filename", lambda *_, **__: str(file))
    window.actions.ask_save_json()
    wait_for(window, lambda: "seven.jsonl" in status(window))
    assert json.loads(file.read_text())["strokes"] == [[list(point) for point in SEVEN]]
    strokes = window.context.drawing.page.strokes
    window.actions.clear()
    window.actions.open(file)
    wait_for(window, lambda: window.context.drawing.page.strokes == strokes)


def test_saving_where_one_cannot_write_gets_a_sentence(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drag(window, SEVEN)
    (tmp_path / "file").write_text("")
    file = tmp_path / "file" / "seven.png"
    monkeypatch.setattr("gui.files.dialogs.Querybox.get_save_filename", lambda *_, **__: str(file))
    window.actions.ask_save_png()
    wait_for(window, lambda: "cannot be written" in status(window))


def test_closing_where_settings_cannot_be_kept_still_closes(
    display: str, open_window: Callable[..., Window], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    window = open_window()
    window._settings_file = tmp_path / "settings.json" / "below a file"
    (tmp_path / "settings.json").write_text("{}")
    window.close()
    assert not window.pump.running


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
        window.update()
        assert dialog.winfo_viewable()
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
    wait_for(window, lambda: status(window))
    window.update()
    assert window.winfo_width() == width
    shown = str(window.status.message.cget("text"))
    assert shown != status(window)
    assert shown.endswith("missing.png: no such file")


def test_an_old_complaint_is_taken_back_when_a_file_opens(window: Window, tmp_path: Path) -> None:
    window.actions.open(tmp_path / "missing.png")
    wait_for(window, lambda: status(window))
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
