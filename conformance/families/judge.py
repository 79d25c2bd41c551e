"""A server's answers on every surface against the oracle's and against one another."""

from datetime import datetime, timedelta

from conformance import oracle
from conformance.adapters import iafa_answers
from conformance.families.question import groups, without
from conformance.oracle.inputs import SECOND, events_of, instant

TIME_TOLERANCE = 2e-6


def disagreements(case, asker):
    """Sentences, none where everything agrees."""
    # The oracle keeps groups without anybody for a trend's sake.
    wanted = {**oracle.answer(without(case, "breakdown")), **oracle.answer(without(case, "trend"))}
    more = groups(case) if "breakdown" in case["funnel"] else {}
    if case.get("compare"):
        more["compare"] = "previous"
    bars = asker.ask("", case, **more)
    if wanted["error"] or bars is None:
        return [] if wanted["error"] and bars is None else [
            f"refused: {bars is None}, to be refused: {wanted['error']}"]
    return Judgement(case, asker, wanted, bars).found


class Judgement:
    def __init__(self, case, asker, wanted, bars):
        self.case, self.asker, self.wanted, self.bars = case, asker, wanted, bars
        self.funnel = case["funnel"]
        self.decided = set(case["decided"])
        steps = self.funnel["steps"]
        self.required = [k for k, step in enumerate(steps, 1) if not step.get("optional")]
        self.found = []
        self.rows(wanted["steps"], bars["stages"], "stage")
        if len(self.required) == len(steps):
            self.found += iafa_answers.conflicts(bars)
        self.listed = self.reached_list()
        self.lists()
        self.explanations()
        for key, look in (("breakdown", self.groups), ("trend", self.trend),
                          ("time_to_convert", self.times)):
            if key in self.funnel:
                look()
        if case.get("compare"):
            self.comparison()

    def same(self, wanted, have, where):
        if wanted != have:
            self.found.append(f"{where}: {wanted} expected, {have} answered")

    def near(self, wanted, have, where):
        if wanted is None or have is None:
            return self.same(wanted, have, where)
        if abs(wanted - have) > TIME_TOLERANCE + 1e-9 * abs(wanted):
            self.same(wanted, have, where)

    def person(self, name):
        """One name for all ids of a person; what else is counted has one name anyway."""
        return self.case.get("merges", {}).get(name, name)

    def another_id(self, unit):
        merges = self.case.get("merges", {})
        return max((name for name in merges if merges[name] == unit), default=unit)

    # The bars

    def rows(self, wanted, have, where, with_waiting=True):
        before = None
        for k, (row, said) in enumerate(zip(wanted, have, strict=True), 1):
            self.same(row["users"], said["users"], f"{where} {k} users")
            if k not in self.required:
                continue
            lost = said["dropped_users"] + said["waiting_users"]
            self.same(before["users"] - row["users"] if before else 0, lost,
                      f"{where} {k} dropped and waiting")
            if with_waiting and "waiting" in self.decided:
                self.same(len(row["dropped_users"] & self.wanted["open"]), said["waiting_users"],
                          f"{where} {k} waiting")
            if "times" in self.decided:
                times = said["time_from_previous"] or {}
                for key in ("average_seconds", "median_seconds"):
                    self.near(row[key], times.get(key), f"{where} {k} {key}")
            before = row

    # People

    def reached_list(self):
        """Everybody in the funnel, by name; each as far and at the times that the oracle says."""
        people = {self.person(row["user_id"]): row for row in self.list_of(1, "reached")}
        reached = {unit: reach for unit, reach in self.wanted["reached"].items() if reach}
        self.same(set(reached), set(people), "people in the funnel")
        for unit in sorted(reached.keys() & people.keys()):
            row = people[unit]
            # The last required stage by its number.
            self.same(self.required[reached[unit] - 1], row["reached_stage"],
                      f"reached by {unit}")
            self.same(row["stage_times"][0], row["entered_at"], f"entered_at of {unit}")
            self.stage_times(unit, row)
            if self.funnel.get("count_by", "users") == "users":
                self.same(last_seen(self.case, unit), instant(row["last_event_at"]),
                          f"last_event_at of {unit}")
        return people

    def stage_times(self, unit, row):
        filled = [row["stage_times"][k - 1] for k in self.required
                  if k <= len(row["stage_times"])]
        chain = [round(at * SECOND) for at in self.wanted["chain"][unit]]
        have = [at and instant(at) for at in filled]
        if "times" in self.decided:
            self.same(len(chain), len(have), f"stage_times of {unit}")
            # The chain is in seconds as fractions, which are good to a quarter of a microsecond.
            if any(at is None or abs(at - other) > 1 for at, other in zip(have, chain)):
                self.same(chain, have, f"stage_times of {unit}")
        elif "ends" in self.decided:
            ends = [abs(chain[place] - have[place]) <= 1 for place in (0, -1)]
            if not all(ends):
                self.same([chain[0], chain[-1]], [have[0], have[-1]], f"ends of {unit}")

    def list_of(self, stage, status):
        """A list, whose length must be the chart's number."""
        rows, totals = self.asker.people(self.case, stage, status)
        number = self.number(stage, status)
        self.same(number, len(rows), f"people {status} at stage {stage} against the chart")
        self.same({number}, totals, f"total of {status} at stage {stage}")
        names = [self.person(row["user_id"]) for row in rows]
        self.same(len(set(names)), len(names), f"names {status} at stage {stage}, each once")
        order = [(-instant(row["entered_at"]), row["user_id"]) for row in rows]
        self.same(sorted(order), order, f"order of {status} at stage {stage}")
        return rows

    def number(self, stage, status):
        rows = self.bars["stages"]
        if status == "converted":
            later = [k for k in self.required if k > stage]
            if stage not in self.required and later:
                # Of those who took the optional stage: no bar says how many went on.
                return len(self.converted(stage))
            return rows[(later[0] if later else stage) - 1]["users"]
        key = {"reached": "users", "dropped": "dropped_users", "waiting": "waiting_users"}[status]
        return rows[stage - 1][key]

    def converted(self, stage):
        later = [k for k in self.required if k > stage]
        next_row = self.wanted["steps"][(later[0] if later else stage) - 1]
        return self.wanted["steps"][stage - 1]["converted_users"] & next_row["converted_users"]

    def lists(self):
        for stage, status in self.case.get("lists", []):
            names = {self.person(row["user_id"]) for row in self.list_of(stage, status)}
            row = self.wanted["steps"][stage - 1]
            if status == "reached":
                wanted = row["converted_users"]
            elif status == "converted":
                wanted = self.converted(stage)
            elif stage not in self.required or "waiting" not in self.decided:
                continue
            elif status == "waiting":
                wanted = row["dropped_users"] & self.wanted["open"]
            else:
                wanted = row["dropped_users"] - self.wanted["open"]
            self.same(wanted, names, f"people {status} at stage {stage}")

    def explanations(self):
        """Listed people are explained as they are listed; the others are not in the funnel."""
        units = sorted(self.wanted["reached"], key=lambda unit: (unit not in self.listed, unit))
        number = self.case.get("explained", 1)
        asked = units[:number] + (units[-1:] if number and number < len(units) else [])
        for unit in asked:
            said = self.asker.explain(self.case, self.another_id(unit))
            attempt = [[step["stage"], step["at"]] for step in said["attempt"]]
            row = self.listed.get(unit, {"reached_stage": 0, "stage_times": []})
            listed = [[k, at] for k, at in enumerate(row["stage_times"], 1) if at]
            self.same(row["user_id"] if unit in self.listed else unit,
                      said["user_id"] if unit in self.listed else self.person(said["user_id"]),
                      "user_id explained")
            self.same(row["reached_stage"], said["reached_stage"], f"explained reach of {unit}")
            self.same(listed, attempt, f"explained attempt of {unit}")

    # Groups

    def groups(self):
        have = {group["value"]: group for group in self.bars["breakdown"]["groups"]}
        wanted = dict(self.wanted["breakdowns"])
        rest = wanted.pop("Other", None)
        self.same(list(wanted), list(have), "groups in order")
        self.same(self.wanted["truncated"], self.bars["breakdown"]["truncated"], "truncated")
        for value in wanted.keys() & have.keys():
            self.rows(wanted[value]["steps"], have[value]["stages"], f"group {value!r} stage",
                      with_waiting=False)
        other = self.bars["breakdown"]["other"]
        self.same(rest is None, other is None, "other groups are there")
        if self.funnel["breakdown"]["attribution"].endswith("_touch"):
            self.sums([*have.values(), *([other] if other else [])])
            if rest and other:
                self.rows(rest["steps"], other["stages"], "other stage", with_waiting=False)

    def sums(self, parts):
        """Everybody is in one group: together they are the bars."""
        for key in ("users", "dropped_users", "waiting_users"):
            for k, row in enumerate(self.bars["stages"]):
                total = sum(part["stages"][k][key] for part in parts)
                self.same(row[key], total, f"sum of the groups' {key} at stage {k + 1}")

    # Trend and times

    def trend(self):
        points = self.asker.trend(self.case)["points"]
        rows = self.wanted["trend"]
        self.same([row["start"] for row in rows], [instant(point["start"]) for point in points],
                  "starts of the buckets")
        zone = "%Y-%m-%dT%H" if self.funnel["trend"]["interval"] == "hour" else "%Y-%m-%d"
        for row, point in zip(rows, points):
            shown = datetime.fromisoformat(point["start"].replace("Z", "+00:00")).strftime(zone)
            self.same(row["at"], shown, "start as the clocks show it")
            for key in ("entered", "converted"):
                self.same(row[key], point[key], f"{key} from {row['at']}")
            self.near(iafa_answers.percent(row["converted"], row["entered"]),
                      point["conversion_rate"], f"rate from {row['at']}")
        rules = self.funnel.get("breakdown", {})
        if rules.get("attribution", "").endswith("_touch"):
            self.trend_of_groups(points)

    def trend_of_groups(self, whole):
        points = self.asker.trend(self.case, **groups(self.case))["points"]
        for point, row in zip(points, whole, strict=True):
            rest = point["breakdown"].get("other")
            parts = [*point["breakdown"]["groups"], *([rest] if rest else [])]
            for key in ("entered", "converted"):
                self.same(row[key], sum(part[key] for part in parts),
                          f"sum of the groups' {key} from {row['start']}")

    def times(self):
        said, wanted = self.asker.times(self.case), self.wanted["time_to_convert"]
        self.same(wanted["count"], said["users"], "users with a time to convert")
        self.same(wanted["count"], sum(row["users"] for row in said["bins"]), "users in the bins")
        if "times" not in self.decided:
            return
        for key in ("average_seconds", "median_seconds"):
            self.near(wanted[key], said[key], f"time to convert {key}")
        edges = [edge for edge, _ in self.wanted["histogram"]]
        if len(set(edges)) < 2:
            return self.same(min(1, wanted["count"]), len(said["bins"]), "bins of one time")
        counts = [number for _, number in self.wanted["histogram"]]
        counts = [*counts[:-2], counts[-2] + counts[-1]]
        self.same(len(counts), len(said["bins"]), "number of bins")
        for row, low, high, number in zip(said["bins"], edges, edges[1:], counts):
            self.near(low, row["from_seconds"], "edge of a bin")
            self.near(high, row["to_seconds"], "edge of a bin")
            self.same(number, row["users"], f"users in the bin from {low}")

    def comparison(self):
        """The period before, asked as a question of its own to the oracle."""
        before = oracle.answer({**self.case, "range": previous(self.case)})
        rows = self.bars["comparison"]["stages"]
        self.rows(before["steps"], rows, "previous stage", with_waiting=False)


def last_seen(case, unit):
    return max(event.at for event in events_of(case) if event.user == unit)


def previous(case):
    """The range of equal length that ends where this one begins; both ends are in it."""
    if "previous" in case["range"]:
        return {**case["range"], **case["range"]["previous"]}
    low, high = (datetime.fromisoformat(case["range"][end].replace("Z", "+00:00"))
                 for end in ("from", "to"))
    step = timedelta(microseconds=1)
    return {**case["range"], "from": (low - (high - low) - step).isoformat(),
            "to": (low - step).isoformat()}
