"""The networks that the user keeps: named, renamed, deleted, given away, and never lost to one another."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import catalog, user_models
from models.bp.network import Network
from models.catalog import ModelError
from models.user_models import UserModelsError
from models.weights import WeightsError, load_training, read_metadata, save_weights
from tests.helpers import examples, is_one_sentence, run_python, save_network, without_torch

FRAMES = np.random.default_rng(0).random((2, 28, 28), dtype=np.float32)


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    save_network(tmp_path / "trained.safetensors", name="bp")
    return tmp_path / "trained.safetensors"


def refused(action: Callable[[], object]) -> str:
    """What is said when something cannot be done."""
    with pytest.raises((UserModelsError, WeightsError, ModelError)) as caught:
        action()
    assert is_one_sentence(caught.value)
    return str(caught.value)


def kept() -> list[str]:
    """The names of what is kept, after a look at the folder: nothing else may lie there."""
    names = [model.name for model in catalog.models() if model.kept]
    folder = catalog.kept_folder()
    assert sorted(f"{name}.safetensors" for name in names) == sorted(os.listdir(folder) if folder.exists() else [])
    return names


# --- keeping ----------------------------------------------------------------------------------------------------------


def test_a_kept_network_reads_as_it_did(weights: Path, own_home: Path) -> None:
    assert user_models.keep(weights, "My net") == own_home / "nets" / "My net.safetensors"
    classifier = catalog.load("My net")
    assert classifier.name == "My net"
    np.testing.assert_array_equal(classifier.predict_proba(FRAMES), Network.load(weights).predict_proba(FRAMES))


def test_networks_are_listed_by_name_whatever_the_case(weights: Path) -> None:
    for name in ("beta", "Alpha", "gamma", "数字"):
        user_models.keep(weights, name)
    assert kept() == ["Alpha", "beta", "gamma", "数字"]


def test_what_only_training_needs_is_left_behind(tmp_path: Path) -> None:
    network, file = Network.fully_connected(rng=np.random.default_rng(1)), tmp_path / "checkpoint.safetensors"
    arrays = {**network.state(), "training.step": np.ones(3)}
    metadata = {"name": "bp", "architecture": network.architecture, "seed": 7, "progress": {"epochs": 2}}
    save_weights(file, arrays, metadata)
    placed = user_models.keep(file, "stopped")
    assert load_training(placed) == {}
    assert read_metadata(placed) == {key: value for key, value in read_metadata(file).items() if key != "progress"}


@pytest.mark.parametrize("sizes", [(784, 30, 10), (784, 40, 20, 10)])
def test_a_numpy_net_may_have_other_layers(tmp_path: Path, sizes: tuple[int, ...]) -> None:
    network = Network.fully_connected(sizes, rng=np.random.default_rng(1), batch_norm=True, dropout=0.2)
    save_weights(tmp_path / "wide.safetensors", network.state(), {"name": "bp", "architecture": network.architecture})
    assert user_models.import_net(tmp_path / "wide.safetensors") == "wide"
    np.testing.assert_array_equal(catalog.load("wide").predict_proba(FRAMES), network.predict_proba(FRAMES))


def test_a_torch_net_is_checked_without_torch(tmp_path: Path) -> None:
    code = (
        "from models import catalog, user_models;"
        "print(user_models.keep(catalog.WEIGHTS / 'lenet.safetensors', 'chalk').stem)"
    )
    done = run_python("-c", code, env=without_torch(tmp_path / "blocker"))
    assert done.stdout == "chalk\n", done.stderr
    model = catalog.find("chalk")
    assert (model.title, model.architecture, model.needs_torch, model.kept) == ("chalk · LeNet", "lenet", True, True)


# --- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["x", "a" * 60, "My net · 2", "数字 ✓", "v1.2", "{x}", "con2", "BP net"])
def test_names_that_can_be_given(weights: Path, name: str) -> None:
    user_models.keep(weights, name)
    assert kept() == [name]


@pytest.mark.parametrize(
    "name",
    ["", "a" * 61, "😀" * 60, "a\nb", "a\0", "\ud800", " a", "a ", ".a", "a.", "con", "Con", "nul.txt", "COM1",
     "lpt9 .x", "bp", "BP", "resnet", "LeNet · Torch", *(f"a{character}b" for character in '/\\:*?"<>|')],
)  # fmt: skip
def test_names_that_cannot_be_given(weights: Path, name: str) -> None:
    refused(lambda: user_models.keep(weights, name))
    assert kept() == []


@pytest.mark.parametrize("other", ["My net", "my NET", "MY NET"])
def test_no_network_takes_the_place_of_another(weights: Path, other: str) -> None:
    placed = user_models.keep(weights, "My net")
    before = placed.read_bytes()
    assert "already" in refused(lambda: user_models.keep(catalog.WEIGHTS / "bp.safetensors", other))
    assert placed.read_bytes() == before
    assert kept() == ["My net"]


def test_not_even_at_the_same_moment(weights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other window's network comes after the name was checked."""
    user_models.keep(weights, "old")
    placed = user_models.keep(weights, "theirs")
    monkeypatch.setattr(user_models, "check_name", lambda *_: None)
    for action in (lambda: user_models.keep(weights, "theirs"), lambda: user_models.rename("old", "theirs")):
        before = placed.stat()
        assert "already" in refused(action)
        assert placed.stat() == before
    assert kept() == ["old", "theirs"]


@examples(200)
@given(st.text(max_size=80))
def test_a_free_name_can_always_be_given(wish: str) -> None:
    user_models.check_name(user_models.free_name(wish))


@pytest.mark.parametrize(
    ("wish", "name"),
    [("My net", "My net"), ("bp", "bp 2"), ("taken", "taken 3"), ("a/b", "a b"), ("", "Net"), ("...", "Net"),
     ("con", "con 2"), ("nul.tar", "nul tar"), ("aux.y.z", "aux y z"), ("lpt1 .x", "lpt1 x"), ("NUL.", "NUL 2"),
     ("t" * 70, "t" * 58 + " 2"), (" x\n\ty. ", "x y")],
)  # fmt: skip
def test_a_free_name_is_like_the_one_wished_for(weights: Path, wish: str, name: str) -> None:
    for taken in ("Taken", "TAKEN 2", "t" * 60):
        user_models.keep(weights, taken)
    assert user_models.free_name(wish) == name


def test_two_imports_at_once_get_two_names(weights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other window's network comes between the choice of the name and its use."""
    free_name = user_models.free_name

    def outrun(wish: str, refused: list[str]) -> str:
        name = free_name(wish, refused)
        if not refused:
            user_models.keep(weights, name)
        return name

    monkeypatch.setattr(user_models, "free_name", outrun)
    assert user_models.import_net(weights) == "trained 2"
    assert kept() == ["trained", "trained 2"]


# --- changing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("new", ["new", "OLD", "old"])
def test_a_network_is_renamed(weights: Path, new: str) -> None:
    content = user_models.keep(weights, "old").read_bytes()
    user_models.rename("old", new)
    assert kept() == [new]
    assert catalog.find(new).file.read_bytes() == content


@pytest.mark.parametrize("new", ["other", "OTHER", "a/b", "bp", ""])
def test_a_network_is_not_renamed_to_what_cannot_be(weights: Path, new: str) -> None:
    user_models.keep(weights, "old")
    user_models.keep(weights, "other")
    refused(lambda: user_models.rename("old", new))
    assert kept() == ["old", "other"]


def test_a_network_is_deleted(weights: Path) -> None:
    user_models.keep(weights, "a")
    user_models.keep(weights, "b")
    user_models.delete("a")
    assert kept() == ["b"]


@pytest.mark.parametrize("name", ["bp", "gone", "../home"])
def test_what_is_not_kept_is_neither_renamed_nor_deleted(name: str) -> None:
    refused(lambda: user_models.rename(name, "new"))
    refused(lambda: user_models.delete(name))
    assert catalog.find("bp").file.exists()


def test_a_network_goes_out_and_comes_in_again(weights: Path, tmp_path: Path) -> None:
    placed = user_models.keep(weights, "My net")
    user_models.export("My net", tmp_path / "My net.safetensors")
    assert (tmp_path / "My net.safetensors").read_bytes() == placed.read_bytes()
    assert user_models.import_net(tmp_path / "My net.safetensors") == "My net 2"
    assert read_metadata(catalog.find("My net 2").file) == read_metadata(placed)


# --- what cannot be done ----------------------------------------------------------------------------------------------


def lenet_as(path: Path, name: str) -> None:
    arrays = {"convolution.weight": np.zeros((6, 1, 5, 5), np.float32)}
    save_weights(path, arrays, {"name": name})


def not_finite(path: Path) -> None:
    state = Network.fully_connected(rng=np.random.default_rng(1)).state()
    save_weights(path, state, {"name": "bp"})
    blob = bytearray(path.read_bytes())
    blob[-4:] = b"\x00\x00\xc0\x7f"
    path.write_bytes(blob)


UNFIT: dict[str, Callable[[Path], object]] = {
    "missing": lambda path: None,
    "empty": lambda path: path.write_bytes(b""),
    "text": lambda path: path.write_text("Dear diary"),
    "pickle": lambda path: path.write_bytes(pickle.dumps([1])),
    "folder": lambda path: path.mkdir(),
    "cut off": lambda path: path.write_bytes((catalog.WEIGHTS / "bp.safetensors").read_bytes()[:-9]),
    "nameless": lambda path: save_network(path),
    "unknown": lambda path: save_network(path, name="transformer"),
    "odd name": lambda path: save_network(path, name=["bp"]),
    "other arrays": lambda path: save_network(path, name="lenet"),
    "few arrays": lambda path: lenet_as(path, "lenet"),
    "not finite": not_finite,
}


@pytest.mark.parametrize("make", UNFIT.values(), ids=UNFIT)
def test_a_file_without_a_network_is_not_kept(tmp_path: Path, make: Callable[[Path], object]) -> None:
    file = tmp_path / "file.safetensors"
    make(file)
    assert refused(lambda: user_models.keep(file, "new")).startswith(f"{file}: ")
    assert refused(lambda: user_models.import_net(file)).startswith(f"{file}: ")
    assert kept() == []


def test_a_damaged_network_is_not_exported(weights: Path, tmp_path: Path) -> None:
    user_models.keep(weights, "net").write_bytes(b"Dear diary")
    assert "damaged" in refused(lambda: user_models.export("net", tmp_path / "out.safetensors"))
    assert not (tmp_path / "out.safetensors").exists()


def test_a_folder_that_cannot_be_made_is_one_sentence(weights: Path, own_home: Path) -> None:
    own_home.write_text("in the way")
    assert str(own_home) in refused(lambda: user_models.keep(weights, "net"))
    assert "cannot be written" in refused(lambda: user_models.export("bp", own_home / "out.safetensors"))


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="rights of POSIX, which root stands above")
def test_a_read_only_folder_is_one_sentence(weights: Path) -> None:
    user_models.keep(weights, "net")
    catalog.kept_folder().chmod(0o500)
    try:
        for action in (
            lambda: user_models.keep(weights, "new"),
            lambda: user_models.rename("net", "new"),
            lambda: user_models.delete("net"),
        ):
            assert "cannot be written" in refused(action)
        assert kept() == ["net"]
    finally:
        catalog.kept_folder().chmod(0o700)


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_full_disk_is_one_sentence_and_changes_nothing(
    weights: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, call: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    user_models.keep(weights, "net")
    with monkeypatch.context() as patch:
        patch.setattr(os, call, full)
        assert "No space left" in refused(lambda: user_models.keep(weights, "new"))
        assert "No space left" in refused(lambda: user_models.export("net", tmp_path / "out.safetensors"))
        if call == "replace":
            assert "No space left" in refused(lambda: user_models.rename("net", "new"))
    assert kept() == ["net"]
    assert not (tmp_path / "out.safetensors").exists()
