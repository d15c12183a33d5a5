"""Second windows open beside the first or in its middle, and always on the screen."""

from __future__ import annotations

import re
import tkinter as tk
from collections.abc import Callable
from typing import cast

import pytest

from gui.look.placing import TITLE_BAR, beside, centred
from gui.look.theme import GAP

SCREEN = 1600, 1200


def window_at(x: int, y: int, width: int, height: int, screen: tuple[int, int] = SCREEN) -> tk.Misc:
    """Answers like a window that is there."""

    class Window:
        def __getattr__(self, name: str) -> Callable[[], int]:
            values = dict(zip(("rootx", "rooty", "width", "height"), (x, y, width, height), strict=True))
            values |= {"screenwidth": screen[0], "screenheight": screen[1]}
            return lambda: values[name.removeprefix("winfo_")]

    return cast(tk.Misc, Window())


def test_beside_is_right_of_the_window_with_the_title_bars_level() -> None:
    assert beside(window_at(100, 200, 500, 400), 300, 250) == f"300x250+{600 + GAP}+{200 - TITLE_BAR}"


def test_beside_a_window_that_leaves_no_room_is_as_far_right_as_it_goes() -> None:
    assert beside(window_at(100, 200, 1400, 400), 300, 250) == f"300x250+1300+{200 - TITLE_BAR}"


def test_centred_is_in_the_middle_and_a_little_above() -> None:
    assert centred(window_at(100, 200, 500, 400), 300, 250) == "+200+250"


def test_a_size_is_fixed_where_that_is_asked_for() -> None:
    window = window_at(100, 200, 500, 400)
    assert centred(window, 300, 250, fixed=True) == "300x250+200+250"
    assert beside(window, 300, 250, fixed=False) == f"+{600 + GAP}+{200 - TITLE_BAR}"


@pytest.mark.parametrize("place", [beside, centred])
@pytest.mark.parametrize("fixed", [True, False])
def test_what_is_larger_than_the_screen_fills_it(place: Callable[..., str], fixed: bool) -> None:
    assert place(window_at(100, 200, 500, 400, (800, 600)), 1000, 700, fixed=fixed) == "800x600+0+0"


@pytest.mark.parametrize("place", [beside, centred])
@pytest.mark.parametrize("corner", [(-300, -300), (0, 0), (1500, 1100), (2000, 2000)])
def test_it_is_always_on_the_screen(place: Callable[..., str], corner: tuple[int, int]) -> None:
    found = re.fullmatch(r"(\d+)x(\d+)\+(\d+)\+(\d+)", place(window_at(*corner, 500, 400), 300, 250, fixed=True))
    assert found
    width, height, x, y = map(int, found.groups())
    assert (width, height) == (300, 250)
    assert x + width <= SCREEN[0]
    assert y + height <= SCREEN[1]
