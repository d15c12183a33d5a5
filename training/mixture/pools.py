"""Pools of training frames, and how those of strokes are made: in many processes, before the first epoch.

Strokes go through the app's own rendering and framing, so that a network sees in training what the canvas makes. There
are varied recorded pens, styles that those lack, and what is no digit: scrawls, and letters.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from common.processes import become_helper, workers
from common.translation import mark
from ink.framing import Frame, frame
from ink.page import Page
from models.classifier import Floats
from training.datasets.mnist import NO_DIGIT, DataError, Digits
from training.datasets.pens import PenDigit, hands_of
from training.runtime.progress import OnProgress
from training.runtime.torchrun import local_ranks
from training.strokes.placing import put_on_canvas
from training.strokes.taught.drawings import letters, scrawls, taught_digits
from training.strokes.taught.pieces import pieces
from training.strokes.variation import vary

STRENGTHS = (0.6, 1.5)
"""Of the variation of a recorded digit: from a hand like the one that wrote it to one that is far from it."""
CHUNK = 4_000
"""Frames that a process draws at a time."""
DRAWING = mark("Drawing strokes to learn from")
"""The name of this work, for progress."""

Labelled = Iterator[tuple[Page | Frame, int]]
Draw = Callable[[int, np.random.Generator, Sequence[Any]], Labelled]
"""Draws so many pages, or frames, at random from what it is given, such as recorded digits."""
Made = tuple[NDArray[np.uint8], NDArray[np.int64]]
"""Frames as bytes, (N, 28, 28), and their labels, (N,)."""


@dataclass(frozen=True)
class Pool:
    """Frames of one kind, of which each epoch draws a number at random.

    Attributes:
        images: as bytes, (N, 28, 28).
        labels: (N,), 0-9 or NO_DIGIT.
        targets: the probabilities that a network should give them, (N, 10); None where the labels determine them.
    """

    name: str
    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    per_epoch: int
    targets: Floats | None = None

    @property
    def taken(self) -> int:
        """Frames drawn per epoch: at most as many as there are."""
        return min(self.per_epoch, len(self.labels))


def as_bytes(images: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Frames in 0-1 as bytes; lossless where they were made from bytes."""
    levels = images * np.float32(255)
    return np.asarray(np.rint(levels, out=levels), dtype=np.uint8)


def as_floats(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    return np.asarray(images / np.float32(255), dtype=np.float32)


def as_digits(made: Made) -> Digits:
    return Digits(as_floats(made[0]), made[1])


# --- what is drawn ----------------------------------------------------------------------------------------------------


def varied_pens(count: int, rng: np.random.Generator, pens: Sequence[PenDigit]) -> Labelled:
    """Recorded digits, varied as if by other writers."""
    for index in rng.integers(0, len(pens), count):
        yield put_on_canvas(vary(pens[index].upright, rng, rng.uniform(*STRENGTHS)), rng), pens[index].label


def recorded_pens(count: int, rng: np.random.Generator, pens: Sequence[PenDigit]) -> Labelled:
    """Recorded digits in turn, as they were written."""
    for index in range(count):
        digit = pens[index % len(pens)]
        yield put_on_canvas(digit.upright, rng), digit.label


def taught(count: int, rng: np.random.Generator, pens: Sequence[PenDigit]) -> Labelled:
    """Made digits of random styles."""
    for drawing in taught_digits(count, rng):
        assert drawing.label is not None
        yield drawing.page, drawing.label


def scrawled(count: int, rng: np.random.Generator, pens: Sequence[PenDigit]) -> Labelled:
    """Made drawings of no digit."""
    for drawing in scrawls(count, rng):
        yield drawing.page, NO_DIGIT


def lettered(count: int, rng: np.random.Generator, pens: Sequence[PenDigit]) -> Labelled:
    """Letters and signs that look like no digit."""
    for drawing in letters(count, rng):
        yield drawing.page, NO_DIGIT


def in_pieces(count: int, rng: np.random.Generator, pens: Sequence[PenDigit]) -> Labelled:
    """Half a digit, or two, of recorded pens."""
    for drawing in pieces(hands_of(pens), count, rng):
        yield drawing.page, NO_DIGIT


class PoolSource(NamedTuple):
    """A kind of strokes: how they are drawn, how many are made before the first epoch, how many an epoch takes."""

    draw: Draw
    made: int
    per_epoch: int


PENS, STYLES, SCRAWLS, LETTERS = "recorded pens", "taught styles", "scrawls", "letters"
PIECES = "halves and pairs"
"""The names of the pools of strokes."""
SOURCES = {
    PENS: PoolSource(varied_pens, made=64_000, per_epoch=24_000),
    STYLES: PoolSource(taught, made=64_000, per_epoch=20_000),
    SCRAWLS: PoolSource(scrawled, made=24_000, per_epoch=7_000),
    LETTERS: PoolSource(lettered, made=24_000, per_epoch=7_000),
    PIECES: PoolSource(in_pieces, made=8_000, per_epoch=2_500),
}


# --- in processes -----------------------------------------------------------------------------------------------------


class Job(NamedTuple):
    """Frames to be made: by which function, how many, and from what."""

    draw: Draw
    frames: int
    given: Sequence[Any] = ()


def draw_frames(jobs: Mapping[str, Job], seed: int, on_progress: OnProgress, chunk: int = CHUNK) -> dict[str, Made]:
    """Do jobs on all cores; return the frames by the names of the jobs.

    Args:
        seed: same seed, same frames.
        chunk: frames that a process draws at a time, from a random generator of their own.

    Raises:
        DataError: a process was ended, as systems do that run out of memory.
    """
    parts = [
        (name, job._replace(frames=min(chunk, job.frames - start)))
        for name, job in jobs.items()
        for start in range(0, job.frames, chunk)
    ]
    seeds = np.random.SeedSequence(seed).spawn(len(parts))
    made: dict[str, list[Made]] = {name: [] for name in jobs}
    others, spawn = multiprocessing.active_children(), multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers(len(parts), local_ranks()), spawn, initializer=become_helper) as executor:
        try:
            # Not `executor.map`: where a process ends early, it cancels the others' work while the executor fails it,
            # and what of that is in the queue to the processes is then waited for without end.
            drawn = deque(executor.submit(_make, job, own) for (_, job), own in zip(parts, seeds, strict=True))
            for done, (name, _) in enumerate(parts, start=1):
                made[name].append(drawn.popleft().result())
                on_progress(DRAWING, done, len(parts))
        except BrokenProcessPool as error:
            raise DataError("a process that drew strokes was ended; perhaps the memory is full") from error
        except BaseException:  # what they are drawing, half a minute's work, is of no use any more
            for worker in multiprocessing.active_children():
                if worker not in others:
                    worker.kill()
            raise
    return {name: joined(frames) for name, frames in made.items()}


def _make(job: Job, seed: np.random.SeedSequence) -> Made:
    drawn = list(job.draw(job.frames, np.random.default_rng(seed), job.given))
    return as_bytes(np.stack([frame(one) if isinstance(one, Page) else one for one, _ in drawn])), np.array(
        [label for _, label in drawn]
    )


def joined(parts: Sequence[Made]) -> Made:
    images, labels = zip(*parts, strict=True)
    return np.concatenate(images), np.concatenate(labels)
