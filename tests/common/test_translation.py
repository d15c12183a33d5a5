"""Both catalogues are complete, fit the source, and are compiled."""

from __future__ import annotations

import importlib.util
import string

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo

from common import translation
from ink.page import InkError

spec = importlib.util.spec_from_file_location("update", translation.LOCALES / "update.py")
assert spec is not None
assert spec.loader is not None
update = importlib.util.module_from_spec(spec)
spec.loader.exec_module(update)

LANGUAGES = tuple(translation.LANGUAGES)


def texts(catalogue: Catalog) -> dict[object, object]:
    """All but the header, which names the version of Babel."""
    return {message.id: message.string for message in catalogue if message.id}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_there_is_a_catalogue_for_each_language_and_no_other() -> None:
    assert {path.parent.name for path in translation.LOCALES.glob("*/LC_MESSAGES")} == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_has_all_texts_of_the_source_and_no_other(language: str) -> None:
    source = {message.id for message in update.extract() if message.id}
    assert {message.id for message in update.read(language) if message.id} == source, "run `make translations`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    assert not [message.id for message in update.read(language) if message.id and not message.string]


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_have_the_same_blanks_to_fill(language: str) -> None:
    for message in update.read(language):
        if message.id:
            assert fields(message.string) == fields(message.id), message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_file_is_up_to_date(language: str) -> None:
    with update.po_file(language).with_suffix(".mo").open("rb") as file:
        compiled = read_mo(file)
    assert texts(compiled) == texts(update.read(language)), "run `make translations`"


@pytest.mark.parametrize(
    ("variable", "value", "language"),
    [
        ("LANG", "zh_CN.UTF-8", "zh_CN"),
        ("LANG", "de_DE.UTF-8", "en"),
        ("LC_ALL", "zh_CN", "zh_CN"),
        ("LANG", "C", "en"),
        ("LANGUAGE", "zh_CN:en", "zh_CN"),
        ("LANGUAGE", "de:zh_CN", "zh_CN"),
        ("LANGUAGE", "en:zh_CN", "en"),
    ],
)
def test_the_locale_chooses(monkeypatch: pytest.MonkeyPatch, variable: str, value: str, language: str) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, value)
    assert translation.language_of_locale() == language


@pytest.mark.parametrize(
    ("first", "then", "language"), [("zh_CN", "en_US.UTF-8", "zh_CN"), ("en", "zh_CN.UTF-8", "en")]
)
def test_language_comes_before_the_locale(
    monkeypatch: pytest.MonkeyPatch, first: str, then: str, language: str
) -> None:
    monkeypatch.setenv("LANGUAGE", first)
    monkeypatch.setenv("LC_ALL", then)
    assert translation.language_of_locale() == language


def test_errors_are_translated_also_within_one_another() -> None:
    translation.use("zh_CN")
    try:
        error = InkError("{file}: {reason}", file="a.jsonl", reason=InkError("not a drawing: a point is [x, y]"))
        assert translation.sentence(error) == "a.jsonl：不是笔迹：每个点应为 [x, y]"
    finally:
        translation.use("en")


def test_values_are_filled_in_after_the_translation() -> None:
    assert translation._("The best place is {place}.", place="{message}") == "The best place is {message}."
    assert translation._("The best place is {place}.") == "The best place is {place}."
    translation.use("zh_CN")
    try:
        assert translation._("The best place is {place}.", place="X") == "最好的位置是：X。"
    finally:
        translation.use("en")
