"""The door of the engine: names come when they are asked for; a command line shows and says how it is with it."""

from __future__ import annotations

import importlib.util
import io
import json
import subprocess
import sys
import threading
from types import ModuleType, SimpleNamespace

import pytest
from rich.console import Console

from parklocus import indicators
from parklocus.indicators import __main__ as command
from parklocus.indicators import public
from parklocus.indicators.cli.reporting import TextReporter


def python(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_the_command_line_listens_before_libraries_load():
    loaded = python("import sys, parklocus.indicators.cli.main; print(*sys.modules)").split()
    assert "parklocus.indicators.errors" in loaded
    assert not {"numpy", "pandas", "scipy", "geopandas", "osmium"} & set(loaded)


def test_a_name_is_what_public_says_whatever_is_imported_first():
    code = "import parklocus.indicators.run, parklocus.indicators as i; print(callable(i.compute), callable(i.fetch))"
    assert python(code) == "True True"
    assert indicators.__all__ == public.__all__
    for name in public.__all__:
        assert getattr(indicators, name) is getattr(public, name)
        is_module = importlib.util.find_spec(f"parklocus.indicators.{name}") is not None
        if is_module and not isinstance(getattr(public, name), ModuleType):
            assert name in indicators._ALSO_MODULES


def test_a_city_can_be_read_without_what_computes():
    loaded = python("import sys; from parklocus.indicators import City; print(City.__name__, *sys.modules)").split()
    assert loaded[0] == "City"
    assert not {"scipy.stats", "rasterio", "parklocus.indicators.compute"} & set(loaded)


def test_a_study_without_scores_waits_for_no_statistics():
    loaded = python("import sys, parklocus.indicators.run; print(*sys.modules)").split()
    assert "parklocus.indicators.validation.comparison" in loaded
    assert not {"scipy.stats", "scipy.optimize", "statsmodels", "matplotlib", "rasterio"} & set(loaded)


def test_other_names_are_refused_and_modules_found():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        indicators.nothing  # noqa: B018
    assert python("from parklocus.indicators import progress; print(progress.__name__)").endswith(".progress")


@pytest.mark.parametrize("as_json", [False, True])
def test_an_interrupt_while_libraries_load_is_a_sentence(monkeypatch, capfd, as_json):
    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setitem(sys.modules, "parklocus.indicators.cli.main", SimpleNamespace(main=interrupted))
    monkeypatch.setattr(sys, "argv", ["parklocus", "run", "study.toml", *(["--json"] if as_json else [])])
    assert command.main() == 130
    sys.stdout.flush()
    out, err = capfd.readouterr()
    if as_json:
        assert json.loads(out) == {"event": "error", "text": "Cancelled; nothing was written."}
        assert not err
    else:
        assert err == "parklocus: Cancelled; nothing was written.\n"


def test_a_bar_on_a_terminal_is_drawn_without_a_thread():
    reporter = TextReporter()
    reporter._err = Console(file=io.StringIO(), force_terminal=True, width=80)
    before = threading.active_count()
    with reporter.bar():
        reporter.progress(0.25, "Reading [streets]")
        assert threading.active_count() == before  # with another one processes would not be forked
        assert "25 %" in reporter._err.file.getvalue()
        assert "Reading [streets]" in reporter._err.file.getvalue()
