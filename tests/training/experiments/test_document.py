"""A document as Markdown, as HTML, and on disk."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from training.experiments.document import Figure, Heading, Table, as_html, as_markdown, write
from training.experiments.figures import Drawn

SVG = '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'
BLOCKS = [
    Heading("A & B", level=1),
    "It was `x < 1`, says 3 < 4.",
    Table("Table 1.", ["", "SGD", "Adam"], [["accuracy", "97.1 %", "97.6 %"], ["epochs", "36", "14"]]),
    Figure("loss", "Figure 2.", lambda: Drawn(b"png", SVG)),
]


def test_markdown() -> None:
    assert as_markdown(BLOCKS).splitlines() == [
        "# A & B",
        "",
        "It was `x < 1`, says 3 < 4.",
        "",
        "**Table 1.**",
        "",
        "|  | SGD | Adam |",
        "| --- | ---: | ---: |",
        "| accuracy | 97.1 % | 97.6 % |",
        "| epochs | 36 | 14 |",
        "",
        "![Figure 2.](figures/loss.png)",
        "",
        "*Figure 2.*",
    ]


class Reader(HTMLParser):
    """Notes all tags, what they refer to, and the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.references: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.references += [value or "" for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_html_is_one_page_that_needs_no_other_file() -> None:
    page = Reader(as_html(BLOCKS, "zh_CN"))
    assert page.references == []
    assert "svg" in page.tags
    assert page.tags.count("tr") == 3
    assert "It was x < 1, says 3 < 4." in page.text
    assert "A & B" in page.text
    assert 'lang="zh-CN"' in as_html(BLOCKS, "zh_CN")


def test_a_figure_is_drawn_once_and_only_if_it_is_looked_at(tmp_path: Path) -> None:
    drawn: list[str] = []
    figure = Figure("loss", "Figure 2.", lambda: drawn.append("loss") or Drawn(b"png", SVG))
    as_markdown([figure])
    assert drawn == []
    write([figure], tmp_path, "en")
    assert drawn == ["loss"]


def test_all_files_are_written(tmp_path: Path) -> None:
    write(BLOCKS, tmp_path / "new", "en")
    found = sorted(str(path.relative_to(tmp_path / "new")) for path in (tmp_path / "new").rglob("*.*"))
    assert found == ["figures/loss.png", "figures/loss.svg", "report.html", "report.md"]
    assert (tmp_path / "new/figures/loss.svg").read_text() == SVG
