"""The language that users are spoken to in: gettext catalogues in ``assets/locale``, chosen by locale or by name."""

from __future__ import annotations

import gettext
import locale
import os
from pathlib import Path

from common.errors import PlainError

LOCALES = Path(__file__).resolve().parents[1] / "assets" / "locale"
DOMAIN = "digitpad"
LANGUAGES = {"en": "English", "zh_CN": "简体中文"}
"""The languages there are, each by its own name."""

_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def use(language: str) -> None:
    """Speak this language from now on; texts already shown stay as they are until they are made anew."""
    global _catalogue, _language
    _catalogue = gettext.translation(DOMAIN, LOCALES, [language], fallback=True)
    _language = language


def language() -> str:
    return _language


def language_of_locale() -> str:
    """The language of the user's locale if there is a catalogue for it, else English."""
    names = [os.environ.get(variable, "") for variable in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE")]
    name = next((name for name in names if name), "") or (locale.getlocale()[0] or "")
    return "zh_CN" if name.lower().startswith(("zh", "chinese")) else "en"


def _(message: str) -> str:
    """The text in the language in use."""
    return _catalogue.gettext(message)


def mark(message: str) -> str:
    """Mark a text for the catalogues that is translated later, where it is shown."""
    return message


def sentence(error: PlainError) -> str:
    """An error's sentence in the language in use."""
    values = {key: sentence(value) if isinstance(value, PlainError) else value for key, value in error.values.items()}
    return _(error.message).format(**values)
