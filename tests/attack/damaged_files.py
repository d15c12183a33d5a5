"""The kinds of files that DigitPad reads: how to damage one, and what must hold when it is read.

A kind takes random numbers and an empty home folder, and raises AssertionError where a promise is broken; any error but
a :class:`PlainError` breaks one too.
"""

from __future__ import annotations

import gzip
import io
import json
import random
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw
from safetensors.numpy import save

from common.errors import PlainError
from common.translation import sentence
from gui.files.pages import open_page
from gui.networks.table import read_rows
from gui.retrain.run_table import COLUMNS
from gui.state.settings import Settings, load_settings, save_settings
from ink.framing import Framing
from ink.page import Page, Stroke
from models import catalog, user_models
from models.bp.network import Network
from models.recognition import recognize
from models.weights import read_metadata
from tests.attack.mutations import damaged, damaged_lines, twisted, with_right_checksums, with_twisted_header
from tests.helpers import SEVEN, is_one_sentence, line
from training.datasets import mnist, my_digits, pens
from training.datasets.my_digits import MyDigit
from training.plots.curves import CurveRecorder
from training.runs.history import load_history
from training.runs.log import runs_folder

Attack = Callable[[random.Random, Path], None]
GOOD = line(SEVEN)


def said(action: Callable[[], Any]) -> Any:
    """What an action returns, or the sentence that it refuses with."""
    try:
        return action()
    except PlainError as error:
        refusal = error
    assert is_one_sentence(refusal), repr(str(refusal))
    return refusal


# --- what recognize reads ---------------------------------------------------------------------------------------------


def recognized(file: Path) -> None:
    """A damaged file is answered line by line or refused, and the file after it is read."""
    after = file.with_name("after.jsonl")
    after.write_text(f"{GOOD}\n")
    *answers, last = recognize([str(file), str(after)], catalog.load("bp"), Framing.CENTRED)
    assert last["digit"] == 7, last
    for answer in answers:
        json.dumps(answer, allow_nan=False)
        assert "error" not in answer or is_one_sentence(answer["error"]), answer
    said(lambda: open_page(file))


@cache
def pictures() -> list[tuple[str, bytes]]:
    """Small pictures of all kinds, by the ends of their names."""
    grey = Image.new("L", (60, 90), 255)
    ImageDraw.Draw(grey).line([(15, 15), (45, 15), (25, 75)], width=8)
    exif = Image.Exif()
    exif[0x0112], exif[0x010E], exif[0x8825] = 6, "a digit", {1: "N", 2: (1.0, 2.0, 3.0)}
    deep = Image.fromarray(np.asarray(grey).astype(np.uint16) * 257)
    kinds: list[tuple[Image.Image, str, dict[str, Any]]] = [
        *((grey.convert(mode), "PNG", {}) for mode in ("L", "1", "P", "LA", "RGB", "RGBA")),
        (deep, "PNG", {}),
        (grey.convert("P"), "PNG", {"transparency": 0}),
        (grey, "PNG", {"exif": exif}),
        *((grey.convert(mode), "JPEG", {"exif": exif}) for mode in ("L", "RGB", "CMYK")),
        (grey.convert("RGB"), "JPEG", {"progressive": True}),
        *((grey.convert(mode), "BMP", {}) for mode in ("L", "1", "P", "RGB")),
        (grey, "GIF", {}),
        (grey, "GIF", {"save_all": True, "append_images": [grey.rotate(90)], "duration": 50}),
        (grey.convert("RGB"), "WEBP", {"lossless": True}),
        (grey.convert("RGBA"), "WEBP", {"save_all": True, "append_images": [grey.convert("RGBA")]}),
        *((grey, "TIFF", {"compression": packed}) for packed in ("raw", "tiff_lzw", "tiff_adobe_deflate", "jpeg")),
        (grey.convert("1"), "TIFF", {"compression": "group4"}),
        (deep, "TIFF", {"save_all": True, "append_images": [deep]}),
    ]
    samples = []
    for image, format, options in kinds:
        file = io.BytesIO()
        image.save(file, format, **options)
        samples.append((f".{format.lower()}", file.getvalue()))
    return samples


def picture(rng: random.Random, home: Path) -> None:
    suffix, content = rng.choice(pictures())
    file = home / f"picture{suffix}"
    content = damaged(content, rng)
    file.write_bytes(with_right_checksums(content) if suffix == ".png" and rng.random() < 0.7 else content)
    recognized(file)


def drawings(rng: random.Random, home: Path) -> None:
    lines = [GOOD, line([[[1, 1]], [[2, 2], [3, 3]]], [4, 200]), "[]", line([[[x, x] for x in range(50)]])]
    file = home / "drawings.jsonl"
    file.write_bytes(damaged_lines(rng.sample(lines, rng.randint(1, 4)), rng))
    recognized(file)


# --- weights ----------------------------------------------------------------------------------------------------------


@cache
def networks() -> list[tuple[dict[str, np.ndarray], dict[str, str]]]:
    """Arrays and metadata of small nets, and of a torch net."""
    made = []
    for normalised in (False, True):
        network = Network.fully_connected((784, 20, 10), rng=np.random.default_rng(1), batch_norm=normalised)
        stated = {
            "format_version": 1, "name": "bp", "architecture": network.architecture, "parameters": 15_910,
            "mnist_accuracy": 0.9, "date": "2026-01-02", "seconds": 3.5, "calibration": {"temperature": 1.5},
        }  # fmt: skip
        made.append((network.state(), {key: json.dumps(value) for key, value in stated.items()}))
    lenet = catalog.find("lenet").file
    arrays, metadata = user_models.read_network(lenet)
    made.append((arrays, {key: json.dumps(value) for key, value in metadata.items()}))
    return made


def unusual(array: np.ndarray, rng: random.Random) -> np.ndarray:
    """The array in another type, of another shape, or with another number in it."""
    match rng.randrange(4):
        case 0:
            return array.astype(rng.choice(("float16", "float64", "int8", "uint8", "int64", "bool")))
        case 1:
            return array[..., : rng.randint(0, array.shape[-1])] if array.ndim else array.reshape(1)
    changed = array.astype(rng.choice((np.float32, np.float64)))
    numbers = (np.nan, np.inf, 3e38, -3e38, 1e20, -1.0, 1e-45)
    changed.flat[rng.randrange(changed.size)] = rng.choice(numbers)
    if rng.random() < 0.3:
        changed[...] = rng.choice(numbers)
    return changed


def weights(rng: random.Random, home: Path) -> None:
    arrays, metadata = rng.choice(networks())
    file = home / rng.choice(("net.safetensors", "nul.tar.safetensors", "\x07.safetensors", "con.safetensors"))
    match rng.randrange(4):
        case 0:
            content = damaged(save(arrays, metadata), rng)
        case 3:
            content = with_twisted_header(save(arrays, metadata), rng)
        case 1:
            key = rng.choice(list(metadata))
            stated = json.dumps(twisted(json.loads(metadata[key]), rng))
            content = save(arrays, {**metadata, key: rng.choice((stated, stated[:-1], "pt"))})
        case _:
            name = rng.choice(list(arrays))
            content = save({**arrays, name: np.ascontiguousarray(unusual(arrays[name], rng))}, metadata)
    file.write_bytes(content)
    said(lambda: read_metadata(file))
    name = said(lambda: user_models.import_net(file))
    rows, [*described] = read_rows(), (model.describe() for model in catalog.models())
    json.dumps(described, allow_nan=False)
    assert [list(rows), len(described)] == ([[name], 4] if isinstance(name, str) else [[], 3])
    if isinstance(name, str) and not catalog.find(name).needs_torch:  # torch does not fit into the memory allowed here
        frames = np.random.default_rng(0).random((3, 28, 28), dtype=np.float32)
        probabilities = said(lambda: catalog.load(name).predict_proba(frames))
        assert isinstance(probabilities, PlainError) or np.isfinite(probabilities).all(), "imported, but not finite"
    (home / "nets" / "kept.safetensors").parent.mkdir(exist_ok=True)
    (home / "nets" / "kept.safetensors").write_bytes(content)  # put there by hand, or by another version
    json.dumps([model.describe() for model in catalog.models()], allow_nan=False)
    assert "kept" in read_rows()


# --- what DigitPad itself keeps ---------------------------------------------------------------------------------------


def settings(rng: random.Random, home: Path) -> None:
    file = home / "settings.json"
    whole = {"model": "bp", "pen_width": 30, "framing": "report", "language": "zh_CN", "theme": "dark",
             "geometry": "900x700+1+1", "data": "/data", "more": {"a": [1]}}  # fmt: skip
    content = json.dumps(twisted(whole, rng)).encode()
    file.write_bytes(content if rng.random() < 0.5 else damaged(content, rng))
    read, error = load_settings(file)
    assert error is None or is_one_sentence(error)
    assert all("\ud800" not in text for text in (read.geometry or "", read.data or ""))
    save_settings(read, file)
    assert load_settings(file) == (read, None)
    assert isinstance(read, Settings)


def own_digits(rng: random.Random, home: Path) -> None:
    """Damaged lines take no undamaged one with them, and digits can still be added."""
    page = Page((Stroke(((10.0, 10.0), (200.0, 300.0))),))
    first = my_digits.add([MyDigit.of(page, label) for label in (1, 2)])
    file = home / "my_digits.jsonl"
    whole = file.read_bytes()
    lines = [*whole.decode().splitlines(), json.dumps({"change": first[0].id, "label": 3, "time": "2026-01-01"})]
    file.write_bytes(whole + damaged_lines(lines, rng).removeprefix(b"\n"))
    said(my_digits.load)
    [added] = my_digits.add([MyDigit.of(page, 7)])
    digits, errors = my_digits.load()
    assert not errors, errors
    assert added.id in {digit.id for digit in digits}
    assert whole in file.read_bytes()
    for digit in digits:
        assert digit.page.strokes
    other = home / "others.jsonl"
    other.write_bytes(damaged_lines(lines, rng))
    said(lambda: my_digits.import_digits(other))


def history(rng: random.Random, home: Path) -> None:
    """A damaged run hides no other."""
    order = {"event": "started", "time": "2026-01-01T00:00:00+00:00", "network": "bp", "device": None, "data": None,
             "settings": {"epochs": 2, "seed": 7}}  # fmt: skip
    epoch = {"event": "epoch", "epoch": 1, "seconds": 1.0, "evaluation_seconds": 0.5, "train_loss": 0.5,
             "train_accuracy": 0.9, "validation_loss": 0.4, "validation_accuracy": 0.95, "best": True}  # fmt: skip
    scores = {"network": "bp", "parameters": 79_510, "mnist": 0.98, "pens": None, "seconds": 1.0}
    events = [order, epoch, {**epoch, "epoch": 2}, {"event": "compared", "new": scores, "current": scores},
              {"event": "finished", "epochs": 2, "best_epoch": 1, "test_accuracy": 0.97, "seconds": 3.0}]  # fmt: skip
    lines = [json.dumps(event) for event in events]
    for name, content in (("good", "\n".join(lines).encode()), ("damaged", damaged_lines(lines, rng))):
        (runs_folder() / name).mkdir(parents=True)
        (runs_folder() / name / "events.jsonl").write_bytes(content)
    runs, errors = load_history()
    assert "good" in [run.id for run in runs]
    assert all(map(is_one_sentence, errors)), errors
    for column in COLUMNS:
        sorted(runs, key=column.key)
        assert all(isinstance(column.text(run), str | int) for run in runs), column.heading
    for run in runs:
        CurveRecorder(run.epochs).curves()
        assert run.reason is None or sentence(run.reason)


# --- data sets --------------------------------------------------------------------------------------------------------


@cache
def labels() -> bytes:
    return bytes((0, 0, 8, 1, 0, 0, 39, 16)) + bytes(n % 10 for n in range(10_000))


def mnist_file(rng: random.Random, home: Path) -> None:
    content = labels()
    packed = rng.random() < 0.5
    file = home / "MNIST" / "raw" / (mnist.TEST_LABELS.name + ".gz" * packed)
    file.parent.mkdir(parents=True)
    file.write_bytes(damaged(gzip.compress(content, 1, mtime=0) if packed else content, rng))
    said(lambda: mnist.TEST_LABELS.read(home))


PENS = (
    b"""
.SEGMENT DIGIT 0-1 ? "8"
.COMMENT  8 2  1
.PEN_DOWN
 267  333
 267  336
.PEN_UP
.DT 100
.PEN_DOWN
 100  200
.PEN_UP
"""
    * 3
)


def pens_file(rng: random.Random, home: Path) -> None:
    file = home / "pendigits" / "pendigits-orig.tra"
    file.parent.mkdir()
    file.write_bytes(damaged(PENS, rng))
    said(lambda: pens.read_pens(home))


KINDS: dict[str, Attack] = {
    "pictures": picture,
    "drawings": drawings,
    "weights": weights,
    "settings": settings,
    "my digits": own_digits,
    "run histories": history,
    "MNIST": mnist_file,
    "recorded pens": pens_file,
}
