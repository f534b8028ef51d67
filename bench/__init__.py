# SPDX-License-Identifier: Apache-2.0
"""How fast WellPlan is: each figure measured beside what it is compared with, in one run."""
