# SPDX-License-Identifier: Apache-2.0
"""Settings of a test's own: never those of whoever runs it."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from ui.vaults import Sealed, open_plan, sealed_plan
from wellplan.ui.settings import Settings
from wellplan.vault.store import Store


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.ini")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A plan on disk, open."""
    made, _code = open_plan(tmp_path)
    yield made
    made.close()


@pytest.fixture
def sealed(tmp_path: Path) -> Sealed:
    """A plan on disk, closed."""
    return sealed_plan(tmp_path)


@pytest.fixture(autouse=True)
def garbage_on_this_thread_only() -> Iterator[None]:
    """Python collects on whichever thread allocates, and xdist’s own destroys widgets.

    Qt crashes some tests later then. So nothing is collected by itself here, and all of it after each test.
    """
    usual = gc.get_threshold()
    gc.set_threshold(0)
    yield
    gc.collect()
    gc.freeze()
    gc.set_threshold(*usual)
