"""What both programs do first: an old Python, a missing package, a terminal of another encoding."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from common import startup
from tests.helpers import is_one_sentence, run_python


def test_an_old_python_is_told_which_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 12, "final", 0))
    with pytest.raises(SystemExit) as refused:
        startup.prepare()
    assert refused.value.code == "DigitPad needs Python 3.11 or newer, and this is Python 3.10."


@pytest.mark.parametrize("program", [("app.py", "models"), ("-m", "training", "evaluate", "--model", "bp")])
def test_a_missing_package_is_named(program: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("without")
    (folder / "sitecustomize.py").write_text('import sys\nsys.modules["numpy"] = None\n')
    done = run_python(*program, env={"PYTHONPATH": str(folder)})
    assert (done.returncode, done.stdout) == (1, "")
    assert is_one_sentence(done.stderr.strip())
    assert "numpy is not installed; run `pip install -r requirements.txt`" in done.stderr


def test_without_a_console_errors_go_to_a_file(monkeypatch: pytest.MonkeyPatch, own_home: Path) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    startup.prepare()
    startup.complain("It broke.")
    sys.stderr.close()
    assert (own_home / "errors.log").read_text() == "It broke.\n"


@pytest.mark.parametrize("program", [("app.py",), ("-m", "training"), ("-m", "training", "resnet")])
def test_help_is_printed_in_any_encoding(program: tuple[str, ...]) -> None:
    done = run_python(*program, "--help", env={"PYTHONIOENCODING": "cp932"})
    assert (done.returncode, done.stderr) == (0, "")
