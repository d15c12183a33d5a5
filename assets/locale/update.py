"""Updates the translation catalogues: ``make translations``.

Collects the texts in the source, merges them into each language's ``digitpad.po`` and compiles that to ``digitpad.mo``.
English texts translate to themselves; missing translations into other languages stay empty, and a test reports them.
"""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

LOCALES = Path(__file__).resolve().parent
PROJECT = LOCALES.parents[1]
SOURCES = ("common", "explain", "gui", "ink", "models", "training")
ERRORS = (
    *("PlainError", "InkError", "WeightsError", "ModelError", "SettingsError", "UserModelsError"),
    *("DataError", "DataMissing", "TrainingError", "TrainingSettingsError", "PartnerLost", "HistoryError"),
    *("CurvesError", "MyDigitsError", "LessonError", "ConfusionsError"),
)
KEYWORDS = ("_", "say", "mark", *ERRORS)
"""Functions and errors whose first argument is a text to translate."""


def extract() -> Catalog:
    """All texts in the source, untranslated."""
    template = Catalog(project="DigitPad", charset="utf-8")
    for folder in SOURCES:
        found = extract_from_dir(PROJECT / folder, keywords=dict.fromkeys(KEYWORDS), strip_comment_tags=True)
        for _file, _line, message, comments, context in found:
            template.add(message, auto_comments=comments, context=context)
    return template


def read(language: str) -> Catalog:
    with po_file(language).open("rb") as file:
        return read_po(file, locale=language)


def po_file(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / "digitpad.po"


def update(language: str) -> None:
    catalogue = read(language) if po_file(language).exists() else Catalog(locale=language)
    template = extract()
    template.creation_date = catalogue.creation_date
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.header_comment = f"# DigitPad in {language}. Brought up to date by `make translations`."
    catalogue.fuzzy = False
    catalogue.obsolete.clear()
    if language == "en":
        for message in catalogue:
            if message.id:
                message.string = message.id
    with po_file(language).open("wb") as file:
        write_po(file, catalogue, sort_output=True, omit_header=False, width=120)
    with po_file(language).with_suffix(".mo").open("wb") as file:
        write_mo(file, read(language))


if __name__ == "__main__":
    for folder in sorted(LOCALES.glob("*/LC_MESSAGES")):
        update(folder.parent.name)
