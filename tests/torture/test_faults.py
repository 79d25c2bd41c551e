"""Harnesses find what they are there to find: servers that are wrong on purpose."""

import os
import time
from pathlib import Path
from random import Random

import pytest

from conformance.connection import Reply
from torture import backups, trial, two_servers, visibility
from torture.client import Client
from torture.trial import Options


@pytest.fixture
def binary():
    path = Path(os.environ.get("IAFA_BINARY", ".build/debug/iafa")).resolve()
    if not path.is_file():
        pytest.fail(f"no server at {path}: build it, or name it in IAFA_BINARY", pytrace=False)
    return path


@pytest.fixture
def run(tmp_path, binary, monkeypatch):
    """Runs a harness on a server that first does what `fault` says."""
    monkeypatch.setattr(trial, "VISIBLE_SECONDS", 1)

    def run(harness, rounds, fault):
        wrong = tmp_path / "iafa"
        wrong.write_text(f'#!/bin/sh\n{fault}\nexec "{binary}" "$@"\n')
        wrong.chmod(0o700)
        return harness(Options(wrong, tmp_path / "data", Random(1), rounds))
    return run


def test_two_servers_at_once_are_found(run):
    # The third that starts, one of the two that race, takes a directory of its own.
    result = run(two_servers.run, 1, """
if [ "$1" = serve ]; then
  for turn in 1 2 3 4; do mkdir "$3.$turn" 2>/dev/null && break; done
  if [ $turn = 3 ]; then set -- serve --data-dir "$3.other" --port 0; fi
fi""")
    assert any("2 of two servers run" in text for text in result.findings.wrong)


def test_a_backup_that_leaves_out_what_is_in_the_log_alone_is_found(run):
    result = run(backups.run, 1, """
case "$1 $2" in
"backup --help"|"restore --help") echo "USAGE: iafa $1"; exit;;
backup*) cp -a "$4" "$2" && rm -rf "$2"/log/* "$2"/parts/* "$2"/manifest/* && exit;;
restore*) rmdir "$4" && cp -a "$2" "$4" && exit;;
esac""")
    assert result.findings.lost > 0
    assert any("lost" in text for text in result.findings.wrong)


class SlowlyVisible:
    """Counts an event only at the third question, each of which takes a while."""

    def __init__(self):
        self.asked = 0

    def post(self, path, body=None, headers=None):
        if path == "/track":
            return Reply(200, {}, b"{}")
        self.asked += 1
        time.sleep(0.02)
        users = 1 if self.asked >= 3 else 0
        return Reply(200, {}, b'{"stages": [{"users": %d}]}' % users)


def test_the_time_until_an_event_is_counted_is_that_of_the_query_that_counted_it():
    client = Client(Random(1))
    client.api = SlowlyVisible()
    began, counted = visibility.probe(client, 1)
    assert 0.04 <= began < counted
    assert counted - began >= 0.02
