"""The command line, run as a user runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from app import main
from models import catalog, user_models
from tests.helpers import PROJECT, SEVEN, is_one_sentence, json_lines, line, run_python, without_torch

BP = ("recognize", "--model", "bp")
FIELDS = ["source", "model", "digit", "confidence", "sure", "probabilities", "text", "digits"]


def app(*arguments: str | Path, stdin: str = "", env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return run_python("app.py", *arguments, stdin=stdin, env=env)


def drawings(path: Path, *lines: str) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def picture(path: Path) -> Path:
    """A seven, dark on light."""
    image = Image.new("RGB", (200, 200), "white")
    ImageDraw.Draw(image).line([(50, 40), (150, 40), (90, 160)], fill="navy", width=14)
    image.save(path)
    return path


# --- recognize --------------------------------------------------------------------------------------------------------


def test_mixed_files_are_answered_in_the_order_given(tmp_path: Path) -> None:
    image, lines = picture(tmp_path / "七.png"), drawings(tmp_path / "a.jsonl", line(SEVEN), line([]))
    done = app(*BP, image, lines, image)
    assert (done.returncode, done.stderr) == (0, "")
    answers = json_lines(done.stdout)
    assert [answer["source"] for answer in answers] == [str(image), f"{lines}:1", f"{lines}:2", str(image)]
    assert [answer["digit"] for answer in answers] == [7, 7, None, 7]
    assert all(list(answer) == FIELDS for answer in answers)


def test_what_cannot_be_read_is_answered_too_and_the_exit_status_says_so(tmp_path: Path) -> None:
    file = drawings(tmp_path / "a.jsonl", line(SEVEN), '{"strokes": [[[NaN, 1]]]}', line(SEVEN, -1), line(SEVEN))
    done = app(*BP, file, tmp_path / "missing.png", picture(tmp_path / "b.png"))
    assert (done.returncode, done.stderr) == (1, "")
    answers = json_lines(done.stdout)
    assert [answer.get("digit", "error") for answer in answers] == [7, "error", "error", 7, "error", 7]
    errors = [answer for answer in answers if "error" in answer]
    assert all(list(answer) == ["source", "error"] and is_one_sentence(answer["error"]) for answer in errors)


def test_a_dash_reads_standard_input() -> None:
    done = app(*BP, "-", stdin=f"{line(SEVEN)}\n{line([[]])}\n")
    assert done.returncode == 0
    assert [(answer["source"], answer["digit"]) for answer in json_lines(done.stdout)] == [("-:1", 7), ("-:2", None)]


def test_the_options_may_come_before_the_command(tmp_path: Path) -> None:
    file = drawings(tmp_path / "a.jsonl", line([[[20, 20], [20, 60]]]))
    before = app("--model", "bp", "--framing", "report", "recognize", file)
    after = app("recognize", "--model", "bp", "--framing", "report", file)
    centred = app("recognize", "--model", "bp", file)
    assert before.returncode == 0
    assert before.stdout == after.stdout != centred.stdout


@pytest.mark.skipif(not catalog.has_torch(), reason="torch is not installed")
def test_the_torch_net_reads_too(tmp_path: Path) -> None:
    done = app("recognize", "--model", "lenet", drawings(tmp_path / "a.jsonl", line(SEVEN)))
    assert done.returncode == 0, done.stderr
    [answer] = json_lines(done.stdout)
    assert (answer["model"], answer["digit"]) == ("lenet", 7)


def test_without_torch_the_numpy_net_answers(tmp_path: Path) -> None:
    file = drawings(tmp_path / "a.jsonl", line(SEVEN))
    done = app("recognize", file, env=without_torch(tmp_path / "blocker"))
    assert (done.returncode, done.stderr) == (0, "")
    assert [answer["model"] for answer in json_lines(done.stdout)] == ["bp"]


def test_without_torch_its_net_is_refused_in_one_sentence(tmp_path: Path) -> None:
    file = drawings(tmp_path / "a.jsonl", line(SEVEN))
    done = app("recognize", "--model", "lenet", file, env=without_torch(tmp_path / "blocker"))
    assert (done.returncode, done.stdout) == (1, "")
    assert is_one_sentence(done.stderr.strip())
    assert "torch is not installed" in done.stderr


@pytest.mark.parametrize("name", ["a\udcff.png", "数字.jsonl"])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_file_names_of_any_bytes_in_any_console(name: str, encoding: str) -> None:
    done = app(*BP, name, env={"PYTHONIOENCODING": encoding})
    assert (done.returncode, done.stderr) == (1, "")
    assert [answer["source"] for answer in json_lines(done.stdout)] == [name]


@pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX")
@pytest.mark.parametrize("command", [["models"], [*BP, "-"]], ids=["models", "recognize"])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_has_had_enough_ends_it_quietly(command: list[str], unbuffered: str) -> None:
    """As in ``python app.py recognize - | head -1``."""
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "app.py", *command],
        cwd=PROJECT,
        input=(line(SEVEN) + "\n").encode() * 200,
        stdout=writing,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_one_sentence() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "app.py", "models"], cwd=PROJECT, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 1
    assert done.stderr.decode() == "app.py: the output cannot be written (No space left on device)\n"


@pytest.mark.skipif(os.name != "posix", reason="the shell's <&-")
def test_a_closed_standard_input_is_one_sentence() -> None:
    command = f"exec {sys.executable} app.py recognize --model bp - <&-"
    done = subprocess.run(["sh", "-c", command], cwd=PROJECT, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    assert json.loads(done.stdout) == {"source": "-", "error": "-: cannot be read (standard input is closed)"}


@pytest.mark.skipif(os.name != "posix", reason="the resource module")
def test_ten_thousand_drawings_need_no_more_memory_than_a_hundred(tmp_path: Path) -> None:
    few, many = (
        peak_megabytes(drawings(tmp_path / f"{n}.jsonl", *[line([[[280, 280]]])] * n), n) for n in (100, 10_000)
    )
    assert many < few + 20


def peak_megabytes(file: Path, count: int) -> float:
    """How much memory reading a file takes, in a process of its own; it must give so many answers."""
    code = f"""
import resource, sys, app
assert app.main(["recognize", "--model", "bp", {str(file)!r}]) == 0
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
"""
    done = run_python("-c", code, env={"OPENBLAS_NUM_THREADS": "1"})
    assert len(done.stdout.splitlines()) == count, done.stderr
    return int(done.stderr) / (1024**2 if sys.platform == "darwin" else 1024)


# --- models -----------------------------------------------------------------------------------------------------------


def test_models_are_listed_as_json_lines() -> None:
    done = app("models")
    assert (done.returncode, done.stderr) == (0, "")
    listed = json_lines(done.stdout)
    assert [model["name"] for model in listed] == [model.name for model in catalog.MODELS]
    for model in listed:
        assert {"name", "title", "parameters", "mnist_accuracy", "file", "available"} == set(model) - {"why"}
        assert model["available"] is ("why" not in model)


def test_a_kept_network_is_listed_and_reads_under_its_name(tmp_path: Path) -> None:
    file = user_models.keep(catalog.WEIGHTS / "bp.safetensors", "Anna's 网")
    (file.parent / "broken.safetensors").write_bytes(b"Dear diary")
    *_, mine, broken = json_lines(app("models").stdout)
    assert (mine["name"], mine["title"], mine["file"]) == ("Anna's 网", "Anna's 网 · BP net", str(file))
    assert (mine["available"], broken["available"]) == (True, False)
    done = app("recognize", "--model", "Anna's 网", drawings(tmp_path / "a.jsonl", line(SEVEN)))
    assert [(answer["model"], answer["digit"]) for answer in json_lines(done.stdout)] == [("Anna's 网", 7)]
    done = app("recognize", "--model", "broken", tmp_path / "a.jsonl")
    assert (done.returncode, done.stdout) == (1, "")
    assert is_one_sentence(done.stderr.strip())


def test_without_torch_models_says_which_are_off_and_why(tmp_path: Path) -> None:
    done = app("models", env=without_torch(tmp_path / "blocker"))
    assert done.returncode == 0
    listed = {model["name"]: model for model in json_lines(done.stdout)}
    assert listed["bp"]["available"] is True
    assert listed["lenet"]["available"] is False
    assert "torch is not installed" in listed["lenet"]["why"]


# --- wrong usage ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["recognize", "--model", "resnet1000", "a.jsonl"],
        ["--model", "resnet1000", "recognize", "a.jsonl"],
        ["--model", "resnet1000"],
    ],
    ids=" ".join,
)
def test_an_unknown_model_is_one_sentence_and_exits_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    printed, said = capsys.readouterr()
    assert (printed, said) == ("", "app.py: there is no model 'resnet1000'; there are bp, lenet, resnet\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["recognize"],
        ["read", "a.png"],
        ["recognize", "--framing", "wide", "a.png"],
        ["--theme", "pink"],
        ["--lang", "xx"],
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_2_with_a_hint(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    printed, said = capsys.readouterr()
    assert (ended.value.code, printed) == (2, "")
    assert said.startswith("usage: ")


def test_a_process_without_a_file_exits_2_with_a_hint() -> None:
    done = app("recognize")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("usage: ")
    assert "Traceback" not in done.stderr


# --- the window where there is none -----------------------------------------------------------------------------------


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only X11 has no display")
@pytest.mark.parametrize("display", ["", ":9876"], ids=["none", "not there"])
def test_no_display_is_one_sentence(display: str) -> None:
    pytest.importorskip("tkinter")
    done = app(env={"DISPLAY": display})
    assert (done.returncode, done.stdout) == (1, "")
    assert is_one_sentence(done.stderr.strip())
    assert "display" in done.stderr


def test_no_tk_says_how_to_get_it(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text('import sys\nsys.modules["tkinter"] = sys.modules["_tkinter"] = None\n')
    done = app(env={"PYTHONPATH": str(tmp_path)})
    assert (done.returncode, done.stdout) == (1, "")
    assert "sudo apt install python3-tk" in done.stderr
    assert "Traceback" not in done.stderr


def test_reading_files_imports_neither_tk_nor_torch(tmp_path: Path) -> None:
    file = drawings(tmp_path / "a.jsonl", line(SEVEN))
    code = f"""
import sys, app
app.main(["recognize", "--model", "bp", {str(file)!r}])
print([name for name in ("tkinter", "torch", "scipy", "matplotlib") if name in sys.modules])
"""
    assert run_python("-c", code).stdout.splitlines()[-1] == "[]"


def test_lines_from_a_pipe_are_answered_one_by_one() -> None:
    app = subprocess.Popen(
        [sys.executable, "app.py", "recognize", "--model", "bp", "-"],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert app.stdin is not None
    assert app.stdout is not None
    for number in (1, 2):
        app.stdin.write('{"strokes": [[[280, 100], [280, 400]]], "width": 24}\n')
        app.stdin.flush()
        assert json.loads(app.stdout.readline())["source"] == f"-:{number}"
    app.stdin.close()
    assert app.wait() == 0
    app.stdout.close()
