"""Files as an earlier version wrote them: they are read as they were meant then, and written as they were then.

A test here that fails says that users' files are no longer understood: repair the reading, not the file. The files were
written by the program itself as it was in commit 328cad0: runs by its training process, the rest by its own functions.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import struct
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gui.state.settings import Settings as WindowSettings
from gui.state.settings import load_settings, save_settings, settings_file
from ink.framing import frame
from ink.json_lines import strokes_from_json
from ink.page import Page
from models import catalog, user_models
from models.weights import Array, load_training, read_metadata
from tests.helpers import easy_digits, easy_mnist, json_lines, run_python
from training.__main__ import main as train
from training.datasets import my_digits
from training.datasets.pens import MEASURED_WRITERS, PenDigit
from training.evaluation.evaluation import evaluate
from training.learning.loop import EpochDone, Finished
from training.learning.metrics import Scores
from training.learning.settings import TrainingSettings
from training.runs import history
from training.runs.log import CHECKPOINT, EVENTS, WEIGHTS, RunLog
from training.runs.order import RunOrder
from training.runs.records import RunRecord, Status
from training.runs.run import Run

FILES = Path(__file__).parent / "files"
ANNA, CHINESE = "Anna's first net", "小明的网 2"
KEPT, COMPARED, INTERRUPTED, KEPT_LENET, STOPPED, DISCARDED, FAILED, HAND = (
    "20261125-080000-aaaaaa", "20261125-090000-bbbbbb", "20261125-100000-cccccc", "20261125-110000-dddddd",
    "20261125-120000-eeeeee", "20261125-130000-ffffff", "20261125-140000-abcdef", "20261125-150000-fedcba",
)  # fmt: skip
needs_torch = pytest.mark.skipif(not catalog.has_torch(), reason="torch is not installed")


@pytest.fixture
def home(own_home: Path) -> Path:
    """The user's folder of before, in the place where the program looks for it."""
    return shutil.copytree(FILES / "home", own_home)


def contents(folder: Path) -> dict[Path, bytes]:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_is_only_read_stays_as_it_was_byte_for_byte(home: Path) -> None:
    load_settings(settings_file())
    my_digits.load()
    history.load_history()
    for model in catalog.models():
        model.describe()
    assert contents(home) == contents(FILES / "home")


# --- weights ----------------------------------------------------------------------------------------------------------

WEIGHT_FILES = {
    catalog.WEIGHTS / "bp.safetensors": "aea1a0b6ba8d2ac4",
    catalog.WEIGHTS / "lenet.safetensors": "fe2cfb214e98a55d",
    catalog.WEIGHTS / "resnet.safetensors": "295cf073a2444bc2",
    FILES / "home/nets" / f"{ANNA}.safetensors": "3e6f1cb24324e89c",
    FILES / "home/nets" / f"{CHINESE}.safetensors": "b1781112f2a9573b",
    FILES / "home/runs" / COMPARED / WEIGHTS: "3e6f1cb24324e89c",
    FILES / "home/runs" / INTERRUPTED / CHECKPOINT: "a4298c5e44ef3e97",
    FILES / "home/runs" / STOPPED / WEIGHTS: "224e4a92be61e7cf",
    FILES / "home/runs" / STOPPED / CHECKPOINT: "224e4a92be61e7cf",
    FILES / "home/runs" / HAND / WEIGHTS: "f74d0960d16879ca",
}
"""With the checksums of a network's arrays."""
SAID_BY_ALL = {
    "architecture", "best_epoch", "calibration", "data_sets", "epochs", "format_version", "framing", "my_digits",
    "name", "parameters", "seconds", "seed", "settings",
}  # fmt: skip
each_weight_file = pytest.mark.parametrize("file", WEIGHT_FILES, ids=lambda file: "/".join(file.parts[-2:]))


def checksum(arrays: Mapping[str, Array]) -> str:
    """Of names, types, shapes and every bit."""
    digest = hashlib.sha256()
    for name, array in sorted(arrays.items()):
        digest.update(f"{name} {array.dtype.str} {array.shape} ".encode() + array.tobytes())
    return digest.hexdigest()[:16]


def header(file: Path) -> dict[str, Any]:
    """The metadata as they stand in the file, read without the program: a length, then JSON."""
    content = file.read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    return {name: json.loads(value) for name, value in json.loads(content[8 : 8 + length])["__metadata__"].items()}


@each_weight_file
def test_arrays_are_loaded_bit_for_bit(file: Path) -> None:
    assert checksum(user_models.read_network(file)[0]) == WEIGHT_FILES[file]


@each_weight_file
def test_metadata_are_read_as_they_stand_and_all_settings_are_known(file: Path) -> None:
    metadata = read_metadata(file)
    assert metadata == header(file)
    own = {"progress"} if file.name == CHECKPOINT else {"mnist_accuracy"}
    assert set(metadata) - {"started_from"} == SAID_BY_ALL | own
    assert ("started_from" in metadata) is (file.stem in ("lenet", "resnet"))
    assert set(metadata["calibration"]) == {"temperature", "sure_from"}
    assert TrainingSettings.from_json(metadata["settings"]).to_json() == metadata["settings"]
    if "started_from" in metadata:  # its settings may be of a version before
        assert TrainingSettings.from_json(metadata["started_from"]["settings"]).ema_decay == 0.999


@pytest.mark.parametrize(
    ("run", "count", "arrays"),
    [(INTERRUPTED, 29, "cdcf463940166d33"), (STOPPED, 25, "ca6057f223092c7f")],
)
def test_what_a_checkpoint_holds_for_training_is_loaded_bit_for_bit(run: str, count: int, arrays: str) -> None:
    file = FILES / "home/runs" / run / CHECKPOINT
    training = load_training(file)
    assert (len(training), checksum(training)) == (count, arrays)
    assert set(read_metadata(file)["progress"]) == {"epochs", "best_epoch", "best_score", "rng", "learner_rng"}


@pytest.mark.usefixtures("home")
def test_kept_networks_are_listed() -> None:
    listed = json_lines(run_python("app.py", "models").stdout)
    said = [[model[name] for name in ("name", "title", "parameters", "mnist_accuracy")] for model in listed]
    assert said == [
        ["bp", "BP net · numpy", 79_510, 0.988],
        ["lenet", "LeNet · torch", 11_978, 0.993],
        ["resnet", "ResNet · torch", 361_234, 0.9971],
        [ANNA, f"{ANNA} · BP net", 4_792, 0.874],
        [CHINESE, f"{CHINESE} · LeNet", 11_978, 0.901],
    ]


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("name", "sure_from"), [(ANNA, 0.154863), pytest.param(CHINESE, 0.633471, marks=needs_torch)], ids=["bp", "lenet"]
)
def test_kept_networks_read(name: str, sure_from: float) -> None:
    network, digits = catalog.load(name), easy_digits(200, seed=5)
    assert network.calibration.confidence_threshold == sure_from
    assert (network.predict_proba(digits.images).argmax(axis=1) == digits.labels).mean() > 0.8


# --- what the bundled networks read -----------------------------------------------------------------------------------

BUNDLED = {
    "bp": "63eb87f7fc01dd432dbe27264db2ec6849a5d60e5e47dff4643ef3c97581378c",
    "lenet": "d580a91fdc9fa4df8a9660828a20952bca9ef5e6db073e1a882d4c6235f27923",
    "resnet": "3bc2f816cb46f36499257024fba76134a8aadbeb67e8244971e62bf4e4b838e5",
}


@pytest.fixture(scope="module")
def readings() -> dict[str, Array]:
    """The frames of ``drawings.jsonl``, (40, 28, 28), and by network what it read in them, (40, 10)."""
    with np.load(FILES / "readings.npz") as file:
        return dict(file)


@pytest.mark.parametrize("network", BUNDLED)
def test_the_bundled_weights_are_the_same_files(network: str) -> None:
    assert hashlib.sha256(catalog.find(network).file.read_bytes()).hexdigest() == BUNDLED[network]


def test_drawings_become_the_same_frames(readings: dict[str, Array]) -> None:
    lines = (FILES / "drawings.jsonl").read_bytes().splitlines()
    frames = [frame(Page(strokes_from_json(line))) for line in lines]
    np.testing.assert_allclose(np.stack(frames), readings["frames"], rtol=0, atol=1e-6)


@pytest.mark.parametrize("network", ["bp", *(pytest.param(name, marks=needs_torch) for name in ("lenet", "resnet"))])
def test_the_bundled_networks_read_the_same(network: str, readings: dict[str, Array]) -> None:
    probabilities = catalog.load(network).predict_proba(readings["frames"])
    np.testing.assert_allclose(probabilities, readings[network], rtol=0, atol=1e-5)
    np.testing.assert_array_equal(probabilities.argmax(axis=1), readings[network].argmax(axis=1))


# --- runs -------------------------------------------------------------------------------------------------------------

BP = TrainingSettings(
    learning_rate=0.001, batch_size=32, epochs=4, patience=None, weight_decay=0.001, warm_up=0.1, ema_decay=0.99,
    hidden=6, batch_norm=True, dropout=0.05, augment=True, strength=0.2, calm=0.25, mnist=0.02, seed=7,
)  # fmt: skip
LENET = TrainingSettings(
    learning_rate=0.004, batch_size=64, epochs=3, patience=None, ema_decay=0.9, mnist=0.01, validation=500
)
NOTHING_LEFT_OUT = TrainingSettings(
    optimizer="momentum", learning_rate=0.05, batch_size=256, epochs=30, monitor="loss", patience=4, weight_decay=0.05,
    schedule="constant", warm_up=0.05, ema_decay=0.999, precision="bfloat16", hidden=50, batch_norm=True, dropout=0.25,
    teacher="lenet", augment=True, strength=0.75, calm=0.2, mnist=0.5, pens=True, strokes=0.5, scrawls=0.4,
    my_digits=True, base="Not kept any more", fold=2, validation=2_000, seed=11,
)  # fmt: skip
LEARNT_A_HAND = TrainingSettings(
    learning_rate=0.0003, epochs=2, monitor="last", patience=None, ema_decay=0.98, augment=True, my_digits=True,
    base=ANNA, seed=3,
)  # fmt: skip
EASY, REAL = Path("/tmp/digitpad/easy"), Path("/tmp/digitpad/real")
ORDERS = {
    **dict.fromkeys((KEPT, COMPARED, INTERRUPTED, DISCARDED), RunOrder("bp", BP, data=EASY)),
    KEPT_LENET: RunOrder("lenet", LENET, "cpu", EASY),
    STOPPED: RunOrder("lenet", replace(LENET, optimizer="momentum", learning_rate=0.03, epochs=50), "cpu", EASY),
    FAILED: RunOrder("resnet", NOTHING_LEFT_OUT, "cuda"),
    HAND: RunOrder("bp", LEARNT_A_HAND, data=REAL),
}
each_run = pytest.mark.parametrize("run", ORDERS)


def runs() -> dict[str, RunRecord]:
    records, errors = history.load_history()
    assert errors == []
    return {record.id: record for record in records}


def events(run: str) -> list[dict[str, Any]]:
    """As they stand in the file."""
    return json_lines((FILES / "home/runs" / run / EVENTS).read_text())


@pytest.mark.usefixtures("home")
def test_all_runs_are_there_with_what_they_were_made_from() -> None:
    assert {name: record.order for name, record in runs().items()} == ORDERS
    assert list(runs()) == sorted(ORDERS, reverse=True)


@pytest.mark.usefixtures("home")
def test_runs_have_the_same_state_end_and_name() -> None:
    assert {
        name: (record.status, record.best_epoch, record.test_accuracy, record.kept_as)
        for name, record in runs().items()
    } == {
        KEPT: (Status.FINISHED, 4, 0.874, ANNA),
        COMPARED: (Status.FINISHED, 4, 0.874, None),
        INTERRUPTED: (Status.INTERRUPTED, 2, None, None),
        KEPT_LENET: (Status.FINISHED, 3, 0.901, CHINESE),
        STOPPED: (Status.STOPPED, 1, 0.105, None),
        DISCARDED: (Status.FINISHED, 4, 0.874, None),
        FAILED: (Status.FAILED, None, None, None),
        HAND: (Status.FINISHED, 2, 0.0502, None),
    }
    assert str(runs()[FAILED].reason).startswith("there is no model 'Not kept any more'")


@each_run
@pytest.mark.usefixtures("home")
def test_runs_have_the_same_times_and_epochs(run: str) -> None:
    record, (begun, *others) = runs()[run], events(run)
    epochs = [event for event in others if event["event"] == "epoch"]
    assert record.started.isoformat() == begun["time"]
    assert list(record.epochs) == epochs
    assert record.seconds == sum(epoch["seconds"] + epoch["evaluation_seconds"] for epoch in epochs)


@pytest.mark.usefixtures("home")
def test_runs_have_the_same_marks() -> None:
    compared, hand = runs()[COMPARED], runs()[HAND]
    assert compared.new == Scores(name="bp", parameters=4_792, mnist=0.874, pens=None, seconds=0.3, mine=None)
    assert compared.current == Scores(name="bp", parameters=79_510, mnist=0.134, pens=None, seconds=109.7, mine=None)
    assert hand.new == Scores(name="bp", parameters=4_792, mnist=0.0502, pens=0.022697, seconds=0.0, mine=0.0)
    assert hand.current == Scores(name=ANNA, parameters=4_792, mnist=0.0595, pens=0.031375, seconds=0.2, mine=0.0)
    assert {name for name, record in runs().items() if record.new is None} == {INTERRUPTED, FAILED}


def test_the_weights_of_runs_are_found(home: Path) -> None:
    assert {name: record.weights for name, record in runs().items() if record.weights} == {
        COMPARED: home / "runs" / COMPARED / WEIGHTS,
        INTERRUPTED: home / "runs" / INTERRUPTED / CHECKPOINT,
        STOPPED: home / "runs" / STOPPED / WEIGHTS,
        HAND: home / "runs" / HAND / WEIGHTS,
    }
    assert {name for name, record in runs().items() if record.resumable} == {INTERRUPTED, STOPPED}


@each_run
def test_a_run_is_written_as_it_was(run: str, tmp_path: Path) -> None:
    begun, *others = events(run)
    log = RunLog(tmp_path / "run")
    log.begin(ORDERS[run])
    log.close()
    (written,) = json_lines((tmp_path / "run" / EVENTS).read_text())
    assert {**written, "time": begun["time"]} == begun
    for event in others:
        if event["event"] == "epoch":
            assert {"event": "epoch", **asdict(EpochDone(**without(event, "event")))} == event
        if event["event"] == "finished":
            ended = Finished(**without(event, "event", "weights"))
            assert {"event": "finished", **asdict(ended), "weights": event["weights"]} == event


def without(record: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in names}


# --- going on from a checkpoint ---------------------------------------------------------------------------------------


def finish(run: Run) -> int:
    """Do a run to its end; how many epochs that took."""
    epochs = 0
    for event in run.events():
        run.keep(event)
        epochs += isinstance(event, EpochDone)
    return epochs


def test_an_interrupted_run_goes_on_to_the_weights_that_it_would_have_had(home: Path, digits: Path) -> None:
    """Another run of then, with the same order, was not interrupted."""
    record = runs()[INTERRUPTED]
    order, output, checkpoint = record.order, record.folder / WEIGHTS, record.folder / CHECKPOINT
    assert finish(Run(replace(order, data=digits), output, resume=checkpoint)) == 2
    assert not checkpoint.exists()
    (arrays, metadata), (expected, said) = map(user_models.read_network, (output, home / "runs" / COMPARED / WEIGHTS))
    assert set(arrays) == set(expected)
    for name, array in expected.items():
        np.testing.assert_allclose(arrays[name], array, rtol=0, atol=1e-3, err_msg=name)
    measured = ("seconds", "calibration", "mnist_accuracy")
    assert without(metadata, *measured) == without(said, *measured)
    assert metadata["calibration"] == pytest.approx(said["calibration"], abs=0.01)
    assert metadata["mnist_accuracy"] == pytest.approx(said["mnist_accuracy"], abs=0.01)


def test_the_command_line_goes_on_from_a_checkpoint(home: Path, digits: Path, tmp_path: Path) -> None:
    checkpoint, output, log = home / "runs" / INTERRUPTED / CHECKPOINT, tmp_path / "bp.safetensors", tmp_path / "log"
    status = train(
        [
            "bp", "--preset", "quick", "--hidden", "6", "--batch-norm", "--dropout", "0.05", "--mnist", "0.02",
            "--seed", "7", "--epochs", "3", "--resume", str(checkpoint), "--output", str(output), "--log", str(log),
            "--data", str(digits),
        ]
    )  # fmt: skip
    assert status == 0
    epoch, finished = json_lines(log.read_text())
    then = {event["event"]: set(event) for event in events(COMPARED)}
    assert (epoch["epoch"], set(epoch)) == (3, then["epoch"])
    assert (finished["epochs"], set(finished)) == (3, then["finished"])
    assert read_metadata(output)["epochs"] == 3


@needs_torch
@pytest.mark.usefixtures("home")
def test_a_stopped_run_of_a_torch_net_goes_on(digits: Path) -> None:
    record = runs()[STOPPED]
    settings = replace(record.order.settings, epochs=2)
    output, checkpoint = record.folder / WEIGHTS, record.folder / CHECKPOINT
    run = Run(replace(record.order, settings=settings, data=digits), output, resume=checkpoint)
    before = load_training(FILES / "home/runs" / STOPPED / CHECKPOINT)
    now = {f"training.{name}": array for name, array in run.learner.training_state().items()}
    assert checksum(now) == checksum(before)
    assert finish(run) == 1
    assert read_metadata(output)["epochs"] == 2


# --- my digits --------------------------------------------------------------------------------------------------------

LABELS = [0, 0, 0, 9, 1, 1, 1, 1, 2, 2, 3, 4, 4, 4, 5, 7]
"""The fourth was a 0 before; the eleventh line was deleted; the one after it, too, and brought back; the last is of
another program."""
FOR_TESTS = [1, 5, 9, 10, 12]
ANSWERED_BY = {range(4): {"bp", "lenet"}, range(4, 6): {"bp", "lenet", "resnet"}, range(6, 8): {"resnet"}}
DELETED = 10


def lines() -> list[dict[str, Any]]:
    return json_lines((FILES / "home/my_digits.jsonl").read_text())


def drawn() -> list[dict[str, Any]]:
    """The lines of the digits that are not deleted."""
    digits = [line for line in lines() if "strokes" in line]
    return digits[:DELETED] + digits[DELETED + 1 :]


@pytest.mark.usefixtures("home")
def test_my_digits_are_there_with_their_labels() -> None:
    digits, errors = my_digits.load()
    assert errors == []
    assert [digit.label for digit in digits] == LABELS
    assert [place for place, digit in enumerate(digits) if digit.test] == FOR_TESTS


def test_nothing_of_my_digits_is_set_aside(home: Path) -> None:
    my_digits.load()
    assert sorted(path.name for path in home.glob("my_digits*")) == ["my_digits.jsonl", "my_digits.lock"]


@pytest.mark.usefixtures("home")
def test_my_digits_are_drawn_as_they_were() -> None:
    for digit, line in zip(my_digits.load()[0], drawn(), strict=True):
        widths = line["width"] if isinstance(line["width"], list) else [line["width"]]
        assert [[list(point) for point in stroke.points] for stroke in digit.strokes] == line["strokes"]
        assert [stroke.width for stroke in digit.strokes] == widths


@pytest.mark.usefixtures("home")
def test_my_digits_have_their_names_times_and_answers() -> None:
    later: dict[str, Any] = {
        line["change"]: line["answers"] for line in lines() if "answers" in line and "change" in line
    }
    for place, (digit, line) in enumerate(zip(my_digits.load()[0][:-1], drawn()[:-1], strict=True)):
        assert (digit.id, digit.time.isoformat()) == (line["id"], line["time"])
        answers = {model: list(answer) for model, answer in digit.answers.items()}
        assert answers == {**line["answers"], **later.get(digit.id, {})}
        assert set(answers) == next((models for places, models in ANSWERED_BY.items() if place in places), set())


def test_a_line_of_another_program_always_gets_the_same_name(home: Path) -> None:
    *_, last = my_digits.load()[0]
    content = (home / "my_digits.jsonl").read_bytes().splitlines()[-1]
    assert (last.id, last.test) == (hashlib.sha256(content).hexdigest()[:16], False)


@pytest.mark.usefixtures("home")
def test_my_digits_are_written_as_they_were(tmp_path: Path) -> None:
    """Those that nothing was changed of since."""
    digits = [digit for place, digit in enumerate(my_digits.load()[0]) if place in (0, 1, 2, 8, 9, 13)]
    my_digits.export(digits, tmp_path / "exported.jsonl")
    stored = {line["id"]: line for line in lines() if "id" in line}
    exported = json_lines((tmp_path / "exported.jsonl").read_text())
    assert [list(line.items()) for line in exported] == [list(stored[digit.id].items()) for digit in digits]


# --- the window's settings --------------------------------------------------------------------------------------------


def test_the_window_is_as_it_was_left(home: Path) -> None:
    settings, complaint = load_settings(settings_file())
    assert complaint is None
    assert settings == WindowSettings(
        model=CHINESE,
        pen_width=40,
        framing="report",
        language="zh_CN",
        theme="dark",
        geometry="1000x700+20+10",
        data="/tmp/digitpad/easy",
    )
    save_settings(settings, settings_file())
    assert json.loads((home / "settings.json").read_text()) == json.loads((FILES / "home/settings.json").read_text())


# --- the command line -------------------------------------------------------------------------------------------------


def test_recognize_answers_the_same() -> None:
    """Good and bad drawings, a blank one, and a scrawl of which the network is not sure."""
    done = run_python("app.py", "recognize", "--model", "bp", "-", stdin=(FILES / "recognize.jsonl").read_bytes())
    answers, expected = json_lines(done.stdout), json_lines((FILES / "recognized.jsonl").read_text())
    assert [without(answer, "confidence", "probabilities") for answer in answers] == [
        without(answer, "confidence", "probabilities") for answer in expected
    ]
    for answer, said in zip(answers, expected, strict=True):
        assert list(answer) == list(said)
        assert answer.get("confidence") == pytest.approx(said.get("confidence"), abs=1e-4)
        assert answer.get("probabilities") == pytest.approx(said.get("probabilities"), abs=1e-4)


def test_evaluate_reports_under_the_same_names() -> None:
    pen = PenDigit(min(MEASURED_WRITERS), 1, (np.array([(0.0, 0.0), (0.0, 100.0)]),))
    few = {"placings": 1, "each_style": 1, "each_scrawl": 1}
    report = evaluate(catalog.load("bp"), easy_mnist(10, 10), [pen], **few).report
    in_full = ["accuracy", "errors", "confusion", "per_class", "calibration", "refused"]
    assert {name: list(part) if isinstance(part, dict) else part for name, part in report.items()} == {
        "model": "bp",
        "framing": "centred",
        "mnist": in_full,
        "pens": ["drawings", *in_full, "by_width", "by_writer"],
        "styles": ["drawings", "accuracy", "by_style", "refused"],
        "scrawls": ["drawings", "refused", "by_kind", "refused_at_1_percent"],
    }
    for part in (report["mnist"], report["pens"]):
        assert list(part["per_class"]) == ["precision", "recall", "f1"]
        assert list(part["calibration"]) == ["ece", "mean_confidence"]
