"""A view shows the newest runs at its size and in its colours; its pictures come from a process of their own, whatever
becomes of it, and the window is never late."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from common.errors import PlainError
from gui.background.pump import STALL
from gui.retrain import plot_view as plotting
from gui.retrain.plot_view import Plotter, PlotView
from gui.window.window import Window
from tests.gui.conftest import wait_for
from tests.gui.retrain.curves import run, shows
from tests.gui.stalls import Stalls
from training.plots.process import Export, Picture, PlotAnswer

PROJECT = Path(__file__).resolve().parents[3]
ATTEMPTS = 3


def corner(view: PlotView) -> tuple[int, ...]:
    """The ground of the picture."""
    assert view._photo is not None
    return tuple(view.tk.call(str(view._photo), "get", 1, 1))


def test_the_picture_follows_size_and_theme(window: Window, view: PlotView) -> None:
    view.show({})
    wait_for(window, shows(view, {}))
    assert corner(view) == (255, 255, 255)
    view.winfo_toplevel().geometry("700x300")
    wait_for(window, lambda: view.shown is not None and view.shown.size == (700, 300))
    window.context.look.use("dark")
    wait_for(window, lambda: corner(view) == (0x21, 0x25, 0x29))


def test_the_newest_runs_win(window: Window, view: PlotView, monkeypatch: pytest.MonkeyPatch) -> None:
    pictures: list[Picture] = []
    monkeypatch.setattr(view, "_show_picture", pictures.append)
    for epochs in range(1, 50):
        view.show(run(epochs))
        window.update()
    wait_for(window, shows(view, run(49)))
    assert len(pictures) < 10


def test_what_cannot_be_drawn_is_told_in_the_pictures_place(window: Window, view: PlotView) -> None:
    view.show(run(2))
    wait_for(window, shows(view, run(2)))
    view.show({"bp": "no curves"})  # type: ignore[dict-item]
    wait_for(window, lambda: view.shown is None)
    assert view._label["text"].startswith("The curves cannot be drawn (AttributeError")
    view.show(run(3))
    wait_for(window, shows(view, run(3)))
    assert view._label["text"] == ""


# --- the process ------------------------------------------------------------------------------------------------------


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def pid_of(plotter: Plotter) -> int | None:
    return plotter._child.process.pid if plotter._child else None


def test_the_process_starts_with_the_first_picture_and_ends_with_the_plotter(
    window: Window, plotter: Plotter, view: PlotView
) -> None:
    assert pid_of(plotter) is None
    view.show(run(3))
    wait_for(window, shows(view, run(3)))
    assert view.shown is not None
    assert view._photo is not None
    size = view.winfo_width(), view.winfo_height()
    assert view.shown.size == (view._photo.width(), view._photo.height()) == size
    pid = pid_of(plotter)
    assert pid is not None
    plotter.close()
    wait_for(window, lambda: not alive(pid))


def test_pictures_wait_for_their_time_but_files_do_not(
    window: Window, plotter: Plotter, view: PlotView, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(plotting, "PICTURE_PAUSE", 1_000_000)
    view.show(run(1))
    wait_for(window, shows(view, run(1)))
    view.show(run(2))
    exported: list[PlotAnswer] = []
    plotter.ask(export(tmp_path / "2.csv"), exported.append)
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
    killed = pid_of(plotter)
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    view.show(run(3))
    wait_for(window, shows(view, run(3)))
    assert pid_of(plotter) not in (None, killed)


def test_a_process_that_does_not_stay_is_given_up_with_a_sentence(
    window: Window, plotter: Plotter, view: PlotView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plotting, "serve_plots", die)
    complaints: list[PlotAnswer] = []
    view.show(run(2))
    plotter.ask(export(Path("none.png")), complaints.append)
    wait_for(window, lambda: view._label["text"] and complaints)
    assert "keeps ending" in view._label["text"]
    assert "keeps ending" in str(complaints[0])
    assert pid_of(plotter) is None


def export(file: Path) -> Export:
    return Export(run(2), file, "en")


def die(connection: object) -> None:
    os._exit(1)


def test_files_are_written_or_the_reason_is_told(
    window: Window, plotter: Plotter, view: PlotView, tmp_path: Path
) -> None:
    answers: list[PlotAnswer] = []
    (tmp_path / "file").touch()
    names = ("runs.png", "runs.csv", "file/runs.png")
    for name in names:
        plotter.ask(export(tmp_path / name), answers.append)
    wait_for(window, lambda: len(answers) == len(names))
    (error,) = (answer for answer in answers if isinstance(answer, PlainError))
    assert "cannot be written" in str(error)
    assert not (tmp_path / "file/runs.png").exists()
    with Image.open(tmp_path / "runs.png") as image:
        assert image.format == "PNG"
    assert len((tmp_path / "runs.csv").read_text().splitlines()) == 3


def test_the_windows_process_never_imports_matplotlib(display: str, tmp_path: Path) -> None:
    script = tmp_path / "watch.py"
    script.write_text(
        "import sys, time\n"
        "if __name__ == '__main__':\n"
        "    import ttkbootstrap as ttk\n"
        "    from gui.background.jobs import Jobs\n"
        "    from gui.look.look import Look\n"
        "    from gui.retrain.plot_view import PlotView, Plotter\n"
        "    app, jobs = ttk.App(), Jobs(print)\n"
        "    plotter = Plotter(jobs)\n"
        "    view = PlotView(app, Look(app.style, 'light', 1.0), plotter)\n"
        "    view.pack()\n"
        "    view.show({})\n"
        "    end = time.time() + 20\n"
        "    while view.shown is None and time.time() < end:\n"
        "        app.update(); jobs.deliver(); time.sleep(.01)\n"
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


@pytest.mark.alone
def test_the_window_is_not_late_while_pictures_come(window: Window, view: PlotView) -> None:
    """A window that stalls does so every time; a machine that was busy with something else does not."""
    wait_for(window, lambda: window.pump.running)
    stalls, own = [], Stalls(window)
    while len(stalls) < ATTEMPTS and (not stalls or min(stalls) > STALL):
        own.worst = 0.0
        for epochs in range(1, 11):
            runs = {f"{epochs}-{each}": run(epochs * 10)["bp"] for each in range(5)}
            view.show(runs)
            wait_for(window, shows(view, runs))
        stalls.append(own.worst)
    assert min(stalls) <= STALL, f"the window was away for {stalls} ms"
