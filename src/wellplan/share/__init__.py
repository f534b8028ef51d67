# SPDX-License-Identifier: Apache-2.0
"""Copies that leave: every one is made from a reduced plan."""
