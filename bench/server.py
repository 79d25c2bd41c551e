"""The server under measurement: started, filled over HTTP, asked over HTTP."""

import json
import os
import secrets
import statistics
import tempfile
import threading
import time
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from conformance.connection import Api, Reply
from conformance.launch import Server

from .events import Shop, write_bodies
from .memory import forget_peak, peak_of

CONNECTIONS = 4
# A large day's rewriting may hold up an answer; the server's own limit for a question is 30 s.
ANSWER_SECONDS = 120
SETTLE_SECONDS = 900
BUSY = (429, 503)


@dataclass
class Loaded:
    """How the events got in; None of it is known where the directory was filled before."""

    events: int
    seconds: float
    settled_seconds: float
    answer_milliseconds: dict[str, float]
    refused: int
    peak_bytes: int | None

    @property
    def per_second(self) -> float:
        return self.events / self.seconds


@dataclass
class Installation:
    """A directory with all that belongs to one filled server."""

    folder: Path
    shop: Shop
    email: str = field(default_factory=lambda: f"{secrets.token_hex(4)}@example.com")
    password: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    project: str = ""
    key: str = ""
    loaded: Loaded | None = None

    @property
    def data(self) -> Path:
        return self.folder / "iafa"

    @property
    def published(self) -> str:
        return str(self.data / "events" / f"project_{self.project}" / "**" / "*.parquet")

    def save(self) -> None:
        text = asdict(self) | {"folder": None}
        text["shop"]["last"] = self.shop.last.isoformat()
        (self.folder / "bench.json").write_text(json.dumps(text, indent=1) + "\n")

    @classmethod
    def at(cls, folder: Path) -> "Installation | None":
        """What was filled there before, if it was filled whole."""
        if not (folder / "bench.json").exists():
            return None
        found = json.loads((folder / "bench.json").read_text())
        found["shop"]["last"] = date.fromisoformat(found["shop"]["last"])
        return cls(**found | {"folder": folder, "shop": Shop(**found["shop"]),
                              "loaded": found["loaded"] and Loaded(**found["loaded"])})


class Iafa:
    """A running server and somebody who is signed in; ends with the `with`."""

    def __init__(self, binary: Path, installation: Installation, threads: int):
        self.installation = installation
        installation.data.mkdir(parents=True, exist_ok=True)
        self.server = Server(binary, installation.data,
                             environment={"QUERY_THREADS": str(threads)})

    def __enter__(self) -> "Iafa":
        self.server.start(SETTLE_SECONDS)
        self.api = Api(self.server.address + "/api/v1", ANSWER_SECONDS)
        self.sign_in()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.__exit__()

    @property
    def process(self) -> int:
        return self.server.process.pid

    def sign_in(self) -> None:
        one = self.installation
        account = {"email": one.email, "password": one.password}
        if one.project:
            session = must(self.api.post("/auth/login", account), 200)
        else:
            session = must(self.api.post("/auth/register", account | {"full_name": "B"}), 201)
        self.authorization = {"Authorization": "Bearer " + session["access_token"]}
        if not one.project:
            project = must(self.api.post("/projects", {
                "name": "Bench", "retention_days": None, "rate_limit_per_minute": 0},
                self.authorization), 201)
            one.project, one.key = project["id"], project["api_key"]

    def ask(self, method: str, path: str, body: dict | None = None) -> Reply:
        reply = self.api.request(method, path, body, self.authorization)
        if reply.status == 401:  # Tokens are good for 15 minutes, a run takes longer.
            self.sign_in()
            reply = self.api.request(method, path, body, self.authorization)
        return reply


def must(reply: Reply, status: int) -> dict:
    if reply.status != status:
        raise RuntimeError(f"{status} was expected: {reply}")
    return reply.json()


class Load:
    """Requests made beforehand, sent over several connections in the order of time."""

    def __init__(self, iafa: Iafa, bodies: list[Path]):
        self.iafa, self.waiting = iafa, deque(bodies)
        self.taken: list[int] = []
        self.milliseconds: list[float] = []
        self.refused = 0
        self.fault: Exception | None = None

    def run(self) -> float:
        threads = [threading.Thread(target=self.send_all) for _ in range(CONNECTIONS)]
        begun = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self.fault:
            raise self.fault
        return time.monotonic() - begun

    def send_all(self) -> None:
        try:
            while self.waiting and not self.fault:
                self.send(self.waiting.popleft())
        except IndexError:
            return  # Another one took the last.
        except Exception as fault:
            self.fault = fault

    def send(self, path: Path) -> None:
        body = path.read_bytes()
        key = {"X-API-Key": self.iafa.installation.key, "Content-Type": "application/json"}
        while True:
            begun = time.monotonic()
            reply = self.iafa.api.post("/track/batch", body, key)
            if reply.status not in BUSY:
                break
            self.refused += 1
            time.sleep(float(reply.headers.get("retry-after", 1)))
        answer = must(reply, 200)
        if answer["duplicates"] or answer["rejected"]:
            raise RuntimeError(f"not all of {path.name} was taken: {reply}")
        self.milliseconds.append((time.monotonic() - begun) * 1000)
        self.taken.append(answer["accepted"])
        path.unlink()


def make_bodies(shop: Shop, folder: Path) -> list[Path]:
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        paths = pool.map(write_bodies, [shop] * shop.days, range(shop.days),
                         [folder] * shop.days)
        return [path for of_day in paths for path in of_day]


def fill(binary: Path, folder: Path, shop: Shop, threads: int) -> Installation:
    """Sends all events to a new server there and waits until every day is published."""
    installation = Installation(folder, shop)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="bodies-") as bodies, \
            Iafa(binary, installation, threads) as iafa:
        load = Load(iafa, make_bodies(shop, Path(bodies)))
        forget_peak(iafa.process)
        seconds = load.run()
        if sum(load.taken) != shop.events:
            raise RuntimeError(f"{sum(load.taken)} of {shop.events} events were accepted")
        settled = wait_until_published(installation)
        quantiles = statistics.quantiles(load.milliseconds, n=100, method="inclusive")
        installation.loaded = Loaded(
            shop.events, seconds, settled, {"p50": quantiles[49], "p99": quantiles[98]},
            load.refused, peak_of(iafa.process))
    installation.save()
    return installation


def published_events(installation: Installation) -> int:
    import duckdb
    try:
        found = duckdb.execute("SELECT sum(num_rows) FROM parquet_file_metadata(?)",
                               [installation.published]).fetchone()
    except duckdb.IOException:  # There is none yet, or one was replaced just now.
        return 0
    return int(found[0] or 0)


def wait_until_published(installation: Installation) -> float:
    """The seconds from the last answer until the Parquet files have every event."""
    begun = time.monotonic()
    while (found := published_events(installation)) != installation.shop.events:
        if time.monotonic() - begun > SETTLE_SECONDS:
            raise RuntimeError(f"{found} of {installation.shop.events} events are published")
        time.sleep(1)
    return time.monotonic() - begun
