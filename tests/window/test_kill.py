# SPDX-License-Identifier: Apache-2.0
"""kill -9 while someone is typing: after opening again at most the last second is missing."""

import json
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from window.conftest import export_json, open_plan
from window.driver import Window

pytestmark = pytest.mark.window

LAST_S = 1.0


@pytest.mark.parametrize("run", range(3))
def test_promise_1_killed_while_typing(
    run: int, make_plan: Callable[[str], Path], wellplan: Path, tmp_path: Path
) -> None:
    path = make_plan("derek")
    moment = random.Random().uniform(1.5, 4.0)
    typed: list[tuple[float, str]] = []
    with Window(str(path)) as w:
        open_plan(w)
        w.press("My people", "push button")
        w.wait_for("My people", "heading")
        w.press("Add a person")
        w.wait_focus("Name")
        began = time.monotonic()
        text = ""
        while time.monotonic() - began < moment:
            word = f"w{len(typed):03d} "
            w.type(word, delay_ms=15)
            text += word
            typed.append((time.monotonic(), text))
        killed = time.monotonic()
        w.process.kill()
        w.process.wait()
    plan = json.loads(export_json(wellplan, path, tmp_path / "after.json"))
    kept = next((p["name"] for p in plan["people"] if p["name"].startswith("w000")), "")
    assert text.startswith(kept)
    # The keys of the last moments may still have been on their way through the X server.
    must = max((t for at, t in typed if at < killed - LAST_S), key=len, default="")
    assert len(kept) >= len(must), f"kept {kept!r}, but {must!r} was typed {LAST_S} s before the kill"
