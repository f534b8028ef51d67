# SPDX-License-Identifier: Apache-2.0
"""Libraries that are loaded without what they name and nothing uses."""

import subprocess
import sys
from pathlib import Path

import pytest

from wellplan.loading import load_without

ON_ITS_OWN = """
import sys
from wellplan.ui import light_load
from PySide6.QtCore import QPoint, QObject
assert not [name for name in sys.modules if name.startswith("shibokensupport.signature.l")]
assert __import__.__name__ != "__feature_import__"
loaded = {"zipfile", "tempfile", "inspect"} & set(sys.modules)
assert not loaded, loaded
for wrong in (lambda: QPoint("a", "b"), lambda: QObject().setObjectName(5)):
    try:
        wrong()
    except TypeError as error:
        print(error)
print(QObject.setObjectName.__doc__)
"""


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


def test_pyside_loads_lightly_and_still_says_what_is_wrong() -> None:
    def run(code: str) -> str:
        return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    said = run(ON_ITS_OWN)
    assert "'PySide6.QtCore.QPoint.__init__' called with wrong argument types" in said
    assert "Supported signatures:\n  PySide6.QtCore.QObject.setObjectName(name: str" in said
    assert said == run(
        "\n".join(each for each in ON_ITS_OWN.splitlines() if "assert" not in each and "light" not in each)
    )
