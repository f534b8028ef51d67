# SPDX-License-Identifier: Apache-2.0
"""WellPlan: a person's own keeping-well and crisis plan, sealed on their own computer."""

__version__ = "0.1.0"
