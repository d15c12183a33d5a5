"""A picture on the pad: its ink is seen, can be corrected, and is read again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageGrab, ImageOps

from gui.canvas.drawing_pad import Tool
from gui.window.window import Window
from ink.page import Page, Picture, Stroke
from ink.pictures.picture_ink import PictureSettings
from ink.rendering import render
from tests.gui.conftest import ONE, SEVEN, drag, wait_for
from tests.gui.window.answers import reads, status

AROUND_THE_SEVEN = [(300, 100), (500, 300), (550, 540)]


def drawn(*paths: list[tuple[float, float]], width: float = 24) -> Image.Image:
    """Dark lines on white, 560 x 560."""
    return ImageOps.invert(render(Page(tuple(Stroke(tuple(path), width) for path in paths))))


@pytest.fixture
def open_picture(window: Window, tmp_path: Path) -> Callable[[Image.Image], Picture]:
    def open_one(image: Image.Image) -> Picture:
        image.save(tmp_path / "picture.png")
        window.actions.open(tmp_path / "picture.png")
        wait_for(window, lambda: window.body.picture_bar.winfo_viewable() and window.pad.canvas.picture.settled)
        return picture(window)

    return open_one


def picture(window: Window) -> Picture | None:
    return window.context.drawing.page.picture


def colour_at(window: Window, x: float, y: float) -> str:
    """The colour of the screen at a point of the canvas."""
    canvas = window.pad.canvas
    scale = canvas.winfo_width() / 560
    window.update()
    place = canvas.winfo_rootx() + round(x * scale), canvas.winfo_rooty() + round(y * scale)
    pixel = ImageGrab.grab(xdisplay=window.winfo_screen().removesuffix(".0")).getpixel(place)
    return "#{:02x}{:02x}{:02x}".format(*pixel[:3])


def test_the_ink_is_seen_over_the_pale_picture_and_vanishes_with_it(window, open_picture) -> None:
    open_picture(drawn(SEVEN))
    wait_for(window, reads(window, "7"))
    wait_for(window, lambda: colour_at(window, 310, 300) == window.context.look.theme.nib)
    assert window.body.picture_bar.winfo_viewable()
    window.actions.undo()
    wait_for(window, lambda: not window.body.picture_bar.winfo_viewable())
    assert colour_at(window, 310, 300) == window.context.look.theme.paper


def test_a_box_leaves_out_what_is_outside_and_reset_takes_it_back(window, open_picture) -> None:
    seven = [(200 + x * 0.7, y) for x, y in SEVEN]
    opened = open_picture(drawn([(80, 140), (80, 420)], [(120, 140), (120, 420)], seven))
    window.commands["box"].run()
    drag(window, AROUND_THE_SEVEN)
    assert picture(window).settings.box == (300, 100, 550, 540)
    assert window.actions.tool.get() == Tool.PEN
    wait_for(window, reads(window, "7"))
    window.commands["reset"].run()
    assert picture(window).settings == PictureSettings()
    assert picture(window).source is opened.source
    window.actions.undo()
    wait_for(window, reads(window, "7"))


def test_a_click_is_no_box(window, open_picture) -> None:
    open_picture(drawn(SEVEN))
    window.commands["box"].run()
    drag(window, [(300, 300), (302, 303)])
    assert picture(window).settings.box is None
    assert window.actions.tool.get() == Tool.BOX


def test_escape_gives_a_box_up(window, open_picture) -> None:
    open_picture(drawn(SEVEN))
    window.commands["box"].run()
    canvas = window.pad.canvas
    canvas.event_generate("<ButtonPress-1>", x=100, y=100)
    canvas.event_generate("<Motion>", x=300, y=300, state=0x100)
    assert canvas.find_withtag("box")
    canvas.focus_force()
    canvas.event_generate("<Escape>")
    canvas.event_generate("<ButtonRelease-1>", x=300, y=300, state=0x100)
    assert not canvas.find_withtag("box")
    assert picture(window).settings.box is None
    assert window.actions.tool.get() == Tool.PEN


def test_a_way_of_the_slider_is_one_step_to_undo(window, open_picture) -> None:
    opened = open_picture(drawn(SEVEN))
    slider = window.body.picture_bar.threshold
    x, y = slider.coords(float(slider.get()))
    slider.event_generate("<ButtonPress-1>", x=x, y=y)
    for step in range(1, 8):
        slider.event_generate("<Motion>", x=x + 3 * step, y=y, state=0x100)
        window.update()
    slider.event_generate("<ButtonRelease-1>", x=x + 21, y=y, state=0x100)
    threshold = picture(window).settings.threshold
    assert threshold is not None
    assert picture(window).source is opened.source
    wait_for(window, reads(window, "7"))
    window.actions.undo()
    assert picture(window) is opened
    window.actions.redo()
    assert picture(window).settings.threshold == threshold


def test_light_ink_is_asked_for_by_its_button(window, open_picture) -> None:
    open_picture(ImageOps.invert(drawn(SEVEN)))
    wait_for(window, reads(window, "7"))
    window.body.picture_bar.shades["light"].invoke()
    assert picture(window).settings.dark is False
    wait_for(window, reads(window, "7"))


def test_an_empty_sheet_is_shown_and_said_to_be_blank(window, open_picture) -> None:
    drag(window, ONE)
    open_picture(Image.new("L", (60, 40), 250))
    wait_for(window, lambda: "No ink was found" in status(window))
    wait_for(window, reads(window, "–"))
    window.actions.undo()
    wait_for(window, reads(window, "1"))


def test_the_eraser_takes_ink_from_a_picture_and_undo_gives_it_back(window, open_picture) -> None:
    hook = [(100, 300), (100, 500), (160, 500)]
    opened = open_picture(drawn(ONE, hook))
    window.actions.set_pen_width(60)
    drag(window, [(100, 280), (100, 500), (170, 500)], button=3)
    assert picture(window).source is opened.source
    wait_for(window, reads(window, "1"))
    window.actions.undo()
    assert picture(window) is opened


def test_strokes_are_drawn_over_a_picture(window, open_picture) -> None:
    open_picture(drawn(SEVEN[:5]))
    drag(window, SEVEN[4:])
    wait_for(window, reads(window, "7"))


def test_what_is_corrected_outlives_a_change_of_language_and_theme(window, open_picture) -> None:
    open_picture(drawn(SEVEN))
    window.actions.adjust(threshold=0.6)
    window.variables["language"].set("zh_CN")
    window.menu.choices["language"].on_choice()
    window.variables["theme"].set("dark")
    window.menu.choices["theme"].on_choice()
    wait_for(window, lambda: colour_at(window, 310, 300) == window.context.look.theme.nib)
    assert window.body.picture_bar.threshold.get() == pytest.approx(0.6)
