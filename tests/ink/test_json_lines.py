"""Drawings as lines of JSON: read back as they were, or refused in a sentence."""

from __future__ import annotations

import io
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ink.json_lines import read_lines, strokes_from_json, strokes_to_json
from ink.page import MAX_POINTS, InkError, Stroke
from tests.helpers import examples, is_one_sentence, line
from tests.ink.drawn import strokes


@given(st.lists(strokes, max_size=5).map(tuple))
@examples(60)
def test_json_gives_the_strokes_back(drawn: tuple[Stroke, ...]) -> None:
    assert strokes_from_json(strokes_to_json(drawn)) == drawn


def test_json_is_one_line_with_short_numbers() -> None:
    text = strokes_to_json([Stroke(((1.0, 2.5),), 24.0)])
    assert text == '{"strokes": [[[1, 2.5]]], "width": [24]}'


@pytest.mark.parametrize("text", ['{"strokes": []}', '{"strokes": [[]]}', line([[], []], [3, 4]), '{"strokes": [] }\n'])
def test_drawings_without_points_are_blank(text: str) -> None:
    assert strokes_from_json(text) == ()


def test_a_width_may_be_one_for_all_or_one_for_each_or_left_out() -> None:
    two = [[[1, 1]], [[2, 2]]]
    assert [stroke.width for stroke in strokes_from_json(line(two, 30))] == [30, 30]
    assert [stroke.width for stroke in strokes_from_json(line(two, [1, 200]))] == [1, 200]
    assert [stroke.width for stroke in strokes_from_json(json.dumps({"strokes": two}))] == [24, 24]


def test_widths_stay_with_their_strokes_where_one_is_empty() -> None:
    assert strokes_from_json(line([[], [[2, 2]]], [5, 50])) == (Stroke(((2, 2),), 50),)


def test_bytes_and_other_keys_are_taken() -> None:
    assert strokes_from_json(b'{"label": 7, "strokes": [[[1, 2]]], "width": 8}\r\n') == (Stroke(((1, 2),), 8),)


def test_as_many_points_as_may_be_are_read() -> None:
    drawn = strokes_from_json(line([[[1, 2]] * MAX_POINTS]))
    assert len(drawn[0].points) == MAX_POINTS


HUGE = "1" + 400 * "0"
NESTED = 50_000 * "["

BAD_LINES = {
    "empty": "",
    "broken": '{"strokes": [[[1, 2]',
    "not UTF-8": b'{"strokes": [], "name": "\xff\xfe"}',
    "two values": '{"strokes": []} {"strokes": []}',
    "nested too deep": NESTED,
    "nested too deep inside": '{"strokes": ' + NESTED,
    "null": "null",
    "a list": "[[[1, 2]]]",
    "a number": "7",
    "no strokes": "{}",
    "strokes null": '{"strokes": null}',
    "strokes an object": '{"strokes": {}}',
    "a stroke that is a point": '{"strokes": [[1, 2]]}',
    "a stroke that is null": '{"strokes": [null]}',
    "a stroke that is text": '{"strokes": ["ab"]}',
    "nested one too deep": '{"strokes": [[[[1, 2]]]]}',
    "a point that is an object": '{"strokes": [[{"x": 1, "y": 2}]]}',
    "a point of one": '{"strokes": [[[1]]]}',
    "a point of three": '{"strokes": [[[1, 2, 3]]]}',
    "NaN": '{"strokes": [[[NaN, 2]]]}',
    "Infinity": '{"strokes": [[[1, Infinity]]]}',
    "-Infinity": '{"strokes": [[[1, -Infinity]]]}',
    "a float too large": '{"strokes": [[[1e400, 2]]]}',
    "an integer too large": f'{{"strokes": [[[{HUGE}, 2]]]}}',
    "an integer of too many digits": f'{{"strokes": [[[{20 * HUGE}, 2]]]}}',
    "far out": '{"strokes": [[[1e7, 2]]]}',
    "a coordinate true": '{"strokes": [[[true, 2]]]}',
    "a coordinate in quotes": '{"strokes": [[["1", 2]]]}',
    "a coordinate null": '{"strokes": [[[null, 2]]]}',
    "too many points": line([[[1, 2]] * (MAX_POINTS + 1)]),
    "too many points in all": line([[[1, 2]] * (MAX_POINTS // 2 + 1)] * 2),
    "width negative": line([[[1, 2]]], -5),
    "width 0": line([[[1, 2]]], 0),
    "width 201": line([[[1, 2]]], 201),
    "width NaN": line([[[1, 2]]], math.nan),
    "width too large for a float": f'{{"strokes": [[[1, 2]]], "width": {HUGE}}}',
    "width true": line([[[1, 2]]], True),
    "width in quotes": line([[[1, 2]]], "24"),
    "width null": line([[[1, 2]]], None),
    "width an object": line([[[1, 2]]], {}),
    "one bad width of two": line([[[1, 2]], [[3, 4]]], [24, -1]),
    "too few widths": line([[[1, 2]], [[3, 4]]], [24]),
    "too many widths": line([[[1, 2]]], [24, 24]),
}


@pytest.mark.parametrize("text", BAD_LINES.values(), ids=BAD_LINES)
def test_other_lines_are_refused_in_one_sentence(text: str | bytes) -> None:
    with pytest.raises(InkError) as caught:
        strokes_from_json(text)
    assert is_one_sentence(caught.value)


def test_the_message_says_what_is_wrong() -> None:
    with pytest.raises(InkError, match="a pen width outside 1 to 200 pixels"):
        strokes_from_json(line([[[1, 2]]], 201))
    with pytest.raises(InkError, match="more than 100,000 points"):
        strokes_from_json(BAD_LINES["too many points"])


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["strokes", "width"]), inner),
    max_leaves=12,
)


@given(st.builds(lambda strokes, width: {"strokes": strokes, "width": width}, json_values, json_values))
@examples(150)
def test_any_json_is_read_or_refused(record: dict[str, object]) -> None:
    message = "read"
    try:
        strokes_from_json(json.dumps(record))
    except InkError as error:
        message = str(error)
    assert is_one_sentence(message)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be"])
def test_lines_in_the_encodings_of_windows(encoding: str) -> None:
    text = "".join(f"{line(strokes)}\n" for strokes in ([[[1, 2]]], [[[0x0A0A, 0x0D0A]]]))
    content = text.replace("24", '24, "by": "Ā数"').encode(encoding)
    if encoding.startswith("utf-16"):
        content = "\ufeff".encode(encoding) + content
    stream = io.BufferedReader(io.BytesIO(content))
    read = [strokes_from_json(line) for line in read_lines(stream, 1000)]
    assert read == [(Stroke(((1, 2),)),), (Stroke(((0x0A0A, 0x0D0A),)),)]
    assert not stream.closed


def test_long_lines_come_in_parts() -> None:
    assert list(read_lines(io.BufferedReader(io.BytesIO(b"12345\n6\n")), 4)) == [b"1234", b"5\n", b"6\n"]
    wide = "\ufeff12345\n".encode("utf-16-le")
    assert list(read_lines(io.BufferedReader(io.BytesIO(wide)), 4)) == [b"1234", b"5\n"]


def test_utf_16_without_its_mark_is_refused() -> None:
    with pytest.raises(InkError, match="not a line of JSON"):
        strokes_from_json(line([[[1, 2]]]).encode("utf-16-le"))
