# SPDX-License-Identifier: Apache-2.0
"""What our own bugs say on standard error, which desktops keep: where they are, never the person's words."""

import sys
from types import TracebackType


def tell_bugs_without_words() -> None:
    """Those too that Python cannot raise anywhere, as where an object goes away."""
    sys.excepthook = _tell
    sys.unraisablehook = lambda told: _tell(told.exc_type, told.exc_value, told.exc_traceback)


def _tell(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    """The kind and the place only. The message might hold the person's words."""
    del error
    if issubclass(kind, KeyboardInterrupt):
        sys.exit(130)
    import traceback

    places = "".join(f"  {f.filename}:{f.lineno} {f.name}\n" for f in traceback.extract_tb(trace))
    sys.stderr.write(f"WellPlan has a fault of its own: {kind.__name__}\n{places}")
