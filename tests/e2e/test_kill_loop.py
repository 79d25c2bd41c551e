"""What was answered survives kill -9, and the loop that says so would notice if it did not."""

import re
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


# Of the event itself only the count over HTTP is sure to tell: a tenth of the load is of today,
# which is in no published file yet.
@pytest.mark.parametrize("fault, more", [("loss", -1), ("unknown", 1)])
def test_the_loop_notices_an_event_that_is_lost_or_unknown(binary, fault, more):
    done = kill_loop(binary, "--rounds", "1", "--plant", fault)
    assert done.returncode == 1, done.stdout + done.stderr
    counted = re.search(r"over HTTP (\d+) people have an event, (\d+) should", done.stdout)
    assert counted and int(counted[1]) == int(counted[2]) + more, done.stdout


def test_the_loop_notices_an_event_that_counts_twice(binary):
    done = kill_loop(binary, "--rounds", "1", "--plant", "double")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "people have an event twice" in done.stdout
