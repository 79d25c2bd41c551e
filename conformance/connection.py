"""A keep-alive HTTP connection per thread, nothing more than the standard library has."""

import http.client
import json
import threading
from dataclasses import dataclass
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 30


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict
    body: bytes
    cookies: tuple = ()

    def json(self):
        return json.loads(self.body) if self.body else None

    def __str__(self):
        return f"{self.status} {self.body[:400].decode(errors='replace')}"


class Api:
    """Requests to one server; `base` may carry a path, as in http://127.0.0.1:8000/api/v1."""

    def __init__(self, base, timeout_seconds=TIMEOUT_SECONDS):
        parts = urlsplit(base)
        self.base = base
        self.timeout_seconds = timeout_seconds
        self.address = (parts.hostname, parts.port or 80)
        self.prefix = parts.path.rstrip("/")
        self.local = threading.local()

    def request(self, method, path, body=None, headers=None):
        """`body`: bytes and text go as they are, anything else as JSON."""
        headers = dict(headers or {})
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body, ensure_ascii=False)
            headers.setdefault("Content-Type", "application/json")
        if isinstance(body, str):
            body = body.encode()
        answer = self.exchange(method, self.prefix + path, body, headers)
        named = {name.lower(): value for name, value in answer.getheaders()}
        cookies = tuple(answer.headers.get_all("Set-Cookie") or ())
        return Reply(answer.status, named, answer.read(), cookies)

    def exchange(self, method, path, body, headers):
        connection = getattr(self.local, "connection", None)
        fresh = connection is None
        if fresh:
            connection = http.client.HTTPConnection(*self.address, timeout=self.timeout_seconds)
            self.local.connection = connection
        try:
            try:
                connection.request(method, path, body, headers)
            except (BrokenPipeError, ConnectionResetError):
                pass  # A server may refuse a large body before it has read all of it.
            return connection.getresponse()
        except (ConnectionError, http.client.HTTPException, OSError) as fault:
            connection.close()
            self.local.connection = None
            # A server may close an idle connection just as we use it again: once more, anew.
            idle = isinstance(fault, (http.client.RemoteDisconnected, BrokenPipeError,
                                      ConnectionResetError, http.client.CannotSendRequest))
            if fresh or not idle:
                raise
        return self.exchange(method, path, body, headers)

    def close(self):
        connection = getattr(self.local, "connection", None)
        if connection is not None:
            connection.close()
            self.local.connection = None

    def get(self, path, headers=None):
        return self.request("GET", path, None, headers)

    def post(self, path, body=None, headers=None):
        return self.request("POST", path, body, headers)

    def put(self, path, body=None, headers=None):
        return self.request("PUT", path, body, headers)

    def delete(self, path, headers=None):
        return self.request("DELETE", path, None, headers)
