"""Every attempt of one unit at a funnel, and the attempt that is the unit's result."""

import itertools
from dataclasses import dataclass, field

from conformance.oracle.inputs import SECOND, first_times, fits, lookup, text


@dataclass
class Attempt:
    """One start: the instants at which its steps were filled.

    `struck` is the number of steps done when an exclusion struck, or None. `over` is an attempt
    that no later event can bring further.
    """
    times: list
    struck: int = None
    over: bool = False
    optional: set = field(default_factory=set)

    @property
    def reach(self):
        return len(self.times)

    @property
    def start(self):
        return self.times[0]


def deepest(attempts):
    return max((attempt.reach for attempt in attempts), default=0)


class Funnel:
    def __init__(self, definition, all_events, entry=None):
        """`entry`: the instants between which step 1 must lie, or None."""
        self.entry = entry
        self.steps = definition["steps"]
        self.count = len(self.steps)
        self.order = definition.get("order", "ordered")
        seconds = definition["window_seconds"]
        self.window = float("inf") if seconds is None else round(seconds * SECOND)
        self.held = definition.get("hold_properties", [])
        self.tolerates_repeats = definition.get("strict_repeat", "break") == "tolerate"
        self.stops = definition.get("exclusion_effect") == "stop_attempt"
        self.required = [k for k in range(self.count) if not self.steps[k].get("optional")]
        self.exclusions = [self.between_required(rule)
                           for rule in definition.get("exclusions", [])]
        self.first = [first_times(step, all_events) if "first_time" in step else None
                      for step in self.steps]

    def fills(self, k, event):
        if self.first[k] is not None and event.place not in self.first[k]:
            return False
        return fits(self.steps[k], event)

    def fills_any(self, event):
        return any(self.fills(k, event) for k in range(self.count))

    def place(self, step):
        """The number of a step (from 1) among the required ones."""
        return sum(1 for k in self.required if k < step)

    def between_required(self, rule):
        """An exclusion whose bounds are counted in required steps; an optional one gives way."""
        return {**rule, "after_step": self.place(rule["after_step"]),
                "before_step": self.place(rule["before_step"] - 1) + 1}

    def may_start(self, event):
        return self.entry is None or self.entry[0] <= event.at <= self.entry[1]

    def is_open(self, attempt, seen_until):
        """Whether an event after that instant could still bring an attempt further."""
        return (attempt.struck is None and not attempt.over
                and attempt.start + self.window > seen_until)

    def attempts(self, events, pin=None):
        """`pin` is (step, test): attribution lets only events that pass fill that step."""
        if self.order == "any":
            return self.any_order(events, pin)

        def fills(k, event):
            if pin and pin[0] == k and not pin[1](event):
                return False
            return self.fills(k, event)
        return (self.strict if self.order == "strict" else self.ordered)(events, fills)

    def result(self, attempts):
        """(furthest step, chosen attempt) of one unit, or (0, None)."""
        reach = deepest(attempts)
        clean = [a for a in attempts if a.reach == reach and a.struck is None]
        if not clean:
            return 0, None
        end = min(attempt.times[-1] for attempt in clean)
        soonest = [attempt for attempt in clean if attempt.times[-1] == end]
        choose = min if self.order == "any" else max
        return reach, choose(soonest, key=lambda attempt: attempt.start)

    # Ordered: from each start the deepest chain, the earliest among those; events used once.

    def ordered(self, events, fills):
        return [self.from_start(start, events, fills)
                for start in events if fills(0, start) and self.may_start(start)]

    def from_start(self, start, events, fills):
        known = {}

        def extend(position, last, used):
            if position == len(self.required):
                return ()
            key = (position, last, frozenset(place for at, place in used if at == last))
            if key in known:
                return known[key]
            best, end = (), None
            for event in events:
                if event.at < last or event.at - start.at > self.window:
                    continue
                if (event.at, event.place) in used or not self.same_values(start, event):
                    continue
                if not fills(self.required[position], event):
                    continue
                rest = extend(position + 1, event.at, used | {(event.at, event.place)})
                finish = rest[-1].at if rest else event.at
                if len(rest) >= len(best) or len(rest) + 1 == len(best) and finish < end:
                    best, end = (event, *rest), finish
            known[key] = best
            return best

        chain = [start, *extend(1, start.at, frozenset({(start.at, start.place)}))]
        struck = self.strike(events, chain)
        attempt = Attempt([event.at for event in chain], struck)
        if struck is not None and self.stops:
            return stopped(attempt, [rule for rule in self.exclusions
                                     if self.strike(events, chain, [rule]) is not None])
        attempt.optional = self.optional_done(events, chain, fills)
        return attempt

    def same_values(self, start, event):
        return all(text(lookup(start.properties, name)) == text(lookup(event.properties, name))
                   for name in self.held)

    def optional_done(self, events, chain, fills):
        """Each by the first event after the step filled before it, up to the next required one."""
        done, start = set(), chain[0]
        used = {event.place for event in chain}
        last = start
        for k in range(1, self.count):
            before = self.place(k)
            if before > len(chain):
                break
            if not self.steps[k].get("optional"):
                last = chain[before] if before < len(chain) else last
                continue
            high = chain[before].at if before < len(chain) else start.at + self.window
            for event in events:
                if (last.at <= event.at <= high and event.at - start.at <= self.window
                        and event.place not in used and self.same_values(start, event)
                        and fills(k, event)):
                    done.add(k)
                    used.add(event.place)
                    last = event
                    break
        return done

    def strike(self, events, chain, rules=None):
        start = chain[0]
        for event in events:
            if event.at <= start.at or event.at - start.at > self.window:
                continue
            if any(event.at == done.at for done in chain):
                continue
            reached = sum(1 for done in chain if done.at < event.at)
            if reached < len(self.required) and self.excluded(event, reached, rules):
                return reached
        return None

    def excluded(self, event, reached, rules=None):
        return any(fits(rule, event) and rule["after_step"] <= reached < rule["before_step"]
                   for rule in rules or self.exclusions)

    # Strict: the very next event must be the next step; ties in whichever order helps most.

    def strict(self, events, fills):
        if not any(fills(0, event) for event in events):
            return []
        lines = [[self.strict_from(line, start, fills)
                  for start in range(len(line))
                  if fills(0, line[start]) and self.may_start(line[start])]
                 for line in tie_orders(events)]
        return max(lines, key=deepest)

    def strict_from(self, line, start, fills):
        chain, first, struck = [line[start]], line[start], None
        for event in line[start + 1:]:
            if len(chain) == self.count:
                break
            inside = event.at - first.at <= self.window
            if fills(len(chain), event) and inside and self.same_values(first, event):
                chain.append(event)
                continue
            if inside and self.excluded(event, len(chain)):
                if self.stops:
                    attempt = Attempt([done.at for done in chain])
                    return stopped(attempt, [rule for rule in self.exclusions
                                             if self.excluded(event, len(chain), [rule])])
                struck = struck or len(chain)
            if not (self.tolerates_repeats and fills(len(chain) - 1, event)):
                return Attempt([done.at for done in chain], struck, over=True)
        return Attempt([done.at for done in chain], struck)

    # Any order: steps filled by different events inside the start's window.

    def any_order(self, events, pin):
        found = []
        for start in events:
            if not self.fills_any(start) or (pin and not pin[1](start)):
                continue
            if not self.may_start(start):
                continue
            inside = [event for event in events
                      if event.at >= start.at and event.at - start.at <= self.window]
            inside.sort(key=lambda e: (e.at, e.place != start.place, e.place))
            times = self.distinct_steps(inside, start)
            if times is not None:
                found.append(Attempt(times))
        return found

    def is_excluded(self, event):
        return any(fits(rule, event) for rule in self.exclusions)

    def distinct_steps(self, inside, start):
        """When the n-th different step was done: a matching that grows by augmenting paths.

        None where an exclusion struck before all steps were done."""
        owner, times = {}, []

        def place(event, seen):
            for k in range(self.count):
                if k in seen or not self.fills(k, event):
                    continue
                seen.add(k)
                if k not in owner or place(owner[k], seen):
                    owner[k] = event
                    return True
            return False

        for at, together in itertools.groupby(inside, key=lambda e: e.at):
            together = list(together)
            for event in together:
                if len(times) < self.count and self.same_values(start, event) \
                        and place(event, set()):
                    times.append(at)
            if len(times) == self.count:
                break
            # At the instant of completion an exclusion comes too late.
            if at > start.at and any(self.is_excluded(event) for event in together):
                return None
        return times


def stopped(attempt, rules):
    """What a struck attempt counts for where exclusions only stop it."""
    return Attempt(attempt.times[:min(rule["after_step"] for rule in rules)], over=True)


def tie_orders(events):
    """Every order of the events that respects time (groups of up to five are permuted)."""
    groups = [list(group) for _, group in itertools.groupby(events, key=lambda e: e.at)]
    choices = [list(itertools.permutations(group)) if len(group) <= 5 else [tuple(group)]
               for group in groups]
    for pick in itertools.product(*choices):
        yield [event for group in pick for event in group]
