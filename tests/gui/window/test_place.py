"""Windows on small and dense screens, and where the main one opens."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from common import translation
from gui.look.placing import GEOMETRY
from gui.my_digits.guided import GuidedRound
from gui.state.settings import load_settings
from gui.window.window import Window
from tests.gui.conftest import wait_for
from tests.gui.display import virtual_display
from tests.gui.retrain.consoles import open_form

SCREENS = (("800x600", 96), ("1366x768", 120), ("1920x1080", 192))
"""Sizes and dots per inch of screens on which windows were cut off."""
COMPANIONS = ("gallery", "networks", "keys", "about")


def is_inside(window: Window, kind: str = "") -> bool:
    """Whether a window with its frame is on the screen."""
    one = window.windows.find(kind) if kind else window
    assert one is not None
    place = GEOMETRY.fullmatch(one.geometry())
    assert place is not None
    right, bottom = one.winfo_rootx() + one.winfo_width(), one.winfo_rooty() + one.winfo_height()
    return (
        int(place[3]) >= 0
        and int(place[4]) >= 0
        and right <= one.winfo_screenwidth()
        and bottom <= one.winfo_screenheight()
    )


@pytest.fixture(scope="session")
def small_displays() -> Iterator[dict[tuple[str, int], str]]:
    """Small screens by size and density; all until the end, as Tk exits with a screen that it has ever been on."""
    if not shutil.which("Xvfb"):
        pytest.skip("a screen of another size needs Xvfb")
    with ExitStack() as stack:
        yield {(size, dpi): stack.enter_context(virtual_display(dpi=dpi, size=f"{size}x24")) for size, dpi in SCREENS}


@pytest.mark.parametrize("screen", SCREENS)
def test_on_a_small_screen_everything_is_in_sight(
    small_displays: dict[tuple[str, int], str],
    open_window: Callable[..., Window],
    monkeypatch: pytest.MonkeyPatch,
    screen: tuple[str, int],
) -> None:
    monkeypatch.setenv("DISPLAY", small_displays[screen])
    window = open_window()
    assert is_inside(window)
    for widget in (window.toolbar, window.toolbar.buttons["clear"], window.side, window.side.bars, window.status):
        assert widget.winfo_rootx() + widget.winfo_width() <= window.winfo_rootx() + window.winfo_width()
        assert widget.winfo_rooty() + widget.winfo_height() <= window.winfo_rooty() + window.winfo_height()
    assert window.side.winfo_width() >= window.side.winfo_reqwidth()
    assert window.minsize()[1] <= window.winfo_height()
    for kind in COMPANIONS:
        window.windows.open(kind)
        wait_for(window, lambda kind=kind: window.windows.find(kind).winfo_viewable())
        window.update()
        assert is_inside(window, kind), kind


def test_a_form_that_must_be_scrolled_shows_the_button_that_starts(
    small_displays: dict[tuple[str, int], str], open_window: Callable[..., Window], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", small_displays[SCREENS[0]])
    window = open_window()
    form = open_form(window)
    start, console = form.start, form.winfo_toplevel()
    assert start.winfo_rooty() + start.winfo_height() < console.winfo_rooty() + console.winfo_height()


@pytest.mark.parametrize("language", translation.LANGUAGES)
def test_a_guided_round_leaves_the_pad_in_sight(
    small_displays: dict[tuple[str, int], str],
    open_window: Callable[..., Window],
    monkeypatch: pytest.MonkeyPatch,
    language: str,
) -> None:
    monkeypatch.setenv("DISPLAY", small_displays[SCREENS[0]])
    window = open_window(language=language)
    window.windows.open("guided")
    guided, pad = window.windows.find("guided"), window.pad.canvas
    assert isinstance(guided, GuidedRound)
    wait_for(window, guided.winfo_viewable)
    guided.begin()
    wait_for(window, lambda: guided.winfo_rootx() >= pad.winfo_rootx() + pad.winfo_width())
    assert is_inside(window, "guided")


def test_a_window_that_nobody_moved_opens_where_it_was(
    window: Window, open_window: Callable[..., Window], tmp_path: Path
) -> None:
    before = window.winfo_rootx(), window.winfo_rooty()
    assert before[1] > 100
    window.close()
    settings, _ = load_settings(tmp_path / "settings.json")
    again = open_window(geometry=settings.geometry)
    assert (again.winfo_rootx(), again.winfo_rooty()) == before


@pytest.mark.skipif(not shutil.which("openbox") and "CI" not in os.environ, reason="needs a window manager: openbox")
def test_a_maximized_window_is_maximized_again_and_keeps_the_size_before(
    display: str, open_window: Callable[..., Window], tmp_path: Path
) -> None:
    window = open_window(geometry="1000x700+40+60")
    # A window manager that is still placing the window forgets the wish.
    wait_for(window, lambda: window.attributes("-zoomed", True) or window.winfo_width() > 1500)
    window.close()
    settings, _ = load_settings(tmp_path / "settings.json")
    assert (settings.maximized, settings.geometry) == (True, "1000x700+40+60")
    again = open_window(geometry=settings.geometry, maximized=True)
    wait_for(again, lambda: again.winfo_width() > 1500)
    wait_for(again, lambda: again.attributes("-zoomed", False) or again.winfo_width() == 1000)
