#!/bin/sh
# Test the plugin in three ways: under pytest-qgis, through qgis_process, and in a real QGIS on a virtual screen.
#
# Usage: tools/test_qgis.sh [pytest|process|desktop]...   (all three by default)
# Needs QGIS (tools/install_qgis.sh) and the engine's environment: PARKLOCUS_PYTHON, or .venv of this folder.
set -eu
cd "$(dirname "$0")/.."
root=$PWD

PARKLOCUS_PYTHON=${PARKLOCUS_PYTHON:-$root/.venv/bin/python}
export PARKLOCUS_PYTHON
if [ ! -x "$PARKLOCUS_PYTHON" ]; then
    echo "There is no engine at $PARKLOCUS_PYTHON: make the environment first, or name another in PARKLOCUS_PYTHON." >&2
    exit 1
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
mkdir -m 700 "$work/runtime"
export XDG_RUNTIME_DIR="$work/runtime"

# QGIS's own Python with pytest beside it; PyQt6 is there to look its names up and for pylupdate6.
make_environment() {
    wanted="pytest>=8.0 pytest-qgis>=2.1 PyQt6>=6.6"
    if [ "$(cat .venv-qgis/complete 2>/dev/null)" != "$wanted" ]; then
        rm -rf .venv-qgis
        /usr/bin/python3 -m venv --system-site-packages .venv-qgis
        # shellcheck disable=SC2086 # a list of requirements
        .venv-qgis/bin/pip install -q --disable-pip-version-check $wanted
        echo "$wanted" >.venv-qgis/complete
    fi
}

run_pytest() {
    make_environment
    QT_QPA_PLATFORM=offscreen timeout -k 10 600 .venv-qgis/bin/python -m pytest -q tests/plugin
}

run_process() {
    tools/qgis_profile.sh "$work/process" "$root"
    mkdir "$work/runs"
    export QGIS_CUSTOM_CONFIG_PATH="$work/process"
    QT_QPA_PLATFORM=offscreen timeout -k 10 300 /usr/bin/python3 tests/plugin/run_algorithms.py "$work/runs"
    unset QGIS_CUSTOM_CONFIG_PATH
}

run_desktop() {
    for locale in en zh-Hans; do
        # From the zip in English, from the folder itself in Chinese: as users have it, and as developers do.
        plugin=$root
        [ "$locale" != en ] || { tools/build_zip.sh >/dev/null && plugin=$(ls -t "$root"/dist/parklocus-*.zip | head -n 1); }
        tools/qgis_profile.sh "$work/desktop-$locale" "$plugin" "$locale"
        rm -f "$work/report.json" "$work/desktop.gpkg" screenshots/failure-*.png
        PARKLOCUS_DEMO="$root/resources/demo" PARKLOCUS_SHOTS="$root/screenshots" PARKLOCUS_REPORT="$work/report.json" \
            timeout -k 10 300 xvfb-run -a -s "-screen 0 1400x900x24" qgis --profiles-path "$work/desktop-$locale" \
            --profile default --nologo --noversioncheck --code tests/plugin/drive_desktop.py \
            >"$work/desktop.log" 2>&1 || echo "QGIS ended with an error or was ended after 300 s" >>"$work/desktop.log"
        if ! grep -q '"state": "ok"' "$work/report.json" 2>/dev/null; then
            tail -n 40 "$work/desktop.log" >&2
            cat "$work/report.json" >&2 2>/dev/null || echo "QGIS left no report." >&2
            exit 1
        fi
        echo "real QGIS ($locale): passed; pictures are in screenshots/"
    done
}

[ $# -gt 0 ] || set -- pytest process desktop
for way in "$@"; do
    case $way in
    pytest) run_pytest ;;
    process) run_process ;;
    desktop) run_desktop ;;
    *) echo "unknown: $way" >&2; exit 2 ;;
    esac
done
