"""A lesson's page as a picture, with the fonts that matplotlib finds."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import lru_cache, singledispatchmethod

from matplotlib.font_manager import FontProperties, findfont
from PIL import Image, ImageDraw, ImageFont

from common.translation import _, language
from explain.lesson.html import colours, percent
from explain.lesson.sheets import Bars, Formula, Pictures, Sheet, Table
from training.plots.fonts import LATIN, chinese_fonts

WIDTH, MARGIN, GAP = 1200, 40, 14
"""Pixels."""
SIZES = {"title": 34, "text": 20, "formula": 20, "caption": 15}
TEXT, FAINT, LINE, BAR, BEST = "#1f2937", "#5b6675", "#d5dbe4", "#9db4d6", "#0a58ca"
BARS_ACROSS, BAR_HEIGHT = 3, 20
"""Networks in a row, and pixels of a bar."""
MOST_ROWS = 24
"""Of a table; a picture cannot be unfolded."""


def as_png(sheet: Sheet) -> bytes:
    """The page in PNG, in the language in use where this machine has a font for it."""
    drawing = _Drawing()
    drawing.text(sheet.title, "title", TEXT)
    drawing.text(sheet.text, "text", TEXT)
    drawing.text(sheet.formula, "formula", TEXT)
    drawing.text(_("Computed in {source}", source=sheet.source), "caption", FAINT)
    for block in sheet.blocks:
        drawing.block(block)
    drawing.end_row()
    file = io.BytesIO()
    drawing.picture().save(file, "PNG")
    return file.getvalue()


@lru_cache
def _font(kind: str) -> ImageFont.FreeTypeFont:
    chinese = language() == "zh_CN" and kind != "formula"  # whose fonts lack small digits below the line
    family = [*chinese_fonts(), LATIN] if chinese else [LATIN]
    return ImageFont.truetype(findfont(FontProperties(family=family)), SIZES[kind])


class _Drawing:
    """A page that grows downward."""

    def __init__(self) -> None:
        self._image = Image.new("RGB", (WIDTH, 400), "white")
        self._draw = ImageDraw.Draw(self._image)
        self._y = MARGIN
        self._bars = 0  # drawn in the row that is begun

    def picture(self) -> Image.Image:
        return self._image.crop((0, 0, WIDTH, self._y + MARGIN - GAP))

    def text(self, text: str, kind: str, colour: str, left: int = MARGIN) -> None:
        """Lines of text, broken where they are too long."""
        font = _font(kind)
        for line in _broken(text, font, WIDTH - MARGIN - left):
            self._make_room(SIZES[kind] * 2)
            self._draw.text((left, self._y), line, colour, font)
            self._y += round(SIZES[kind] * 1.35)
        self._y += GAP // 2

    @singledispatchmethod
    def block(self, block: object) -> None:
        raise TypeError(block)

    @block.register
    def _paragraph(self, block: str) -> None:
        self.end_row()
        self.text(block, "text", TEXT)

    @block.register
    def _formula(self, block: Formula) -> None:
        self.end_row()
        for line in block.text.split(";  "):
            self.text(line, "formula", TEXT)

    @block.register
    def _pictures(self, block: Pictures) -> None:
        self.end_row()
        x, height = MARGIN, 0
        font = _font("caption")
        for picture in block.pictures:
            small = colours(picture)
            large = small.resize((small.width * block.zoom, small.height * block.zoom), Image.Resampling.NEAREST)
            lines = picture.caption.split("\n")
            across = max(large.width, *(round(font.getlength(line)) for line in lines))
            if x > MARGIN and x + across > WIDTH - MARGIN:
                self._y, x, height = self._y + height + GAP, MARGIN, 0
            below = large.height + 4 + len(lines) * SIZES["caption"] * 4 // 3
            self._make_room(below + GAP)
            self._image.paste(large, (x, self._y))
            self._draw.rectangle((x - 1, self._y - 1, x + large.width, self._y + large.height), outline=LINE)
            self._draw.multiline_text((x, self._y + large.height + 4), picture.caption, FAINT, font)
            x, height = x + across + GAP, max(height, below)
        self._y += height + GAP

    @block.register
    def _bars_of_one(self, block: Bars) -> None:
        across = (WIDTH - 2 * MARGIN) // BARS_ACROSS
        left, font = MARGIN + self._bars * across, _font("caption")
        self._make_room((len(block.values) + 2) * BAR_HEIGHT)
        self._draw.text((left, self._y), block.caption, TEXT, font)
        longest = across - 120
        for place, (label, value) in enumerate(zip(block.labels, block.values, strict=True)):
            y = self._y + (place + 1) * BAR_HEIGHT + 4
            self._draw.text((left, y), label, TEXT, font)
            colour = BEST if place == block.marked else BAR
            self._draw.rectangle((left + 18, y + 3, left + 19 + round(longest * value), y + BAR_HEIGHT - 5), colour)
            self._draw.text((left + longest + 26, y), percent(value), FAINT, font)
        self._bars += 1
        if self._bars == BARS_ACROSS:
            self.end_row()

    @block.register
    def _table(self, block: Table) -> None:
        self.end_row()
        self.text(block.heading, "text", TEXT)
        font = _font("caption")
        rows = [block.columns, *block.rows[:MOST_ROWS]]
        widths = [max(round(font.getlength(row[column])) for row in rows) + 18 for column in range(len(block.columns))]
        if sum(widths) > WIDTH - 2 * MARGIN:  # a table of all pixels: it is in the page of HTML
            return
        for row in rows:
            self._make_room(2 * SIZES["caption"])
            right = MARGIN
            for text, width in zip(row, widths, strict=True):
                right += width
                self._draw.text((right, self._y), text, FAINT if row is block.columns else TEXT, font, anchor="ra")
            self._y += SIZES["caption"] * 4 // 3
        if len(block.rows) > MOST_ROWS:
            self.text("…", "caption", FAINT)
        self._y += GAP

    def end_row(self) -> None:
        """Go on below the bars of a row."""
        if self._bars:
            self._bars = 0
            self._y += 12 * BAR_HEIGHT

    def _make_room(self, height: int) -> None:
        if self._y + height + MARGIN > self._image.height:
            taller = Image.new("RGB", (WIDTH, self._y + height + 1000), "white")
            taller.paste(self._image)
            self._image, self._draw = taller, ImageDraw.Draw(taller)


def _broken(text: str, font: ImageFont.FreeTypeFont, width: int) -> Sequence[str]:
    """The text in lines of at most this width; Chinese is broken anywhere."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        words = paragraph.split(" ") if paragraph.isascii() or " " in paragraph else list(paragraph)
        space = " " if " " in paragraph else ""
        line = ""
        for word in words:
            longer = f"{line}{space}{word}" if line else word
            if line and font.getlength(longer) > width:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return lines
