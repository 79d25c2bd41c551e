"""Families of random cases: each case is a function of its seed and place alone."""

from conformance.families import rules

FAMILIES = {family.FAMILY: family for family in (rules,)}
