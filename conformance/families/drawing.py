"""What random cases are drawn from: few names, few values and few instants, so that repeats, ties
and the edges of windows and ranges are the rule.

Every name carries the case's own prefix, so that many cases can stand in one project.
"""

from datetime import datetime, timedelta, timezone

BEGIN = datetime(2026, 2, 2, tzinfo=timezone.utc)
NAMES = ["a", "b", "c", "d"]
EXCLUDED = "x"
TEXTS = ["x", "y", "xy", ""]
NUMBERS = [10, 9, -1, "10", "10.0", "9.50", "ten", "010"]
PLANS = ["free", "pro"]


def instant_text(microseconds):
    """Microseconds after the beginning as RFC 3339."""
    return (BEGIN + timedelta(microseconds=microseconds)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Drawing:
    def __init__(self, chance, prefix):
        self.chance = chance
        self.prefix = prefix

    def name(self, text):
        return f"{self.prefix}.{text}"

    def may(self, probability):
        return self.chance.random() < probability

    # Filters

    def filters(self, most=2):
        return [self.rule(2) for _ in range(self.chance.randint(1, most))]

    def rule(self, depth):
        if depth and self.may(0.15):
            group = self.chance.choice(["any", "all"])
            return {group: [self.rule(depth - 1) for _ in range(self.chance.randint(1, 3))]}
        kind = self.chance.choice(["text", "text", "number", "flag", "nested", "user", "event"])
        rule = getattr(self, kind + "_rule")()
        return {**rule, "absent": "pass"} if rule["op"] in ("neq", "not_contains") else rule

    def text_rule(self):
        op = self.chance.choice(["eq", "neq", "contains", "not_contains", "starts_with",
                                 "ends_with", "is_set", "is_not_set", "gt", "lte"])
        if op in ("is_set", "is_not_set"):
            return {"property": "p", "op": op}
        values = ["X", "y"] if "contains" in op else ["x", "y", "xy"]
        if op in ("eq", "neq") and self.may(0.3):
            return {"property": "p", "op": op, "value": self.chance.sample(values, 2)}
        return {"property": "p", "op": op, "value": self.chance.choice(values)}

    def number_rule(self):
        return {"property": "n", "op": self.chance.choice(["eq", "neq", "gt", "gte", "lt", "lte"]),
                "value": self.chance.choice([10, 9, 9.5, -1, "10", "9", "ten"])}

    def flag_rule(self):
        return {"property": "flag", "op": self.chance.choice(["eq", "neq"]),
                "value": self.chance.choice(["true", "false", True])}

    def nested_rule(self):
        return {"property": "o.k", "op": self.chance.choice(["eq", "neq"]),
                "value": self.chance.choice(["x", "y"])}

    def user_rule(self):
        rule = {"property": "plan", "scope": "user"}
        op = self.chance.choice(["eq", "neq", "is_set"])
        if op == "is_set":
            return {**rule, "op": op}
        return {**rule, "op": op, "value": self.chance.choice(PLANS)}

    def event_rule(self):
        return {"property": "$event", "op": self.chance.choice(["eq", "neq"]),
                "value": [self.name(name) for name in self.chance.sample(NAMES, 2)]}

    # Funnel

    def step(self, names=NAMES):
        step = {"event": self.name(self.chance.choice(names))}
        if self.may(0.1):
            step = {"any_of": [self.name(name) for name in self.chance.sample(NAMES, 2)]}
        elif self.may(0.04):
            step = {"event": None}
        if self.may(0.2):
            step["filters"] = self.filters()
        if self.may(0.06):
            step["first_time"] = self.chance.choice(["event", "filtered"])
        return step

    def steps(self, order, most=4, may_skip=True):
        steps = [self.step() for _ in range(self.chance.choice([1, 2, 2, 3, 3, most]))]
        if order == "ordered" and may_skip and self.may(0.2):
            # A name of its own: an optional step must not be the next required one.
            for k in range(1, len(steps)):
                if self.may(0.5):
                    steps[k] = {"event": self.name(f"o{k}"), "optional": True}
        return steps

    def exclusion(self, steps, order):
        rule = {"event": self.name(EXCLUDED)}
        if self.may(0.25):
            rule = {"event": self.name(self.chance.choice(NAMES))}
        if not rule["event"].endswith(EXCLUDED) or self.may(0.2):
            rule["filters"] = self.filters(1)
        ends = [k for k, step in enumerate(steps, 1) if not step.get("optional")]
        if steps[-1].get("optional") is None:
            ends = list(range(1, len(steps) + 1))
        after, before = sorted(self.chance.sample(ends, 2))
        if order == "any":
            after, before = 1, len(steps)
        return {**rule, "after_step": after, "before_step": before}

    # Events

    def properties(self):
        found = {}
        for name, values in (("p", TEXTS), ("n", NUMBERS), ("q", ["1", "2"])):
            if self.may(0.6):
                found[name] = self.chance.choice(values)
        if self.may(0.15):
            found["flag"] = self.chance.choice([True, False])
        if self.may(0.2):
            found["o"] = {"k": self.chance.choice(["x", "y"])}
        if self.may(0.05):
            found["o.k"] = "y"
        return found

    def event(self, user, name, at):
        return {"user": user, "event": self.name(name), "at": instant_text(at),
                "properties": self.properties()}
