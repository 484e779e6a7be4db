#!/bin/sh
# Build the plugin's zip from the last commit: dist/parklocus-<version>.zip, whose one folder is `parklocus`.
set -eu
cd "$(dirname "$0")/.."
version=$(sed -n 's/^version=//p' metadata.txt)
mkdir -p dist
git archive --format=zip --prefix=parklocus/ --output="dist/parklocus-$version.zip" HEAD
echo "dist/parklocus-$version.zip"
