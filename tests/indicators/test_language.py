"""The engine's language, and the translations that ship with it."""

from __future__ import annotations

import ast
import gettext as stdlib_gettext
import re
import threading
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from parklocus.indicators import language

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
PO_FILES = sorted((ROOT / "resources" / "i18n").glob("*/LC_MESSAGES/parklocus.po"))
TRANSLATED = [code for code in language.LANGUAGES if code != language.SOURCE_LANGUAGE]


@pytest.fixture(autouse=True)
def _no_language(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in language.ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
    language.set_language()
    yield
    language.set_language()


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a catalogue of known content in the place of the shipped one."""
    folder = tmp_path / "zh_CN" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = Catalog(locale="zh_CN", charset="utf-8")
    catalogue.add("park", "园区")
    catalogue.add(("{n} park", "{n} parks"), ("{n}个园区",))
    from babel.messages.mofile import write_mo

    with (folder / "parklocus.mo").open("wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr(language, "LOCALE_DIR", tmp_path)
    language._catalogue.cache_clear()
    stdlib_gettext._translations.clear()
    monkeypatch.setattr(stdlib_gettext, "_translations", {})


@pytest.fixture(autouse=True)
def _fresh_catalogues() -> Iterator[None]:
    yield
    language._catalogue.cache_clear()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        *[
            (code, "zh_CN")
            for code in ("zh_CN", "zh_CN.UTF-8", "zh_SG", "zh-Hans", "zh-Hans-CN", "zh", "ZH_cn", "zh-CN")
        ],
        ("zh_CN.GB18030@stroke", "zh_CN"),
        ("zh-Hans-HK", "zh_CN"),
        *[(code, "en") for code in ("zh_TW", "zh_HK", "zh_MO", "zh-Hant", "zh-Hant-CN", "zh_TW.UTF-8", "zh-Hant-SG")],
        *[(code, "en") for code in ("en", "en_GB.UTF-8", "C", "C.UTF-8", "POSIX", "", None, "fr_FR", "zha", "xx", "_")],
    ],
)
def test_a_locale_name_gives_the_nearest_language(code: str | None, expected: str) -> None:
    assert language.supported_language(code) == expected


def test_the_first_variable_set_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    assert language.current_language() == "en"
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert language.current_language() == "zh_CN"
    monkeypatch.setenv("LC_MESSAGES", "")
    assert language.current_language() == "zh_CN"
    monkeypatch.setenv("LC_ALL", "C")
    assert language.current_language() == "en"
    monkeypatch.setenv("PARKLOCUS_LANG", "zh_CN")
    assert language.current_language() == "zh_CN"
    assert language.set_language("en") == "en"
    assert language.current_language() == "en"
    assert language.set_language("") == "zh_CN"


@pytest.mark.usefixtures("example")
def test_texts_follow_the_language() -> None:
    assert language.gettext("park") == "park"
    assert language.ngettext("{n} park", "{n} parks", 1) == "{n} park"
    assert language.ngettext("{n} park", "{n} parks", 2) == "{n} parks"
    language.set_language("zh-Hans")
    assert language.gettext("park") == "园区"
    assert language.gettext("never translated") == "never translated"
    assert language.gettext("") == ""
    assert language.ngettext("{n} park", "{n} parks", 1) == "{n}个园区"
    for code in ("zh_TW", "zh_HK", "fr"):
        language.set_language(code)
        assert language.gettext("park") == "park"


@pytest.mark.usefixtures("example")
def test_in_language_ends_with_its_block_and_stays_in_its_thread() -> None:
    seen = []
    with language.in_language("zh_CN") as code:
        assert (code, language.gettext("park")) == ("zh_CN", "园区")
        with language.in_language("en"):
            assert language.gettext("park") == "park"
        assert language.gettext("park") == "园区"
        other = threading.Thread(target=lambda: seen.append(language.gettext("park")))
        other.start()
        other.join()
    assert seen == ["park"]
    assert language.gettext("park") == "park"
    with pytest.raises(ZeroDivisionError), language.in_language("zh_CN"):
        raise ZeroDivisionError
    assert language.gettext("park") == "park"


@pytest.mark.usefixtures("example")
def test_set_language_holds_in_other_threads() -> None:
    seen = []
    language.set_language("zh_CN")
    other = threading.Thread(target=lambda: seen.append(language.gettext("park")))
    other.start()
    other.join()
    assert seen == ["园区"]


def _texts_in_code() -> dict[str | tuple[str, ...], str]:
    """Collect what the code marks for translation, by the syntax tree alone."""
    texts: dict[str | tuple[str, ...], str] = {}
    for path in sorted((ROOT / "indicators").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            count = {"_": 1, "gettext": 1, "ngettext": 2}.get(name)
            if count is None or path.name == "language.py":
                continue
            where = f"{path.relative_to(ROOT)}:{node.lineno}"
            for argument in node.args[:count]:
                assert isinstance(argument, ast.Constant), f"{where}: only a literal text can be collected"
            key = tuple(argument.value for argument in node.args[:count])
            texts[key if count == 2 else key[0]] = where
    return texts


def _placeholders(text: str) -> list[str]:
    return sorted(
        f"{name}!{conversion}:{spec}" for _, name, spec, conversion in Formatter().parse(text) if name is not None
    )


def _key(message: Message) -> str | tuple[str, ...]:
    return message.id if isinstance(message.id, str) else tuple(message.id)


def _read(po: Path) -> Catalog:
    with po.open("rb") as file:
        return read_po(file, locale=po.parents[1].name)


def test_every_language_has_its_catalogue() -> None:
    assert [po.parents[1].name for po in PO_FILES] == TRANSLATED


@pytest.mark.parametrize("po", PO_FILES, ids=lambda po: po.parents[1].name)
def test_the_catalogue_holds_the_texts_of_the_code_and_no_others(po: Path) -> None:
    in_code = _texts_in_code()
    in_catalogue = {_key(message) for message in _read(po) if message.id}
    assert in_code
    assert {text: where for text, where in in_code.items() if text not in in_catalogue} == {}
    assert in_catalogue - set(in_code) == set()


@pytest.mark.parametrize("po", PO_FILES, ids=lambda po: po.parents[1].name)
def test_every_text_is_translated_with_its_placeholders(po: Path) -> None:
    for message in _read(po):
        if not message.id:
            continue
        originals = message.id if not isinstance(message.id, str) else (message.id,)
        forms = message.string if not isinstance(message.string, str) else (message.string,)
        assert not message.fuzzy, message.id
        assert all(forms), message.id
        for form in forms:
            assert _placeholders(form) == _placeholders(originals[-1]), message.id
            ends_in_space = form[-1:].isspace() or form.endswith("：")  # a full-width colon brings its own
            assert ends_in_space == (originals[-1][-1:].isspace() or form.endswith("：")), message.id


@pytest.mark.parametrize("po", PO_FILES, ids=lambda po: po.parents[1].name)
def test_the_compiled_catalogue_equals_its_source(po: Path) -> None:
    with po.with_suffix(".mo").open("rb") as file:
        compiled = dict(stdlib_gettext.GNUTranslations(file)._catalog)
    del compiled[""]
    expected: dict[str | tuple[str, int], str] = {}
    for message in _read(po):
        if isinstance(message.id, str):
            expected[message.id] = message.string
        else:
            expected.update({(message.id[0], form): text for form, text in enumerate(message.string)})
    expected.pop("", None)
    assert compiled == expected


def test_chinese_is_written_in_simplified_characters() -> None:
    traditional = re.compile("[園區創類據資訊點關聯標單個數與為從無應該間經過選擇檔讀寫錯誤層請檢]")
    for message in _read(ROOT / "resources" / "i18n" / "zh_CN" / "LC_MESSAGES" / "parklocus.po"):
        text = message.string if isinstance(message.string, str) else "".join(message.string)
        assert not traditional.search(text), text
