"""Buckets over time: who entered and who converted, by the bucket of the attempt's start."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from conformance.oracle.attempts import deepest
from conformance.oracle.inputs import EPOCH, instant


def trend(funnel, case, attempts_of):
    wanted = case["funnel"]["trend"]
    interval = wanted.get("interval", "day")
    low, high = wanted.get("from_step", 1), wanted.get("to_step", funnel.count)
    zone = ZoneInfo(case.get("timezone", "UTC"))

    def bucket(at):
        return label(floor(at, interval, zone), interval)

    rows = {key: (set(), set()) for key in buckets(case["range"], interval, zone)}
    for unit, attempts in attempts_of.items():
        groups = {}
        for attempt in attempts:
            groups.setdefault(bucket(attempt.start), []).append(attempt)
        fates = {key: fate(funnel, group, low, high) for key, group in groups.items()}
        went_on_after_strike = "went on" in fates.values()
        for key, end in fates.items():
            if key not in rows:
                continue
            if end == "converted" or (end == "entered" and not went_on_after_strike):
                rows[key][0].add(unit)
            if end == "converted":
                rows[key][1].add(unit)
    return [point(key, entered, converted) for key, (entered, converted) in rows.items()]


def point(key, entered, converted):
    rate = round(100 * len(converted) / len(entered), 2) if entered else 0.0
    return {"at": key, "entered": len(entered), "converted": len(converted), "rate": rate,
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


def buckets(span, interval, zone):
    at = floor(instant(span["from"]), interval, zone)
    last = floor(instant(span["to"]), interval, zone)
    while at <= last:
        yield label(at, interval)
        at = following(at, interval)


def floor(at, interval, zone):
    local = (EPOCH + timedelta(microseconds=at)).astimezone(zone)
    if interval == "hour":
        return local.replace(minute=0, second=0, microsecond=0)
    local = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if interval == "week":
        # Weeks begin on Sunday in the cases.
        return local - timedelta(days=(local.weekday() + 1) % 7)
    return local.replace(day=1) if interval == "month" else local


def following(at, interval):
    if interval == "month":
        return at.replace(year=at.year + at.month // 12, month=at.month % 12 + 1)
    return at + {"hour": timedelta(hours=1), "day": timedelta(days=1),
                 "week": timedelta(days=7)}[interval]


def label(at, interval):
    return at.strftime("%Y-%m-%dT%H" if interval == "hour" else "%Y-%m-%d")
