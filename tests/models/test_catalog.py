"""Which models there are, what is said of them, and that torch stays out of it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from models import catalog, user_models
from models.catalog import ModelError
from models.weights import WeightsError
from tests.helpers import is_one_sentence, run_python, save_network, without_torch


@pytest.fixture
def weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own, with the bundled weights in it."""
    folder = tmp_path / "weights"
    shutil.copytree(catalog.WEIGHTS, folder)
    monkeypatch.setattr(catalog, "WEIGHTS", folder)
    return folder


def run_catalog(code: str, env: dict[str, str] | None = None) -> str:
    """Run code in a fresh interpreter; what it prints."""
    done = run_python("-c", f"import sys\nfrom models import catalog\n{code}", env=env)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("model", catalog.MODELS, ids=lambda model: model.name)
def test_a_model_is_described(model: catalog.Model) -> None:
    described = model.describe()
    assert {"name", "title", "parameters", "mnist_accuracy", "file", "available"} == set(described) - {"why"}
    assert described["name"] == model.name
    assert Path(described["file"]).is_file()
    assert 0.97 < described["mnist_accuracy"] < 1
    assert json.loads(json.dumps(described)) == described


def test_parameters_are_those_of_the_nets() -> None:
    described = {model.name: model.describe()["parameters"] for model in catalog.MODELS}
    assert described == {"bp": 784 * 100 + 100 + 100 * 10 + 10, "lenet": 11_978, "resnet": 361_234}


def test_an_available_model_needs_no_reason() -> None:
    described = catalog.find("bp").describe()
    assert described["available"] is True
    assert "why" not in described


def test_the_fallback_needs_no_torch() -> None:
    assert not catalog.find(catalog.FALLBACK).needs_torch


def test_models_are_found_by_name() -> None:
    assert catalog.find("bp").name == "bp"
    assert catalog.load("bp").name == "bp"


@pytest.mark.parametrize("name", ["", "BP", "resnet1000", "../bp", "bp.safetensors"])
def test_an_unknown_model(name: str) -> None:
    with pytest.raises(ModelError) as caught:
        catalog.load(name)
    assert str(caught.value) == f"there is no model {name!r}; there are bp, lenet, resnet"


def test_neither_the_catalogue_nor_the_numpy_net_imports_torch() -> None:
    code = """
for model in catalog.MODELS:
    model.describe()
catalog.default()
catalog.load("bp")
print([name for name in sys.modules if name.split(".")[0] in ("torch", "tkinter", "scipy", "matplotlib")])
"""
    assert run_catalog(code) == "[]"


# --- torch missing ----------------------------------------------------------------------------------------------------


def test_without_torch_the_numpy_net_is_the_default(tmp_path: Path) -> None:
    assert run_catalog("print(catalog.has_torch(), catalog.default())", without_torch(tmp_path)) == "False bp"


def test_without_torch_its_models_say_why(tmp_path: Path) -> None:
    code = 'import json; print(json.dumps(catalog.find("lenet").describe()))'
    described = json.loads(run_catalog(code, without_torch(tmp_path)))
    assert described["available"] is False
    assert described["why"] == "torch is not installed (pip install torch)"
    assert described["parameters"] == 11_978


def test_without_torch_its_models_cannot_be_loaded(tmp_path: Path) -> None:
    code = """
try:
    catalog.load("lenet")
except catalog.ModelError as error:
    print(error)
"""
    said = run_catalog(code, without_torch(tmp_path))
    assert said == "LeNet · torch cannot be used (torch is not installed (pip install torch))"


@pytest.mark.parametrize("failure", [ImportError("no libgomp"), OSError("wrong ELF class")])
def test_a_torch_that_does_not_start(monkeypatch: pytest.MonkeyPatch, failure: Exception) -> None:
    def read(model: catalog.Model, path: Path) -> None:
        raise failure

    monkeypatch.setattr(catalog, "MODELS", (catalog.Model("broken", "Broken net", "broken"),))
    monkeypatch.setattr(catalog, "_read", read)
    monkeypatch.setattr(catalog, "has_torch", lambda: True)
    with pytest.raises(ModelError) as caught:
        catalog.load("broken")
    assert str(caught.value) == f"Broken net cannot be used ({failure})"


# --- weight files that cannot be used ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content", [None, b"", b"Dear diary, ", b"\x80\x04}."], ids=["missing", "empty", "text", "pickle"]
)
def test_a_broken_weight_file_makes_a_model_unavailable(weights: Path, content: bytes | None) -> None:
    file = weights / "bp.safetensors"
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    described = catalog.find("bp").describe()
    assert described["available"] is False
    assert described["why"].startswith(f"{file}: ")
    assert is_one_sentence(described["why"])
    assert described["parameters"] is None
    assert described["mnist_accuracy"] is None
    with pytest.raises(WeightsError):
        catalog.load("bp")


def test_a_broken_default_gives_way_to_the_fallback(weights: Path) -> None:
    (weights / f"{catalog.DEFAULT}.safetensors").write_bytes(b"broken")
    assert catalog.default() == "bp"


def test_other_weights_are_read_when_the_file_is_replaced(weights: Path) -> None:
    network = save_network(weights / "bp.safetensors")
    frames = np.random.default_rng(0).random((2, 28, 28), dtype=np.float32)
    np.testing.assert_array_equal(catalog.load("bp").predict_proba(frames), network.predict_proba(frames))


# --- networks that the user keeps -------------------------------------------------------------------------------------


def test_kept_ones_come_after_those_that_are_built_in() -> None:
    user_models.keep(catalog.WEIGHTS / "bp.safetensors", "Anna's")
    *built_in, kept = catalog.models()
    assert tuple(built_in) == catalog.MODELS
    assert not any(model.kept for model in built_in)
    assert (kept.name, kept.title, kept.architecture, kept.kept) == ("Anna's", "Anna's · BP net", "bp", True)
    assert kept == catalog.find("Anna's")
    assert catalog.names() == ["bp", "lenet", "resnet", "Anna's"]
    described = kept.describe()
    assert (described["parameters"], described["available"]) == (79_510, True)
    assert json.loads(json.dumps(described)) == described


@pytest.mark.parametrize("content", [b"", b"Dear diary", b"\x80\x04}."], ids=["empty", "text", "pickle"])
def test_a_damaged_one_is_listed_with_its_sentence(content: bytes) -> None:
    file = user_models.keep(catalog.WEIGHTS / "bp.safetensors", "damaged")
    user_models.keep(catalog.WEIGHTS / "bp.safetensors", "sound")
    file.write_bytes(content)
    *_, damaged, sound = catalog.models()
    assert damaged.describe()["available"] is False
    assert damaged.describe()["why"].startswith(f"{file}: ")
    assert sound.describe()["available"] is True
    with pytest.raises(WeightsError):
        catalog.load("damaged")


def test_one_of_an_unknown_kind_is_listed_with_its_sentence() -> None:
    file = catalog.kept_folder() / "odd.safetensors"
    save_network(file, name=["bp"], parameters="many", mnist_accuracy=float("nan"))
    odd = catalog.find("odd").describe()
    assert (odd["available"], odd["parameters"], odd["mnist_accuracy"]) == (False, None, None)
    assert odd["why"] == f"{file}: weights of another network"
    with pytest.raises(WeightsError, match="weights of another network"):
        catalog.load("odd")


def test_files_that_cannot_be_models_are_left_out() -> None:
    for name in ("bp", "ResNet", ".hidden", "new\nline", "note.txt"):
        file = catalog.kept_folder() / f"{name}.safetensors"
        save_network(file if "." not in name[1:] else file.with_name(name), name="bp")
    assert catalog.models() == catalog.MODELS


def test_one_made_again_under_the_same_name_is_loaded_again(tmp_path: Path) -> None:
    loaded = catalog.Loaded()
    user_models.keep(catalog.WEIGHTS / "bp.safetensors", "net")
    first = loaded.get("net")
    assert loaded.get("net") is first
    user_models.delete("net")
    with pytest.raises(ModelError, match="there is no model 'net'"):
        loaded.get("net")
    network = save_network(tmp_path / "other.safetensors", name="bp")
    user_models.keep(tmp_path / "other.safetensors", "net")
    frames = np.random.default_rng(0).random((2, 28, 28), dtype=np.float32)
    np.testing.assert_array_equal(loaded.get("net").predict_proba(frames), network.predict_proba(frames))


def test_an_unknown_model_among_kept_ones() -> None:
    user_models.keep(catalog.WEIGHTS / "bp.safetensors", "My net")
    with pytest.raises(ModelError, match="there are bp, lenet, resnet, My net"):
        catalog.find("my net")
