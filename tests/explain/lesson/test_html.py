"""Pages of HTML: what is written is escaped, and pictures show their values' colours."""

from __future__ import annotations

import base64
import io
import re

import numpy as np
from PIL import Image

from explain.colours import NEGATIVE, POSITIVE, ZERO
from explain.lesson.html import as_html
from explain.lesson.sheets import Bars, Formula, Pictures, Sheet, Table, ValuePicture

VALUES = np.array([[2, 0, -2]], dtype=np.float32)


def page(*blocks: object) -> str:
    return as_html("<title>", [Sheet("<b>", "text & more", "a < b", "file.py", blocks)])  # type: ignore[arg-type]


def test_text_is_escaped() -> None:
    text = page("1 < 2", Formula("x < y"), Table("a & b", ("<c>",), (("<d>",),)), Bars("<e>", ["<f>"], [0.5], 0))
    for tag in ("<b>", "<c>", "<d>", "<e>", "<f>"):
        assert tag not in text
    assert "1 &lt; 2" in text


def test_a_picture_has_a_pixel_for_each_value() -> None:
    [data] = re.findall(r"base64,([^\"]+)", page(Pictures([ValuePicture(VALUES, "here", limit=2)], zoom=5)))
    with Image.open(io.BytesIO(base64.b64decode(data))) as image:
        pixels = np.asarray(image)
    np.testing.assert_array_equal(pixels, np.stack([POSITIVE, ZERO, NEGATIVE])[None])
    assert 'width="15"' in page(Pictures([ValuePicture(VALUES, "here", limit=2)], zoom=5))


def test_a_folded_table_is_closed_at_first() -> None:
    assert "<details>" in page(Table("t", ("a",), (("1",),), folded=True))
    assert "<details open>" in page(Table("t", ("a",), (("1",),)))
