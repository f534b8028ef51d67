#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Prints the Python to build .venv with: the first of 3.11 or newer that can make a virtual environment.
set -u
for name in python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3; do
    if "$name" -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        command -v "$name"
        exit 0
    fi
done
echo "WellPlan needs Python 3.11 or newer, with its venv part. Please install it, then try again." >&2
exit 1
