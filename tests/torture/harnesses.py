"""All of them, with their sizes."""

from collections.abc import Callable
from dataclasses import dataclass

from . import kill, power
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
]
