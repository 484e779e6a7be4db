"""The plugin's words in the language of QGIS: English and simplified Chinese."""

from __future__ import annotations

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QTranslator

from parklocus.plugin.folders import RESOURCES

ENGLISH = "en"
SIMPLIFIED_CHINESE = "zh_CN"
SIMPLIFIED = frozenset({"zh", "zh-cn", "zh-sg", "zh-my", "zh-hans", "zh-hans-cn", "zh-hans-sg", "zh-hans-my"})


def translate(context: str, text: str) -> str:
    """Return `text` in the language of QGIS; `pylupdate6` collects the calls of this function."""
    return QCoreApplication.translate(context, text)


def language_of(locale: str | None) -> str:
    """Return the language shown for a locale: `zh_CN` for simplified Chinese, else `en`.

    Readers of traditional characters (`zh_TW`, `zh-Hant`) get English: simplified text is not theirs.
    """
    tag = (locale or "").partition(".")[0].replace("_", "-").lower()
    return SIMPLIFIED_CHINESE if tag in SIMPLIFIED else ENGLISH


def current_language() -> str:
    """Return the language shown for the locale of QGIS (`QgsApplication.locale`: an empty one is English)."""
    return language_of(QgsApplication.locale())


def load_translator(language: str) -> QTranslator | None:
    """Return the translator of a language, or None for English."""
    if language == ENGLISH:
        return None
    translator = QTranslator()
    # The file is named in full: Qt's own search would offer zh_CN to every Chinese locale.
    if not translator.load(str(RESOURCES / "i18n" / f"parklocus_{language}.qm")):
        return None
    return translator
