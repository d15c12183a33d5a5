"""The strokes of the last training are read, not drawn, if they are what is asked for; else they are drawn anew."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ink.page import Page
from training.mixture import pool_cache
from training.mixture.pool_cache import DRAWING_ANEW, FILE, NOT_KEPT, drawn_or_kept
from training.mixture.pools import DRAWING, Job, Labelled, Made, draw_frames
from training.strokes.placing import to_page


def lines(count: int, rng: np.random.Generator, given: Sequence[Any]) -> Labelled:
    for end in rng.uniform(100, 400, (count, 2)):
        yield page(end), given[0] if given else -1


def page(end: np.ndarray) -> Page:
    return to_page([np.stack([np.zeros(2), end])], 20.0)


JOBS = {"lines": Job(lines, 3), "ones": Job(lines, 2, (1,))}


@pytest.fixture
def file(own_home: Path) -> Path:
    return own_home / "data" / FILE


def drawn(jobs: dict[str, Job] = JOBS, seed: int = 1) -> tuple[dict[str, Made], set[str]]:
    """The frames, and the names of the work that this took."""
    told = set()
    made = drawn_or_kept(jobs, seed, lambda what, done, total: told.add(what))
    return made, told


def assert_same(one: dict[str, Made], other: dict[str, Made]) -> None:
    assert list(one) == list(other)
    for name in one:
        for left, right in zip(one[name], other[name], strict=True):
            np.testing.assert_array_equal(left, right)


def test_strokes_are_drawn_once(file: Path) -> None:
    first, told = drawn()
    assert told == {DRAWING}
    assert_same(first, draw_frames(JOBS, 1, lambda *_: None))
    kept = file.read_bytes()
    again, told = drawn()
    assert told == set()
    assert_same(first, again)
    assert file.read_bytes() == kept


@pytest.mark.parametrize(
    ("jobs", "seed"),
    [(JOBS, 2), ({**JOBS, "ones": Job(lines, 3, (1,))}, 1), ({**JOBS, "ones": Job(lines, 2, (7,))}, 1)],
    ids=["seed", "number", "what is given"],
)
def test_what_is_asked_for_otherwise_is_drawn_anew(jobs: dict[str, Job], seed: int, file: Path) -> None:
    drawn()
    made, told = drawn(jobs, seed)
    assert told == {DRAWING_ANEW}
    assert_same(made, draw_frames(jobs, seed, lambda *_: None))
    assert drawn(jobs, seed)[1] == set(), "they have taken the place of the others"


def test_another_version_draws_anew(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn()
    monkeypatch.setattr(pool_cache, "SOURCES", ("ink/page.py",))
    assert drawn()[1] == {DRAWING_ANEW}


@pytest.mark.parametrize("damage", ["truncated", "empty", "a bit", "no archive", "other arrays"])
def test_a_damaged_file_is_made_anew(damage: str, file: Path) -> None:
    first, _ = drawn()
    whole = file.read_bytes()
    if damage == "other arrays":
        with np.load(file) as arrays:
            stated = {**arrays, "ones labels": arrays["ones labels"][:1]}
        np.savez_compressed(file, **stated)
    else:
        middle = len(whole) // 2
        file.write_bytes(
            {
                "truncated": whole[:middle],
                "empty": b"",
                "a bit": whole[:200] + bytes([whole[200] ^ 1]) + whole[201:],
                "no archive": b"strokes",
            }[damage]
        )
    made, told = drawn()
    assert told == {DRAWING_ANEW}
    assert_same(made, first)
    assert drawn()[1] == set()


def test_strokes_that_cannot_be_kept_are_learnt_all_the_same(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, blob: bytes) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(pool_cache, "write_whole", full)
    made, told = drawn()
    assert told == {DRAWING, NOT_KEPT}
    assert_same(made, draw_frames(JOBS, 1, lambda *_: None))
    assert not file.exists()


def test_a_folder_in_its_place_is_left_alone(file: Path) -> None:
    file.mkdir(parents=True)
    assert drawn()[1] == {DRAWING_ANEW, NOT_KEPT}
    assert file.is_dir()
