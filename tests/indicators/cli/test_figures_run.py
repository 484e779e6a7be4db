"""`parklocus figures`, from its words to the files it leaves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from parklocus.indicators.cli.failures import DONE, WRONG_INPUT
from parklocus.indicators.cli.main import main
from parklocus.tests.indicators.made_results import write_result


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return str(write_result(tmp_path_factory.mktemp("result") / "result.gpkg", 3))


def test_a_program_learns_which_files_hold_what(result, tmp_path, capsys):
    command = ["figures", result, "--folder", str(tmp_path / "new"), "--kind", "radar", "--park", "Old Mill", "--json"]
    assert main(command) == WRONG_INPUT
    command[command.index("Old Mill")] = "和丰创意广场"
    assert main([*command, "--lang", "zh_CN"]) == DONE
    *_before, answer = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (figure,) = answer["figures"]
    assert (figure["kind"], figure["park"], figure["factor"], figure["index"]) == ("radar", "p0", "", "")
    assert figure["title"] == "和丰创意广场：在全市中的百分位"
    text = Path(figure["file"]).read_text(encoding="utf-8")
    assert "到中心的距离" in text


def test_people_see_what_was_drawn(result, tmp_path, capsys):
    command = [
        "figures",
        result,
        "--folder",
        str(tmp_path),
        "--kind",
        "scatter",
        "--factor",
        "office",
        "--index",
        "ptal",
    ]
    assert main([*command, "--lang", "en"]) == DONE
    shown = capsys.readouterr().out
    assert "scatter_office_ptal.svg" in shown
    assert "Office milieu against Transit access" in shown
