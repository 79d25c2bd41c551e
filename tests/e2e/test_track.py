"""One event at a time: how it may be sent, what it must hold, that a retry is free."""

import gzip
import json
import time
import uuid

import pytest

from visitor import ago, event, expect, pointers, problem


def test_an_event_is_taken_and_given_an_id(project):
    answer = expect(project.track(event()), 200)
    uuid.UUID(answer.pop("id"))
    assert answer == {"status": "ok", "accepted": 1, "duplicates": 0}
    project.shows([1], "visit")


def test_an_event_is_visible_to_queries_within_a_second(project):
    expect(project.track(event()), 200)
    time.sleep(1)
    assert project.users("visit") == [1]


@pytest.mark.parametrize("place", ["header", "bearer", "body"])
def test_the_key_comes_in_a_header_as_a_bearer_token_or_in_the_body(project, place):
    sent, headers = event(), {}
    if place == "body":
        sent["api_key"] = project.key
    elif place == "bearer":
        headers["Authorization"] = f"Bearer {project.key}"
    else:
        headers["X-API-Key"] = project.key
    expect(project.owner.api.post("/track", sent, headers), 200)
    project.shows([1], "visit")


@pytest.mark.parametrize("key", [None, "", "pk_unknown", "nonsense"])
def test_without_a_valid_key_nothing_is_taken(visitor, key):
    headers = {} if key is None else {"X-API-Key": key}
    problem(visitor.api.post("/track", event(), headers), 401)
    problem(visitor.api.post("/track/batch", {"events": [event()]}, headers), 401)
    problem(visitor.api.post("/identify", {"user_id": "u"}, headers), 401)


@pytest.mark.parametrize("headers", [
    {"Content-Type": "text/plain"}, {"Content-Type": "application/json"},
    {"Content-Type": "text/plain;charset=UTF-8"}, {},
])
def test_the_body_is_read_by_its_content_not_by_its_label(project, headers):
    expect(project.track(json.dumps(event()), **headers), 200)
    project.shows([1], "visit")


@pytest.mark.parametrize("headers", [{"Content-Encoding": "gzip"}, {}])
def test_a_compressed_body_is_read_with_and_without_its_header(project, headers):
    expect(project.track(gzip.compress(json.dumps(event()).encode()), **headers), 200)
    project.shows([1], "visit")


def test_another_compression_is_415(project):
    problem(project.track(b"\x1b\x00\x00", **{"Content-Encoding": "br"}), 415)


def test_a_body_that_says_gzip_and_is_not_is_400(project):
    problem(project.track(b"\x1f\x8b\x08 and nothing more", **{"Content-Encoding": "gzip"}), 400)


@pytest.mark.parametrize("fields, wrong", [
    ({"event_type": None}, ["/event_type"]),
    ({"event_type": ""}, ["/event_type"]),
    ({"event_type": "x" * 101}, ["/event_type"]),
    ({"event_type": 7}, ["/event_type"]),
    ({"user_id": None}, ["/user_id"]),
    ({"user_id": ""}, ["/user_id"]),
    ({"user_id": 42}, ["/user_id"]),
    ({"user_id": "x" * 256}, ["/user_id"]),
    ({"session_id": "x" * 256}, ["/session_id"]),
    ({"session_id": 5}, ["/session_id"]),
    ({"id": "not-a-uuid"}, ["/id"]),
    ({"id": 12}, ["/id"]),
    ({"properties": []}, ["/properties"]),
    ({"properties": "text"}, ["/properties"]),
    ({"properties": {str(n): n for n in range(257)}}, ["/properties"]),
    ({"url": 5}, ["/url"]),
    ({"timestamp": "yesterday"}, ["/timestamp"]),
    ({"timestamp": "2026-01-01T00:00:00"}, ["/timestamp"]),
    ({"timestamp": "2026-02-30T00:00:00Z"}, ["/timestamp"]),
    ({"timestamp": "9999-12-31T23:59:59Z"}, ["/timestamp"]),
    ({"event_type": "", "user_id": 1, "id": "x"}, ["/event_type", "/id", "/user_id"]),
])
def test_an_event_is_refused_with_every_fault_named(project, fields, wrong):
    assert pointers(project.track(event(**fields))) == wrong


@pytest.mark.parametrize("fields", [
    {"event_type": "x" * 100}, {"user_id": "x" * 255}, {"session_id": "x" * 255},
    {"event_type": "\U0001f3c1" * 100}, {"user_id": "\u0645\u0631\u062d\u0628\u0627"},
    {"properties": None}, {"session_id": None}, {"timestamp": None}, {"id": None},
    {"id": str(uuid.uuid4()).upper()},
    {"properties": {str(n): n for n in range(256)}},
    {"timestamp": "2026-01-01T02:00:00+02:00"}, {"timestamp": "2026-01-01T00:00:00.123456Z"},
    {"no_such_key": 1}, {"context": {"page": {"title": "x"}}},
])
def test_an_event_at_the_edge_of_what_is_allowed_is_taken(project, fields):
    assert expect(project.track(event(**fields)), 200)["accepted"] == 1


def test_lengths_are_counted_in_unicode_scalars(project):
    assert pointers(project.track(event("e\u0301" * 51))) == ["/event_type"]
    expect(project.track(event("e\u0301" * 50)), 200)


def test_an_event_from_the_future_is_refused_beyond_a_day(project):
    expect(project.track(event(timestamp=ago(hours=-23))), 200)
    assert pointers(project.track(event(timestamp=ago(hours=-25)))) == ["/timestamp"]


def test_an_event_larger_than_64_kib_is_refused(project):
    expect(project.track(event(properties={"text": "x" * 60_000})), 200)
    refused = project.track(event(properties={"text": "x" * 66_000}))
    problem(refused, refused.status)
    assert refused.status in (413, 422)


def test_properties_nested_deeper_than_32_are_refused(project):
    def nested(depth):
        return {"x": nested(depth - 1)} if depth > 1 else {"x": 1}
    expect(project.track(event(properties=nested(30))), 200)
    problem(project.track(event(properties=nested(40))), 422)


@pytest.mark.parametrize("body", ["{", "not json", b"\xff\xfe{\x00}\x00", ""])
def test_a_body_that_is_no_json_is_400(project, body):
    problem(project.track(body), 400)


def test_a_key_that_stands_twice_is_refused(project):
    problem(project.track('{"event_type":"a","event_type":"b","user_id":"u"}'), 422)


def test_the_same_id_counts_once_however_often_it_is_sent(project):
    sent = event(id=str(uuid.uuid4()))
    first = expect(project.track(sent), 200)
    assert first["id"] == sent["id"]
    for retry in (sent, {**sent, "id": sent["id"].upper()}, {**sent, "event_type": "other"}):
        answer = expect(project.track(retry), 200)
        assert (answer["accepted"], answer["duplicates"]) == (0, 1)
    project.send(event("after", "u1"))
    project.shows([1], "after")
    assert project.users("visit", "visit") == [1, 0]
    assert project.users("other") == [0]


def test_the_same_id_in_another_project_is_another_event(owner):
    sent = event(id=str(uuid.uuid4()))
    for project in (owner.create_project(), owner.create_project()):
        assert expect(project.track(sent), 200)["accepted"] == 1


def test_more_than_the_rate_is_429_and_says_when_to_come_back(owner):
    project = owner.create_project(rate_limit_per_minute=5)
    # The bucket is positive, so this is admitted whole and overdraws it.
    assert expect(project.batch([event(user=f"u{n}") for n in range(10)]), 200)["accepted"] == 10
    refused = project.track(event(user="late"))
    problem(refused, 429)
    assert int(refused.headers["retry-after"]) > 0
    problem(project.batch([event(user="late")]), 429)
    project.shows([10], "visit")
