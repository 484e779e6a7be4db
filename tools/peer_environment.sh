#!/bin/sh
# Make the environment of the benchmarks in .venv-bench: the peers, apart from the engine, since some are under the AGPL.
# What cannot be installed is left out and said: the tables then name it as missing.
set -eu
cd "$(dirname "$0")/.."

wanted=$(cksum <benchmarks/peers.txt)
[ "$(cat .venv-bench/made-for 2>/dev/null)" = "$wanted" ] && exit 0
[ -x .venv-bench/bin/python ] || .venv/bin/python -m venv .venv-bench
.venv-bench/bin/python -m pip install -q --disable-pip-version-check --upgrade "pip>=24"
grep -v '^#' benchmarks/peers.txt | while read -r peer; do
    .venv-bench/bin/python -m pip install -q --disable-pip-version-check "$peer" || echo "not to be had: $peer" >&2
done
echo "$wanted" >.venv-bench/made-for
