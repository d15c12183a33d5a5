"""The replay: its last moment is the answer, its handle and its curves go together."""

from __future__ import annotations

import numpy as np

from explain.what_if import beginnings
from gui.explain.explain_window import ExplainWindow
from gui.explain.replay_page import MOMENTS, ReplayPage
from gui.window.window import Window
from ink.framing import frame
from models import catalog
from tests.gui.conftest import wait_for
from tests.gui.explain.conftest import turn_to


def opened_page(window: Window, explained: ExplainWindow) -> ReplayPage:
    page = turn_to(window, explained, ReplayPage)
    wait_for(window, lambda: page.shares is not None)
    return page


def test_its_last_moment_is_the_answer(window: Window, explained: ExplainWindow) -> None:
    page = opened_page(window, explained)
    assert page.shares is not None
    assert page.frames is not None
    assert explained.subject is not None
    np.testing.assert_array_equal(page.frames[-1], explained.subject.frame)
    answer = window.side._prediction
    assert answer is not None
    np.testing.assert_allclose(page.shares[-1], answer.probabilities, atol=1e-5)
    assert page.moment == len(page.frames) - 1


def test_each_moment_is_what_the_network_read_then(window: Window, explained: ExplainWindow) -> None:
    page = opened_page(window, explained)
    assert page.shares is not None
    pages = beginnings(window.context.drawing.page, MOMENTS)
    frames = np.stack([frame(one) for one in pages])
    np.testing.assert_allclose(page.shares, catalog.load("bp").predict_proba(frames), atol=1e-5)


def test_the_handle_is_dragged(window: Window, explained: ExplainWindow) -> None:
    page = opened_page(window, explained)
    assert page.frames is not None
    page.handle.set(1)
    window.update()
    assert page.moment == 1
    assert page.picture.tiles is not None
    np.testing.assert_array_equal(page.picture.tiles.values[0], page.frames[1])
    page.curves.event_generate("<Button-1>", x=round(page._x(3)), y=20)
    window.update()
    assert page.moment == 3
    assert round(float(page.handle.get())) == 3


def test_it_plays_from_the_beginning_to_the_end(window: Window, explained: ExplainWindow) -> None:
    page = opened_page(window, explained)
    assert page.frames is not None
    page.play_button.invoke()
    assert page.moment == 0
    wait_for(window, lambda: page.moment == len(page.frames) - 1)  # type: ignore[arg-type]


def test_a_picture_cannot_be_replayed(window: Window, explained: ExplainWindow) -> None:
    from training.datasets.my_digits import MyDigit

    page = opened_page(window, explained)
    assert explained.subject is not None
    window.actions.show_page(MyDigit.of_frame(explained.subject.frame, 7).page)
    wait_for(window, lambda: "replayed" in str(page.readout.cget("text")))
    assert page.shares is None
