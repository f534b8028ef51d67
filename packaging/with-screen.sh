#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs one command with a screen, a session bus, a window manager and the accessibility bus of its own.
set -euo pipefail

XDG_RUNTIME_DIR=$(mktemp -d)
chmod 700 "$XDG_RUNTIME_DIR"
trap 'rm -rf "$XDG_RUNTIME_DIR"' EXIT
export XDG_RUNTIME_DIR QT_LINUX_ACCESSIBILITY_ALWAYS_ON=1 QT_QPA_PLATFORM=xcb
unset WAYLAND_DISPLAY

xvfb-run --auto-servernum --server-args="-screen 0 1280x800x24 -nolisten tcp" \
    dbus-run-session -- bash -c '
        openbox >/dev/null 2>&1 & window_manager=$!
        "$@"; result=$?
        kill "$window_manager"
        exit "$result"' with-screen "$@"
