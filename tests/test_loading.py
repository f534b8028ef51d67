# SPDX-License-Identifier: Apache-2.0
"""Libraries that are loaded without what they name and nothing uses."""

import sys
from pathlib import Path

import pytest

from wellplan.loading import load_without


def test_what_nothing_is_asked_of_is_not_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "wide").mkdir()
    (tmp_path / "wide" / "__init__.py").write_text("def more():\n    return 40\n")
    (tmp_path / "wide" / "inner.py").write_text("def least():\n    return 2\n")
    told = ("import wide", "from wide import inner", "def say(kind: wide.Kind):")
    (tmp_path / "teller.py").write_text("\n".join([*told, "    return wide.more() + inner.least()"]))
    monkeypatch.syspath_prepend(tmp_path)
    load_without("teller", "sys", "wide", "wide.inner")
    teller = sys.modules["teller"]
    assert not {"wide", "wide.inner"} & set(sys.modules)
    assert not hasattr(teller.wide, "__path__")
    assert teller.say(None) == 42
    load_without("teller", "wide")
