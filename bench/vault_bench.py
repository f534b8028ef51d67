# SPDX-License-Identifier: Apache-2.0
"""Unlock and save of a twenty-year plan against a one-month plan, side by side in one run."""

import statistics
import tempfile
import time
from pathlib import Path

from bench import years
from wellplan.plan.model import Plan
from wellplan.vault import store

UNLOCKS = 40
SAVES = 300


def figures() -> dict[str, float]:
    """Times in ms and ratios. The cheap slot cost leaves the key derivation out of every time."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        paths = {"month": place / "month.wellplan", "years": place / "years.wellplan"}
        plans = {
            "month": years.write_vault(paths["month"], *years.ONE_MONTH),
            "years": years.write_vault(paths["years"], *years.TWENTY_YEARS),
        }
        unlock: dict[str, list[float]] = {"month": [], "years": []}
        for _n in range(UNLOCKS):  # in turn, so that a slow moment of the machine hits both
            for name, path in paths.items():
                unlock[name].append(_timed_unlock(path, place))
        save = _timed_saves(paths, plans, place)
    result = {}
    for name in ("month", "years"):
        result[f"unlock {name} p50 ms"] = statistics.median(unlock[name])
        result[f"save {name} p50 ms"] = statistics.median(save[name])
        result[f"save {name} p99 ms"] = statistics.quantiles(save[name], n=100)[98]
    result["unlock years/month"] = result["unlock years p50 ms"] / result["unlock month p50 ms"]
    result["save p50 years/month"] = result["save years p50 ms"] / result["save month p50 ms"]
    result["save p99 years/month"] = result["save years p99 ms"] / result["save month p99 ms"]
    return result


def _timed_unlock(path: Path, place: Path) -> float:
    start = time.perf_counter()
    opened = store.unlock(path, years.PASSPHRASE, data_dir=place / "data")
    took = (time.perf_counter() - start) * 1000
    opened.close()
    return took


def _timed_saves(paths: dict[str, Path], plans: dict[str, Plan], place: Path) -> dict[str, list[float]]:
    opened = {n: store.unlock(p, years.PASSPHRASE, data_dir=place / "data") for n, p in paths.items()}
    edits = {name: years.edited(plans[name], SAVES, seed=5) for name in paths}
    took: dict[str, list[float]] = {name: [] for name in paths}
    for _n in range(SAVES):
        for name, each in edits.items():
            _when, plan = next(each)
            start = time.perf_counter()
            opened[name].save(plan)
            took[name].append((time.perf_counter() - start) * 1000)
    for each_store in opened.values():
        each_store.close()
    return took


if __name__ == "__main__":
    for label, value in figures().items():
        print(f"{label:28} {value:8.2f}")
