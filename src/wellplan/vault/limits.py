# SPDX-License-Identifier: Apache-2.0
"""The limits SQLite is given before it reads a file that may be a stranger's."""

import sqlite3

MOST_BYTES = 64 << 20
"""The longest value. A plan has 16 MiB at most, a merge what another copy had besides."""
SCHEMA_BYTES = 4096
"""The longest value while nothing but the schema is read."""
LIMITS = (
    (sqlite3.SQLITE_LIMIT_SQL_LENGTH, 100_000),
    (sqlite3.SQLITE_LIMIT_COLUMN, 100),
    (sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 10),
    (sqlite3.SQLITE_LIMIT_COMPOUND_SELECT, 3),
    (sqlite3.SQLITE_LIMIT_VDBE_OP, 25_000),
    (sqlite3.SQLITE_LIMIT_FUNCTION_ARG, 8),
    (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
    (sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50),
    (sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 10),
    (sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, 10),
    (sqlite3.SQLITE_LIMIT_WORKER_THREADS, 0),
)
"""What SQLite's own page "Defense Against The Dark Arts" names for files of strangers."""


def set_limits(conn: sqlite3.Connection, longest: int) -> None:
    """Set every limit. `longest` is that of one value, in bytes."""
    for name, value in (*LIMITS, (sqlite3.SQLITE_LIMIT_LENGTH, longest)):
        conn.setlimit(name, value)
