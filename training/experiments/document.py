"""A document of headings, paragraphs, tables and figures, written down as Markdown and as one HTML page."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from common.storage import write_whole
from training.experiments.figures import Drawn


@dataclass(frozen=True)
class Heading:
    text: str
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Table:
    """Rows of cells, each row with its own heading first; numbers stand to the right."""

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Figure:
    """A drawing with the file name it is kept under, without its ending; it is drawn when it is first looked at."""

    name: str
    caption: str
    draw: Callable[[], Drawn]

    @cached_property
    def drawn(self) -> Drawn:
        return self.draw()


Block = Heading | Paragraph | Table | Figure
FIGURES = "figures"
"""The folder of the figures, beside the documents."""


def write(blocks: Sequence[Block], folder: Path, language: str) -> None:
    """Write ``report.md``, ``report.html`` and the figures.

    Raises:
        OSError: the folder cannot be written.
    """
    for block in blocks:
        if isinstance(block, Figure):
            write_whole(folder / FIGURES / f"{block.name}.png", block.drawn.png)
            write_whole(folder / FIGURES / f"{block.name}.svg", block.drawn.svg.encode())
    write_whole(folder / "report.md", as_markdown(blocks).encode())
    write_whole(folder / "report.html", as_html(blocks, language).encode())


# --- Markdown ---------------------------------------------------------------------------------------------------------


def as_markdown(blocks: Sequence[Block]) -> str:
    return "\n\n".join(map(_markdown, blocks)) + "\n"


def _markdown(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"{'#' * level} {text}"
        case Paragraph(text):
            return text
        case Table(caption, header, rows):
            lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
            return "\n".join([f"**{caption}**", "", *(f"| {' | '.join(line)} |" for line in lines)])
        case Figure(name, caption, _):
            return f"![{caption}]({FIGURES}/{name}.png)\n\n*{caption}*"


# --- HTML -------------------------------------------------------------------------------------------------------------

STYLE = """
:root { color-scheme: light dark; --ink: #1d2430; --pale: #5d6778; --paper: #ffffff; --line: #d9dee7; --band: #f4f6fa; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4e8ef; --pale: #9aa5b6; --paper: #171b22; --line: #353d4a; --band: #1f252f; }
}
body { margin: 0 auto; max-width: 52rem; padding: 2.5rem 1.25rem 5rem; background: var(--paper); color: var(--ink);
  font: 17px/1.6 system-ui, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
h1 { font-size: 1.9rem; line-height: 1.25; }
h2 { margin-top: 2.8rem; padding-top: .6rem; border-top: 1px solid var(--line); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
caption, figcaption { color: var(--pale); font-size: .9rem; text-align: left; padding: .4rem 0; }
th, td { padding: .35rem .6rem; text-align: right; border-bottom: 1px solid var(--line); }
th:first-child, td:first-child { text-align: left; font-weight: 500; } thead th { border-bottom-width: 2px; }
tbody tr:nth-child(even) { background: var(--band); }
figure { margin: 1.8rem 0; } figure svg { width: 100%; height: auto; background: #ffffff; border-radius: 6px; }
code { font-size: .9em; background: var(--band); padding: .1em .35em; border-radius: 4px; }
"""


def as_html(blocks: Sequence[Block], language: str) -> str:
    """One page that needs no other file: figures lie in it as SVG."""
    title = next((block.text for block in blocks if isinstance(block, Heading)), "")
    body = "\n".join(map(_html, blocks))
    return (
        f'<!doctype html>\n<html lang="{language.replace("_", "-")}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{html.escape(title)}</title>\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _html(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"<h{level}>{_inline(text)}</h{level}>"
        case Paragraph(text):
            return f"<p>{_inline(text)}</p>"
        case Table(caption, header, rows):
            head = "".join(f'<th scope="col">{_inline(cell)}</th>' for cell in header)
            body = "\n".join(f"<tr>{''.join(f'<td>{_inline(cell)}</td>' for cell in row)}</tr>" for row in rows)
            return (
                f'<div class="wide"><table>\n<caption>{_inline(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n'
                f"<tbody>\n{body}\n</tbody></table></div>"
            )
        case Figure(_, caption, _):
            svg = block.drawn.svg[block.drawn.svg.index("<svg") :]
            return f"<figure>\n{svg}\n<figcaption>{_inline(caption)}</figcaption>\n</figure>"


def _inline(text: str) -> str:
    """Escaped, with what stands between back-ticks as code."""
    parts = html.escape(text, quote=False).split("`")
    return "".join(f"<code>{part}</code>" if index % 2 else part for index, part in enumerate(parts))
