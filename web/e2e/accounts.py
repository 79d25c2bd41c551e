"""Accounts with what belongs to them, made over HTTP as the page and its senders make them."""

import json
import time
import urllib.request
import uuid
from datetime import datetime, timezone
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

PASSWORD = "a long enough pass phrase"
CSRF = {"X-CSRF": "1"}
# More does not fit into one request when every event carries properties.
SENT_AT_ONCE = 5_000
DAY_SECONDS = 86_400
# Access tokens live 15 minutes.
SESSION_SECONDS = 300


class Api:
    """The API as the page speaks to it, with the cookies of a browser context or of its page."""

    def __init__(self, request, server):
        self.request = request
        self.server = server

    def register(self, full_name="Ada Okafor"):
        """Somebody new, who is signed in then; gives their address."""
        email = f"{uuid.uuid4().hex[:10]}@example.com"
        self.post("/auth/register", {"email": email, "password": PASSWORD, "full_name": full_name})
        return email

    def post(self, path, body):
        return self.send("post", path, body)

    def put(self, path, body):
        return self.send("put", path, body)

    def delete(self, path):
        return self.send("delete", path, None)

    def send(self, method, path, body):
        response = getattr(self.request, method)(
            f"{self.server}/api/v1{path}", data=body, headers={**CSRF, "Origin": self.server}
        )
        assert response.ok, f"{path}: {response.status} {response.text()}"
        return response.json() if response.body() else None


class Furnished:
    """An account with a project, its funnels and their events."""

    def __init__(self, server, email, state, project, funnels):
        self.server = server
        self.email = email
        self.state = state
        self.project = project["id"]
        self.key = project["api_key"]
        self.funnels = funnels
        self.signed_in_at = time.monotonic()

    def cookies(self):
        """Those of a session that is young: a long run of tests outlives an access token, and of
        two pages that renew the same session one looks like a thief."""
        if time.monotonic() - self.signed_in_at > SESSION_SECONDS:
            self.state = {**self.state, "cookies": sign_in(self.server, self.email)}
            self.signed_in_at = time.monotonic()
        return self.state["cookies"]

    def path(self, name, search=""):
        return f"/projects/{self.project}/funnels/{self.funnels[name]}{search}"


def furnish(browser, server, project, funnels, events):
    """`funnels` are names with what their definitions say; `events` come in any number."""
    context = browser.new_context(base_url=server)
    api = Api(context.request, server)
    email = api.register()
    made = api.post("/projects", {"timezone": "UTC", "rate_limit_per_minute": 0, **project})
    ids = {}
    for name, definition in funnels.items():
        body = {"project_id": made["id"], "name": name, "window_seconds": DAY_SECONDS}
        ids[name] = api.post("/funnels", {**body, **definition})["id"]
    for place in range(0, len(events), SENT_AT_ONCE):
        send(server, made["api_key"], events[place : place + SENT_AT_ONCE])
    state = context.storage_state()
    context.close()
    return Furnished(server, email, state, made, ids)


def sign_in(server, email):
    """The cookies of a new session."""
    request = urllib.request.Request(
        f"{server}/api/v1/auth/login",
        data=json.dumps({"email": email, "password": PASSWORD}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as response:
        lines = response.headers.get_all("Set-Cookie")
    cookies = []
    for line in lines:
        [(name, morsel)] = SimpleCookie(line).items()
        cookies.append({"name": name, "value": morsel.value, "httpOnly": True,
                        "domain": urlsplit(server).hostname, "path": morsel["path"],
                        "sameSite": morsel["samesite"]})
    return cookies


def event(kind, user, ago, **properties):
    at = datetime.now(timezone.utc) - ago
    made = {
        "id": str(uuid.uuid4()),
        "event_type": kind,
        "user_id": user,
        "timestamp": at.isoformat().replace("+00:00", "Z"),
    }
    return {**made, "properties": properties} if properties else made


def send(server, key, events):
    request = urllib.request.Request(
        f"{server}/api/v1/track/batch",
        data=json.dumps({"events": events}).encode(),
        headers={"X-API-Key": key, "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as response:
        answer = json.load(response)
    assert answer["accepted"] == len(events), answer
