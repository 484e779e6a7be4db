#!/bin/sh
# Look through what the plugin's zip would hold of this working tree as the plugin site does: flake8's errors, bandit,
# secrets. The plugin itself must be clean of every finding, the engine of those that are not slight.
set -eu
cd "$(dirname "$0")/.."
bin=$PWD/.venv/bin
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The tree as `git archive` would pack it, with what is not committed yet.
GIT_INDEX_FILE="$work/index" git read-tree HEAD
GIT_INDEX_FILE="$work/index" git add -A .
git archive --worktree-attributes --prefix=parklocus/ "$(GIT_INDEX_FILE="$work/index" git write-tree)" | tar -x -C "$work"
cd "$work"

echo "flake8"
"$bin/flake8" --isolated --max-line-length 120 --extend-ignore E203 parklocus/__init__.py parklocus/plugin
"$bin/flake8" --isolated --select E9,F63,F7,F82 parklocus
echo "bandit"
"$bin/bandit" -q -r parklocus/__init__.py parklocus/plugin
"$bin/bandit" -q -r -ll -ii parklocus
echo "detect-secrets"
"$bin/detect-secrets" scan --all-files --exclude-files "\.(pbf|mo|po|qm|ts)\$" parklocus >secrets.json
"$bin/python" - secrets.json <<'PY'
import json, sys
found = json.load(open(sys.argv[1], encoding="utf-8"))["results"]
for file, secrets in found.items():
    for secret in secrets:
        print(f"{file}:{secret['line_number']}: {secret['type']}", file=sys.stderr)
sys.exit(bool(found))
PY
echo "the plugin site's scans: clean"
