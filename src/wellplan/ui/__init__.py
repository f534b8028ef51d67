# SPDX-License-Identifier: Apache-2.0
"""The window: the only room that knows PySide6."""
