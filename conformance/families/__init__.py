"""Families of random cases: each case is a function of its seed and place alone."""

from conformance.families import erasures, places, rules, zones

FAMILIES = {family.FAMILY: family for family in (rules, zones, places, erasures)}
