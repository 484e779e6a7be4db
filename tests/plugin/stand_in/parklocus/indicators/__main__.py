"""Behave as STAND_IN says: what `parklocus run study.toml --json` may do to the plugin, for better and for worse."""

import json
import os
import shutil
import signal
import sys
import time
import tomllib
from pathlib import Path

import parklocus

ROOT = Path(__file__).resolve().parents[5]


def say(**event):
    """Print one event."""
    sys.stdout.write(json.dumps(event, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def write_result():
    """Leave a GeoPackage where the study asks for one, and a copy of all that was given."""
    study = tomllib.loads(Path("study.toml").read_text(encoding="utf-8"))
    asked = sys.argv[sys.argv.index("--output") + 1] if "--output" in sys.argv else study["output"]["geopackage"]
    shutil.copyfile(os.environ["STAND_IN_GEOPACKAGE"], asked)
    kept = os.environ.get("STAND_IN_KEEP")
    if kept:
        shutil.copytree(".", kept, dirs_exist_ok=True)
    say(
        event="result",
        output=asked,
        summary={"arguments": sys.argv[1:], "statement": "No test is possible."},
    )


def split_writes():
    """Write lines and characters in pieces."""
    line = json.dumps({"event": "progress", "fraction": 0.5, "text": "读取街道"}, ensure_ascii=False).encode() + b"\n"
    for byte in line:
        os.write(1, bytes([byte]))
        time.sleep(0.002)


def say_titles():
    """Say the study's title again and again, as a run that takes a while does."""
    title = tomllib.loads(Path("study.toml").read_text(encoding="utf-8"))["title"]
    for number in range(20):
        say(event="progress", fraction=number / 20, text=f"{title} {number}")
        time.sleep(0.01)


def answer(command):
    """Answer as the engine does what is asked beside a run."""
    if command == "indices":
        index = {"id": "acme_benches", "title": {"en": "Benches"}, "definition": {"en": "Benches."}, "unit": "n"}
        index |= {"direction": "+", "factors": ["office"], "package": "acme 1.0"}
        shipped = json.loads((ROOT / "resources" / "catalogue.json").read_text(encoding="utf-8"))
        say(event="result", version=parklocus.__version__, indices=[*shipped["indices"], index])
    elif command == "info":
        study = tomllib.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
        say(event="result", study=study)
    elif command == "figures":
        folder = Path(sys.argv[sys.argv.index("--folder") + 1])
        kind = sys.argv[sys.argv.index("--kind") + 1]
        file = folder / f"{kind}.svg"
        file.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"/>', encoding="utf-8")
        say(event="result", figures=[{"file": str(file)}] if kind != "matrix" else [])
    elif command == "survey":
        folder = Path(sys.argv[sys.argv.index("--output") + 1])
        folder.mkdir(exist_ok=True)
        for name in ("report_en.html", "scores_by_park.csv", "model.R"):
            (folder / name).write_text("id\n", encoding="utf-8")
        shutil.copytree(".", os.environ["STAND_IN_KEEP"], dirs_exist_ok=True)
        say(event="result", output=str(folder))
    elif command == "report":
        output = Path(sys.argv[sys.argv.index("--output") + 1])
        output.write_text("<html></html>", encoding="utf-8")
        say(event="result", output=str(output))
    elif command == "fetch":
        output = sys.argv[sys.argv.index("--output") + 1]
        say(event="result", output=output, boundary=output, arguments=sys.argv[1:])
        shutil.copytree(".", os.environ["STAND_IN_KEEP"], dirs_exist_ok=True)


def end_badly(mode):
    """End without a result."""
    if mode == "error":
        say(event="error", text="The parks lie outside the extract.")
        sys.exit(2)
    if mode == "crash":
        sys.stderr.write("Traceback (most recent call last):\nMemoryError: no room\n")
        sys.exit(1)
    if mode == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    sys.exit(0)


def main():
    """Act."""
    if sys.argv[1] != "run":
        answer(sys.argv[1])
        return
    mode = os.environ.get("STAND_IN", "result")
    say(event="progress", fraction=0.1, text="Reading streets")
    if mode == "titled":
        say_titles()
    elif mode == "split":
        split_writes()
    elif mode == "garbage":
        os.write(1, b'not json\n[1]\n{"event": "unheard of"}\n{"event": "progress", "fraction": "x"}\n\xff\xfe\n\n')
        say(event="note", text="something to know")
    elif mode in ("error", "crash", "killed", "silent"):
        end_badly(mode)
    elif mode in ("hang", "stubborn"):
        if mode == "stubborn":
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
        Path(os.environ["STAND_IN_PID"]).write_text(str(os.getpid()), encoding="utf-8")
        say(event="progress", fraction=0.2, text="Waiting")
        time.sleep(60)
    write_result()


main()
