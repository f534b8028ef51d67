# SPDX-License-Identifier: Apache-2.0
"""The plan as pure values: no files, no clocks, no third-party imports."""
