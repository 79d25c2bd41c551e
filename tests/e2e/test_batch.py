"""Many events at once: one bad event never sinks its neighbours, and each is accounted for."""

import gzip
import json
import uuid

import pytest

from visitor import ago, event, expect, problem


def batch_of(count, name="visit"):
    return [event(name, f"u{n}") for n in range(count)]


def lines(*rows):
    return "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows)


@pytest.mark.parametrize("body", [
    {"events": batch_of(3)}, batch_of(3), lines(*batch_of(3)), lines(*batch_of(3)) + "\n",
    lines(*batch_of(3)).replace("\n", "\r\n"),
    gzip.compress(lines(*batch_of(3)).encode()), gzip.compress(json.dumps(batch_of(3)).encode()),
], ids=["object", "array", "ndjson", "ndjson with an end of line", "ndjson with CR LF",
        "ndjson in gzip", "array in gzip"])
def test_a_batch_is_an_object_an_array_or_lines(project, body):
    answer = expect(project.batch(body), 200)
    assert answer == {"status": "ok", "accepted": 3, "duplicates": 0, "rejected": []}
    project.shows([3], "visit")


def test_the_key_may_stand_in_the_body_beside_the_events(project):
    body = {"api_key": project.key, "events": batch_of(2)}
    assert expect(project.owner.api.post("/track/batch", json.dumps(body),
                                         {"Content-Type": "text/plain"}), 200)["accepted"] == 2


@pytest.mark.parametrize("body", [[], {"events": []}])
def test_an_empty_batch_is_fine(project, body):
    assert expect(project.batch(body), 200) == {
        "status": "ok", "accepted": 0, "duplicates": 0, "rejected": []}


def test_a_bad_event_is_named_and_the_others_are_taken(project):
    known = str(uuid.uuid4())
    answer = expect(project.batch({"events": [
        event(user="a"), event("", user="b", id=known), event(user="c"), {"user_id": 5}, 7,
    ]}), 200)
    assert (answer["accepted"], answer["duplicates"]) == (2, 0)
    rejected = {row["index"]: row for row in answer["rejected"]}
    assert sorted(rejected) == [1, 3, 4]
    assert rejected[1]["id"] == known
    assert [fault["pointer"] for fault in rejected[1]["errors"]] == ["/event_type"]
    assert sorted(fault["pointer"] for fault in rejected[3]["errors"]) == [
        "/event_type", "/user_id"]
    for row in answer["rejected"]:
        assert all({"pointer", "code", "message"} <= fault.keys() for fault in row["errors"])
    project.shows([2], "visit")


def test_every_event_of_a_batch_is_accounted_for(project):
    ids = [str(uuid.uuid4()) for _ in range(6)]
    project.send(*[event(id=one) for one in ids[:2]])
    batch = [event(id=one) for one in ids] + [event(id=ids[5]), event(user="")]
    answer = expect(project.batch(batch), 200)
    assert (answer["accepted"], answer["duplicates"], len(answer["rejected"])) == (4, 3, 1)


def test_sending_a_batch_again_changes_nothing(project):
    batch = [event(user=f"u{n}", id=str(uuid.uuid4())) for n in range(50)]
    assert expect(project.batch(batch), 200)["accepted"] == 50
    again = expect(project.batch(batch), 200)
    assert (again["accepted"], again["duplicates"]) == (0, 50)
    project.shows([50, 0], "visit", "visit")


@pytest.mark.parametrize("bad", [
    '{"event_type": "x", ', "not json", '{"event_type":"a","event_type":"b","user_id":"u"}',
    '{"event_type":"x","user_id":"u","properties":' + '{"x":' * 60 + "1" + "}" * 60 + "}",
    '{"event_type":"x","user_id":"u","timestamp":"2026-13-01T00:00:00Z"}', "[]",
])
def test_a_bad_line_never_sinks_its_neighbours(project, bad):
    answer = expect(project.batch(lines(event(user="a"), bad, event(user="b"))), 200)
    assert answer["accepted"] == 2
    assert [row["index"] for row in answer["rejected"]] == [1]
    project.shows([2], "visit")


@pytest.mark.parametrize("bad", [
    '{"event_type":"a","event_type":"b","user_id":"u"}',
    '{"event_type":"x","user_id":"u","properties":' + '{"x":' * 60 + "1" + "}" * 60 + "}",
    '{"event_type":"x","user_id":"u","properties":{"text":"' + "x" * 70_000 + '"}}',
], ids=["a key twice", "too deep", "too large"])
def test_a_bad_event_inside_an_array_never_sinks_its_neighbours(project, bad):
    good = json.dumps(event(user="a")), json.dumps(event(user="b"))
    for body in (f"[{good[0]},{bad},{good[1]}]", f'{{"events":[{good[0]},{bad},{good[1]}]}}'):
        answer = expect(project.batch(body), 200)
        assert answer["accepted"] == 2, answer
        assert [row["index"] for row in answer["rejected"]] == [1]


def test_a_batch_of_which_nothing_is_left_is_422_with_the_reasons(project):
    refused = problem(project.batch([{"user_id": "u"}, 5]), 422)
    assert [row["index"] for row in refused["rejected"]] == [0, 1]


@pytest.mark.parametrize("body", ['{"events": [', '[{"event_type": "x"', '{"events": [}]}'])
def test_an_array_that_is_no_json_is_400_and_nothing_of_it_is_stored(project, body):
    problem(project.batch(body), 400)


def test_a_body_without_events_is_422(project):
    problem(project.batch({"event": []}), 422)


def test_ten_thousand_events_are_taken_and_one_more_is_413(project):
    problem(project.batch(batch_of(10_001, "too many")), 413)
    answer = expect(project.batch(batch_of(10_000)), 200)
    assert answer["accepted"] == 10_000
    project.shows([10_000], "visit")
    assert project.users("too many") == [0]


@pytest.mark.parametrize("compressed", [False, True])
def test_more_than_ten_mebibytes_after_decoding_are_413(project, compressed):
    large = [event("large", f"u{n}", properties={"text": "x" * 50_000}) for n in range(215)]
    body = json.dumps(large).encode()
    assert len(body) > 10 * 1024 * 1024
    problem(project.batch(gzip.compress(body, 1) if compressed else body), 413)
    project.send(event())
    project.shows([1], "visit")
    assert project.users("large") == [0]


def test_without_timestamps_the_order_of_the_batch_is_kept(project):
    project.send(event("first", "right"), event("second", "right"),
                 event("second", "wrong"), event("first", "wrong"))
    project.shows([2, 1], "first", "second")


def test_a_skewed_clock_is_corrected_by_sent_at(project):
    # This client's clock runs two days ahead; without correction both would be refused.
    body = {"sent_at": ago(days=-2), "events": [
        event("an hour ago", timestamp=ago(days=-2, hours=1)),
        event("just now", timestamp=ago(days=-2))]}
    assert expect(project.batch(body), 200)["accepted"] == 2
    between = {"start_date": ago(hours=1, minutes=2), "end_date": ago(minutes=58)}
    project.shows([1], "an hour ago", **between)
    project.shows([1], "just now", start_date=ago(minutes=2), end_date=ago(minutes=-2))


def test_a_person_may_be_identified_inside_a_batch(project):
    answer = expect(project.batch([
        event("visit", "anonymous-1"),
        {"type": "identify", "anonymous_id": "anonymous-1", "user_id": "ada"},
        event("buy", "ada")]), 200)
    assert answer["accepted"] == 3 and answer["rejected"] == []
    project.shows([1, 1], "visit", "buy")
