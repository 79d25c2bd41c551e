"""What every harness shares: a data directory, a server on it, clients, the count at the end."""

import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from conformance.launch import LaunchError, Server

from .client import CONNECTION_FAULTS, QUESTION_SECONDS, Client
from .ledger import EventSource, Findings, judge_numbers, judge_open_numbers, judge_rows

# Generous: how long recovery takes is printed, and judged elsewhere.
START_SECONDS = 180
# Small, so that parts are written and days rewritten all the time.
BUSY = {"EVENT_BUFFER_SIZE": "300", "EVENT_FLUSH_INTERVAL": "1"}
TEST = {"ENVIRONMENT": "test", "BCRYPT_COST": "4", "RATE_LIMIT_PER_IP": "0",
        "LOGIN_FAILURES_PER_IP": "10000", "LOGIN_FAILURES_PER_ACCOUNT": "1000",
        "QUERY_TIMEOUT_SECONDS": str(QUESTION_SECONDS), "SWIFT_BACKTRACE": "enable=no"}
# Acknowledged events are visible within a second; more where the machine is busy.
VISIBLE_SECONDS = 5
FAULTS = ("loss", "double", "unknown")


class NotRun(Exception):
    """Something that the harness needs is not there."""


@dataclass
class Result:
    """A row of the table."""

    name: str
    rounds: int = 0
    answered: int = 0
    findings: Findings = field(default_factory=Findings)
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)
    not_run: str = ""

    @property
    def passed(self) -> bool:
        found = self.findings
        return not (self.not_run or found.lost or found.double or found.unknown or found.wrong)


@dataclass
class Options:
    """How a harness is run."""

    binary: Path
    folder: Path
    chance: Random
    rounds: int
    plant: str | None = None

    def say(self, text: str) -> None:
        print(f"  {text}", flush=True)


class Trial:
    """A server on a directory of its own that is stopped, killed and started again."""

    def __init__(self, options: Options, name: str, environment: dict[str, str] | None = None,
                 data_dir: Path | None = None, source: EventSource | None = None):
        self.options, self.chance = options, options.chance
        self.data_dir = data_dir or options.folder / name
        self.data_dir.mkdir(parents=True, exist_ok=True)
        self.environment = {**TEST, **BUSY, **(environment or {})}
        self.client = Client(options.chance, source)
        self.server: Server | None = None
        self.result = Result(name)
        self.begun = time.monotonic()
        self.slowest_start = 0.0

    # The server

    def start(self, environment: dict[str, str] | None = None, through: Sequence[str] = (),
              seconds: float = START_SECONDS) -> float:
        """The seconds it took. `through`: a command that becomes the server."""
        begun = time.monotonic()
        self.server = Server(self.options.binary, self.data_dir,
                             environment={**self.environment, **(environment or {})})
        self.server.command[:0] = through
        self.server.start(seconds)
        self.client.talk_to(self.server.address)
        taken = time.monotonic() - begun
        self.slowest_start = max(self.slowest_start, taken)
        return taken

    def kill(self) -> None:
        if self.server and self.server.process:
            self.server.kill()

    def stop(self) -> None:
        """As an operator does; what is wrong with how it ended is noted."""
        assert self.server is not None
        try:
            status = self.server.stop()
            self.note(status == 0, f"stopped with status {status}: {self.server.output()[-300:]}")
        except subprocess.TimeoutExpired:
            self.note(False, "did not stop within 20 s of SIGTERM")
            self.server.kill()

    def command(self, *arguments: str | Path, seconds: float = 300
                ) -> subprocess.CompletedProcess[str]:
        return subprocess.run([self.options.binary, *arguments], capture_output=True, text=True,
                              timeout=seconds, env={**os.environ, **self.environment})

    def __enter__(self) -> "Trial":
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    # Counting

    def note(self, holds: bool, otherwise: str) -> None:
        self.result.findings.note(holds, otherwise)

    def plant(self) -> None:
        """A wrong ledger or a wrong server, to show that the count notices it."""
        client, fault = self.client, self.options.plant
        if fault == "loss":
            client.ledger.acknowledged([client.source.event()])
        if fault == "double":
            # The same person's event under a second id: what a retry would be without ids.
            original = next(event for event in client.ledger.answered.values()
                            if not event.get("of_today"))
            copy = {**original, "id": client.source.event()["id"]}
            client.api.post("/track/batch", {"events": [copy]}, client.key)
        if fault == "unknown":
            event = client.source.event()
            event.pop("of_today", None)
            event["timestamp"] = next(
                one["timestamp"] for one in client.ledger.answered.values()
                if not one.get("of_today"))
            client.api.post("/track/batch", {"events": [event]}, client.key)

    def count_over_http(self) -> Findings:
        """Signs in anew; waits for the right numbers as long as visibility may take."""
        try:
            self.client.sign_in()
            wanted = self.client.ledger.wanted_numbers()
            deadline = time.monotonic() + VISIBLE_SECONDS
            while (found := self.client.numbers()) != wanted and time.monotonic() < deadline:
                time.sleep(0.5)
        except (LaunchError, *CONNECTION_FAULTS) as fault:
            # Nothing can be had: all is lost.
            return Findings(lost=len(self.client.ledger.answered),
                            wrong=[f"the numbers could not be had: {fault!r:.300}"])
        return judge_numbers(wanted, found)

    def count_answered(self) -> Findings:
        """While some events and merges are unanswered: each of them may be there or not."""
        try:
            self.client.sign_in()
            wanted = self.client.ledger.wanted_numbers()
            deadline = time.monotonic() + VISIBLE_SECONDS
            while (found := judge_open_numbers(
                    wanted, len(self.client.ledger.unanswered),
                    len(self.client.ledger.unanswered_merges), self.client.numbers())
                   ).wrong and time.monotonic() < deadline:
                time.sleep(0.5)
        except (LaunchError, *CONNECTION_FAULTS) as fault:
            return Findings(lost=len(self.client.ledger.answered),
                            wrong=[f"the numbers could not be had: {fault!r:.300}"])
        return found

    def count_in_files(self) -> Findings:
        """Publishes every closed day and reads the files as a stranger would."""
        import duckdb
        done = self.command("compact", "--data-dir", self.data_dir)
        if done.returncode != 0:
            return Findings(lost=len(self.client.ledger.answered),
                            wrong=[f"compact: {done.stdout[-300:]}{done.stderr[-300:]}"])
        files = list(self.data_dir.glob("events/**/*.parquet"))
        names = [str(path) for path in files]
        try:
            rows = duckdb.read_parquet(names).project("id, user_id").fetchall() if names else []
        except duckdb.Error as fault:
            return Findings(lost=len(self.client.ledger.answered),
                            wrong=[f"published files cannot be read: {fault}"])
        return judge_rows(self.client.ledger, rows)

    def finish(self, rounds: int, files: bool = True) -> Result:
        """Counts everything, stops the server, and answers the table's row."""
        self.plant()
        found = self.count_over_http()
        if files:
            found.join(self.count_in_files())
        self.stop()
        return self.row(rounds, found)

    def row(self, rounds: int, found: Findings | None = None) -> Result:
        if found:
            self.result.findings.join(found)
        self.result.findings.wrong += self.client.violations
        self.result.rounds = rounds
        self.result.answered = len(self.client.ledger.answered)
        self.result.seconds = time.monotonic() - self.begun
        return self.result


def needed(path: Path | str, package: str) -> Path:
    if not Path(path).exists():
        raise NotRun(f"{path} is missing; Debian package {package}")
    return Path(path)


def table(results: Sequence[Result]) -> str:
    """As it stands at the end of scripts/torture."""
    lines = [f"{'test':26}{'rounds':>7}{'answered':>10}{'lost':>8}{'double':>7}{'wrong':>7}"
             f"{'seconds':>9}"]
    for result in results:
        if result.not_run:
            lines.append(f"{result.name:26}  not run: {result.not_run}")
            continue
        found = result.findings
        mark = "" if result.passed else "  FAILED"
        lines.append(f"{result.name:26}{result.rounds:7}{result.answered:10}{found.lost:8}"
                     f"{found.double:7}{len(found.wrong):7}{result.seconds:9.1f}{mark}")
    return "\n".join(lines)
