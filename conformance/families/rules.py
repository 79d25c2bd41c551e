"""Everything that a definition and a question can say, in combination.

`decided` names what the rules settle for a case. Ties leave open which of several events fills a
step, and so the times between steps, the first of two values and what an exclusion meets.
"""

import random

from conformance.families.drawing import EXCLUDED, NAMES, Drawing, instant_text

FAMILY = "rules"
BLOCK = 100
DAY = 86_400_000_000
GRIDS = [1, 1_000_000, 600_000_000, 6 * 3_600_000_000, DAY]
WINDOWS = [0, 1, 1, 2, 2.5, 3, 6, 20, None]
INTERVALS = {600_000_000: ["hour", "day"], 6 * 3_600_000_000: ["hour", "day", "week"],
             DAY: ["day", "week", "month"]}
SLOTS = 10


def case(seed, place):
    return RulesCase(seed, place).made()


class RulesCase(Drawing):
    family = FAMILY

    def __init__(self, seed, place):
        self.id = f"{self.family}-{seed}-{place}"
        super().__init__(random.Random(self.id), str(place))
        # From microseconds to days: stored precision, windows and buckets have their own edges.
        self.grid = self.chance.choice(GRIDS)
        self.order = self.chance.choice(["ordered", "ordered", "strict", "any"])
        self.with_ties = self.may(0.35)

    def made(self):
        funnel = self.funnel()
        case = {"id": self.id, "family": self.family, "funnel": funnel,
                "decided": sorted(self.decided(funnel))}
        self.add_range(case)
        users = self.users(funnel)
        case["user_properties"] = self.traits(users, funnel)
        case["events"] = [event for user in users for event in self.events_of(user, funnel)]
        self.chance.shuffle(case["events"])
        if self.may(0.15):
            case["where"] = self.filters(1)
        self.add_surfaces(case)
        if any(step.get("event", "") is None for step in funnel["steps"]):
            keep_strangers_out(case, self.prefix)
        return case

    def funnel(self):
        seconds = self.chance.choice(WINDOWS)
        if seconds is not None:
            # A window counts whole microseconds.
            seconds = int(seconds * self.grid) / 1e6
        excluding = not self.with_ties and self.may(0.4)
        stopping = excluding and self.order != "any" and self.may(0.3)
        steps = self.steps(self.order, may_skip=not self.with_ties and not stopping)
        funnel = {"steps": steps, "order": self.order, "window_seconds": seconds}
        if excluding and sum(not step.get("optional") for step in steps) > 1:
            funnel["exclusions"] = [self.exclusion(steps, self.order)
                                    for _ in range(self.chance.choice([1, 1, 2]))]
            if stopping:
                funnel["exclusion_effect"] = "stop_attempt"
        if self.may(0.15):
            funnel["hold_properties"] = self.chance.choice([["p"], ["q"], ["p", "q"]])
        elif self.order == "strict" and self.may(0.4) and not has(steps, "first_time"):
            funnel["strict_repeat"] = "tolerate"
        # Every order of the ties is tried in strict order: not of several people's at once.
        if self.may(0.2) and not (self.with_ties and self.order == "strict"):
            funnel["count_by"] = self.chance.choice(
                ["sessions", "property:cart", "user_property:company"])
        return funnel

    def decided(self, funnel):
        if not self.with_ties:
            return {"times", "touches", "trend", "waiting"}
        if self.order == "strict":
            return set()
        return {"trend", "waiting"} | ({"ends"} if self.order == "ordered" else set())

    def add_range(self, case):
        if self.may(0.6):
            first, last = sorted(self.chance.sample(range(SLOTS), 2))
            case["range"] = {"from": instant_text(first * self.grid),
                             "to": instant_text(last * self.grid),
                             "bound": self.chance.choice(["all", "entry"])}
        if self.may(0.25):
            case["as_of"] = instant_text(self.chance.randrange(SLOTS) * self.grid)

    # Events

    def users(self, funnel):
        few = self.chance.choice([1, 2, 4, 6, 8])
        if funnel.get("count_by", "users") != "users":
            # Their slots are five.
            few = min(few, 5)
        elif self.may(0.05):
            few = 30
        return [self.name(f"u{number}") for number in range(1, few + 1)]

    def traits(self, users, funnel):
        found = {}
        for user in users:
            if self.may(0.6):
                found[user] = {"plan": self.chance.choice(["free", "pro"])}
                if self.may(0.7):
                    found[user]["company"] = self.name(self.chance.choice(["k1", "k2"]))
        return found

    def events_of(self, user, funnel):
        count = self.chance.randint(1, SLOTS)
        own = list(range(SLOTS))
        if not self.with_ties and funnel.get("count_by", "users") != "users":
            # What is counted collects the events of several people, who must not meet either.
            own = own[int(user.rpartition("u")[2]) % 5::5]
        slots = self.chance.choices(own, k=min(count, 7)) if self.with_ties \
            else self.chance.sample(own, min(count, len(own)))
        if self.order == "strict":
            # The oracle tries every order of at most four events at one instant.
            slots = [slot for place, slot in enumerate(slots) if slots[:place].count(slot) < 4]
        # Mostly events that a step names, so that many get far.
        names = NAMES + [name.rpartition(".")[2] for step in funnel["steps"]
                         for name in step.get("any_of", [step.get("event")]) if name] * 3
        events = [self.event(user, self.chance.choice(names), slot * self.grid)
                  for slot in slots]
        if "exclusions" in funnel:
            # With optional steps, or where the next event counts, an exclusion stands alone.
            steps = funnel["steps"]
            alone = self.order == "strict" or has(steps, "optional") or any(
                step.get("event", "") is None for step in steps)
            free = [slot for slot in own if not alone or slot not in slots]
            events += [self.event(user, EXCLUDED, slot * self.grid) for slot in
                       self.chance.sample(free, min(len(free), self.chance.randint(0, 2)))]
        return [self.with_units(event) for event in events]

    def with_units(self, event):
        if self.may(0.8):
            event["session"] = self.name(self.chance.choice(["s1", "s2", "s3"]))
        if self.may(0.7):
            event["properties"]["cart"] = self.name(self.chance.choice(["1", "2", "3"]))
        return event

    # Surfaces

    def add_surfaces(self, case):
        funnel, steps = case["funnel"], case["funnel"]["steps"]
        required = [k for k, step in enumerate(steps, 1) if not step.get("optional")]
        ends = {}
        if len(required) > 1 and self.may(0.5):
            low, high = sorted(self.chance.sample(required, 2))
            ends = {"from_step": low, "to_step": high}
        elif len(required) > 1 and has(steps[-1:], "optional"):
            # By default they end at the last step, which must be required.
            ends = {"from_step": 1, "to_step": required[-1]}
        if self.may(0.35):
            funnel["breakdown"] = self.breakdown(required, case)
        has_span = len(required) > 1 or len(steps) == 1
        if "range" in case and self.grid in INTERVALS and "trend" in case["decided"] \
                and has_span and self.may(0.4):
            funnel["trend"] = {"interval": self.chance.choice(INTERVALS[self.grid]), **ends,
                               "week_start": self.chance.choice(["monday", "sunday"])}
        if len(required) > 1 and self.may(0.3):
            funnel["time_to_convert"] = {**ends}
            if self.may(0.3):
                funnel["time_to_convert"]["bins"] = self.chance.choice([1, 2, 7])
        case["compare"] = "range" in case and self.may(0.3)
        case["lists"] = [[self.chance.randint(1, len(steps)), self.chance.choice(
            ["reached", "converted", "dropped", "waiting"])]
            for _ in range(self.chance.choice([0, 0, 0, 1, 1, 3]))]
        case["page"] = self.chance.choice([1, 2, 5]) if self.may(0.1) else 500
        case["explained"] = self.chance.choice([0, 0, 0, 1, 1, 5])

    def breakdown(self, required, case):
        # Whether what was done before the range makes a group is not said where it bounds entries.
        entry = case.get("range", {}).get("bound") == "entry"
        stages = ["step:1"] if entry or self.order == "any" else [f"step:{k}" for k in required]
        decided = "touches" in case["decided"] and not entry
        touches = ["first_touch", "last_touch"] if decided else []
        names = self.chance.choice([["p"], ["p"], ["q"], ["p", "q"]])
        rules = {"properties": names, "rest": "other",
                 "attribution": self.chance.choice([*touches, *touches, "all_events", *stages])}
        if self.may(0.2):
            rules = {**rules, "properties": ["plan"], "scope": "user"}
        rules["limit"] = self.chance.choice([1, 2, 25, 25])
        return rules


def has(steps, key):
    return any(key in step for step in steps)


def keep_strangers_out(case, prefix):
    """A step that takes any event takes those of other cases too, but for a filter."""
    for event in case["events"]:
        event["properties"]["case"] = prefix
    mine = {"property": "case", "op": "eq", "value": prefix}
    case["where"] = [*case.get("where", []), mine]


