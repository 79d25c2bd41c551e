"""Buckets over time: who entered and who converted, by the bucket of the attempt's start."""

from bisect import bisect_right

from conformance.oracle import calendar
from conformance.oracle.attempts import deepest
from conformance.oracle.inputs import instant


def trend(funnel, case, attempts_of):
    wanted = case["funnel"]["trend"]
    interval = wanted.get("interval", "day")
    low = funnel.place(wanted.get("from_step", 1))
    high = funnel.place(wanted.get("to_step", funnel.required[-1] + 1))
    zone = case.get("timezone", "UTC")
    # Weeks begin on Sunday in the cases of others.
    starts = calendar.buckets(zone, instant(case["range"]["from"]), instant(case["range"]["to"]),
                              interval, wanted.get("week_start", "sunday"))
    rows = {start: (set(), set()) for start in starts[:-1]}
    for unit, attempts in attempts_of.items():
        groups = {}
        for attempt in attempts:
            if starts[0] <= attempt.start < starts[-1]:
                start = starts[bisect_right(starts, attempt.start) - 1]
                groups.setdefault(start, []).append(attempt)
        fates = {start: fate(funnel, group, low, high) for start, group in groups.items()}
        went_on_after_strike = "went on" in fates.values()
        for start, end in fates.items():
            if end == "converted" or (end == "entered" and not went_on_after_strike):
                rows[start][0].add(unit)
            if end == "converted":
                rows[start][1].add(unit)
    return [point(start, label(zone, start, interval), *sets) for start, sets in rows.items()]


def label(zone, start, interval):
    shown = calendar.clock(zone, start)
    return shown.strftime("%Y-%m-%dT%H" if interval == "hour" else "%Y-%m-%d")


def point(start, at, entered, converted):
    rate = round(100 * len(converted) / len(entered), 2) if entered else 0.0
    return {"start": start, "at": at, "entered": len(entered), "converted": len(converted),
            "rate": rate,
            "converted_users": converted, "dropped_users": entered - converted}


def fate(funnel, attempts, low, high):
    """How a unit's attempts of one bucket end."""
    if funnel.order == "any":
        reach = deepest(attempts)
        return "converted" if reach >= high else "entered" if reach >= low else "out"
    if any(a.reach >= high and (a.struck is None or a.struck >= high) for a in attempts):
        return "converted"
    best = max(min(attempt.reach, high) for attempt in attempts)
    tops = [attempt for attempt in attempts if min(attempt.reach, high) == best]
    if any(attempt.struck is None for attempt in tops):
        return "entered" if best >= low else "out"
    stopped = any(attempt.struck == attempt.reach for attempt in tops)
    return "struck" if stopped else "went on"
