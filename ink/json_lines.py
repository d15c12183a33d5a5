"""Drawings as lines of JSON: ``{"strokes": [[[x, y], ...], ...], "width": 24}``."""

from __future__ import annotations

import codecs
import io
import json
import math
from collections.abc import Iterator, Sequence
from typing import Any

from ink.page import DEFAULT_WIDTH, MAX_COORDINATE, MAX_POINTS, MAX_WIDTH, MIN_WIDTH, InkError, Point, Stroke

UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""What files in UTF-16 begin with; PowerShell's ``>`` writes such."""


def read_lines(stream: io.BufferedReader, limit: int) -> Iterator[bytes]:
    """The lines of a stream in UTF-8 or UTF-16, as UTF-8 with their ends; one of over ``limit`` bytes in parts.

    Raises:
        OSError: the stream cannot be read.
    """
    if stream.peek(2)[:2] not in UTF_16:
        yield from iter(lambda: stream.readline(limit), b"")
        return
    text = io.TextIOWrapper(stream, "utf-16", errors="replace", newline="\n")
    try:
        yield from iter(lambda: text.readline(limit).encode(), b"")
    finally:
        text.detach()  # else it would close the stream


def whole_lines(stream: io.BufferedReader, limit: int) -> Iterator[bytes | None]:
    """The same lines, and None in place of one of over ``limit`` bytes."""
    lines = read_lines(stream, limit)
    for line in lines:
        if len(line) < limit or line.endswith(b"\n"):
            yield line
        else:
            while line and not line.endswith(b"\n"):
                line = next(lines, b"")
            yield None


def strokes_from_json(line: str | bytes) -> tuple[Stroke, ...]:
    """Read one drawing: ``{"strokes": [[[x, y], ...], ...], "width": 24}``.

    ``width`` is a number, or a list with one per stroke; the default is the default pen width. Empty strokes are
    dropped; ``[]`` and ``[[]]`` alone are blank drawings. Other keys are ignored.

    Raises:
        InkError: the line is not such a drawing, or a number in it is not finite or out of range.
    """
    try:
        text = line if isinstance(line, str) else line.decode("utf-8-sig")
        # Numbers made in Python let other threads take turns; json by itself would keep them waiting for 0.15 s.
        record = json.loads(text, parse_float=lambda digits: float(digits), parse_int=lambda digits: int(digits))
    except (ValueError, RecursionError) as error:
        raise InkError("not a line of JSON") from error
    if record in ([], [[]]):
        return ()
    if not isinstance(record, dict) or not isinstance(record.get("strokes"), list):
        raise InkError("not a drawing: it has no list of strokes")
    paths = record["strokes"]
    if not all(isinstance(path, list) for path in paths):
        raise InkError("not a drawing: a stroke is a list of points [x, y]")
    if sum(map(len, paths)) > MAX_POINTS:
        raise InkError("a drawing of more than {limit:,} points", limit=MAX_POINTS)
    widths = record.get("width", DEFAULT_WIDTH)
    if not isinstance(widths, list):
        widths = [_width(widths)] * len(paths)
    elif len(widths) != len(paths):
        raise InkError("{strokes} strokes, but {widths} pen widths", strokes=len(paths), widths=len(widths))
    return tuple(
        Stroke(tuple(_point(point) for point in path), width)
        for path, width in zip(paths, map(_width, widths), strict=True)
        if path
    )


def strokes_to_json(strokes: Sequence[Stroke]) -> str:
    """Write one drawing as a line of JSON, the inverse of :func:`strokes_from_json`.

    One call of ``json`` would hold the interpreter lock for up to 0.4 s.
    """
    paths = (", ".join(f"[{_short(x)}, {_short(y)}]" for x, y in stroke.points) for stroke in strokes)
    widths = (f"{_short(stroke.width)}" for stroke in strokes)
    return f'{{"strokes": [{", ".join(f"[{path}]" for path in paths)}], "width": [{", ".join(widths)}]}}'


def _point(value: Any) -> Point:
    if not isinstance(value, list) or len(value) != 2:
        raise InkError("not a drawing: a point is [x, y]")
    return _coordinate(value[0]), _coordinate(value[1])


def _coordinate(value: Any) -> float:
    if not _is_number(value):
        raise InkError("not a drawing: a coordinate is not a finite number")
    if abs(value) > MAX_COORDINATE:
        raise InkError("a point farther out than {limit:,.0f} pixels", limit=MAX_COORDINATE)
    return float(value)


def _width(value: Any) -> float:
    if not _is_number(value):
        raise InkError("not a drawing: a pen width is not a finite number")
    if not MIN_WIDTH <= value <= MAX_WIDTH:
        raise InkError("a pen width outside {low:.0f} to {high:.0f} pixels", low=MIN_WIDTH, high=MAX_WIDTH)
    return float(value)


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and not (value != value or abs(value) == math.inf)


def _short(value: float) -> float | int:
    return int(value) if value == int(value) else value
