"""Where the engine is looked for, and how its environment is made."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from qgis.core import QgsProcessingFeedback, QgsSettings

from parklocus.plugin import catalogue, environment, installation, interpreters
from parklocus.plugin.environment import EngineError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def profile(tmp_path, monkeypatch, qgis_app):
    """Give a test its own profile folder and no named engine."""
    folder = tmp_path / "profile" / "parklocus"
    for module in (catalogue, environment, installation):
        monkeypatch.setattr(module, "engine_folder", lambda: folder)
    monkeypatch.delenv(environment.VARIABLE, raising=False)
    keys = (environment.ENGINE_KEY, environment.BASE_KEY, environment.WHEELS_KEY)
    for key in keys:
        QgsSettings().remove(key)
    yield folder
    for key in keys:
        QgsSettings().remove(key)


def record(folder, python, version=environment.__version__):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / environment.RECORD).write_text(json.dumps({"python": str(python), "version": version}), encoding="utf-8")


def test_without_an_engine_the_way_to_one_is_told(profile):
    assert environment.locate_engine() is None
    with pytest.raises(EngineError, match=r'not installed yet.*press "Install the engine"'):
        environment.require_engine()


def test_the_variable_comes_before_the_settings_and_these_before_the_own_environment(profile, monkeypatch):
    record(profile, sys.executable)
    assert environment.locate_engine().python == sys.executable
    environment.name_python(environment.ENGINE_KEY, "/settings/python")
    assert environment.locate_engine().python == "/settings/python"
    monkeypatch.setenv(environment.VARIABLE, "/variable/python")
    assert environment.locate_engine().python == "/variable/python"
    monkeypatch.delenv(environment.VARIABLE)
    environment.name_python(environment.ENGINE_KEY, " ")
    assert environment.locate_engine().python == sys.executable


def test_a_named_interpreter_that_is_not_there_is_named(profile, monkeypatch):
    monkeypatch.setenv(environment.VARIABLE, "/no/python")
    with pytest.raises(
        EngineError, match=r"no interpreter /no/python \(named by: environment variable PARKLOCUS_PYTHON"
    ):
        environment.require_engine()


def test_an_interpreter_without_the_engine_is_told_apart(profile, monkeypatch):
    monkeypatch.setenv(environment.VARIABLE, "/usr/bin/python3")
    with pytest.raises(EngineError, match="no Park Locus engine in the environment of /usr/bin/python3"):
        environment.require_engine()


def test_an_older_engine_is_refused(profile):
    record(profile, sys.executable, "0.0.1")
    with pytest.raises(EngineError, match=r"is version 0\.0\.1, the plugin is version"):
        environment.require_engine()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"python": 1}', '{"python": "/gone/python", "version": "0.1.0"}'])
def test_a_damaged_record_is_as_good_as_none(profile, text):
    profile.mkdir(parents=True)
    (profile / environment.RECORD).write_text(text, encoding="utf-8")
    assert environment.locate_engine() is None


def test_a_python_is_found_that_can_make_environments(qgis_app):
    found = interpreters.find_interpreter()
    assert found.version >= (3, 11)
    assert found.makes_environments
    answer = subprocess.run(
        [found.path, "-c", "import sys; print(sys.version_info[:2])"], capture_output=True, check=True
    )
    assert answer.stdout.decode().strip() == str(found.version[:2])


def fake_python(path, answer):
    path.write_text(f"#!/bin/sh\n{answer}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ('echo \'{"version": [3, 9, 18], "able": true}\'', "is Python 3.9.18; the engine needs 3.11 or later"),
        ('echo \'{"version": [3, 12, 1], "able": false}\'', "python3-venv"),
        ("echo hello", "does not answer"),
        ("exit 3", "does not answer"),
    ],
)
def test_a_chosen_python_that_will_not_do_is_refused_with_the_reason(tmp_path, qgis_app, answer, words):
    with pytest.raises(interpreters.NoInterpreterError) as raised:
        interpreters.find_interpreter(fake_python(tmp_path / "python", answer))
    assert words in str(raised.value)
    assert "Install Python 3.11 or later" in str(raised.value)


def test_a_chosen_python_that_is_not_there_is_named(qgis_app):
    with pytest.raises(interpreters.NoInterpreterError, match="There is no file /no/python"):
        interpreters.find_interpreter("/no/python")


def test_a_failed_installation_leaves_the_old_engine(profile, tmp_path):
    record(profile, sys.executable)
    broken = fake_python(
        tmp_path / "python",
        """case "$2" in
*ensurepip*) echo '{"version": [3, 12, 1], "able": true}' ;;
venv) mkdir -p "$3/bin"; cp "$0" "$3/bin/python" ;;
pip) echo "ERROR: No matching distribution found for osmium" >&2; exit 1 ;;
esac""",
    )
    with pytest.raises(installation.InstallationError) as raised:
        installation.install_engine(QgsProcessingFeedback(), broken)
    assert "ERROR: No matching distribution found for osmium" in str(raised.value)
    assert "choose another Python" in str(raised.value)
    assert environment.locate_engine().python == sys.executable
    assert [path.name for path in profile.iterdir()] == [environment.RECORD]


def test_a_cancelled_installation_changes_nothing(profile):
    feedback = QgsProcessingFeedback()
    feedback.cancel()
    with pytest.raises(installation.InstallationError, match="cancelled; nothing was changed"):
        installation.install_engine(feedback, sys.executable)
    assert list(profile.iterdir()) == []


# What lists the catalogue: an environment for a test need not hold all that computes.
LIGHT = ("markdown-it-py", "mdurl", "platformdirs", "pygments", "rich", "setuptools")


@pytest.fixture
def light_lock(monkeypatch, tmp_path):
    """Shorten the lock to what lists the catalogue, each in its locked version."""
    lines = installation.LOCK.read_text(encoding="utf-8").splitlines()
    lock = tmp_path / "lock.txt"
    lock.write_text("\n".join(line for line in lines if line.partition("==")[0] in LIGHT), encoding="utf-8")
    monkeypatch.setattr(installation, "LOCK", lock)
    monkeypatch.setattr(installation, "SELF_TEST", "import parklocus.indicators.cli.catalogue_list")
    return lock


def test_the_button_makes_an_environment_that_runs(profile, monkeypatch, light_lock):
    """The real thing: a venv, pip, and a copy of the plugin folder."""
    stray = {path.name for path in ROOT.iterdir()}
    outdated = profile / "venv-outdated"
    outdated.mkdir(parents=True)
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    feedback = QgsProcessingFeedback()
    percents = []
    feedback.progressChanged.connect(percents.append)
    engine = installation.install_engine(feedback)
    monkeypatch.delenv("PYTHONPATH")
    monkeypatch.delenv("PYTHONHOME")
    assert percents == sorted(percents)
    assert percents[-1] == 100
    assert "Package 6 of 6" in feedback.textLog()
    assert environment.require_engine().python == engine.python
    assert not outdated.exists()
    assert {path.name for path in ROOT.iterdir()} - stray <= {".pytest_cache"}, "the plugin folder stays as it was"
    # Versions are the locked ones, and the engine says which indices it has.
    frozen = subprocess.run([engine.python, "-m", "pip", "freeze"], capture_output=True, check=True).stdout.decode()
    locked = {line.lower() for line in light_lock.read_text(encoding="utf-8").splitlines()}
    assert locked - {line.lower().replace("_", "-") for line in frozen.splitlines()} <= {
        line for line in locked if line.startswith("setuptools")
    }
    shipped = catalogue.read_catalogue()
    catalogue.refresh_catalogue(engine.python)
    kept = json.loads((profile / catalogue.KEPT).read_text(encoding="utf-8"))
    assert (kept["python"], kept["version"]) == (engine.python, environment.__version__)
    assert catalogue.read_catalogue() == shipped


def test_an_environment_is_made_without_internet_from_a_folder_of_wheels(profile, monkeypatch, tmp_path):
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    (tmp_path / "lock.txt").write_text("acme-nothing==1.0\n", encoding="utf-8")
    monkeypatch.setattr(installation, "LOCK", tmp_path / "lock.txt")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/no-index")
    with zipfile.ZipFile(wheels / "acme_nothing-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("acme_nothing.py", "")
        wheel.writestr(
            "acme_nothing-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: acme-nothing\nVersion: 1.0\n"
        )
        wheel.writestr(
            "acme_nothing-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr("acme_nothing-1.0.dist-info/RECORD", "")
    feedback = QgsProcessingFeedback()
    with pytest.raises(installation.InstallationError, match="could not be installed"):
        # The package comes from the folder; the engine cannot be built, for what builds it is not there.
        installation.install_engine(feedback, wheels=str(wheels))
    assert "Successfully installed acme-nothing-1.0" in feedback.textLog()
    assert list(profile.iterdir()) == []


def test_a_folder_of_wheels_that_is_not_there_is_named(profile):
    with pytest.raises(installation.InstallationError, match="There is no folder /no/wheels"):
        installation.install_engine(QgsProcessingFeedback(), wheels="/no/wheels")


def test_an_engine_with_indices_of_others_is_asked_for_them(profile, stand_in):
    python = os.environ["PARKLOCUS_PYTHON"]
    assert "acme_benches" not in [index.id for index in catalogue.read_catalogue()]
    catalogue.refresh_catalogue(python)
    (bench,) = [index for index in catalogue.read_catalogue() if index.package]
    assert (bench.id, bench.title("zh_CN"), bench.package) == ("acme_benches", "Benches", "acme 1.0")
    # Another engine's answer, and a damaged one, are not taken for this one's.
    (profile / catalogue.KEPT).write_text("{", encoding="utf-8")
    assert "acme_benches" not in [index.id for index in catalogue.read_catalogue()]
