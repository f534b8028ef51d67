# SPDX-License-Identifier: Apache-2.0
"""The world's faults, each with the three sentences a person needs. Anything else is our own bug.

No message here may ever hold a person's own words: errors are shown, printed and logged.
"""


class WellPlanError(Exception):
    """Something outside the program went wrong, told in three plain sentences.

    `what` says what happened, `safe` whether the plan is safe, `next_step` what to do now.
    `exit_code` is the command line's public contract.
    """

    exit_code = 1

    def __init__(self, what: str, safe: str, next_step: str) -> None:
        super().__init__(what)
        self.what = what
        self.safe = safe
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.what} {self.safe} {self.next_step}"


class WrongPassphrase(WellPlanError):
    """The passphrase or recovery code opens no slot, and the slots themselves are whole."""

    exit_code = 3


class WrongGroup(WrongPassphrase):
    """One group of a typed recovery code has a slip in it. `group` is its number, 1 to 8."""

    def __init__(self, group: int, what: str, safe: str, next_step: str) -> None:
        super().__init__(what, safe, next_step)
        self.group = group


class Damaged(WellPlanError):
    """Bytes of the file are not what was written."""

    exit_code = 4


class NewerVersion(WellPlanError):
    """The file was made by a newer WellPlan; it is left untouched."""

    exit_code = 5


class OpenElsewhere(WellPlanError):
    """Another window or program holds the plan."""

    exit_code = 6


class ChangedElsewhere(WellPlanError):
    """The file under an open plan is no longer the one that was opened."""
