"""``python app.py explain``: a page that needs nothing else, or JSON; one sentence for what cannot be explained."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.helpers import SEVEN, is_one_sentence, json_lines, line, run_python, without_torch

FOUR = [[[200, 120], [120, 300], [330, 300]], [[270, 200], [260, 450]]]
BESIDE = [[[x * 0.45 + 20, y * 0.5 + 150] for x, y in stroke] for stroke in FOUR] + [
    [[x * 0.45 + 260, y * 0.5 + 150] for x, y in stroke] for stroke in SEVEN
]


class Page(HTMLParser):
    """What a browser would see: headings, and all that is loaded."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.headings: list[str] = []
        self.loaded: list[str] = []
        self._heading = False
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._heading = tag in ("h1", "h2")
        self.loaded += [value or "" for name, value in attributes if name in ("src", "href") and tag != "a"]

    def handle_data(self, data: str) -> None:
        if self._heading:
            self.headings.append(data)
            self._heading = False


@pytest.fixture
def drawing(tmp_path: Path) -> Path:
    file = tmp_path / "seven.jsonl"
    file.write_text(line(SEVEN) + "\n")
    return file


def test_json_has_the_probabilities_that_recognize_prints(drawing: Path) -> None:
    done = run_python("app.py", "explain", "--model", "bp", "--json", drawing)
    told = json.loads(done.stdout)
    [read] = json_lines(run_python("app.py", "recognize", "--model", "bp", drawing).stdout)
    assert [round(share, 6) for share in told["probabilities"]] == pytest.approx(read["probabilities"], abs=2e-6)
    assert done.returncode == 0


def test_a_page_is_written_that_loads_nothing(drawing: Path, tmp_path: Path) -> None:
    file = tmp_path / "why.html"
    done = run_python("app.py", "explain", "--model", "bp", "--lang", "en", "--output", file, drawing)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    page = Page(file.read_text(encoding="utf-8"))
    assert page.headings[:2] == ["Why 7?", "All networks"]
    assert "The calculation" in page.headings
    assert page.loaded
    assert all(one.startswith("data:image/png;base64,") for one in page.loaded)


def test_the_page_speaks_chinese(drawing: Path) -> None:
    done = run_python("app.py", "explain", "--model", "bp", "--lang", "zh_CN", drawing)
    assert 'lang="zh-CN"' in done.stdout
    assert "The calculation" not in done.stdout


def test_of_several_drawings_the_first_is_explained(tmp_path: Path) -> None:
    file = tmp_path / "two.jsonl"
    file.write_text(f"{line(SEVEN)}\n{line(FOUR)}\n")
    done = run_python("app.py", "explain", "--model", "bp", "--json", file)
    assert json.loads(done.stdout)["digit"] == 7
    assert is_one_sentence(done.stderr.strip())
    assert "first" in done.stderr


def test_of_a_number_json_explains_the_first_digit_and_says_so(tmp_path: Path) -> None:
    file = tmp_path / "number.jsonl"
    file.write_text(line(BESIDE))
    done = run_python("app.py", "explain", "--model", "bp", "--json", file)
    assert json.loads(done.stdout)["digit"] == 4
    assert "number" in done.stderr


@pytest.mark.parametrize(
    ("content", "says"), [("[]", "blank"), ("", "holds no drawing"), ("nonsense", "not a line of JSON")]
)
def test_what_cannot_be_explained_gets_a_sentence(content: str, says: str, tmp_path: Path) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text(content)
    done = run_python("app.py", "explain", "--model", "bp", file)
    assert (done.returncode, done.stdout) == (1, "")
    assert is_one_sentence(done.stderr.strip())
    assert says in done.stderr


def test_an_unknown_model_is_a_usage_error(drawing: Path) -> None:
    assert run_python("app.py", "explain", "--model", "nobody", drawing).returncode == 2


def test_a_file_that_cannot_be_written_gets_a_sentence(drawing: Path, tmp_path: Path) -> None:
    done = run_python("app.py", "explain", "--model", "bp", "--output", tmp_path, drawing)
    assert done.returncode == 1
    assert is_one_sentence(done.stderr.strip())


def test_without_torch_the_numpy_network_is_explained(drawing: Path, tmp_path: Path) -> None:
    done = run_python("app.py", "explain", drawing, env=without_torch(tmp_path / "without"))
    assert done.returncode == 0
    assert "BP net" in done.stdout
    assert "ResNet" not in done.stdout
