#!/bin/sh
# Bring the plugin's Chinese words up to date: collect the strings of plugin/ into resources/i18n/parklocus_zh_CN.ts,
# and, once they are translated there, compile them into the .qm that QGIS loads.
#
# Needs pylupdate6 (PyQt6 from PyPI; .venv-qgis has it) and lrelease (Debian: qttools5-dev-tools; PyPI: PySide6).
set -eu
cd "$(dirname "$0")/.."
collect=$(command -v .venv-qgis/bin/pylupdate6 || command -v pylupdate6)
compile=$(command -v lrelease || command -v pyside6-lrelease)
ts=resources/i18n/parklocus_zh_CN.ts
# shellcheck disable=SC2046 # file names without spaces
"$collect" --no-obsolete --ts "$ts" $(find plugin -name '*.py' | LC_ALL=C sort)
"$compile" -silent "$ts" -qm "${ts%.ts}.qm"
