# SPDX-License-Identifier: Apache-2.0
"""The window: the only room that knows PySide6."""

from wellplan.ui.light_load import load_lightly

load_lightly()
