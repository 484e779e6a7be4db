#!/bin/sh
# Make the engine's environment in .venv, with what developing needs; does nothing where it is up to date.
#
# Usage: tools/engine_environment.sh [extra]...   (of pyproject.toml: test, lint)
set -eu
cd "$(dirname "$0")/.."

usable() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
complete() { usable "$1" && "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }

find_python() {
    for candidate in python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3; do
        if complete "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

extras=$(echo "$*" | tr ' ' ',')
wanted="$extras $(cat pyproject.toml __init__.py | cksum)"
if [ "$(cat .venv/made-for 2>/dev/null)" = "$wanted" ] && .venv/bin/python -c 'import parklocus.indicators.cli.main' 2>/dev/null; then
    exit 0
fi

if ! python=$(find_python); then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        apt-get update -q
        DEBIAN_FRONTEND=noninteractive apt-get install -y -q -o DPkg::Lock::Timeout=300 --no-install-recommends \
            python3 python3-venv
        python=$(find_python) || { echo "Park Locus needs Python 3.11 or later with venv." >&2; exit 1; }
    else
        echo "Park Locus needs Python 3.11 or later with venv (on Debian: apt-get install python3 python3-venv)." >&2
        exit 1
    fi
fi

[ -x .venv/bin/python ] && usable .venv/bin/python || { rm -rf .venv; "$python" -m venv .venv; }
.venv/bin/python -m pip install -q --disable-pip-version-check --upgrade "pip>=24"
.venv/bin/python -m pip install -q --disable-pip-version-check -e ".${extras:+[$extras]}"
# mypy finds a package by its folder's name, which a clone may have changed.
mkdir -p .venv/typing
ln -sfn ../.. .venv/typing/parklocus
echo "$wanted" >.venv/made-for
