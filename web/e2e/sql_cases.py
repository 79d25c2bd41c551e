"""Random funnels for the SQL: those of the conformance suite, and ones in which nearly everything
happens at one instant.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from conformance.adapters import iafa_requests  # noqa: E402
from conformance.families import rules  # noqa: E402
from conformance.families.drawing import EXCLUDED  # noqa: E402


def cases_of(family, seed, places):
    return [family(seed, place).made() for place in places]


def sent(case):
    """The events of a case as they are sent. Traits are not: no query over the files sees them."""
    return [iafa_requests.event(row) for row in case["events"]]


class DenseCase(rules.RulesCase):
    """Nearly every event fills a step, so that many people get far; half are in strict order."""

    family = "dense"

    def __init__(self, seed, place):
        super().__init__(seed, place)
        self.order = self.chance.choice(["strict", "strict", "ordered", "any"])

    def funnel(self):
        window = self.chance.choice([6, 20, None])
        seconds = None if window is None else window * self.grid / 1e6
        return {**super().funnel(), "window_seconds": seconds}

    def filters(self, most=2):
        return [{"property": "q", "op": "neq", "value": "3", "absent": "pass"}]

    def users(self, funnel):
        return [self.name(f"u{number}") for number in range(1, 16)]

    def events_of(self, user, funnel):
        events = super().events_of(user, funnel)
        steps = funnel["steps"]
        for place, event in enumerate(sorted(events, key=lambda event: event["at"])):
            if self.may(0.75):
                event["event"] = steps[place % len(steps)].get("event") or event["event"]
        return events


class TiedCase(rules.RulesCase):
    """Few instants, and optional steps and exclusions that meet the required ones there."""

    family = "tied"

    def funnel(self):
        tied, self.with_ties = self.with_ties, False
        funnel = super().funnel()
        self.with_ties = tied
        return funnel

    def steps(self, order, most=4, may_skip=True):
        steps = super().steps(order, most, may_skip=False)
        for k in range(1, len(steps)):
            if order == "ordered" and self.may(0.35):
                # An event that other steps may want as well.
                steps[k] = {"event": self.chance.choice(steps).get("event"), "optional": True}
        return steps

    def user_rule(self):
        return self.text_rule()

    def users(self, funnel):
        return [self.name(f"u{number}") for number in range(1, 13)]

    def events_of(self, user, funnel):
        events = super().events_of(user, funnel)
        events += [self.with_units(self.event(user, self.drawn(funnel), 0))
                   for _ in range(self.chance.randint(0, 4))]
        for event in events:
            if self.may(0.8):
                event["at"] = rules.instant_text(self.chance.randrange(4) * self.grid)
        return events

    def drawn(self, funnel):
        names = [name.rpartition(".")[2] for step in funnel["steps"]
                 for name in step.get("any_of", [step.get("event")]) if name]
        return self.chance.choice([*names, *names, EXCLUDED] or [EXCLUDED])


# Addresses, user agents and texts

SITE = "https://h.example"
ADDRESSES = [
    "https://Shop.example/cart?utm_source=News&utm_medium=e+mail#top",
    "http://user:pw@Host.example:8080", "https://a@b@c.example/x", "//cdn.example/x?utm_source=",
    "/bare?utm_source=a&utm_source=b", "/", "https://[::1]:80/p", "https://[broken/p", "nonsense",
    "", "mailto:a@b.example", "?utm_source=x", "1http://h.example/", "https:///nothing",
    SITE + "?utm%5Fsource=coded%20value&utm_campaign=%C3%A9t%C3%A9", SITE + "#?utm_source=x",
    SITE + "/a/b?x=1&&utm_source=one=two", SITE + "?utm_source", SITE + "/%zz?utm_source=%zz",
    "HTTPS://H.EXAMPLE/Path?UTM_SOURCE=x", SITE + "/a\nb?utm_source=a\nb",
]
WEBKIT = "Mozilla/5.0 ({}) AppleWebKit/537.36 {}"
AGENTS = [
    WEBKIT.format("Windows NT 10.0; Win64; x64", "Chrome/120.0 Safari/537.36 Edg/120.0"),
    WEBKIT.format("iPhone; CPU iPhone OS 17_0 like Mac OS X", "Mobile/15E148 Safari/604.1"),
    WEBKIT.format("iPad; CPU OS 17_0 like Mac OS X", "Version/17.0 Safari/604.1"),
    WEBKIT.format("Linux; Android 13; Pixel 7", "Chrome/116.0 Mobile Safari/537.36"),
    WEBKIT.format("Linux; Android 13; SM-X700", "Chrome/116.0 Safari/537.36"),
    WEBKIT.format("X11; CrOS x86_64", "Chrome/119.0 Safari/537.36"),
    "Mozilla/5.0 (Windows Phone 10.0; Android 6.0; Lumia) Edge/15.0", "Googlebot/2.1", "curl/8.0",
    "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0", "unknown",
    "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1)", "Mozilla/5.0 (Macintosh) Opera",
]
TEXTS = [
    "Pro", "pro", "PRO plus", "İstanbul", "istanbul", "ÉTÉ", "été", "e\u0301te\u0301", "it's",
    "%_", "10", "10.0", "1e1", "-0", "0", "+5", ".5", "5.", "1e400", " 5", "0x1", "a\nb",
    "9007199254740993", "123456789012345678", "1_000", "NaN", "inf", "true", "", "a\tb", "Straße",
    "STRASSE", "\u212aelvin",
]
BUILT_IN = ["$event", "$url", "$path", "$host", "$referrer", "$referrer_host", "$utm_source",
            "$utm_medium", "$utm_campaign", "$browser", "$os", "$device", "$session_id"]
WANTED = ["shop.example", "h.example", "/cart", "/", "News", "a", "coded value", "été", "one=two",
          "Edge", "Safari", "iOS", "mobile", "tablet", "bot", "own", "view"]
COMPARED = [
    "Pro", "i", "is", "é", "É", "pro", "it's", "%", "10", 10, 5, 0, 0.5, -1, "5", "s", "SS", "1e1",
    "k", True, "x", "a\nb", 9007199254740991,
]
NESTED = [
    {"k": "x"}, {"k": 10}, {"k": True}, {"k": None}, {"k": {"m": "y"}}, {"k.m": "z"}, "{not json",
    {"k": [1]}, '{"k":"x"}', "text",
]
NESTED_RULES = [
    ("o.k", "eq", "x"), ("o.k", "neq", "x"), ("o.k", "eq", 10), ("o.k", "is_set", None),
    ("o.k.m", "eq", ["y", "z"]), ("o.k.m", "is_not_set", None), ("o.k", "gt", 9),
    ("o.k", "eq", True),
]
ORDERED = ["gt", "gte", "lt", "lte"]
OF_TEXTS = ["eq", "neq", "contains", "not_contains", "starts_with", "ends_with"]


def addressed(chance):
    """Events of odd kinds, and a question of two stages for each filter."""
    events = []
    for number in range(400):
        properties = {"text": chance.choice(TEXTS), "o": chance.choice(NESTED)}
        if number % 7 == 0:
            properties[chance.choice(BUILT_IN)] = "own"
        if number % 5 == 0:
            del properties["text"]
        events.append({
            "event_type": chance.choice(["view", "own", "buy"]), "user_id": f"u{number % 90}",
            "timestamp": rules.instant_text(number * 1_000_000), "properties": properties,
            "url": chance.choice(ADDRESSES), "referrer": chance.choice(ADDRESSES),
            "user_agent": chance.choice(AGENTS),
            "session_id": f"s{number % 9}" if number % 4 else ""})
    found = [(name, op, value) for name in BUILT_IN for op, value in [
        ("is_set", None), ("is_not_set", None), ("eq", WANTED), ("neq", WANTED),
        *[(op, chance.choice(WANTED)) for op in OF_TEXTS]]]
    found += [("text", op, value) for op in OF_TEXTS + ORDERED for value in COMPARED]
    counted = [{"count_by": {"property": "text"}}, {"count_by": "sessions"},
               {"count_by": {"property": "$host"}}, {"hold_constant": ["text", "$os"]}]
    anything = ("$event", "is_set", None)
    return events, [*[question_of(rule) for rule in found + NESTED_RULES],
                    *[question_of(anything, **more) for more in counted]]


def question_of(rule, **more):
    name, op, value = rule
    test = {"property": name, "op": op, **({} if value is None else {"value": value})}
    stages = [{"name": "one", "event": "*", "filters": [test]},
              {"name": "two", "event": "*", "filters": [{"any": [test]}]}]
    return {"definition": {"stages": stages, **more}, "range": "all", "include": "counts",
            **iafa_requests.ALL_TIME}
