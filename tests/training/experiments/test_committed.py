"""The document in docs/ measures the networks that are bundled now, in both languages."""

from __future__ import annotations

import hashlib

import pytest

from common.translation import LANGUAGES
from models import catalog
from models.catalog import Model
from tests.helpers import PROJECT
from training.experiments.report import DIGEST


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("model", catalog.MODELS, ids=lambda model: model.name)
def test_the_document_names_the_bundled_weights(model: Model, language: str) -> None:
    page = (PROJECT / "docs" / "experiments" / language / "report.md").read_text(encoding="utf-8")
    digest = hashlib.sha256(model.file.read_bytes()).hexdigest()[:DIGEST]
    assert f"{model.title} (`{digest}`" in page, f"{model.file.name} has changed: run `python -m training experiments`"
