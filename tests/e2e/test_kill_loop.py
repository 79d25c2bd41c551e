"""What was answered survives kill -9, and the loop that says so would notice if it did not."""

import subprocess
import sys

import pytest

from conftest import CHECKOUT

ROUNDS = 10


def kill_loop(binary, *arguments):
    return subprocess.run(
        [sys.executable, CHECKOUT / "scripts/kill-loop", "--binary", binary, *arguments],
        capture_output=True, text=True, timeout=900)


def test_every_event_answered_with_200_is_there_once_after_ten_kills(binary):
    done = kill_loop(binary, "--rounds", str(ROUNDS))
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{ROUNDS} kills" in done.stdout and " 0 violations" in done.stdout


@pytest.mark.parametrize("fault, said", [
    ("loss", "1 events are lost"), ("double", "people have an event twice"),
    ("unknown", "1 are unknown"),
])
def test_the_loop_notices_a_planted_fault(binary, fault, said):
    done = kill_loop(binary, "--rounds", "1", "--plant", fault)
    assert done.returncode == 1, done.stdout + done.stderr
    assert said in done.stdout
