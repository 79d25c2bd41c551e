"""Days and buckets of a time zone, found by looking at the clock every quarter of an hour.

Slow and obvious: offsets and the instants at which they change are whole quarters of an hour in
all zones of our days, so a look at each quarter misses nothing. Instants are microseconds since
1970.
"""

from datetime import date, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from conformance.oracle.inputs import EPOCH, SECOND

QUARTER = 15 * 60 * SECOND


def clock(zone, at):
    """What the clocks of a zone show at an instant."""
    return (EPOCH + timedelta(microseconds=at)).astimezone(ZoneInfo(zone))


@lru_cache(maxsize=None)
def start_of_day(zone, day):
    """The first instant at which the zone's clocks show that date."""
    at = (day - date(1970, 1, 1)).days * 86400 * SECOND - 60 * QUARTER
    while clock(zone, at).date() < day:
        at += QUARTER
    return at


@lru_cache(maxsize=None)
def next_hour(zone, at):
    """The next instant at which the clocks show a full hour, or jump into another one."""
    before = clock(zone, at)
    while True:
        at = at - at % QUARTER + QUARTER
        now = clock(zone, at)
        if now.minute == 0 or now.hour != before.hour:
            return at
        before = now


def first_bucket(zone, at, interval, week_start):
    """The start of the bucket that an instant lies in."""
    day = clock(zone, at).date()
    if interval == "hour":
        start = start_of_day(zone, day)
        while next_hour(zone, start) <= at:
            start = next_hour(zone, start)
        return start
    if interval == "week":
        # date.weekday() counts from Monday.
        day -= timedelta(days=(day.weekday() + (week_start == "sunday")) % 7)
    return start_of_day(zone, day.replace(day=1) if interval == "month" else day)


def next_bucket(zone, start, interval):
    day = clock(zone, start).date()
    if interval == "hour":
        return next_hour(zone, start)
    if interval == "month":
        later = day.replace(year=day.year + day.month // 12, month=day.month % 12 + 1)
    else:
        later = day + timedelta(days=7 if interval == "week" else 1)
    return start_of_day(zone, later)


def buckets(zone, low, high, interval, week_start):
    """The starts of all buckets that a range touches (both ends are in it), and the end."""
    starts = [first_bucket(zone, low, interval, week_start)]
    while starts[-1] <= high:
        starts.append(next_bucket(zone, starts[-1], interval))
    return starts
