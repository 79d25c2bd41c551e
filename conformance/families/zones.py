"""Days, weeks, months and hours of time zones: events within a breath of midnights, of the ends of
months and years, and of both changes of the clocks.

The days around each change are drawn most; what a day or an hour is, the oracle finds by looking
at the clock.
"""

import random
from datetime import date, timedelta

from conformance.families.drawing import NAMES, Drawing
from conformance.oracle import calendar
from conformance.oracle.inputs import EPOCH, SECOND

FAMILY = "zones"
BLOCK = 100
HOUR = 3600 * SECOND
# Changes of the clocks; ends of years and months, a leap day and a common February.
PLAIN = [date(2023, 12, 31), date(2024, 2, 29), date(2025, 2, 28), date(2025, 4, 30)]
DAYS = {
    "Europe/Zurich": [date(2025, 3, 30), date(2025, 10, 26), date(2024, 3, 31), *PLAIN],
    # The clocks change at midnight: a day of 23 hours begins at one, a day of 25 ends twice.
    "America/Sao_Paulo": [date(2018, 2, 17), date(2018, 2, 18), date(2018, 11, 4),
                          date(2017, 10, 15), *PLAIN],
    # By half an hour.
    "Australia/Lord_Howe": [date(2025, 4, 6), date(2025, 10, 5), date(2024, 10, 6), *PLAIN],
    # Never, and 5:45 ahead.
    "Asia/Kathmandu": PLAIN,
}
NEAR = [-3 * HOUR, -HOUR, -HOUR // 2, -SECOND, -1, 0, 0, 1, SECOND, HOUR // 2, HOUR, 2 * HOUR]
WINDOWS = [0, 1e-6, 1, 3600, 7200, 86400, 90000, None]


def case(seed, place):
    return ZonesCase(seed, place).made()


class ZonesCase(Drawing):
    def __init__(self, seed, place):
        super().__init__(random.Random(f"{FAMILY}-{seed}-{place}"), str(place))
        self.id = f"{FAMILY}-{seed}-{place}"
        self.zone = self.chance.choice(sorted(DAYS))
        self.day = self.chance.choice(DAYS[self.zone])

    def made(self):
        steps = [{"event": self.name(name)}
                 for name in self.chance.sample(NAMES, self.chance.choice([1, 2, 2, 3]))]
        funnel = {"steps": steps, "order": self.chance.choice(["ordered", "ordered", "any"]),
                  "window_seconds": self.chance.choice(WINDOWS)}
        interval = self.chance.choice(["hour", "day", "day", "week", "month"])
        funnel["trend"] = {"interval": interval,
                           "week_start": self.chance.choice(["monday", "sunday"])}
        events = [event for number in range(1, self.chance.choice([2, 3, 5, 8]))
                  for event in self.events_of(self.name(f"u{number}"), steps)]
        self.chance.shuffle(events)
        case = {"id": self.id, "family": FAMILY, "funnel": funnel, "events": events,
                "timezone": self.zone,
                "zone_of": self.chance.choice(["project", "question"]),
                "range": self.range(interval),
                "decided": ["trend", "waiting"], "lists": [[len(steps), "reached"]],
                "compare": self.may(0.5), "explained": self.chance.choice([0, 1])}
        if self.may(0.2):
            case["as_of"] = as_text(self.edge())
        return case

    def events_of(self, user, steps):
        names = [step["event"].rpartition(".")[2] for step in steps]
        return [{"user": user, "event": self.name(self.chance.choice(names)),
                 "at": as_text(self.edge())} for _ in range(self.chance.randint(1, 6))]

    def edge(self):
        """An instant close to a midnight, or to the hours at which clocks change."""
        day = self.day + timedelta(days=self.chance.choice([-1, 0, 0, 1, 1, 2]))
        at = calendar.start_of_day(self.zone, day)
        if self.may(0.4):
            # Every change of our zones is within the first four hours of a day.
            at += self.chance.choice([1, 1.5, 2, 2.5, 3, 23, 24]) * HOUR
        return int(at + self.chance.choice(NEAR))

    def range(self, interval):
        before, after = ([0, 1, 2], [0, 1, 2]) if interval == "hour" else ([0, 1, 8], [0, 1, 40])
        first = self.day - timedelta(days=self.chance.choice(before))
        last = self.day + timedelta(days=self.chance.choice(after))
        length = (last - first).days + 1
        return {"local_from": first.isoformat(), "local_to": last.isoformat(),
                "bound": self.chance.choice(["all", "entry"]), **self.days(first, last),
                "previous": self.days(first - timedelta(days=length), first - timedelta(days=1))}

    def days(self, first, last):
        """Local days as instants of which both are in the range."""
        end = calendar.start_of_day(self.zone, last + timedelta(days=1))
        return {"from": as_text(calendar.start_of_day(self.zone, first)), "to": as_text(end - 1)}


def as_text(microseconds):
    at = EPOCH + timedelta(microseconds=microseconds)
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
