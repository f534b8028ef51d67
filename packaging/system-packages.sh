#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs the Debian or Ubuntu packages that are missing: `run` for the window, `test` for the checks, `soak` for
# the long tests too.
# Without the right to install, it prints the one line that does.
set -euo pipefail

# What the Qt wheels load but do not carry (found by starting them on a bare Debian 12).
run_packages=(
    libgl1 libegl1 libxkbcommon0 libglib2.0-0 libfreetype6 libfontconfig1 libdbus-1-3
    libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0
    libwayland-cursor0 libcups2
)
# A screen and a screen reader's view for the window tests; PDF readers; a recorder of file writes; a browser;
# what WeasyPrint draws with, for the bench.
test_packages=(
    git xvfb xauth x11-utils dbus-daemon at-spi2-core gir1.2-atspi-2.0 python3-gi openbox xdotool
    poppler-utils qpdf gcc libc6-dev strace binutils chromium
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
)
# Readers that other people have.
soak_packages=(firefox-esr mupdf-tools)

wanted=("${run_packages[@]}")
if [ "${1:-run}" != run ]; then
    wanted+=("${test_packages[@]}")
fi
if [ "${1:-run}" = soak ]; then
    wanted+=("${soak_packages[@]}")
fi
here=$(cd "$(dirname "$0")" && pwd)
if ! python=$(bash "$here/find-python.sh" 2>/dev/null); then
    python=/usr/bin/python3
    wanted+=(python3 python3-venv)
fi
if [ "${1:-run}" != run ] && [[ "$python" == /usr/bin/* ]]; then
    wanted+=(libpython3-dev)  # the bundle takes Python's own library along; Debian keeps it apart
fi

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    echo "This is not Debian or Ubuntu. WellPlan needs what these packages hold: ${wanted[*]}" >&2
    if [ "${CI:-}" = true ]; then exit 1; fi
    exit 0
fi

missing=()
for package in "${wanted[@]}"; do
    if ! dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null | grep -q ' ok installed$'; then
        missing+=("$package")
    fi
done
if [ ${#missing[@]} -eq 0 ]; then exit 0; fi

as_root=()
if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null || ! sudo -n true 2>/dev/null; then
        echo "WellPlan needs a few system packages. This line installs them; then try again:" >&2
        echo "sudo apt-get update && sudo apt-get install --no-install-recommends ${missing[*]}" >&2
        exit 1
    fi
    as_root=(sudo -n)
fi
echo "Installing system packages: ${missing[*]}"
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
