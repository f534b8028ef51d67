# SPDX-License-Identifier: Apache-2.0
"""What a locked plan is to be opened with, on its way from one screen to the next. It is never shown."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Held:
    """A passphrase; or a recovery code with the new passphrase that is to take the place of the lost one."""

    passphrase: str = field(default="", repr=False)
    code: str = field(default="", repr=False)

    @property
    def key(self) -> dict[str, Any]:
        """As the vault's functions for closed files take it."""
        return {"code": self.code} if self.code else {"passphrase": self.passphrase}
