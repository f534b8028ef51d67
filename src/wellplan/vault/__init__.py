# SPDX-License-Identifier: Apache-2.0
"""The encrypted place: the only room that knows SQLite."""
