"""Two results compared, and a result made again: the same is said to be the same, and what is not is found."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing

import pytest

from parklocus.indicators import Study, run_study
from parklocus.indicators.cli.failures import DONE, WRONG_INPUT
from parklocus.indicators.cli.main import main
from parklocus.indicators.export.differences import differences
from parklocus.indicators.export.stored_result import StoredResult
from parklocus.tests.indicators.made_results import write_result


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return write_result(tmp_path_factory.mktemp("result") / "result.gpkg", 3)


def changed(result, folder, *statements):
    """Return a copy of a result in which SQL has changed something."""
    copy = folder / "changed.gpkg"
    shutil.copy(result, copy)
    with closing(sqlite3.connect(copy)) as connection:
        # The triggers of a GeoPackage's spatial index ask for functions that plain SQLite has not.
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in names:
            connection.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return copy


def test_a_result_is_the_same_as_itself(result):
    found, compared = differences(StoredResult(result), StoredResult(result))
    assert found == []
    assert compared > 800


def test_one_changed_value_is_found_and_a_missing_one_is_not_zero(result, tmp_path):
    copy = changed(
        result,
        tmp_path,
        "UPDATE parks SET ptal = ptal * 1.01 WHERE id = 'p1'",
        "UPDATE parks SET amenity_density_500 = 0 WHERE id = 'p2'",
        "UPDATE ranks SET rank = NULL WHERE rowid = 1",
    )
    found, _compared = differences(StoredResult(result), StoredResult(copy))
    assert [(one.table, one.column, one.kind, one.count) for one in found] == [
        ("parks", "ptal", "values", 1),
        ("parks", "amenity_density_500", "values", 1),
        ("ranks", "rank", "values", 1),
    ]
    assert found[0].largest == pytest.approx(0.01)
    assert found[0].example.startswith("p1: ")


def test_lost_rows_columns_and_tables_are_found(result, tmp_path):
    copy = changed(
        result,
        tmp_path,
        "DELETE FROM completeness WHERE rowid = 1",
        "ALTER TABLE associations DROP COLUMN kendall",
        "DROP TABLE ranks",
        "DELETE FROM gpkg_contents WHERE table_name = 'ranks'",
    )
    found, _compared = differences(StoredResult(result), StoredResult(copy))
    assert {(one.table, one.column, one.kind) for one in found} == {
        ("completeness", "", "rows"),
        ("associations", "kendall", "column"),
        ("ranks", "", "table"),
    }


def test_the_order_of_parks_is_no_difference(result, tmp_path):
    copy = changed(result, tmp_path, "UPDATE parks SET fid = fid + 100 WHERE id = 'p0'")
    assert differences(StoredResult(result), StoredResult(copy))[0] == []


def test_the_command_tells_programs_and_people(result, tmp_path, capsys):
    copy = changed(result, tmp_path, "UPDATE parks SET ptal = 1 WHERE id = 'p1'")
    assert main(["diff", str(result), str(copy), "--json"]) == DONE
    answer = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert answer["same"] is False
    assert [one["column"] for one in answer["differences"]] == ["ptal"]
    assert main(["diff", str(result), str(result), "--lang", "en"]) == DONE
    assert "values compared are the same" in capsys.readouterr().out


def test_a_result_is_made_again_value_for_value(town, cache, tmp_path, capsys):
    path = run_study(Study.open(town.study), tmp_path / "result.gpkg").output
    command = ["rerun", str(path), "--study", str(town.study), "--json"]
    assert main(command) == DONE
    answer = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (answer["same"], answer["differences"], answer["versions"]) == (True, [], [])
    town.scores.write_text(town.scores.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert main([*command, "--lang", "en"]) == WRONG_INPUT
    assert f"not the files that result.gpkg was made from: {town.scores.name} (scores)" in capsys.readouterr().out
    assert main(["rerun", str(path), "--lang", "en"]) == WRONG_INPUT
    assert "say where it is: --study FILE" in capsys.readouterr().err
