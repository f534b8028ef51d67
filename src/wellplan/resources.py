# SPDX-License-Identifier: Apache-2.0
"""The only place that knows where `resources/` is: source tree, installed wheel or frozen app."""

import sys
from pathlib import Path


def resources_dir() -> Path:
    """The folder of bundled data.

    A source tree wins over the packaged copy: an editable install leaves a stale one behind.
    """
    here = Path(__file__).resolve().parent
    frozen = getattr(sys, "_MEIPASS", None)
    places = [Path(frozen) / "resources"] if frozen else []
    places += [here.parents[1] / "resources", here / "resources"]
    for place in places:
        if (place / "templates").is_dir():
            return place
    raise FileNotFoundError("WellPlan's own resources folder is missing from this installation")


def resource(*parts: str) -> Path:
    """The path of one bundled file, e.g. `resource("examples", "jo.json")`."""
    return resources_dir().joinpath(*parts)
