"""A project on the real server, and questions that only a stored event answers."""

import json
import urllib.request
import uuid


class Project:
    def __init__(self, server, **settings):
        self.server = server
        email = f"{uuid.uuid4().hex[:12]}@example.com"
        body = {"email": email, "password": "a long and quiet river", "full_name": "Ada"}
        self.token = self.post("/auth/register", body)["access_token"]
        made = self.post("/projects", {"name": "Host", "rate_limit_per_minute": 0, **settings})
        self.id, self.key = made["id"], made["api_key"]

    def post(self, path, body):
        headers = {"Content-Type": "application/json"}
        if hasattr(self, "token") and "api_key" not in body:
            headers["Authorization"] = f"Bearer {self.token}"
        request = urllib.request.Request(
            f"{self.server}/api/v1{path}", json.dumps(body).encode(), headers
        )
        with urllib.request.urlopen(request) as response:
            return json.load(response)

    def text(self, path):
        request = urllib.request.Request(
            f"{self.server}/api/v1{path}", headers={"Authorization": f"Bearer {self.token}"}
        )
        with urllib.request.urlopen(request) as response:
            return response.read().decode()

    def send(self, events):
        return self.post("/track/batch", {"api_key": self.key, "events": events})

    def assert_stored(self, events):
        """Each is there already: sent again by its id, none counts as new."""
        again = [{"id": e["id"], "event_type": "again", "user_id": "again"} for e in events]
        for start in range(0, len(again), 5000):
            part = again[start : start + 5000]
            answer = self.send(part)
            assert (answer["accepted"], answer["duplicates"]) == (0, len(part)), answer

    def funnel(self, *stages, **definition):
        """How many reached each stage."""
        answer = self.post(
            "/analytics/funnel",
            {
                "project_id": self.id,
                "definition": {
                    "stages": [{"name": name, "event": name} for name in stages],
                    **definition,
                },
            },
        )
        return [stage["users"] for stage in answer["stages"]]
