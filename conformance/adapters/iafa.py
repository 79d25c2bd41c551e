"""How the cases are put to an IAFA server, and how its answers read as the keys of `expect`."""

import itertools
import secrets
import threading
from urllib.parse import urlencode

from conformance import cases
from conformance.adapters import iafa_answers, iafa_requests
from conformance.connection import Api

PAGE = 500
# Questions scan what stands beside a case as well, and making a project costs a write of its own.
CASES_PER_PROJECT = 100


class Unanswered(Exception):
    """The server neither answered nor refused the definition: what it said instead."""


class Refused(Exception):
    """The server says that the definition is not valid."""


class Adapter:
    # An acknowledged event is visible to every query within a second.
    settle_seconds = 1.0

    def __init__(self, server):
        self.api = Api(server.rstrip("/") + "/api/v1")
        self.authorization = {}
        self.lists_people = False
        self.numbers = itertools.count(1)
        self.shared, self.lock = {}, threading.Lock()

    def start(self):
        """An account of its own, and a look at what the server can be asked."""
        account = {"email": f"conformance-{secrets.token_hex(8)}@example.com",
                   "password": secrets.token_urlsafe(24), "full_name": "Conformance",
                   "organization_name": "Conformance"}
        session = expect(self.api.post("/auth/register", account), 201)
        self.authorization = {"Authorization": "Bearer " + session["access_token"]}
        probe = self.post("/analytics/funnel/users?stage=1&status=reached", {
            "project_id": self.project("probe", "UTC")["id"],
            "definition": {"stages": [{"name": "any", "event": "any"}]},
            **iafa_requests.ALL_TIME})
        if probe.status not in (200, 404, 405):
            raise Unanswered(f"people list: {probe}")
        self.lists_people = probe.status == 200
        if self.lists_people:
            return ["who is counted: the server's people lists"]
        return ["who is counted: each person asked alone (the server has no people list); "
                "of attempts, the times between their steps"]

    def exempt(self, case):
        return iafa_requests.exempt(case)

    def asserted(self, case):
        return iafa_requests.asserted(case, self.lists_people)

    # Sending

    def prepare(self, case):
        """Sends a case's events, and each person's alone if needed."""
        place = {"whole": self.filled(case), "alone": {}}
        if iafa_answers.needs_units_alone(case["expect"], self.lists_people):
            units = cases.units(case)
            for unit in units:
                place["alone"][unit] = place["whole"] if len(units) == 1 else self.filled(
                    cases.alone(case, unit))
        return place

    def filled(self, case):
        """Sends events under names that nobody else has, and says where they are."""
        number = next(self.numbers)
        prefix = f"{number}."
        project = self.project_for(case, number // CASES_PER_PROJECT)
        key = {"X-API-Key": project["api_key"]}
        named = cases.renamed(case, prefix)
        for call in iafa_requests.identities(named):
            expect(self.api.post("/identify", call, key), 200)
        if named["events"]:
            events = [iafa_requests.event(row) for row in named["events"]]
            answer = expect(self.api.post("/track/batch", {"events": events}, key), 200)
            if answer["accepted"] != len(events):
                raise Unanswered(f"{len(events)} events sent: {answer}")
        return {"project": project["id"], "prefix": prefix}

    def project_for(self, case, group):
        """One project serves many cases of a time zone; some need one of their own."""
        zone = case.get("timezone", "UTC")
        if cases.counts_strangers(case):
            return self.project(case["id"], zone)
        with self.lock:
            if (zone, group) not in self.shared:
                self.shared[zone, group] = self.project(f"{zone} {group}", zone)
            return self.shared[zone, group]

    def project(self, name, zone):
        wanted = {"name": f"Conformance {name}", "retention_days": None,
                  "rate_limit_per_minute": 0, "timezone": zone}
        return expect(self.post("/projects", wanted), 201)

    def post(self, path, body):
        return self.api.post(path, body, self.authorization)

    # Asking

    def ask(self, case, place):
        """The answer to a case, with the keys that its `expect` holds."""
        try:
            return self.answers(case, place)
        except Refused as refusal:
            return {"error": True, "reason": str(refusal)}

    def answers(self, case, place):
        answered, wanted = {"conflicts": []}, case["expect"]
        if iafa_answers.needs_bars(case):
            bars = self.funnel(case, place["whole"])
            answered.update(iafa_answers.bars(bars, case))
            self.add_people(case, place, answered)
        if "trend" in case["funnel"]:
            answered.update(self.trend(case, place["whole"], answered.get("breakdowns")))
        if "time_to_convert" in case["funnel"]:
            answered.update(iafa_answers.times(self.times(case, place["whole"])))
        if "chain" in wanted:
            answered["chain"] = iafa_answers.chains(self.people(case, place["whole"], 1))
        if place["alone"]:
            self.add_units_alone(case, place["alone"], answered)
        return answered

    def add_people(self, case, place, answered):
        wanted = case["expect"]
        if not self.lists_people:
            return
        if "reached" in wanted:
            rows = self.people(case, place["whole"], 1)
            answered["reached"] = {row["user_id"]: row["reached_stage"] for row in rows}
        for k, (row, have) in enumerate(zip(wanted.get("steps", []), answered["steps"]), 1):
            if "converted_users" in row:
                rows = self.people(case, place["whole"], k)
                have["converted_users"] = [person["user_id"] for person in rows]
                iafa_answers.check_length(answered, k, "reached", rows, have["users"])
            if "dropped_users" in row:
                rows = (self.people(case, place["whole"], k, "dropped")
                        + self.people(case, place["whole"], k, "waiting"))
                have["dropped_users"] = [person["user_id"] for person in rows]
                iafa_answers.check_length(answered, k, "lost", rows, have["drop_off"])

    def add_units_alone(self, case, places, answered):
        """Who is counted, from the answers about each unit alone."""
        open_groups = iafa_requests.without_limit(case)
        for unit, place in places.items():
            if iafa_answers.needs_bars(case):
                lone = iafa_answers.bars(self.funnel(open_groups, place), case)
                iafa_answers.add_unit_to_groups(answered, unit, lone)
                if not self.lists_people:
                    iafa_answers.add_unit(answered, unit, lone)
            if iafa_answers.names_people(case["expect"].get("trend", [])):
                points = self.trend(case, place)["trend"]
                iafa_answers.add_unit_to_trend(answered["trend"], unit, points)

    def funnel(self, case, place):
        return self.query("/analytics/funnel", question(case, place))

    def trend(self, case, place, breakdowns=None):
        options = iafa_requests.trend_options(case)
        points = self.query("/analytics/funnel/trend?" + urlencode(options),
                            question(case, place))["points"]
        return iafa_answers.trend(points, options["interval"], breakdowns)

    def times(self, case, place):
        options = urlencode(iafa_requests.time_options(case))
        return self.query("/analytics/funnel/time-to-convert?" + options,
                          question(case, place))

    def people(self, case, place, stage, status="reached"):
        options = {"stage": stage, "status": status, "limit": PAGE}
        rows = []
        while True:
            page = self.query("/analytics/funnel/users?" + urlencode(options),
                              question(case, place))
            rows += page["items"]
            if not page["next_cursor"]:
                break
            options["cursor"] = page["next_cursor"]
        merges = case.get("merges", {})
        for row in rows:
            user = row["user_id"].removeprefix(place["prefix"])
            row["user_id"] = merges.get(user, user)
        return rows

    def query(self, path, question):
        reply = self.post(path, question)
        if reply.status == 422:
            raise Refused(str(reply))
        return expect(reply, 200)


def question(case, place):
    return iafa_requests.question(cases.renamed(case, place["prefix"]), place["project"])


def expect(reply, status):
    if reply.status != status:
        raise Unanswered(str(reply))
    return reply.json()
