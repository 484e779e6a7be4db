#!/bin/sh
# Make a fresh QGIS profile in a folder, with the plugin switched on.
#
# Usage: tools/qgis_profile.sh FOLDER PLUGIN [LOCALE]
# PLUGIN is the plugin's folder (linked) or its zip (unpacked); LOCALE such as zh-Hans.
set -eu
folder=$1
plugin=$2
locale=${3:-en}
profile="$folder/profiles/default"
mkdir -p "$profile/QGIS" "$profile/python/plugins"
cat >"$profile/QGIS/QGIS3.ini" <<INI
[General]
locale\\overrideFlag=true
locale\\userLocale=$locale

[PythonPlugins]
parklocus=true
processing=true

[app]
askToSaveMemoryLayers=false
projections\\unknownCrsBehavior=NoAction

[qgis]
checkVersion=false
showTips=false

[locale]
overrideFlag=true
userLocale=$locale
INI
case $plugin in
*.zip) python3 -m zipfile -e "$plugin" "$profile/python/plugins" ;;
*) ln -s "$(cd "$plugin" && pwd)" "$profile/python/plugins/parklocus" ;;
esac
