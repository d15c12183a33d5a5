"""A lesson as one self-contained HTML page: pictures are inside it, and it loads nothing."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Sequence
from functools import singledispatch
from html import escape

import numpy as np
from PIL import Image

from common.translation import _, language
from explain.colours import ink_colours, signed_colours
from explain.lesson.sheets import Bars, Formula, Pictures, Sheet, Table, ValuePicture

STYLE = """
:root { color-scheme: light dark; --text: #1f2937; --faint: #5b6675; --line: #d5dbe4; --bar: #9db4d6; --best: #0a58ca;
  --paper: #ffffff; --panel: #f5f7fa; }
@media (prefers-color-scheme: dark) { :root { --text: #e6eaf0; --faint: #a3adba; --line: #4a5260; --bar: #5b7bab;
  --best: #6ea8fe; --paper: #16191d; --panel: #212529; } }
body { font: 17px/1.5 system-ui, sans-serif; color: var(--text); background: var(--paper); max-width: 60rem;
  margin: 2rem auto; padding: 0 1rem; }
section { border-top: 1px solid var(--line); margin-top: 2.5rem; padding-top: 1rem; }
h1 { font-size: 1.9rem; margin: 0; } h2 { font-size: 1.35rem; margin: .5rem 0; }
.formula { font: 1.05rem/1.6 "Cambria Math", "STIX Two Math", Georgia, serif; background: var(--panel);
  padding: .5rem .9rem; border-radius: 6px; overflow-x: auto; }
.source, figcaption, .caption { color: var(--faint); font-size: .85rem; }
.row { display: flex; flex-wrap: wrap; gap: 1rem; margin: 1rem 0; align-items: flex-end; }
figure { margin: 0; } figure img { display: block; image-rendering: pixelated; border: 1px solid var(--line); }
figcaption { white-space: pre-line; text-align: center; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9rem; }
th, td { padding: .15rem .7rem; text-align: right; border-bottom: 1px solid var(--line); }
.card { display: inline-block; vertical-align: top; margin: 0 1.5rem 1rem 0; }
.bars { display: grid; grid-template-columns: max-content 10rem max-content; gap: .15rem .6rem; align-items: center;
  font-size: .9rem; font-variant-numeric: tabular-nums; }
.bars div { height: .8rem; background: var(--bar); border-radius: 2px; min-width: 1px; }
.bars div.best { background: var(--best); } .scroll { overflow-x: auto; }
details > summary { cursor: pointer; margin: .6rem 0; }
"""


def as_html(title: str, sheets: Sequence[Sheet]) -> str:
    """The page, in the language in use."""
    contents = "".join(f'<li><a href="#{n}">{escape(sheet.title)}</a></li>' for n, sheet in enumerate(sheets))
    body = "".join(_section(str(number), sheet) for number, sheet in enumerate(sheets))
    return (
        f'<!DOCTYPE html>\n<html lang="{language().replace("_", "-")}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>\n"
        f"<body><h1>{escape(title)}</h1><ol>{contents}</ol>\n{body}</body></html>\n"
    )


def _section(name: str, sheet: Sheet) -> str:
    source = _("Computed in {source}", source=sheet.source)
    return (
        f'<section id="{name}"><h2>{escape(sheet.title)}</h2><p>{escape(sheet.text)}</p>'
        f'<p class="formula">{escape(sheet.formula)}</p><p class="source">{escape(source)}</p>'
        f"{''.join(_block(block) for block in sheet.blocks)}</section>\n"
    )


@singledispatch
def _block(block: object) -> str:
    raise TypeError(block)


@_block.register
def _paragraph(block: str) -> str:
    return f"<p>{escape(block)}</p>"


@_block.register
def _formula(block: Formula) -> str:
    return f'<p class="formula">{escape(block.text)}</p>'


@_block.register
def _pictures(block: Pictures) -> str:
    return f'<div class="row">{"".join(_figure(picture, block.zoom) for picture in block.pictures)}</div>'


@_block.register
def _bars(block: Bars) -> str:
    rows = "".join(
        f'<span>{escape(label)}</span><div{" class=best" * (place == block.marked)} style="width:{value:.2%}"></div>'
        f"<span>{percent(value)}</span>"
        for place, (label, value) in enumerate(zip(block.labels, block.values, strict=True))
    )
    return f'<div class="card"><p class="caption">{escape(block.caption)}</p><div class="bars">{rows}</div></div>'


@_block.register
def _table(block: Table) -> str:
    head = _row("th", block.columns)
    table = f'<div class="scroll"><table>{head}{"".join(_row("td", row) for row in block.rows)}</table></div>'
    folded = "" if block.folded else " open"
    return f"<details{folded}><summary>{escape(block.heading)}</summary>{table}</details>"


def _row(cell: str, texts: Iterable[str]) -> str:
    return f"<tr>{''.join(f'<{cell}>{escape(text)}</{cell}>' for text in texts)}</tr>"


def _figure(picture: ValuePicture, zoom: int) -> str:
    file = io.BytesIO()
    colours(picture).save(file, "PNG")
    height, width = picture.values.shape[:2]
    data = base64.b64encode(file.getvalue()).decode()
    caption = escape(picture.caption)
    image = f'<img alt="{caption}" width="{width * zoom}" height="{height * zoom}" src="data:image/png;base64,{data}">'
    return f"<figure>{image}<figcaption>{caption}</figcaption></figure>"


def colours(picture: ValuePicture) -> Image.Image:
    """A picture with one pixel for each value, in RGB."""
    if picture.values.ndim == 3:
        return Image.fromarray(np.asarray(np.rint(picture.values), dtype=np.uint8))
    limit = picture.limit
    pixels = ink_colours(picture.values) if limit is None else signed_colours(picture.values, limit)
    return Image.fromarray(pixels)


def percent(share: float) -> str:
    """As the window writes it."""
    return f"{share:.1%}".replace("%", " %")
