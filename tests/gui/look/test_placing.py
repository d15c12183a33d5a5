"""Second windows open beside the first or in its middle, and always inside the work area."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from typing import Any, cast

import pytest

from gui.look import placing, work_area
from gui.look.placing import beside, centred, first_place, remembered
from gui.look.theme import GAP
from gui.look.work_area import Area

AREA = Area(0, 40, 1600, 1160)
BORDER, ABOVE = 3, 28
MENU = 24


@pytest.fixture(autouse=True)
def panel(monkeypatch: pytest.MonkeyPatch) -> None:
    """A screen with a panel above, and a pixel a point."""
    monkeypatch.setattr(work_area, "work_area", lambda window, place: window.area)


def window_at(x: int, y: int, width: int, height: int, area: Area = AREA) -> tk.Misc:
    """Answers like a window that is there; the position is that of its inside."""

    class Window:
        def __init__(self) -> None:
            self.area = area

        def winfo_pixels(self, points: str) -> int:
            return int(points.removesuffix("p"))

        def winfo_toplevel(self) -> Any:
            return self

        def geometry(self) -> str:
            return f"{width}x{height}+{x - BORDER}+{y - ABOVE}"

        def __getattr__(self, name: str) -> Callable[[], int]:
            values = dict(zip(("rootx", "rooty", "width", "height"), (x, y, width, height), strict=True))
            return lambda: values[name.removeprefix("winfo_")]

    return cast(tk.Misc, Window())


def test_beside_is_right_of_the_window_with_the_title_bars_level() -> None:
    expected = f"300x250+{600 + BORDER + GAP}+{200 - ABOVE}"
    assert beside(window_at(100, 200, 500, 400), 300, 250) == expected


def test_beside_a_window_on_the_right_is_left_of_it() -> None:
    x = 600 - BORDER - GAP - 300 - 2 * BORDER
    assert beside(window_at(600, 200, 900, 400), 300, 250) == f"300x250+{x}+{200 - ABOVE}"


def test_beside_a_window_that_leaves_no_room_is_as_far_right_as_it_goes() -> None:
    x = 1600 - 300 - 2 * BORDER
    assert beside(window_at(100, 200, 1400, 400), 300, 250) == f"300x250+{x}+{200 - ABOVE}"


def test_centred_is_in_the_middle_and_a_little_above() -> None:
    assert centred(window_at(100, 200, 500, 400), 300, 250) == f"+{200 - BORDER}+{250 - ABOVE}"


def test_a_size_is_fixed_where_that_is_asked_for() -> None:
    window = window_at(100, 200, 500, 400)
    assert centred(window, 300, 250, fixed=True).startswith("300x250+")
    assert beside(window, 300, 250, fixed=False).startswith("+")


@pytest.mark.parametrize("place", [beside, centred])
@pytest.mark.parametrize("fixed", [True, False])
def test_what_is_larger_than_the_work_area_fills_it(place: Callable[..., str], fixed: bool) -> None:
    window = window_at(100, 200, 500, 400, Area(0, 40, 800, 560))
    assert place(window, 1000, 700, fixed=fixed) == f"{800 - 2 * BORDER}x{560 - BORDER - ABOVE}+0+40"


def test_the_main_window_leaves_room_for_its_menu() -> None:
    window = window_at(0, 0, 1, 1, Area(0, 0, 800, 600))
    assert first_place(window, 900, 700, 900) == f"{800 - 2 * BORDER}x{600 - BORDER - ABOVE - MENU}+0+0"


@pytest.mark.parametrize(("width", "companion", "x"), [(1000, 900, 0), (600, 900, 94), (200, 100, 697)])
def test_the_main_window_leaves_room_for_others(width: int, companion: int, x: int) -> None:
    assert first_place(window_at(0, 0, 1, 1), width, 500, companion).startswith(f"{width}x500+{x}+")


@pytest.mark.parametrize(
    ("saved", "place"),
    [
        ("1000x700+40+60", "1000x700+40+60"),
        ("1000x700+9000+60", f"1000x700+{1600 - 1000 - 2 * BORDER}+60"),
        ("1000x700+-500+0", "1000x700+0+40"),
        ("99999x99999+0+0", f"{1600 - 2 * BORDER}x{1160 - BORDER - ABOVE - MENU}+0+40"),
        ("nonsense", None),
        (None, None),
    ],
)
def test_a_remembered_place_is_moved_into_the_work_area(saved: str | None, place: str | None) -> None:
    assert remembered(window_at(0, 0, 1, 1), saved) == place


@pytest.mark.parametrize("place", [beside, centred])
@pytest.mark.parametrize("corner", [(-300, -300), (0, 0), (1500, 1100), (2000, 2000)])
def test_it_is_always_in_the_work_area(place: Callable[..., str], corner: tuple[int, int]) -> None:
    found = placing.GEOMETRY.fullmatch(place(window_at(*corner, 500, 400), 300, 250, fixed=True))
    assert found
    width, height, x, y = map(int, found.groups())
    assert (width, height) == (300, 250)
    assert 0 <= x <= x + width + 2 * BORDER <= AREA.width
    assert 40 <= y <= y + height + ABOVE + BORDER <= AREA.y + AREA.height
