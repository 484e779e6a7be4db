"""The plugin's words in Chinese: whole, up to date, and for nobody else."""

from __future__ import annotations

import ast
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from qgis.PyQt.QtCore import QCoreApplication, QTranslator

from parklocus.plugin.translation import language_of, load_translator

ROOT = Path(__file__).resolve().parents[2]
TS = ROOT / "resources" / "i18n" / "parklocus_zh_CN.ts"
HINT = "run tools/update_qt_translations.sh and translate what is new in resources/i18n/parklocus_zh_CN.ts"


def source_strings():
    """Return every (context, text) that the plugin has translated, read from its syntax trees."""
    found = set()
    for path in sorted((ROOT / "plugin").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "translate":
                context, text = node.args
                assert isinstance(context, ast.Constant), f"{path.name}:{node.lineno}: the context is not a literal"
                assert isinstance(text, ast.Constant), f"{path.name}:{node.lineno}: the text is not a literal"
                found.add((context.value, text.value))
    assert len(found) > 100
    return found


def translations():
    """Return the translations by (context, text)."""
    messages = {}
    for context in ET.parse(TS).getroot().iter("context"):  # noqa: S314 - a file of ours
        for message in context.iter("message"):
            translation = message.find("translation")
            key = (context.findtext("name"), message.findtext("source"))
            messages[key] = (translation.text or "", translation.get("type"))
    return messages


def test_the_translations_are_those_of_the_sources():
    assert set(translations()) == source_strings(), HINT


def test_every_translation_is_finished():
    unfinished = [key for key, (text, kind) in translations().items() if kind is not None or not text.strip()]
    assert unfinished == [], HINT


# Calls whose texts people see; what they are given must have gone through `translate`.
SHOWN = re.compile(
    r"set(Text|ToolTip|StatusTip|WhatsThis|WindowTitle|Title|PlaceholderText|ProgressText|DefaultText|HeaderLabels?|"
    r"DialogTitle|InformativeText)|push(Info|Warning|Message)|reportError|addRow|addAction|addTab|addItems?|Q(Label|"
    r"PushButton|CheckBox|RadioButton|GroupBox|Action|ToolButton|Menu)|QgsProcessing(Parameter|Output)\w+|"
    r"QgsCollapsibleGroupBox"
)
# Names, not words: they are the same in every language.
PROPER = re.compile(r"|Park Locus|[A-Z_]+|\W*|(\.osm\S*,? ?)+|(\.\w+,? ?)+|[+−0-9 ,]+")


def untranslated(path):
    """Yield the literal texts that a file shows as they are."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if not SHOWN.fullmatch(called):
            continue
        for given in node.args:
            literals = given.values if isinstance(given, ast.JoinedStr) else [given]
            for part in literals:
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and not PROPER.fullmatch(part.value):
                    yield f"{path.name}:{node.lineno}: {part.value!r}"


def test_no_visible_text_goes_round_the_translation():
    found = [text for path in sorted((ROOT / "plugin").rglob("*.py")) for text in untranslated(path)]
    assert found == []


def test_a_visible_text_that_goes_round_it_is_found(tmp_path):
    path = tmp_path / "panel.py"
    path.write_text('label.setText("Ready")\nbox = QCheckBox(translate("Box", "Fine"))\n', encoding="utf-8")
    assert list(untranslated(path)) == ["panel.py:1: 'Ready'"]


def test_placeholders_survive_translation():
    for (_, source), (text, _) in translations().items():
        assert sorted(re.findall(r"\{\w+\}", source)) == sorted(re.findall(r"\{\w+\}", text)), source


def test_the_compiled_file_holds_what_the_text_file_says(qgis_app):
    translator = QTranslator()
    assert translator.load(str(TS.with_suffix(".qm")))
    assert QCoreApplication.installTranslator(translator)
    for (context, source), (text, _) in translations().items():
        assert QCoreApplication.translate(context, source) == text, HINT
    QCoreApplication.removeTranslator(translator)


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("zh_CN", "zh_CN"),
        ("zh-Hans", "zh_CN"),
        ("zh_CN.UTF-8", "zh_CN"),
        ("zh", "zh_CN"),
        ("zh_SG", "zh_CN"),
        ("zh_TW", "en"),
        ("zh-Hant", "en"),
        ("zh_HK", "en"),
        ("zh-Hant-TW", "en"),
        ("de_DE", "en"),
        ("C", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_simplified_chinese_is_for_its_readers_alone(locale, language):
    assert language_of(locale) == language


def test_the_plugin_speaks_chinese_and_stops_when_unloaded(qgis_iface, qgis_processing, monkeypatch):
    from qgis.core import QgsApplication

    from parklocus import classFactory
    from parklocus.plugin import plugin as module
    from parklocus.plugin.panel import indices_step
    from parklocus.plugin.processing import compute_indices

    for user in (module, compute_indices, indices_step):
        monkeypatch.setattr(user, "current_language", lambda: "zh_CN")
    plugin = classFactory(qgis_iface)
    plugin.initGui()
    plugin.action.setChecked(True)
    assert plugin.dock.run_button.text() == "运行"
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("parklocus:indices")
    assert algorithm.displayName() == "计算指标"
    assert "到中心的距离" in algorithm.shortHelpString()
    assert plugin.dock.form.indices.tree.topLevelItem(0).child(0).text(0) == "到中心的距离"
    assert plugin.dock.minimumSizeHint().width() <= 350
    plugin.unload()
    assert QCoreApplication.translate("ParkLocusDock", "Run") == "Run"


def test_english_needs_no_translator():
    assert load_translator("en") is None
