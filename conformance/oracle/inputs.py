"""What a case says, read: its events in time order, its filters, its steps."""

from dataclasses import dataclass
from datetime import datetime, timezone
from functools import lru_cache

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
SECOND = 1_000_000


@lru_cache(maxsize=None)
def instant(text):
    """Microseconds since 1970 of an RFC 3339 text."""
    since = datetime.fromisoformat(text.replace("Z", "+00:00")) - EPOCH
    return (since.days * 86400 + since.seconds) * SECOND + since.microseconds


@dataclass(frozen=True, eq=False)
class Event:
    at: int
    name: str
    properties: dict
    user: str
    session: str
    traits: dict
    place: int


def events_of(case):
    """All events in time order, those of one instant as they were listed, merges applied."""
    merges = case.get("merges", {})
    traits = {}
    for user, properties in case.get("user_properties", {}).items():
        traits.setdefault(merges.get(user, user), {}).update(properties)
    events = []
    for place, row in enumerate(case["events"]):
        user = merges.get(row["user"], row["user"])
        events.append(Event(instant(row["at"]), row["event"], row.get("properties", {}), user,
                            row.get("session"), traits.get(user, {}), place))
    return sorted(events, key=lambda event: (event.at, event.place))


def text(value):
    """How values compare: as text, true as `true`."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def lookup(properties, name):
    """The value under a name, or under a dotted path into nested objects."""
    if name in properties:
        return properties[name]
    node = properties
    for part in name.split("."):
        if not isinstance(node, dict) or part not in node:
            return None
        node = node[part]
    return node


def passes(rule, event):
    """Whether an event passes one filter, which may be a group of filters."""
    if "any" in rule:
        return any(passes(part, event) for part in rule["any"])
    if "all" in rule:
        return all(passes(part, event) for part in rule["all"])
    if rule["property"] == "$event":
        value = event.name
    else:
        from_person = rule.get("scope", "event") == "user"
        value = lookup(event.traits if from_person else event.properties, rule["property"])
    return compares(rule, value)


def compares(rule, value):
    op, wanted = rule["op"], rule.get("value")
    if op == "is_set":
        return value is not None
    if op == "is_not_set":
        return value is None
    if op in ("gt", "gte", "lt", "lte"):
        if value is None:
            return False
        left, right = float(value), float(wanted)
        return {"gt": left > right, "gte": left >= right,
                "lt": left < right, "lte": left <= right}[op]
    if value is None:
        # A negated filter and an absent property: peers differ, so the case must say.
        if op in ("neq", "not_contains"):
            return {"pass": True, "fail": False}[rule["absent"]]
        return False
    have = text(value)
    options = [text(one) for one in wanted] if isinstance(wanted, list) else [text(wanted)]
    found = {
        "eq": lambda: have in options,
        "neq": lambda: have in options,
        "contains": lambda: any(one.lower() in have.lower() for one in options),
        "not_contains": lambda: any(one.lower() in have.lower() for one in options),
        "starts_with": lambda: any(have.startswith(one) for one in options),
    }[op]()
    return found != (op in ("neq", "not_contains"))


def named(step, event):
    """Whether a step names this event (null names any event)."""
    names = step.get("any_of", [step.get("event")])
    return any(name is None or name == event.name for name in names)


def fits(step, event):
    return named(step, event) and all(passes(rule, event) for rule in step.get("filters", []))


def first_times(step, events):
    """The place of the one event per user that may fill a first-time step."""
    places, seen = set(), set()
    for event in events:
        if event.user in seen:
            continue
        if step["first_time"] == "event" and named(step, event):
            seen.add(event.user)
            if fits(step, event):
                places.add(event.place)
        if step["first_time"] == "filtered" and fits(step, event):
            seen.add(event.user)
            places.add(event.place)
    return places
