"""Medians, ratios, comparison and table: what turns times into claims."""

import json
from datetime import date
from pathlib import Path

import pytest

from bench import table
from bench.events import Shop
from bench.measure import (
    NotAnswered, Row, Times, ask_server, in_rounds, percentile, ratio, same,
)
from bench.questions import Question, Questions, people_by_stage
from bench.server import Installation, Loaded
from conformance.connection import Reply


class Answering:
    """In a server's place: one reply to everything."""

    def __init__(self, status: int, answer: dict):
        self.reply = Reply(status, {}, json.dumps(answer).encode())

    def ask(self, method: str, path: str, body: dict | None) -> Reply:
        return self.reply


QUESTION = Question("a funnel", "/analytics/funnel", people_by_stage, {})


def test_percentiles_are_linear_between_the_nearest():
    assert percentile([4, 1, 3, 2], 0.5) == 2.5
    assert percentile([1, 2, 3, 4, 5, 6, 7], 0.95) == pytest.approx(6.7)
    assert percentile([3], 0.95) == 3


def test_a_ratio_says_how_many_times_as_long_the_peer_took():
    assert ratio(Times([4.0, 6.0, 5.0]), Times([2.0, 2.5, 3.0])) == 2
    assert ratio(Times(why_not="–"), Times([2.0])) is None
    assert ratio(Times([2.0]), Times(why_not="not answered")) is None


def test_the_same_rows_in_another_order_are_the_same():
    assert same([["a", 1], ["b", 2]], [["b", 2], ["a", 1]])


@pytest.mark.parametrize("other", [
    [["a", 1]], [["a", 1], ["b", 3]], [["a", 1], ["b", 2, 0]], [["a", 1], ["c", 2]], []])
def test_any_other_number_row_or_value_is_another_answer(other):
    assert not same([["a", 1], ["b", 2]], other)


def test_counts_are_exact_and_averages_as_near_as_floats_are():
    assert same([[4235, 259028.957303515]], [[4235, 259028.9573035151]])
    assert not same([[4235, 259028.9]], [[4235, 259028.8]])
    assert not same([[10_000_000]], [[10_000_001]])
    assert same([[60]], [[60.0]])


def test_a_question_that_is_not_there_yet_is_no_fault():
    unknown = {"errors": [{"code": "unknown"}, {"code": "not_answered_yet"}]}
    for status, answer in ((404, {}), (405, {}), (422, unknown)):
        with pytest.raises(NotAnswered):
            ask_server(Answering(status, answer), QUESTION, Times())


def test_any_other_refusal_is_a_fault():
    invalid = {"errors": [{"code": "unknown"}, {"code": "too_long"}]}
    for status, answer in ((422, invalid), (500, {}), (503, {})):
        with pytest.raises(RuntimeError):
            ask_server(Answering(status, answer), QUESTION, Times())


def test_an_answer_from_a_cache_is_marked():
    answer = {"stages": [{"users": 3}, {"users": 1}],
              "meta": {"cached": True, "elapsed_ms": 0.5}}
    found = Times()
    assert ask_server(Answering(200, answer), QUESTION, found) == [[3, 1]]
    assert found.cached and len(found.seconds) == 1
    assert table.ours(found)[0].endswith("*")


def test_everybody_is_asked_in_turn_and_warm_ups_do_not_count():
    order = []

    def asked(name):
        def ask(times):
            order.append(name)
            times.seconds.append(len(order))
            return [[1]]
        return ask

    measured, answers = in_rounds({"IAFA": asked("IAFA"), "peer": asked("peer")}, rounds=3)
    assert order == ["IAFA", "peer"] * 5
    assert measured["peer"].seconds == [6, 8, 10]
    assert answers == {"IAFA": [[1]], "peer": [[1]]}


def test_one_that_fails_is_asked_no_more_and_is_a_fault():
    def fail(times):
        raise RuntimeError("no")

    measured, answers = in_rounds({"IAFA": fail}, rounds=3)
    assert "no" in measured["IAFA"].fault and answers == {}
    assert Row("q", measured).faults == ["q: IAFA: RuntimeError('no')"]


@pytest.mark.parametrize("value, text", [
    (0.00123, "1.2 ms"), (0.0123, "12 ms"), (0.9994, "999 ms"), (1.234, "1.23 s"), (None, "")])
def test_times_have_digits_enough_to_compare(value, text):
    assert table.seconds(value) == text


def test_the_table_has_a_line_for_each_question_and_says_what_is_missing():
    rows = [
        Row("first", {"IAFA": Times([0.02, 0.02], 50 << 20),
                      "Other": Times([0.03, 0.03], 90 << 20, agrees=True)}),
        Row("second", {"IAFA": Times(why_not="not answered"), "Other": Times([0.5])}),
        Row("third", {"IAFA": Times([1.0]),
                      "Other": Times([0.5], agrees=False, fault="other numbers")}),
    ]
    lines = [line.split() for line in table.table(rows).splitlines()]
    assert lines[2] == ["first", "20", "ms", "20", "ms", "50", "30", "ms", "1.5×", "90"]
    assert lines[3] == ["second", "not", "answered", "500", "ms"]
    assert lines[4][-1] == "DIFFERS"
    assert "| first | 20 ms | 30 ms (1.5×) |" in table.markdown(rows)


def installed() -> Installation:
    return Installation(Path("there"), Shop(1, 1000, date(2026, 1, 31)), password="secret")


def test_the_document_has_every_time_and_no_password():
    one = installed()
    one.loaded = Loaded(1000, 0.5, 1.0, {"p50": 1, "p99": 2}, 0, None)
    row = Row("first", {"IAFA": Times([0.02, 0.04])})
    text = json.dumps(table.document(one, {"cores": 2}, [row]))
    assert "secret" not in text
    found = json.loads(text)
    assert found["ingestion"]["events_per_second"] == 2000
    assert found["questions"][0]["answers"]["IAFA"]["seconds"] == [0.02, 0.04]


def test_every_question_has_its_peers_or_the_reason_why_not():
    for question in Questions(installed(), "f", "somebody").all():
        peers = [question.duckdb, question.clickhouse]
        assert all(peers) or question.not_compared, question.name


def test_what_was_filled_is_found_again(tmp_path):
    one = Installation(tmp_path, Shop(1, 1000, date(2026, 1, 31)), project="p", key="k")
    one.loaded = Loaded(1000, 0.5, 1.0, {"p50": 1, "p99": 2}, 0, None)
    assert Installation.at(tmp_path) is None
    one.save()
    assert Installation.at(tmp_path) == one
