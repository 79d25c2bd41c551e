"""Clients that send to a server that may die at any moment, and ask it for numbers afterwards."""

import http.client
import secrets
import threading
import time
from random import Random

from conformance.connection import Api, Reply
from conformance.launch import LaunchError

from .ledger import EVENT, EventSource, Ledger

LOADERS = 3
# Small, so that the time goes into commits: counting must stay within the client's patience.
LARGEST_BATCH = 100
# Hundreds of thousands of events, counted by a debug build on a busy machine.
QUESTION_SECONDS = 300
# How long the server may take nothing of what was unanswered.
RETRY_SECONDS = 60
REFUSED = (429, 503)
CONNECTION_FAULTS = (OSError, http.client.HTTPException)
ALL_TIME = {"range": "all", "start_date": "2000-01-01T00:00:00Z",
            "end_date": "2100-01-01T00:00:00Z", "as_of": "2100-01-01T00:00:00Z"}


class Client:
    def __init__(self, chance: Random, source: EventSource | None = None):
        self.chance = chance
        self.ledger = Ledger()
        self.source = source or EventSource(chance)
        self.violations: list[str] = []
        self.refused = 0
        self.last_refusal = ""
        # Between two batches of a loader: loads that last are not to fill the disk.
        self.pause_seconds = 0.0
        self.account = {"email": f"{secrets.token_hex(8)}@example.com",
                        "password": secrets.token_urlsafe(24)}
        self.api = Api("http://127.0.0.1:9")
        self.root = self.questions = self.api
        self.project = ""
        self.key: dict = {}
        self.authorization: dict = {}

    def talk_to(self, address: str) -> None:
        self.api, self.root = Api(address + "/api/v1"), Api(address)
        self.questions = Api(address + "/api/v1", QUESTION_SECONDS)

    def sign_up(self) -> None:
        session = must(self.api.post(
            "/auth/register", {**self.account, "full_name": "Torture"}), 201)
        self.authorize(session)
        project = must(self.api.post("/projects", {
            "name": "Torture", "retention_days": None, "rate_limit_per_minute": 0},
            self.authorization), 201)
        self.project, self.key = project["id"], {"X-API-Key": project["api_key"]}

    def sign_in(self) -> None:
        """Anew: tokens are short-lived, and clocks are maltreated."""
        self.authorize(must(self.api.post("/auth/login", self.account), 200))

    def authorize(self, session: dict) -> None:
        self.authorization = {"Authorization": "Bearer " + session["access_token"]}

    # Sending

    def send(self, batch: list[dict]) -> bool:
        """True if the batch was answered; raises what the connection raises."""
        self.ledger.sent(batch)
        sent = [{key: value for key, value in event.items() if key != "of_today"}
                for event in batch]
        reply = self.api.post("/track/batch", {"events": sent}, self.key)
        if reply.status in REFUSED:
            self.note_refusal(reply)
            return False
        answer = must(reply, 200)
        counted = answer["accepted"] + answer["duplicates"] + len(answer["rejected"])
        if counted != len(batch) or answer["rejected"]:
            self.violations.append(f"{len(batch)} events sent, answered {str(answer)[:300]}")
        self.ledger.acknowledged(batch)
        return True

    def merge(self, first: str, second: str) -> bool:
        reply = self.api.post("/identify", {"anonymous_id": first, "user_id": second}, self.key)
        if reply.status in REFUSED:
            self.note_refusal(reply)
            return False
        must(reply, 200)
        self.ledger.merge_acknowledged(first)
        return True

    def note_refusal(self, reply: Reply) -> None:
        self.refused += 1
        self.last_refusal = str(reply)

    def load_until(self, stopped: threading.Event, keep_on: bool) -> None:
        """`keep_on`: a connection that breaks is a nuisance, not the end."""
        while not stopped.is_set():
            try:
                taken = self.send(self.source.batch(LARGEST_BATCH))
                pair = self.ledger.pair_to_merge() if self.chance.random() < 0.3 else None
                if pair:
                    self.merge(*pair)
                if self.pause_seconds or not taken:
                    time.sleep(self.pause_seconds or 0.05)
            except CONNECTION_FAULTS:
                if not keep_on:
                    return
                time.sleep(0.1)
            except LaunchError as fault:
                self.violations.append(str(fault))
                if not keep_on:
                    return

    def loading(self, keep_on: bool = False) -> "Loading":
        return Loading(self, keep_on)

    def retry(self) -> int:
        """Sends what was not answered again, until it is; how many events that were."""
        deadline = time.monotonic() + RETRY_SECONDS
        retried = len(self.ledger.unanswered)
        while True:
            batches = self.ledger.open_batches(LARGEST_BATCH)
            merges = self.ledger.open_merges()
            if not batches and not merges:
                return retried
            taken = []
            try:
                for batch in batches:
                    taken.append(self.send(batch))
                for pair in merges:
                    taken.append(self.merge(*pair))
            except CONNECTION_FAULTS:
                taken.append(False)
            if any(taken):
                deadline = time.monotonic() + RETRY_SECONDS
            if not all(taken):
                time.sleep(0.2)
            if time.monotonic() > deadline:
                raise LaunchError("the server took nothing of what was unanswered for a minute; "
                                  f"the last refusal: {self.last_refusal}")

    # Asking

    def funnel(self, stages: int = 3, **more: object) -> Reply:
        asked = [{"name": f"{number}", "event": EVENT} for number in range(stages)]
        return self.questions.post("/analytics/funnel", {
            "project_id": self.project, "definition": {"stages": asked}, **ALL_TIME,
            "include": "counts", **more}, self.authorization)

    def numbers(self, stages: int = 3) -> list[int]:
        return numbers_of(must(self.funnel(stages), 200))

    def metrics(self) -> dict[str, float]:
        text = self.root.get("/metrics").body.decode()
        lines = [line.split() for line in text.splitlines() if not line.startswith("#")]
        return {name: float(value) for name, value in lines}


class Loading:
    """Several loaders for as long as the `with` lasts."""

    def __init__(self, client: Client, keep_on: bool):
        self.stopped = threading.Event()
        self.threads = [threading.Thread(target=client.load_until, args=(self.stopped, keep_on))
                        for _ in range(LOADERS)]

    def __enter__(self) -> "Loading":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        for thread in self.threads:
            thread.join()


def numbers_of(answer: dict) -> list[int]:
    return [stage["users"] for stage in answer["stages"]]


def must(reply: Reply, status: int) -> dict:
    if reply.status != status:
        raise LaunchError(f"{status} expected: {reply}")
    return reply.json()
