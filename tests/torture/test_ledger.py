"""What a count finds wrong is what was planted, and a right one finds nothing."""

import threading
from datetime import datetime, timezone
from random import Random

import pytest

from conformance.connection import Reply
from conformance.launch import LaunchError
from torture import client as client_module
from torture.client import Client
from torture.ledger import EventSource, Ledger, judge_numbers, judge_open_numbers, judge_rows
from torture.trial import Result, table


@pytest.fixture
def source():
    return EventSource(Random(7))


def answered(ledger, source, count):
    batch = [source.event() for _ in range(count)]
    ledger.sent(batch)
    ledger.acknowledged(batch)
    return batch


def rows(batch):
    return [(event["id"], event["user_id"]) for event in batch if not event.get("of_today")]


def summary(findings):
    return findings.lost, findings.double, findings.unknown


def test_the_right_numbers_are_right(source):
    ledger = Ledger()
    answered(ledger, source, 10)
    first, _ = ledger.pair_to_merge()
    ledger.merge_acknowledged(first)
    assert ledger.wanted_numbers() == [9, 1, 0]
    found = judge_numbers([9, 1, 0], [9, 1, 0])
    assert summary(found) == (0, 0, 0) and found.wrong == []


@pytest.mark.parametrize("found, wanted_summary", [
    ([8, 1, 0], (1, 0, 0)),    # an event is lost
    ([9, 2, 0], (0, 1, 0)),    # one is counted twice
    ([9, 1, 1], (0, 1, 0)),    # one of a merged person is counted twice
    ([10, 1, 0], (0, 0, 1)),   # one that nobody sent
    ([10, 0, 0], (0, 0, 0)),   # a merge is lost: no event, but wrong
])
def test_wrong_numbers_are_told_apart(found, wanted_summary):
    judged = judge_numbers([9, 1, 0], found)
    assert summary(judged) == wanted_summary
    assert judged.wrong


@pytest.mark.parametrize("found, good", [
    ([9, 1, 0], True), ([12, 1, 0], True), ([8, 2, 0], True), ([11, 2, 0], True),
    ([8, 1, 0], False), ([13, 1, 0], False), ([9, 3, 0], False), ([10, 0, 0], False),
    ([9, 1, 1], False),
])
def test_what_was_not_answered_may_be_there_or_not(found, good):
    judged = judge_open_numbers([9, 1, 0], open_events=3, open_merges=1, found=found)
    assert (judged.wrong == []) == good


def test_rows_are_the_ledgers_rows(source):
    ledger = Ledger()
    batch = answered(ledger, source, 50)
    assert judge_rows(ledger, rows(batch)).wrong == []


def test_lost_double_and_unknown_rows_are_found(source):
    ledger = Ledger()
    stored = rows(answered(ledger, source, 50))
    assert summary(judge_rows(ledger, stored[1:])) == (1, 0, 0)
    assert summary(judge_rows(ledger, [*stored, stored[0]])) == (0, 1, 0)
    stranger = source.event()
    assert summary(judge_rows(ledger, [*stored, (stranger["id"], "x")])) == (0, 0, 1)


def test_events_of_today_need_not_be_published_yet(source):
    ledger = Ledger()
    batch = answered(ledger, source, 200)
    today = [event for event in batch if event.get("of_today")]
    assert today
    assert judge_rows(ledger, rows(batch)).wrong == []
    whole = [(event["id"], event["user_id"]) for event in batch]
    assert judge_rows(ledger, whole).wrong == []


def test_just_after_midnight_no_event_is_of_yesterday_which_is_still_open():
    midnight = datetime(2026, 11, 24, 0, 1, tzinfo=timezone.utc)
    source = EventSource(Random(2), midnight)
    days = {event["timestamp"][:10] for event in (source.event() for _ in range(5000))}
    assert "2026-11-24" in days and "2026-11-22" in days
    assert "2026-11-23" not in days


class Scripted:
    """An API that answers from a list."""

    def __init__(self, *replies):
        self.replies = list(replies)

    def post(self, path, body=None, headers=None):
        reply = self.replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return Reply(reply[0], {}, reply[1].encode())


def a_client(*replies):
    client = Client(Random(3))
    client.api = Scripted(*replies)
    return client


TAKEN = '{"accepted": 2, "duplicates": 0, "rejected": []}'


def test_only_a_200_acknowledges(source):
    client = a_client((503, ""), (200, TAKEN))
    batch = [source.event(), source.event()]
    assert not client.send(batch)
    assert not client.ledger.answered and len(client.ledger.unanswered) == 2
    assert client.refused == 1
    assert client.send(batch)
    assert len(client.ledger.answered) == 2 and not client.ledger.unanswered


def test_a_200_that_does_not_account_for_every_event_is_a_violation(source):
    client = a_client((200, '{"accepted": 1, "duplicates": 0, "rejected": []}'))
    client.send([source.event(), source.event()])
    assert client.violations


def test_an_answer_that_is_neither_200_nor_a_refusal_is_a_violation():
    client = a_client((500, "{}"))
    client.load_until(threading.Event(), keep_on=False)
    assert len(client.violations) == 1 and not client.ledger.answered


def test_a_broken_connection_leaves_the_batch_open_and_retry_sends_it_again(source):
    client = a_client(ConnectionResetError(), (429, ""), (200, TAKEN))
    client.source.batch = lambda largest: [source.event(), source.event()]
    client.load_until(threading.Event(), keep_on=False)
    assert len(client.ledger.unanswered) == 2
    assert client.retry() == 2
    assert len(client.ledger.answered) == 2


def test_a_server_that_never_takes_it_is_given_up_and_quoted(source, monkeypatch):
    monkeypatch.setattr(client_module, "RETRY_SECONDS", 0)
    client = a_client((503, "full"), (503, "still full"))
    client.ledger.sent([source.event()])
    with pytest.raises(LaunchError, match="503 full"):
        client.retry()


def test_a_row_of_the_table_says_failed_where_anything_was_found():
    good, bad = Result("good", rounds=3), Result("bad", rounds=3)
    bad.findings.lost = 1
    lines = table([good, bad, Result("absent", not_run="no such command")]).splitlines()
    assert "FAILED" not in lines[1]
    assert lines[2].endswith("FAILED")
    assert "not run: no such command" in lines[3]
