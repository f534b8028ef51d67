# SPDX-License-Identifier: Apache-2.0
"""Real sealed plans for tests of screens, made with a key that costs nothing."""

from dataclasses import dataclass
from pathlib import Path

from wellplan.crypto import TESTING
from wellplan.plan.templates import start_plan
from wellplan.vault.store import Store, create

PASSPHRASE = "kettle on, cat in"


@dataclass
class Sealed:
    """A closed plan's file and its recovery code."""

    path: Path
    code: str


def sealed_plan(folder: Path, name: str = "my-plan.wellplan") -> Sealed:
    path = folder / name
    store, code = create(path, PASSPHRASE, start_plan("crisis-plan"), cost=TESTING)
    store.close()
    return Sealed(path, code)


def open_plan(folder: Path) -> tuple[Store, str]:
    return create(folder / "my-plan.wellplan", PASSPHRASE, start_plan("crisis-plan"), cost=TESTING)
