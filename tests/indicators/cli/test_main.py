"""The command line as people and programs use it, in this process."""

from __future__ import annotations

import io
import json
import re
import shutil
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest

import parklocus
from parklocus.indicators.catalogue import CATALOGUE
from parklocus.indicators.city.city import City
from parklocus.indicators.cli.main import main
from parklocus.indicators.errors import Cancelled
from parklocus.indicators.language import set_language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from town import Town

COMMANDS = ("run", "demo", "compute", "fetch", "indices", "info")
CHINESE = re.compile("[一-鿿]")


@pytest.fixture(autouse=True)
def _language_of_the_session() -> Iterator[None]:
    yield
    set_language()


def events(out: str) -> list[dict]:
    """Return JSON lines; fail where a line is none, or holds what JSON does not know."""

    def refuse(constant: str) -> None:
        pytest.fail(f"{constant} is no JSON")

    return [json.loads(line, parse_constant=refuse) for line in out.splitlines()]


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[str, str]:
    """Run a command that works and return what it writes to the two streams."""
    code = main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    assert code == 0, said.err
    return said.out, said.err


def test_the_version_and_the_help(capsys) -> None:
    for arguments in (["--version"], ["--help"], *([command, "--help"] for command in COMMANDS)):
        with pytest.raises(SystemExit) as end:
            main(arguments)
        out = capsys.readouterr().out
        assert end.value.code == 0
        if arguments == ["--version"]:
            assert out == f"parklocus {parklocus.__version__}\n"
        else:
            assert "Example: parklocus " in out
    assert main([]) == 2
    assert capsys.readouterr().err.endswith("required: command. Try: parklocus --help\n")


def test_every_example_in_the_help_is_understood(capsys, monkeypatch) -> None:
    asked = []

    def answer(options, _reporter):
        asked.append(options)
        return {}, [], []

    for name in COMMANDS:
        monkeypatch.setattr(f"parklocus.indicators.cli.main._{name}", answer)
    for command in COMMANDS:
        with pytest.raises(SystemExit):
            main([command, "--help"])
        example = " ".join(capsys.readouterr().out.partition("Example: parklocus ")[2].split())
        assert example.startswith(command)
        run(capsys, *example.split())
    assert len(asked) == len(COMMANDS)
    assert asked[2].centre == ["121.5499,29.8719,Tianyi"]


def test_the_catalogue(capsys) -> None:
    out, err = run(capsys, "indices")
    assert "radii = 500, 800" in out
    assert not err
    assert all(identifier in out for identifier in CATALOGUE)
    (event,) = events(run(capsys, "indices", "--json")[0])
    shipped = json.loads((Path(parklocus.__file__).with_name("resources") / "catalogue.json").read_text("utf-8"))
    del shipped["choices"]  # of a study's settings, which no package adds to
    assert event == {"event": "result", "version": parklocus.__version__} | shipped
    assert CHINESE.search(run(capsys, "indices", "--lang", "zh_CN")[0])
    assert CHINESE.search(run(capsys, "--lang=zh_CN", "indices")[0])


def test_a_study_in_words(town: Town, capsys) -> None:
    out, err = run(capsys, "run", town.study)
    assert "Park 3" in out
    assert "cbd_distance [m]" in out
    assert "OSM data of 2020-05-17" in out
    assert out.rstrip().endswith(f"Written to {town.folder / 'result.gpkg'}")
    assert all(line.startswith("• ") for line in err.splitlines())
    out, _err = run(capsys, "run", town.study, "--lang", "zh_CN")
    assert CHINESE.search(out)
    assert "Written" not in out


def test_a_study_in_json_lines(town: Town, cache: Path, capsys) -> None:
    out, err = run(capsys, "run", town.study, "--json", "--output", town.folder / "other.gpkg")
    assert not err
    *before, result = events(out)
    progress = [event for event in before if event["event"] == "progress"]
    fractions = [event["fraction"] for event in progress]
    assert fractions == sorted(fractions)
    assert fractions[0] == 0
    assert 0.9 < fractions[-1] <= 1
    assert all(event["text"] for event in progress)
    assert {event["event"] for event in before} <= {"progress", "note"}
    assert result["event"] == "result"
    assert result["output"] == str(town.folder / "other.gpkg")
    assert result["summary"]["parks"] == result["summary"]["parks_measured"] == 6
    assert result["summary"]["reference_nodes"] == 12 * 12 - 4  # the grid's corners are but bends
    assert "6 parks" in result["summary"]["statement"]
    assert not (town.folder / "result.gpkg").exists()


def test_a_study_gives_what_the_options_give(town: Town, capsys) -> None:
    run(capsys, "run", town.study)
    arguments = ["--osm", town.osm, "--parks", town.parks, "--output", town.folder / "options.gpkg"]
    for index in ("cbd_distance", "amenity_density"):
        arguments += ["--index", index]
    run(capsys, "compute", *arguments, "--centre", town.centre)
    of_study, of_options = (
        gpd.read_file(town.folder / f"{name}.gpkg", layer="parks") for name in ("result", "options")
    )
    columns = ["id", "name", "rent", "cbd_distance", "cbd_distance_pct", "amenity_density_500"]
    assert of_study[columns].equals(of_options[columns])
    # p2 stands at 3.6 to 4.4 blocks east and 4.6 to 5.4 north: its four gates are 0.4 to 1.6 blocks from the centre.
    assert of_options.set_index("id")["cbd_distance"]["p2"] == pytest.approx(118.6, abs=3)


def test_a_centre_in_the_west_and_parks_in_a_table(town: Town, capsys) -> None:
    for file in (town.osm, town.parks):
        file.write_text(file.read_text(encoding="utf-8").replace("13.2", "-13.2"), encoding="utf-8")
    town.osm.write_text(re.sub("<bounds.*/>", "", town.osm.read_text(encoding="utf-8")), encoding="utf-8")
    table = town.folder / "parks.csv"
    table.write_text("编号;经度;纬度;租金\n007;-13,2575;53,5545;1,5\n", encoding="gb18030")
    arguments = ["--osm", town.osm, "--parks", table, "--index", "cbd_distance", "--output", town.folder / "r.gpkg"]
    _out, err = run(capsys, "compute", *arguments, "--centre", "-13.2575,53.5545")
    assert "was read as GB18030" in err
    park = gpd.read_file(town.folder / "r.gpkg", layer="parks").iloc[0]
    assert (park["id"], park["租金"], park["cbd_name"]) == ("007", 1.5, "centre 1")


def test_from_another_folder_and_with_other_signs_in_the_paths(town: Town, capsys, monkeypatch, tmp_path) -> None:
    folder = tmp_path / "宁波 研究 [b] :tree:"
    shutil.move(town.folder, folder)
    monkeypatch.chdir(tmp_path)
    out, _err = run(capsys, "run", f"{folder.name}/study.toml")
    assert out.rstrip().endswith(str(folder / "result.gpkg"))
    monkeypatch.chdir(folder)
    run(capsys, "compute", "--osm", "town.osm", "--parks", "parks.geojson", "--index", "ptal", "--output", "园区.gpkg")
    assert (folder / "园区.gpkg").is_file()
    monkeypatch.setenv("HOME", str(folder))
    run(
        capsys,
        "compute",
        "--osm",
        "~/town.osm",
        "--parks",
        "~/parks.geojson",
        "--index",
        "ptal",
        "--output",
        "~/r.gpkg",
    )
    assert (folder / "r.gpkg").is_file()


def test_attributes_that_bear_the_names_of_results(town: Town, capsys) -> None:
    parks = gpd.read_file(town.parks)
    for column in ("cbd_distance", "notes", "ptal", "PTAL", "Notes", "fid", "geom", "score_office", "ID"):
        parks[column] = [f"{column} {number}" for number in range(len(parks))]
    parks.to_file(town.parks)
    _out, err = run(capsys, "run", town.study)
    assert "The parks' own columns cbd_distance, notes bear the names of results and are left out." in err
    written = gpd.read_file(town.folder / "result.gpkg", layer="parks")
    lower = [column.lower() for column in written.columns]
    assert len(set(lower)) == len(lower)
    assert written["cbd_distance"].dtype == float
    assert written["score_office"].tolist() == [0, 1, 2, 3, 4, 5]
    for theirs, ours in {"ptal": "ptal", "PTAL": "PTAL_2", "Notes": "Notes_2", "geom": "geom_2", "ID": "ID_2"}.items():
        assert written[ours][3] == f"{theirs} 3"


def test_ids_are_matched_whatever_type_a_table_gave_them(town: Town, capsys) -> None:
    numbered = gpd.read_file(town.parks).assign(id=[1.0, 2, 3, 4, 5, 6])
    numbered.to_file(town.parks)
    for form in ("{}", "{}.0", " {}.00 "):
        rows = "".join(f"{form.format(number)},{number}\n" for number in range(1, 7))
        town.scores.write_text(f"id,locational\n{rows}", encoding="utf-8")
        summary = events(run(capsys, "run", town.study, "--json")[0])[-1]["summary"]
        assert "6 parks" in summary["statement"]


def test_names_are_shown_as_they_are(town: Town, capsys) -> None:
    text = town.parks.read_text(encoding="utf-8")
    town.parks.write_text(text.replace("Park 0", "[/b] [red]A :tree:"), encoding="utf-8")
    assert "[/b] [red]A :tree:" in run(capsys, "run", town.study)[0]


def test_the_demo_makes_its_folder(capsys, tmp_path, monkeypatch) -> None:
    written = []
    monkeypatch.setattr(
        "parklocus.indicators.cli.main._run_study",
        lambda study, output, *_: (written.append((study.title, output)), ({"output": str(output)}, [], []))[1],
    )
    monkeypatch.setattr("parklocus.indicators.export.report.write_report", lambda _result, page, _progress: page)
    run(capsys, "demo", "--output", tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()
    assert written == [("Neubrandenburg (demo, simulated scores)", tmp_path / "a" / "b" / "result.gpkg")]
    (tmp_path / "file").write_text("in the way")
    assert main(["demo", "--output", str(tmp_path / "file" / "b")]) == 2
    assert "b cannot be a folder: " in capsys.readouterr().err


def test_what_a_file_holds(town: Town, capsys, tmp_path) -> None:
    out, _err = run(capsys, "info", town.osm)
    assert re.search(r"street_nodes +│ 140 ", out)
    assert re.search(r"stops_bus +│ 4 ", out)
    facts = events(run(capsys, "info", town.osm, "--json")[0])[-1]["facts"]
    assert facts["places"] == 31
    assert facts["snapshot"].startswith("2020-05-17")
    assert facts["street_km"] == pytest.approx(2 * 12 * 1.1, rel=0.01)
    stored = City.from_osm(town.osm).save(tmp_path / "town.plc")
    assert events(run(capsys, "info", stored, "--json")[0])[-1]["facts"] == facts
    run(capsys, "run", town.study)
    result = town.folder / "result.gpkg"
    facts = events(run(capsys, "info", result, "--json")[0])[-1]["facts"]
    assert facts["parks"] == "6 rows (MultiPolygon)"
    assert facts["provenance"].endswith("(table)")
    assert facts["osm / snapshot"].startswith("2020-05-17")
    assert not [key for key in facts if key.startswith("document")]
    foreign = town.folder / "Foreign.GPKG"
    gpd.read_file(town.parks).to_file(foreign, layer="provenance", driver="GPKG")
    assert events(run(capsys, "info", foreign, "--json")[0])[-1]["facts"] == {"provenance": "6 rows (Polygon)"}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("none.osm", None, "There is no file"),
        ("notes.txt", b"text", "is no OSM file, stored city or GeoPackage"),
        ("city.plc", b"text", "cannot be opened as a stored city: it is not a stored city"),
        ("result.gpkg", b"text", "cannot be read as a GeoPackage"),
    ],
)
def test_what_is_no_file_to_describe(capsys, tmp_path, name, content, words) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert main(["info", str(tmp_path / name)]) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert not said.out


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ZeroDivisionError("boom"), "A fault in Park Locus (ZeroDivisionError: boom); --debug shows where"),
        (MemoryError(), "There is not enough memory"),
        (PermissionError(13, "Permission denied", "x"), "The system refuses x: Permission denied. Check"),
        (OSError(5, "Input/output error"), "The system refused: [Errno 5] Input/output error."),
    ],
)
def test_a_fault_of_ours_is_a_sentence_too(town: Town, capsys, monkeypatch, error, words) -> None:
    def fail(*_: object, **_options: object) -> None:
        raise error

    monkeypatch.setattr("parklocus.indicators.run.run_study", fail)
    assert main(["run", str(town.study)]) == 1
    assert words in capsys.readouterr().err
    assert main(["run", str(town.study), "--json"]) == 1
    assert words in events(capsys.readouterr().out)[-1]["text"]
    with pytest.raises(type(error)):
        main(["run", str(town.study), "--debug"])


def test_a_signal_that_a_library_catches_is_raised_again(town: Town, capsys, monkeypatch) -> None:
    caught = []

    def stubborn(_study, _output, progress, **_options) -> None:
        try:
            signal.raise_signal(signal.SIGINT)
        except Cancelled as error:
            caught.append(error)
        signal.raise_signal(signal.SIGINT)  # an impatient second one does not disturb what tidies up
        progress(0.5, "still at it")
        pytest.fail("the run went on")

    monkeypatch.setattr("parklocus.indicators.run.run_study", stubborn)
    before = signal.getsignal(signal.SIGINT)
    assert main(["run", str(town.study)]) == 130
    assert capsys.readouterr().err == "parklocus: Cancelled; nothing was written.\n"
    assert len(caught) == 1
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "cp1252"])
def test_a_terminal_that_cannot_show_every_sign(town: Town, monkeypatch, encoding) -> None:
    def say(*arguments: str) -> tuple[int, str, bytes]:
        streams = [io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2)]
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", streams[0])
            patch.setattr(sys, "stderr", streams[1])
            code = main(arguments)
        out, err = (stream.detach().getvalue() for stream in streams)
        return code, err.decode(encoding), out

    town.parks.write_text(town.parks.read_text(encoding="utf-8").replace("Park 1", "老外滩 ½"), encoding="utf-8")
    code, _err, out = say("run", str(town.study), "--lang", "zh_CN")
    assert code == 0
    assert ("老外滩 ?" in out.decode(encoding)) == (encoding == "gbk")
    code, err, _out = say("run", str(town.study), "--output", "到.shp")
    assert code == 2
    assert err.startswith("parklocus: The output ")
    code, err, out = say("run", str(town.study), "--json", "--lang", "zh_CN")
    assert code == 0
    assert "园区" in events(out.decode("utf-8"))[-1]["summary"]["statement"]
    code, err, out = say("info", "map\udcff.osm", "--json")  # a name that is no text, as file systems allow it
    assert "There is no file map\udcff.osm" in events(out.decode("utf-8"))[0]["text"]


@pytest.mark.parametrize("closed", ["stdout", "stderr"])
def test_a_stream_may_be_closed(capsys, monkeypatch, closed) -> None:
    monkeypatch.setattr(sys, closed, None)
    assert main(["indices"]) == main(["indices", "--json"]) == 0
    assert main(["nothing"]) == main(["nothing", "--json"]) == 2


def test_it_runs_in_a_thread(town: Town) -> None:
    codes = []
    thread = threading.Thread(target=lambda: codes.append(main(["info", str(town.osm)])))
    thread.start()
    thread.join()
    assert codes == [0]
