"""The door of the engine: names come when they are asked for, and a command line that is stopped says so."""

from __future__ import annotations

import json
import subprocess
import sys
from types import ModuleType, SimpleNamespace

import pytest

from parklocus import indicators
from parklocus.indicators import __main__ as command
from parklocus.indicators import public


def python(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_the_command_line_listens_before_libraries_load():
    loaded = python("import sys, parklocus.indicators.cli; print(*sys.modules)").split()
    assert "parklocus.indicators.errors" in loaded
    assert not {"numpy", "pandas", "scipy", "geopandas", "osmium"} & set(loaded)


def test_a_name_is_what_public_says_whatever_is_imported_first():
    code = "import parklocus.indicators.run, parklocus.indicators as i; print(callable(i.compute), callable(i.fetch))"
    assert python(code) == "True True"
    assert indicators.__all__ == public.__all__
    for name in public.__all__:
        assert getattr(indicators, name) is getattr(public, name)
        assert not isinstance(getattr(indicators, name), ModuleType)


def test_other_names_are_refused_and_modules_found():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        indicators.nothing  # noqa: B018
    assert python("from parklocus.indicators import progress; print(progress.__name__)").endswith(".progress")


@pytest.mark.parametrize("as_json", [False, True])
def test_an_interrupt_while_libraries_load_is_a_sentence(monkeypatch, capfd, as_json):
    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setitem(sys.modules, "parklocus.indicators.cli", SimpleNamespace(main=interrupted))
    monkeypatch.setattr(sys, "argv", ["parklocus", "run", "study.toml", *(["--json"] if as_json else [])])
    assert command.main() == 130
    sys.stdout.flush()
    out, err = capfd.readouterr()
    if as_json:
        assert json.loads(out) == {"event": "error", "text": "Cancelled; nothing was written."}
        assert not err
    else:
        assert err == "parklocus: Cancelled; nothing was written.\n"
