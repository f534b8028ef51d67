# SPDX-License-Identifier: Apache-2.0
"""Settings of a test's own: never those of whoever runs it."""

from pathlib import Path

import pytest

from wellplan.ui.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.ini")
