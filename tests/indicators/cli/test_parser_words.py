"""The command line's help and complaints in the reader's language, argparse's own words among them."""

from __future__ import annotations

import argparse
import inspect
import re

import pytest

from parklocus.indicators.cli.main import main
from parklocus.indicators.cli.parser_words import words
from parklocus.indicators.language import in_language, set_language

ENGLISH = re.compile(r"usage|positional|options|show this|argument|invalid|required|error", re.IGNORECASE)


@pytest.fixture(autouse=True)
def language_as_it_was():
    yield
    set_language(None)


def said(capsys, *given) -> tuple[int, str]:
    try:
        code = main(list(given))
    except SystemExit as leaving:
        code = leaving.code
    shown = capsys.readouterr()
    return code, shown.out + shown.err


@pytest.mark.parametrize("command", ["run", "compute", "fetch", "indices", "info", "demo"])
def test_help_is_chinese_throughout(capsys, command):
    code, text = said(capsys, command, "--lang", "zh_CN", "--help")
    assert code == 0
    assert text.startswith(f"用法：parklocus {command}")
    assert "显示此帮助信息并退出" in text
    assert not ENGLISH.search(text)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (["compute"], "缺少以下参数：--osm"),
        (["info", "a.gpkg", "--colour"], "无法识别的参数：--colour"),
        (["fetch", "--limit", "wide"], "参数 --limit：无效的 float 值：'wide'"),
        (["fetch", "--place"], "参数 --place：需要一个值"),
        (["indices", "--json=no"], "参数 --json：不接受值 'no'"),
    ],
)
def test_complaints_are_chinese(capsys, given, sentence):
    code, text = said(capsys, "--lang", "zh_CN", *given)
    assert code == 2
    assert sentence in text
    assert not ENGLISH.search(text.replace(given[-1], ""))


def test_in_english_nothing_changes_and_other_parsers_are_let_alone(capsys):
    said(capsys, "--lang", "zh_CN", "info", "--help")
    assert said(capsys, "info", "--lang", "en", "--help")[1].startswith("usage: parklocus info")
    with in_language("zh_CN"):
        assert argparse.ArgumentParser(prog="other").format_usage() == "usage: other [-h]\n"


def test_every_word_is_one_of_argparses_and_translated():
    source = inspect.getsource(argparse)
    with in_language("en"):
        english = words()
    with in_language("zh_CN"):
        chinese = words()
    assert all(word in source or "program's version" in word for word in english)
    assert not any(word == other for word, other in zip(english, chinese, strict=True))
    # The places for values are those of the original, in whatever order.
    for word, other in zip(english, chinese, strict=True):
        assert sorted(re.findall(r"%(?:\(\w+\))?[sr]", word)) == sorted(re.findall(r"%(?:\(\w+\))?[sr]", other))
