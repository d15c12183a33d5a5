"""Curves come from a process of their own, whatever becomes of it, and the window does not wait for them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from common.errors import PlainError
from gui.retrain import plotter as plotting
from gui.retrain.plot_view import PlotView
from gui.retrain.plotter import Plotter
from gui.window.window import Window
from tests.gui.conftest import wait_for
from tests.gui.retrain.curves import run, shows

PROJECT = Path(__file__).resolve().parents[3]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_process_starts_with_the_first_picture_and_ends_with_the_plotter(
    window: Window, plotter: Plotter, view: PlotView
) -> None:
    assert plotter.pid is None
    view.show(run(3))
    wait_for(window, shows(view, run(3)))
    assert view.shown is not None
    assert view._photo is not None
    size = view.winfo_width(), view.winfo_height()
    assert view.shown.size == (view._photo.width(), view._photo.height()) == size
    pid = plotter.pid
    assert pid is not None
    plotter.close()
    assert not alive(pid)


def test_pictures_wait_for_their_time_but_files_do_not(
    window: Window, plotter: Plotter, view: PlotView, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(plotting, "PICTURE_PAUSE", 1000)
    view.show(run(1))
    wait_for(window, shows(view, run(1)))
    view.show(run(2))
    exported: list[Path] = []
    plotter.export(run(2), tmp_path / "2.csv", lambda file, error: exported.append(file))
    wait_for(window, lambda: exported)
    assert shows(view, run(1))()


def test_two_views_share_the_process(window: Window, plotter: Plotter, view: PlotView) -> None:
    other = PlotView(view.master, window.context.look, plotter)
    other.pack()
    view.show(run(2))
    other.show(run(3))
    wait_for(window, lambda: shows(view, run(2))() and shows(other, run(3))())
    view.show(run(4))
    view.destroy()
    other.show(run(5))
    wait_for(window, shows(other, run(5)))


def test_a_killed_process_comes_back(window: Window, plotter: Plotter, view: PlotView) -> None:
    view.show(run(2))
    wait_for(window, shows(view, run(2)))
    killed = plotter.pid
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    view.show(run(3))
    wait_for(window, shows(view, run(3)))
    assert plotter.pid not in (None, killed)


def test_a_process_that_does_not_stay_is_given_up_with_a_sentence(
    window: Window, plotter: Plotter, view: PlotView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plotting, "serve_plots", die)
    complaints: list[PlainError | None] = []
    view.show(run(2))
    plotter.export(run(2), Path("none.png"), lambda file, error: complaints.append(error))
    wait_for(window, lambda: view._label["text"])
    assert "keeps ending" in view._label["text"]
    assert "keeps ending" in str(complaints[0])
    assert plotter.pid is None
    assert not plotter._waiting


def die(connection: object) -> None:
    os._exit(1)


def test_files_are_written_or_the_reason_is_told(
    window: Window, plotter: Plotter, view: PlotView, tmp_path: Path
) -> None:
    told: dict[str, PlainError | None] = {}
    (tmp_path / "file").touch()
    for name in ("runs.png", "runs.csv", "file/runs.png"):
        plotter.export(run(3), tmp_path / name, lambda file, error: told.update({file.name: error}))
        wait_for(window, lambda name=name: Path(name).name in told)  # type: ignore[misc]
        error = told.pop(Path(name).name)
        assert (error is None) == (tmp_path / name).exists()
    assert "cannot be written" in str(error)
    with Image.open(tmp_path / "runs.png") as image:
        assert image.format == "PNG"
    assert len((tmp_path / "runs.csv").read_text().splitlines()) == 4


def test_the_windows_process_never_imports_matplotlib(display: str, tmp_path: Path) -> None:
    script = tmp_path / "watch.py"
    script.write_text(
        "import sys, time\n"
        "if __name__ == '__main__':\n"
        "    import ttkbootstrap as ttk\n"
        "    from gui.retrain.plot_view import PlotView\n"
        "    from gui.retrain.plotter import Plotter\n"
        "    from gui.look.look import Look\n"
        "    app, plotter = ttk.App(), Plotter()\n"
        "    view = PlotView(app, Look(app.style, 'light', 1.0), plotter)\n"
        "    view.pack()\n"
        "    view.show({})\n"
        "    end = time.time() + 20\n"
        "    while view.shown is None and time.time() < end:\n"
        "        app.update(); time.sleep(.01)\n"
        "    print(view.shown is not None, [m for m in ('torch', 'scipy', 'matplotlib') if m in sys.modules])\n"
        "    plotter.close()\n"
        "    app.destroy()\n"
    )
    done = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
    )
    assert (done.stdout.strip(), done.stderr) == ("True []", "")
