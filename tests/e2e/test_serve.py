"""The life of the server's process: how it starts, what it refuses, how it ends."""

import json
import os
import signal
import subprocess
import threading
import time
from http.client import HTTPException

import pytest

from conformance.launch import Server
from visitor import Visitor, event, eventually, expect

QUICKLY = 10


def run(binary, *arguments, **environment):
    return subprocess.run([binary, *map(str, arguments)], capture_output=True, text=True,
                          timeout=30, env={**os.environ, **environment})


def test_it_prints_where_it_listens_as_one_line(start, tmp_path):
    server = start(tmp_path)
    Visitor(server.address).root.get("/health")
    assert server.lines == [f"listening on {server.address}"]
    assert server.address.startswith("http://127.0.0.1:")


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly_when_told_to(start, tmp_path, stop):
    server = start(tmp_path)
    project = Visitor(server.address).register().create_project()
    project.send(event())
    begun = time.monotonic()
    server.process.send_signal(stop)
    assert server.process.wait(QUICKLY) == 0
    assert time.monotonic() - begun < QUICKLY


def test_it_says_when_it_has_stopped(start, tmp_path):
    server = start(tmp_path)
    assert server.stop() == 0
    assert eventually(lambda: server.lines[1:], lambda lines: lines) == ["stopped"]


def test_it_stops_although_clients_keep_connections_open(start, tmp_path):
    server = start(tmp_path)
    visitors = [Visitor(server.address) for _ in range(5)]
    for visitor in visitors:
        expect(visitor.root.get("/health"), 200)
    assert server.stop(QUICKLY) == 0


def test_every_event_answered_while_it_stops_is_there_afterwards(start, tmp_path):
    server = start(tmp_path)
    project = Visitor(server.address).register().create_project()
    answered = []

    def send():
        for number in range(100_000):
            try:
                if project.track(event(user=f"u{number}")).status == 200:
                    answered.append(number)
            except (OSError, HTTPException):
                return
    sender = threading.Thread(target=send)
    sender.start()
    time.sleep(0.5)
    assert server.stop(QUICKLY) == 0
    sender.join(QUICKLY)
    assert answered
    again = start(tmp_path)
    project.owner = Visitor(again.address, project.owner.token)
    counted = eventually(lambda: project.users("visit")[0], lambda now: now >= len(answered))
    # One more may have been taken whose answer did not come through.
    assert len(answered) <= counted <= len(answered) + 1


def test_a_second_server_on_the_same_directory_is_refused_and_does_no_harm(
        start, binary, tmp_path):
    server = start(tmp_path)
    second = run(binary, "serve", "--data-dir", tmp_path, "--port", 0)
    assert second.returncode == 1
    # The message says who holds it, or at least what is held.
    assert str(server.process.pid) in second.stderr or str(tmp_path) in second.stderr
    assert len(second.stderr.strip().splitlines()) <= 3
    expect(Visitor(server.address).root.get("/health"), 200)


def test_a_directory_of_a_newer_format_is_refused_and_left_as_it_is(start, binary, tmp_path):
    server = start(tmp_path)
    Visitor(server.address).register().create_project().send(event())
    assert server.stop() == 0
    format_file = tmp_path / "FORMAT"
    written = json.loads(format_file.read_text())
    format_file.write_text(json.dumps({**written, "format": written["format"] + 1}))

    def content():
        return {path: path.read_bytes() for path in tmp_path.rglob("*")
                if path.is_file() and path.name != "LOCK"}
    (tmp_path / "tmp").mkdir(exist_ok=True)
    (tmp_path / "tmp/of-the-newer-version").write_text("keep me")
    before = content()
    for command in (["serve", "--port", 0], ["compact"]):
        refused = run(binary, *command, "--data-dir", tmp_path)
        assert refused.returncode == 1
        assert "newer" in refused.stderr and "format" in refused.stderr
        assert content() == before


def test_after_a_crash_the_directory_can_be_served_again(start, tmp_path):
    server = start(tmp_path)
    project = Visitor(server.address).register().create_project()
    project.send(event())
    server.kill()
    again = start(tmp_path)
    project.owner = Visitor(again.address, project.owner.token)
    project.shows([1], "visit")


def test_a_port_that_is_taken_is_refused_with_a_clear_message(start, binary, tmp_path):
    server = start(tmp_path / "first")
    port = server.address.rsplit(":", 1)[1]
    second = run(binary, "serve", "--data-dir", tmp_path / "second", "--port", port)
    assert second.returncode == 1
    assert port in second.stderr


@pytest.mark.parametrize("arguments", [
    [], ["serve"], ["import"], ["funnel"], ["compact"],
])
def test_every_command_explains_itself(binary, arguments):
    said = run(binary, *arguments, "--help")
    assert said.returncode == 0
    assert "usage" in said.stdout.lower() and "iafa" in said.stdout


@pytest.mark.parametrize("arguments", [
    ["no-such-command"], ["serve", "--no-such-option"], ["serve", "--port", "many"],
    ["serve", "--port", "70000"], ["import"], ["import", "--project"], ["funnel", "--project", "x"],
])
def test_wrong_usage_is_status_2(binary, arguments, tmp_path):
    said = run(binary, *arguments, DATA_DIR=str(tmp_path))
    assert said.returncode == 2, said.stdout + said.stderr
    assert said.stderr.strip()


@pytest.mark.parametrize("arguments", [
    ["import", "--project", "00000000-0000-4000-8000-000000000000", "no-such-file.ndjson"],
    ["funnel", "--project", "00000000-0000-4000-8000-000000000000", "no-such-file.json",
     "--start", "2026-01-01", "--end", "2026-01-02"],
])
def test_what_fails_is_status_1_with_its_reason(binary, start, arguments, tmp_path):
    start(tmp_path)
    said = run(binary, *arguments, "--data-dir", tmp_path)
    assert said.returncode == 1, said.stdout + said.stderr
    assert "no-such-file" in said.stderr or "project" in said.stderr


def test_flags_stand_above_the_environment(binary, start, tmp_path):
    server = Server(binary, tmp_path / "flag", environment={
        "DATA_DIR": str(tmp_path / "environment"), "API_PORT": "1"})
    with server:
        expect(Visitor(server.address).root.get("/health"), 200)
    assert (tmp_path / "flag/config").is_dir()
    assert not (tmp_path / "environment").exists()


def test_the_server_runs_on_where_what_it_prints_can_not_be_written(binary, tmp_path):
    with open("/dev/full", "w") as full:
        process = subprocess.Popen(
            [binary, "serve", "--data-dir", tmp_path / "data", "--port", "0"], stdout=full,
            stderr=full)
        try:
            socket = tmp_path / "data" / "iafa.sock"
            eventually(socket.exists, bool)
            time.sleep(0.5)
            assert process.poll() is None
        finally:
            process.terminate()
        assert process.wait(timeout=20) == 0
