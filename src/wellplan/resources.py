# SPDX-License-Identifier: Apache-2.0
"""The only place that knows where the program is: its `resources/`, and the folder beside it that keeps all.

Source tree, installed wheel or frozen app.
"""

import sys
from pathlib import Path

DATA_BESIDE = "WellPlan data"
"""A folder of this name beside the program makes WellPlan portable: it keeps everything in there."""


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


def portable_dir() -> Path | None:
    """The folder beside the program that keeps all, where there is one; None: the person's own folders.

    Beside the executable of a frozen app (beside the whole `.app` on macOS), or at the root of a source tree.
    """
    here = Path(__file__).resolve().parent
    if getattr(sys, "frozen", False):
        program = Path(sys.executable).resolve()
        bundle = next((each for each in program.parents if each.suffix == ".app"), program)
        place = bundle.parent / DATA_BESIDE
    else:
        place = here.parents[1] / DATA_BESIDE
    try:
        return place if place.is_dir() else None
    except OSError:  # a folder that is closed to us
        return None
