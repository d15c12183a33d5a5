"""A document of headings, paragraphs, tables and figures, written down as Markdown and as one HTML page."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from string import Template

from common.storage import write_whole
from training.experiments.figures import Drawn


@dataclass(frozen=True)
class Heading:
    text: str
    level: int = 2


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


Block = Heading | str | Table | Figure
"""A string is a paragraph."""
FIGURES = "figures"
"""The folder of the figures, beside the documents."""
PAGE = Template((Path(__file__).parent / "page.html").read_text(encoding="utf-8"))


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


def as_markdown(blocks: Sequence[Block]) -> str:
    return "\n\n".join(map(_markdown, blocks)) + "\n"


def _markdown(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"{'#' * level} {text}"
        case str(text):
            return text
        case Table(caption, header, rows):
            lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
            return "\n".join([f"**{caption}**", "", *(f"| {' | '.join(line)} |" for line in lines)])
        case Figure(name, caption, _):
            return f"![{caption}]({FIGURES}/{name}.png)\n\n*{caption}*"


def as_html(blocks: Sequence[Block], language: str) -> str:
    """One page that needs no other file: figures lie in it as SVG."""
    title = next((block.text for block in blocks if isinstance(block, Heading)), "")
    return PAGE.substitute(
        language=language.replace("_", "-"), title=html.escape(title), body="\n".join(map(_html, blocks))
    )


def _html(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"<h{level}>{_inline(text)}</h{level}>"
        case str(text):
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
