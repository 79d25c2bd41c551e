"""All of them, with their sizes."""

from collections.abc import Callable
from dataclasses import dataclass

from . import (backups, clocks, failing_calls, full, kill, long_log, power, rot, stops,
               two_servers, visibility)
from .trial import Options, Result


@dataclass(frozen=True)
class Harness:
    name: str
    run: Callable[[Options], Result]
    rounds: int
    quick: int
    unit: str = "rounds"


HARNESSES = [
    Harness("kill -9", kill.run, 200, 3),
    Harness("power cut", power.run, 20, 3),
    Harness("power cut, lying disk", power.control, 1, 1),
    Harness("disk full", full.run, 20, 3),
    Harness("failing calls", failing_calls.run, 600, 15, "seconds"),
    Harness("bit rot", rot.run, 1000, 30, "damages"),
    Harness("stopped", stops.run, 100, 3),
    Harness("clock", clocks.run, len(clocks.CLOCKS), 2),
    Harness("two servers", two_servers.run, 100, 5),
    Harness("backup", backups.run, 50, 2),
    Harness("visibility", visibility.run, 10_000, 100, "probes"),
    Harness("long log", long_log.run, 1_000_000, 20_000, "events"),
]
