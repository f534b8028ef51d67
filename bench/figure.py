# SPDX-License-Identifier: Apache-2.0
"""One measured figure: ours, what it was measured against, and the most that is allowed."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """`ours` and `against` are in `unit`. A limit of None is not judged."""

    name: str
    ours: float
    against: float
    unit: str
    against_what: str
    most_ratio: float | None = None
    most_ours: float | None = None

    @property
    def ratio(self) -> float:
        return self.ours / self.against

    @property
    def is_within(self) -> bool:
        return (self.most_ratio is None or self.ratio <= self.most_ratio) and (
            self.most_ours is None or self.ours <= self.most_ours
        )

    def __str__(self) -> str:
        limits = [f"ratio <= {self.most_ratio:.2f}"] if self.most_ratio is not None else []
        limits += [f"<= {self.most_ours:g} {self.unit}"] if self.most_ours is not None else []
        verdict = "ok" if self.is_within else "TOO MUCH"
        return (
            f"{verdict:9}{self.name}: {self.ratio:.2f} x {self.against_what} "
            f"({self.ours:.1f} against {self.against:.1f} {self.unit}; bar: {', '.join(limits) or 'none'})"
        )


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0 to 1) of the values do not go above (nearest rank)."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]
