"""Some cases that share an account and a project: sent together, asked one by one, judged.

A case that fails is made smaller, event by event and part by part, while it still fails.
"""

import secrets
from dataclasses import dataclass, field

from conformance.adapters import iafa_requests
from conformance.connection import Api
from conformance import families
from conformance.families import judge, smaller
from conformance.families.question import Asker, Unanswered

LARGEST_BATCH = 5_000


@dataclass
class Tally:
    cases: int = 0
    people: int = 0
    questions: int = 0
    failures: list = field(default_factory=list)

    def __add__(self, other):
        return Tally(self.cases + other.cases, self.people + other.people,
                     self.questions + other.questions, self.failures + other.failures)


def run(address, binary, block):
    """Judges one block: (family, seed, places), or (None, None, cases as they are kept)."""
    family, seed, places = block
    if family is None:
        return on_server(address, places)
    made = [families.FAMILIES[family].case(seed, place) for place in places]
    # A family that needs a server of its own brings its way to run a block.
    own = getattr(families.FAMILIES[family], "run", None)
    return own(binary, made) if own else on_server(address, made)


def on_server(address, made, tamper=None, alter=None):
    """`alter(entries)` may change what is sent: a planted fault."""
    place = Place(address, tamper)
    if alter is None:
        alter = unaltered
    tally = place.judged(made, alter)
    if tamper is None and alter is unaltered:
        for failure in tally.failures[:1]:
            case = next(case for case in made if case["id"] == failure["case"])
            failure["smallest"] = smaller.smallest(
                case, lambda smaller_case: place.judged([smaller_case]).failures)
    return tally


def unaltered(entries):
    return entries


class Place:
    """An account on a server, with a project for each time zone and round."""

    def __init__(self, address, tamper=None):
        self.api = Api(address.rstrip("/") + "/api/v1")
        self.tamper = tamper
        account = {"email": f"random-{secrets.token_hex(8)}@example.com",
                   "password": secrets.token_urlsafe(24), "full_name": "Random",
                   "organization_name": "Random"}
        session = self.expect(self.api.post("/auth/register", account), 201)
        self.authorization = {"Authorization": "Bearer " + session["access_token"]}

    def expect(self, reply, status):
        if reply.status != status:
            raise Unanswered(str(reply))
        return reply.json()

    def project(self, zone="UTC"):
        wanted = {"name": "Random", "retention_days": None, "rate_limit_per_minute": 0,
                  "timezone": zone}
        return self.expect(self.api.post("/projects", wanted, self.authorization), 201)

    def send(self, project, rows):
        key = {"X-API-Key": project["api_key"]}
        for first in range(0, len(rows), LARGEST_BATCH):
            part = rows[first:first + LARGEST_BATCH]
            answer = self.expect(self.api.post("/track/batch", {"events": part}, key), 200)
            if answer["accepted"] + answer["duplicates"] != len(part):
                raise Unanswered(f"{len(part)} entries sent: {answer}")

    def judged(self, made, alter=unaltered):
        tally, projects = Tally(), {}
        for zone in sorted({zone_of(case) for case in made}):
            projects[zone] = self.project(zone)
            rows = [row for case in made if zone_of(case) == zone for row in entries(case)]
            self.send(projects[zone], alter(rows))
        for case in made:
            tally += verdict(case, self.asker(projects[zone_of(case)]))
        return tally

    def asker(self, project):
        return Asker(self.api, self.authorization, project["id"], self.tamper)


def zone_of(case):
    """The zone of the project that a case needs: its own, unless the question names that."""
    return "UTC" if case.get("zone_of") == "question" else case.get("timezone", "UTC")


def verdict(case, asker):
    try:
        found = judge.disagreements(case, asker)
    except Exception as fault:
        # One broken answer must not end the run.
        found = [f"{type(fault).__name__}: {fault}"]
    failures = [{"case": case["id"], "differences": found, "smallest": None}] if found else []
    return Tally(1, len({event["user"] for event in case["events"]}), asker.questions, failures)


def entries(case):
    """What is sent: the case's own order where it has one, else traits, then events."""
    if "sends" in case:
        return case["sends"]
    traits = [{"type": "identify", "user_id": user, "traits": found}
              for user, found in case.get("user_properties", {}).items() if found]
    return traits + [iafa_requests.event(row) for row in case["events"]]
