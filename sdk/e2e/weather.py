"""A proxy before the server that delays, drops and refuses, and keeps a ledger of what went by."""

import http.client
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


@dataclass
class Seen:
    """One request, what became of it, and what the server said, if it was asked."""

    method: str
    path: str
    headers: dict
    text: str
    fate: str = "pass"
    began: float = 0.0
    ended: float = 0.0
    status: int | None = None
    answer: dict = field(default_factory=dict)

    @property
    def body(self):
        return json.loads(self.text) if self.text else {}

    @property
    def events(self):
        return self.body.get("events", [])


class Fair:
    """Nothing happens to a request."""

    def __call__(self, number):
        return "pass"


class Weather(ThreadingHTTPServer):
    """`fate(number)` says what happens to a request:

    pass; drop (never arrives); lost (arrives, its answer does not); late (is answered late);
    a number (that status, the server never asked).
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, server):
        super().__init__(("127.0.0.1", 0), Handler)
        self.server = urlsplit(server)
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.lock = threading.Lock()
        self.calm()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def calm(self):
        """Fair weather and an empty ledger."""
        self.fate = Fair()
        self.delay_seconds = 0.0
        self.late_seconds = 1.0
        self.retry_after = None
        self.seen = []

    def handle_error(self, request, client_address):
        """A browser that hangs up is what these tests are about, not an error."""

    @property
    def posts(self):
        return [seen for seen in list(self.seen) if seen.method == "POST"]

    def events(self, kind=None):
        """All events that went by, repeats included."""
        found = [event for seen in self.posts for event in seen.events]
        return [event for event in found if kind is None or event.get("event_type") == kind]

    def accepted(self):
        """How many events the server took as new, also where its answer was lost."""
        return sum(seen.answer.get("accepted", 0) for seen in self.posts)

    def wait_for(self, condition, seconds=15):
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, "waited in vain"
            time.sleep(0.02)

    def wait_for_events(self, kind, count=1, seconds=15):
        self.wait_for(lambda: len(self.stored(kind)) >= count, seconds)
        return self.stored(kind)

    def stored(self, kind=None):
        """Events by id of the requests that the server answered with 200, first copy each."""
        by_id = {}
        for seen in self.posts:
            if seen.status == 200:
                for event in seen.events:
                    by_id.setdefault(event["id"], event)
        return [e for e in by_id.values() if kind is None or e.get("event_type") == kind]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Weather

    def log_message(self, *arguments):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        seen = Seen(self.command, self.path, dict(self.headers), body.decode())
        seen.began = time.monotonic()
        weather = self.server
        with weather.lock:
            weather.seen.append(seen)
            number = len(weather.seen)
        if self.command == "POST":
            seen.fate = weather.fate(number)
        time.sleep(weather.delay_seconds)
        if seen.fate == "drop":
            return self.hang_up(seen)
        if isinstance(seen.fate, int):
            return self.refuse(seen)
        status, headers, answer = self.ask_server(body)
        seen.status = status
        seen.answer = json.loads(answer) if answer else {}
        if seen.fate == "lost":
            return self.hang_up(seen)
        if seen.fate == "late":
            time.sleep(weather.late_seconds)
        self.reply(seen, status, headers, answer)

    do_OPTIONS = do_POST
    do_GET = do_POST

    def ask_server(self, body):
        connection = http.client.HTTPConnection(self.server.server.netloc, timeout=30)
        passed = ("content-type", "origin", "user-agent", "x-api-key", "sec-gpc")
        asked = ("access-control-request-method", "access-control-request-headers")
        headers = {
            name: value for name, value in self.headers.items() if name.lower() in passed + asked
        }
        connection.request(self.command, self.path, body or None, headers)
        response = connection.getresponse()
        answer = response.read()
        kept = [
            (name, value)
            for name, value in response.getheaders()
            if name.lower() not in ("content-length", "connection", "date", "server")
        ]
        connection.close()
        return response.status, kept, answer

    def refuse(self, seen):
        headers = [
            ("Access-Control-Allow-Origin", "*"),
            ("Access-Control-Expose-Headers", "Retry-After"),
            ("Content-Type", "application/problem+json"),
        ]
        if self.server.retry_after is not None:
            headers.append(("Retry-After", str(self.server.retry_after)))
        self.reply(seen, seen.fate, headers, b'{"status": %d}' % seen.fate)

    def reply(self, seen, status, headers, answer):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)
        seen.ended = time.monotonic()

    def hang_up(self, seen):
        seen.ended = time.monotonic()
        self.close_connection = True
        self.connection.shutdown(2)
