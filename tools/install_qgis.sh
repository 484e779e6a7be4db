#!/bin/sh
# Install QGIS 3.40 LTR with what its tests need; does nothing where it is there already.
#
# Root on Debian 12 gets it from bookworm-backports; everybody else is told what to install.
set -eu

WANTED=3.40
PACKAGES="qgis python3-qgis xvfb xauth python3-venv"

installed() {
    command -v qgis_process >/dev/null 2>&1 && command -v qgis >/dev/null 2>&1 &&
        command -v xvfb-run >/dev/null 2>&1 && command -v xauth >/dev/null 2>&1 &&
        /usr/bin/python3 -c 'import ensurepip, sys; from qgis.core import Qgis; sys.exit(Qgis.QGIS_VERSION_INT < 34000)' \
            >/dev/null 2>&1
}

if installed; then
    exit 0
fi

codename=$(. /etc/os-release 2>/dev/null && echo "${VERSION_CODENAME:-}")
if [ "$codename" != bookworm ] || [ "$(id -u)" != 0 ]; then
    echo "The plugin's tests need QGIS $WANTED or later with its Python bindings, xvfb-run, xauth and python3-venv." >&2
    echo "On Debian 12 run this script as root; elsewhere install them from https://qgis.org and your system's packages." >&2
    exit 1
fi

# The mirror that the machine uses already also carries its backports.
sources=/etc/apt/sources.list.d/debian.sources
if [ -f "$sources" ]; then
    uri=$(awk '/^URIs:/{print $2; exit}' "$sources")
    key=$(awk '/^Signed-By:/{print $2; exit}' "$sources")
else
    uri=$(awk '$1 == "deb" && $2 !~ /^\[/ {print $2; exit}' /etc/apt/sources.list)
    key=/usr/share/keyrings/debian-archive-keyring.gpg
fi
printf 'Types: deb\nURIs: %s\nSuites: bookworm-backports\nComponents: main\nSigned-By: %s\n' "$uri" "$key" \
    >/etc/apt/sources.list.d/bookworm-backports.sources
# A pin for QGIS alone: `apt-get -t` would drag other packages along.
printf 'Package: src:qgis\nPin: release n=bookworm-backports\nPin-Priority: 700\n' >/etc/apt/preferences.d/qgis-backports
apt-get update -q
# shellcheck disable=SC2086 # a list of packages
DEBIAN_FRONTEND=noninteractive apt-get install -y -q -o DPkg::Lock::Timeout=300 --no-install-recommends $PACKAGES

if ! installed; then
    echo "QGIS $WANTED was installed but does not answer." >&2
    exit 1
fi
