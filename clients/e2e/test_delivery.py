"""What an app's owner sees of the network, the server and the disk."""

import json
import resource
import signal
import time

import pytest

from impostor import Impostor


def test_what_is_tracked_offline_arrives_when_the_network_is_back(probes, weather, ledger):
    weather.fate = lambda number: "drop"
    probe = probes.start(count=50, stay=1)
    probe.wait_for("tracked", 50)
    probe.wait_for("notice delayed")
    assert ledger.stored() == []
    weather.fate = lambda number: "pass"
    # By itself: nothing more is tracked, nobody calls flush.
    weather.wait_for(lambda: weather.accepted() == 50, seconds=20)
    assert ledger.check(probe.promised) == list(range(50))
    assert probe.leave().said("closed") == ["closed 0"]


def test_a_connection_that_is_cut_in_the_middle_is_noticed_at_once(probes, weather, ledger):
    """Not when the request's time is over, after 20 seconds."""
    weather.fate = lambda number: "drop" if number in (3, 6) else "pass"
    probe = probes.start(count=200, pause=5000, flush=1).wait()
    assert len(probe.said("notice delayed")) == 2
    began = [seen.began for seen in weather.posts]
    assert max(after - before for before, after in zip(began, began[1:])) < 10
    assert ledger.check(probe.promised) == list(range(200))


def test_an_app_that_ends_offline_leaves_its_events_to_the_next(probes, weather, ledger):
    gone = probes.start(server="http://127.0.0.1:9", count=30).wait()
    assert gone.said("closed") == ["closed 30"]
    assert probes.deliver().said("open") == ["open 30"]
    assert ledger.check(gone.promised) == list(range(30))


def test_retry_after_is_a_minimum_also_over_a_kill(probes, weather, ledger):
    weather.fate, weather.retry_after = (lambda number: 503), 3
    probe = probes.start(count=10, stay=1)
    probe.wait_for("notice delayed")
    # What the server asked for is written down right before it is told.
    weather.wait_for(lambda: (probes.folder / "position").exists())
    weather.wait_for(lambda: json.loads((probes.folder / "position").read_text())["askedUntil"] > 0)
    probe.kill()
    weather.fate = lambda number: "pass"
    probes.deliver()
    ledger.check(probe.promised)
    refused, accepted = weather.posts
    assert accepted.began - refused.ended >= 2.9


def test_a_wrong_key_is_told_and_its_events_wait_for_the_right_one(probes, weather, ledger):
    wrong = probes.start(key="pk_wrong", count=10, stay=1)
    [told] = wrong.wait_for("notice misconfigured")
    assert "401" in told and "There is no project with this write key." in told
    wrong.kill()
    assert len(weather.posts) == 1, "asked again at once"
    probes.deliver()
    assert ledger.stored() == list(range(10))


def test_a_refused_event_is_told_in_the_servers_words(probes, weather):
    probe = probes.start(count=3, identify="undefined", flush=1).wait()
    [told] = probe.said("notice dropped")
    assert "placeholder" in told
    assert len(weather.stored("ledger")) == 3


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ((200, b"<h1>Welcome to the hotel</h1>"), "notice delayed"),
        ((200, b'{"status": "ok"}'), "notice delayed"),
        ((302, b""), "notice misconfigured(status: 302"),
        ((307, b""), "notice misconfigured(status: 307"),
        ((404, b"nothing here"), "notice misconfigured(status: 404"),
    ],
)
def test_who_is_not_the_server_takes_nothing(probes, weather, ledger, answer, told):
    impostor = Impostor(*answer, Location="/elsewhere")
    probe = probes.start(server=impostor.address, count=10, stay=1)
    probe.wait_for(told)
    probe.kill()
    assert impostor.seen[0] == ("POST", "/api/v1/track/batch")
    assert {method for method, _ in impostor.seen} == {"POST"}, "followed a redirection"
    impostor.shutdown()
    probes.deliver()
    assert ledger.check(probe.promised) == list(range(10))


def test_a_full_queue_is_told_and_what_it_holds_is_delivered(probes, weather, ledger):
    weather.fate = lambda number: "drop"
    probe = probes.start(count=120, most=100).wait()
    assert probe.promised == list(range(100))
    refused = probe.said("error")
    assert len(refused) == 20
    assert all("there is no room for more" in line for line in refused)
    weather.fate = lambda number: "pass"
    probes.deliver()
    assert ledger.check(probe.promised) == list(range(100))


def test_one_app_owns_a_folder(probes, weather):
    first = probes.start(stay=1)
    first.wait_for("open")
    second = probes.start().wait()
    assert second.said("error") == [
        f"error {probes.folder} is in use by process {first.process.pid}."
    ]
    first.leave()
    assert probes.start().wait().said("error") == []


def limit_files():
    """As a full disk: a write beyond 20,000 bytes of a file fails, the last one half-way."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))


def test_a_full_disk_is_told_and_nothing_that_was_promised_is_lost(probes, weather, ledger):
    weather.fate = lambda number: "drop"
    probe = probes.start({"preexec_fn": limit_files}, count=300).wait()
    refused = probe.said("error")
    assert 50 < len(probe.promised) < 300
    assert len(probe.promised) + len(refused) == 300
    assert all("write" in line and "too large" in line for line in refused), refused[:3]
    weather.fate = lambda number: "pass"
    # There is room again.
    more = probes.start(**{"from": 300, "count": 100}, flush=1).wait()
    assert len(more.promised) == 100
    assert ledger.check(probe.promised + more.promised) == probe.promised + more.promised


def test_what_waits_is_sent_after_two_seconds_and_ten_at_once(probes, weather):
    began = time.monotonic()
    probe = probes.start(count=3, stay=1)
    weather.wait_for_events("ledger", 3)
    assert time.monotonic() - began >= 2
    probe.leave()
    ten = probes.start(count=10, every=60, stay=1)
    ten.wait_for("tracked", 10)
    weather.wait_for_events("ledger", 13)
    ten.leave()
