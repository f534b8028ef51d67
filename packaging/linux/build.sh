#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds dist/wellplan, a folder that runs without Python, and then tries it as a person would.
set -euo pipefail
cd "$(dirname "$0")/../.."

.venv/bin/python -m PyInstaller --noconfirm --log-level=WARN --distpath dist --workpath build \
    packaging/linux/wellplan.spec
bash packaging/linux/try-bundle.sh dist/wellplan/wellplan
du -sh dist/wellplan
