"""A question about many digits is asked bit by bit, kept, and asked anew when the network becomes another."""

from __future__ import annotations

import numpy as np

from common.errors import PlainError
from explain.kept import kept_file, write_kept
from gui.explain.long_question import AT_A_TIME, LongQuestion
from gui.window.window import Window
from models import catalog, user_models
from models.classifier import Floats
from models.weights import save_weights
from tests.gui.conftest import wait_for
from tests.helpers import easy_digits

DIGITS = np.uint8(np.rint(easy_digits(5 * AT_A_TIME + 7).images * 255))
FRAMES = DIGITS / np.float32(255)


class Asked:
    """A question about probabilities, and what came of it."""

    def __init__(self, window: Window, model: str = "bp", name: str = "some") -> None:
        self.parts: list[float] = []
        self.answers: list[Floats] = []
        self.problems: list[PlainError | None] = []
        self.question = LongQuestion(
            window.context,
            "probabilities",
            model,
            lambda: name,
            DIGITS,
            on_part=self.parts.append,
            on_answer=self._answered,
            on_error=self.problems.append,
        )

    def _answered(self, answer: Floats, problem: PlainError | None) -> None:
        self.answers.append(answer)
        self.problems.append(problem)


def test_all_digits_are_answered_in_parts_and_kept(window: Window) -> None:
    asked = Asked(window)
    wait_for(window, lambda: asked.answers)
    np.testing.assert_allclose(asked.answers[0], catalog.load("bp").predict_proba(FRAMES), atol=1e-6)
    assert asked.parts == sorted(asked.parts)
    assert len(asked.parts) == 5
    again = Asked(window)
    wait_for(window, lambda: again.answers)
    assert again.parts == []
    np.testing.assert_array_equal(again.answers[0], asked.answers[0])


def test_a_damaged_file_is_made_anew(window: Window) -> None:
    file = kept_file("bp", "probabilities", "some")
    write_kept(file, np.ones((len(DIGITS), 10), dtype=np.float32))
    file.write_bytes(file.read_bytes()[:-9])
    asked = Asked(window)
    wait_for(window, lambda: asked.answers)
    np.testing.assert_allclose(asked.answers[0].sum(axis=1), 1, atol=1e-5)


def test_a_network_that_is_replaced_meanwhile_is_asked_anew(window: Window) -> None:
    kept = user_models.keep(catalog.WEIGHTS / "bp.safetensors", "Anna")
    asked = Asked(window, "Anna")
    wait_for(window, lambda: asked.parts)
    arrays, metadata = user_models.read_network(kept)
    last = max(name for name in arrays if name.endswith("bias"))
    arrays[last] = arrays[last] + np.float32(1000) * (np.arange(10) == 3)
    save_weights(kept, arrays, metadata)
    wait_for(window, lambda: asked.answers)
    assert set(asked.answers[0].argmax(axis=1).tolist()) == {3}


def test_a_network_that_is_gone_is_an_error(window: Window) -> None:
    asked = Asked(window, "nobody")
    wait_for(window, lambda: asked.problems)
    assert "nobody" in str(asked.problems[0])


def test_who_has_stopped_is_told_nothing_more(window: Window) -> None:
    asked = Asked(window)
    wait_for(window, lambda: asked.parts)
    asked.question.stop()
    told = len(asked.parts)
    other = Asked(window, name="others")
    wait_for(window, lambda: other.answers)
    assert len(asked.parts) == told
    assert asked.answers == []
