"""Somebody who uses the server over HTTP, signed in or not, and the projects they make."""

import itertools
import secrets
import time
from datetime import datetime, timedelta, timezone

from conformance.connection import Api

ALL_TIME = {"start_date": "2000-01-01T00:00:00Z", "end_date": "2100-01-01T00:00:00Z",
            "range": "all"}
PASSWORD = "a quiet harbour at dawn"
# Acknowledged events are visible within a second; the rest is room for a busy machine.
PATIENCE_SECONDS = 5
numbers = itertools.count(1)


class Visitor:
    def __init__(self, address, token=None):
        self.address = address
        self.api = Api(address + "/api/v1")
        self.root = Api(address)
        self.session = {}
        self.token = token

    def register(self, **fields):
        """A new account, and whoever signs in with it."""
        account = {"email": new_email(), "password": PASSWORD, "full_name": "Ada Lovelace",
                   "organization_name": "Analytical Engines", **fields}
        session = expect(self.api.post("/auth/register", account), 201)
        known = Visitor(self.address, session["access_token"])
        known.session = {**session, "email": account["email"], "password": account["password"]}
        return known

    @property
    def authorization(self):
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def get(self, path, **headers):
        return self.api.get(path, {**self.authorization, **headers})

    def post(self, path, body=None, **headers):
        return self.api.post(path, body, {**self.authorization, **headers})

    def put(self, path, body=None, **headers):
        return self.api.put(path, body, {**self.authorization, **headers})

    def delete(self, path, **headers):
        return self.api.delete(path, {**self.authorization, **headers})

    def create_project(self, **fields):
        wanted = {"name": f"Project {next(numbers)}", "retention_days": None,
                  "rate_limit_per_minute": 0, **fields}
        return Project(self, expect(self.post("/projects", wanted), 201))


class Project:
    def __init__(self, owner, record):
        self.owner, self.record = owner, record
        self.id, self.key = record["id"], record["api_key"]

    def track(self, event, **headers):
        return self.owner.api.post("/track", event, {"X-API-Key": self.key, **headers})

    def batch(self, body, **headers):
        return self.owner.api.post("/track/batch", body, {"X-API-Key": self.key, **headers})

    def identify(self, body):
        return self.owner.api.post("/identify", body, {"X-API-Key": self.key})

    def send(self, *events):
        """Events that must all be taken."""
        answer = expect(self.batch(list(events)), 200)
        assert answer["accepted"] == len(events), answer
        return answer

    def funnel(self, *stages, **question):
        """The answer to an ad-hoc funnel; stages are event names or whole stages.

        Where the question says nothing else, all of history; None leaves an option out."""
        return expect(self.ask(*stages, **question), 200)

    def ask(self, *stages, definition=None, **question):
        whole = [{"name": stage, "event": stage} if isinstance(stage, str) else stage
                 for stage in stages]
        asked = {"project_id": self.id, "definition": {"stages": whole, **(definition or {})},
                 **ALL_TIME, **question}
        return self.owner.post("/analytics/funnel", {
            key: value for key, value in asked.items() if value is not None})

    def users(self, *stages, **question):
        return [stage["users"] for stage in self.funnel(*stages, **question)["stages"]]

    def shows(self, wanted, *stages, **question):
        """Waits until the funnel's numbers are the wanted ones; fails with what they were."""
        seen = eventually(lambda: self.users(*stages, **question), lambda now: now == wanted)
        assert seen == wanted


def eventually(look, enough, seconds=PATIENCE_SECONDS):
    """Looks until it is enough or time is up; the last look."""
    deadline = time.monotonic() + seconds
    while True:
        seen = look()
        if enough(seen) or time.monotonic() > deadline:
            return seen
        time.sleep(0.02)


def event(name="visit", user="u1", **fields):
    return {"event_type": name, "user_id": user, **fields}


def ago(**difference):
    """An instant in the past (or, negative, in the future) as RFC 3339."""
    return text_of(datetime.now(timezone.utc) - timedelta(**difference))


def text_of(instant):
    return instant.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def new_email():
    return f"ada-{secrets.token_hex(6)}@example.com"


def expect(reply, status):
    assert reply.status == status, str(reply)
    return reply.json()


def problem(reply, status):
    """The body of an error, after its shape was checked."""
    assert reply.status == status, str(reply)
    assert reply.headers["content-type"].split(";")[0] == "application/problem+json"
    body = reply.json()
    assert {"type", "title", "status", "detail"} <= body.keys()
    assert body["status"] == status
    for fault in body.get("errors", []):
        assert {"pointer", "code", "message"} <= fault.keys()
    return body


def pointers(reply, status=422):
    """Where the faults of a refused body are, sorted."""
    return sorted(fault["pointer"] for fault in problem(reply, status)["errors"])
