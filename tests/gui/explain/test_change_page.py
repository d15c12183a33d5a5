"""What if: maps and strips are what networks read of the changed drawing; the smallest change changes the answer."""

from __future__ import annotations

import numpy as np
import pytest

from explain.what_if import CHANGES, FARTHEST, STEPS, moved, row_of_changes
from gui.explain.change_page import ChangePage
from gui.explain.explain_window import ExplainWindow
from gui.window.window import Window
from ink.framing import BLOCK, Framing, frame
from models import catalog
from tests.gui.conftest import ONE, drag, wait_for
from tests.gui.explain.conftest import turn_to


@pytest.fixture
def page(window: Window, explained: ExplainWindow) -> ChangePage:
    """The page, with its maps filled, of a drawing that is read as it lies on the canvas."""
    window.context.settings.framing = Framing.REPORT.value
    window.drawing_changed()
    wait_for(window, lambda: explained.subject is not None and explained.subject.frame.any())
    shown = turn_to(window, explained, ChangePage)
    wait_for(window, lambda: filled(shown))
    return shown


def filled(page: ChangePage) -> bool:
    return "bp" in page.networks and all(row is not None for row in page.networks["bp"].map.rows)


def test_each_cell_is_what_the_network_reads_of_the_moved_drawing(window: Window, page: ChangePage) -> None:
    drawing, network, rows = window.context.drawing.page, catalog.load("bp"), page.networks["bp"].map.rows
    for right, down in ((0, 0), (-FARTHEST, 5), (3, -2), (FARTHEST, FARTHEST)):
        expected = network.predict_proba(frame(moved(drawing, right * BLOCK, down * BLOCK), Framing.REPORT)[None])[0]
        row = rows[FARTHEST + down]
        assert row is not None
        np.testing.assert_allclose(row[FARTHEST + right], expected, atol=1e-5)
    middle = rows[FARTHEST]
    assert middle is not None
    answer = window.side._prediction
    assert answer is not None
    np.testing.assert_allclose(middle[FARTHEST], answer.probabilities, atol=1e-5)
    turned = network.predict_proba(row_of_changes(drawing, frame(drawing), Framing.REPORT, "turn"))
    np.testing.assert_allclose(rows[STEPS + [*CHANGES].index("turn")], turned, atol=1e-5)


def test_the_cell_under_the_pointer_is_told(window: Window, page: ChangePage) -> None:
    shown = page.networks["bp"].map
    x = shown._left + shown._cell * (FARTHEST + 2) + 2
    shown.event_generate("<Motion>", x=x, y=shown._cell * FARTHEST + 2)
    window.update()
    row = shown.rows[FARTHEST]
    assert row is not None
    assert str(page.readout.cget("text")).startswith("2 to the right, 0 down")
    assert f"  {row[FARTHEST + 2].argmax()}, " in str(page.readout.cget("text"))


def test_dragging_in_the_map_moves_the_drawing(window: Window, page: ChangePage) -> None:
    before, shown = window.context.drawing.page, page.networks["bp"].map
    x, y = shown._left + shown._cell * 5 + 1, shown._cell * 5 + 1
    shown.event_generate("<ButtonPress-1>", x=x, y=y)
    shown.event_generate("<B1-Motion>", x=x + 2 * shown._cell, y=y)
    shown.event_generate("<ButtonRelease-1>", x=x + 2 * shown._cell, y=y + shown._cell)
    wait_for(window, lambda: window.context.drawing.page is not before)
    old, new = before.strokes[0].points[0], window.context.drawing.page.strokes[0].points[0]
    assert (new[0] - old[0], new[1] - old[1]) == (2 * BLOCK, BLOCK)
    window.commands["undo"].run()
    assert window.context.drawing.page is before


def test_the_smallest_change_is_shown_and_opened_on_the_pad(window: Window, page: ChangePage) -> None:
    page.find(9)
    shown = page.networks["bp"]
    wait_for(window, lambda: shown.change is not None)
    assert shown.change is not None
    assert shown.change.to == 9
    assert catalog.load("bp").predict_proba(shown.change.frame[None])[0].argmax() == 9
    assert f"{shown.change.distance:.3f}" in str(shown.length.cget("text"))
    shown.open.invoke()
    wait_for(window, lambda: window.context.drawing.page.picture is not None)
    window.commands["undo"].run()
    assert window.context.drawing.page.picture is None


def test_another_drawing_makes_other_maps(window: Window, page: ChangePage) -> None:
    before = page.networks["bp"].map.rows[FARTHEST]
    window.commands["clear"].run()
    drag(window, ONE)
    wait_for(window, lambda: filled(page) and page.networks["bp"].map.rows[FARTHEST] is not before)
    row = page.networks["bp"].map.rows[FARTHEST]
    assert row is not None
    assert before is not None
    assert not np.allclose(row, before)


def test_the_centring_framing_is_said_to_change_nothing(window: Window, explained: ExplainWindow) -> None:
    page = turn_to(window, explained, ChangePage)
    wait_for(window, lambda: filled(page))
    assert "changes nothing" in str(page.note.cget("text"))
    page.pixels.set(True)
    page.again()
    assert page.note.cget("text") == ""
