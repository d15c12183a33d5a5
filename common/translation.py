"""Translation of user-visible texts with the gettext catalogues in ``assets/locale``."""

from __future__ import annotations

import gettext
import locale
import os
from pathlib import Path

from common.errors import PlainError

LOCALES = Path(__file__).resolve().parents[1] / "assets" / "locale"
DOMAIN = "digitpad"
LANGUAGES = {"en": "English", "zh_CN": "简体中文"}
"""The names of the available languages, each in its own language, by code."""

_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def use(language: str) -> None:
    """Set the language of later translations; widgets that exist already keep their texts."""
    global _catalogue, _language
    _catalogue = gettext.translation(DOMAIN, LOCALES, [language], fallback=True)
    _language = language


def language() -> str:
    return _language


def language_of_locale() -> str:
    """The language of the user's locale if there is a catalogue for it, else English."""
    variables = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")  # in the order of gettext
    names = next(filter(None, map(os.environ.get, variables)), None) or locale.getlocale()[0] or ""
    for name in names.lower().split(":"):
        if name.startswith(("zh", "chinese")):
            return "zh_CN"
        if name.startswith("en"):
            break
    return "en"


def _(message: str, /, **values: object) -> str:
    """Translate a text into the language in use, and fill in its values as ``str.format`` does."""
    text = _catalogue.gettext(message)
    return text.format(**values) if values else text


def mark(message: str) -> str:
    """Return the text unchanged; marks it for the catalogues where it is translated later."""
    return message


def sentence(error: PlainError) -> str:
    """An error's message in the language in use, with its values filled in."""
    return error.filled_in(_(error.message), sentence)
