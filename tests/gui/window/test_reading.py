"""The window reads what is drawn, with each network, and shows what was read."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from gui.window.window import Window
from ink.framing import Framing, frame
from models import catalog
from tests.gui.conftest import SEVEN, drag, wait_for
from tests.gui.window.answers import answer, caption, reads


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
        assert window.side._prediction is not None
        assert window.side._prediction.model == model


RING = [(round(280 + 110 * math.sin(t / 4)), round(280 - 150 * math.cos(t / 4))) for t in range(26)]
DRAWN: dict[str, list[list[tuple[int, int]]]] = {
    "0 slashed": [RING, [(390, 110), (330, 220), (230, 340), (170, 450)]],
    "0 slashed back": [RING, [(170, 110), (230, 220), (330, 340), (390, 450)]],
    "1 based": [[(280, 120), (280, 280), (280, 440)], [(190, 440), (280, 440), (370, 440)]],
    "1 flagged and based": [[(210, 190), (285, 120), (285, 280), (285, 440)], [(200, 440), (285, 440), (370, 440)]],
    "7 crossed": [SEVEN, [(240, 290), (310, 285), (380, 280)]],
}


def test_the_default_network_reads_what_others_stumble_over(display: str, open_window: Callable[..., Window]) -> None:
    pytest.importorskip("torch")
    window = open_window(model=catalog.DEFAULT)
    wait_for(window, lambda: window.context.networks.torch_ready)
    for style, strokes in DRAWN.items():
        window.actions.clear()
        wait_for(window, reads(window, "–"))
        for stroke in strokes:
            drag(window, stroke)
        wait_for(window, lambda digit=style[0]: reads(window, digit)() and "not sure" not in caption(window))
    window.actions.clear()
    drag(window, [(100 + 20 * n, 150 if n % 2 else 400) for n in range(16)])
    wait_for(window, lambda: "not sure" in caption(window))
    assert answer(window) == "?"


def test_the_numpy_net_answers_until_torch_is_ready(display: str, open_window: Callable[..., Window]) -> None:
    pytest.importorskip("torch")
    window = open_window(model="lenet")
    drag(window, SEVEN)
    wait_for(window, reads(window, "7"))
    assert "BP net answers" in window.status.note_text
    wait_for(window, lambda: window.side._prediction and window.side._prediction.model == "lenet")
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
    assert window.side._prediction is not None
    assert shown is window.side._prediction.frame
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
    bars, prediction = window.side.bars, window.side._prediction
    assert prediction is not None
    assert prediction.probabilities is not None
    for (_, trough, bar, _), probability in zip(bars._rows, prediction.probabilities, strict=True):
        left, _, right, _ = bars.coords(trough)
        _, _, end, _ = bars.coords(bar)
        assert end - left == pytest.approx((right - left) * probability, abs=0.5)
