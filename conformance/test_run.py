"""The runner itself: it agrees with the oracle, and no wrong number slips through it."""

import copy
import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from conformance import cases, compare, oracle, random_cases, results, run  # noqa: E402
from conformance.adapters import iafa_requests  # noqa: E402
from conformance.oracle_server import OracleServer  # noqa: E402

PORTABLE = [case for case in cases.load() if case.get("portable", True)]
ASKED = [iafa_requests.asserted(case) for case in PORTABLE if not iafa_requests.exempt(case)]


@pytest.fixture(scope="module")
def answers():
    """Every case with the answer that the adapter reads from the oracle's server."""
    with OracleServer() as server:
        adapter = adapter_for(server)
        adapter.start()
        return [(case, adapter.ask(case, adapter.prepare(case))) for case in ASKED]


def adapter_for(server):
    adapter = run.adapter_class("iafa")(server.address)
    adapter.settle_seconds = 0
    return adapter


def command(capsys, *arguments):
    status = run.main(list(arguments))
    return status, capsys.readouterr().out


def test_the_oracle_meets_every_portable_case():
    wrong = {case["id"]: compare.differences(case["expect"], oracle.answer(case))
             for case in ASKED}
    assert {name: found for name, found in wrong.items() if found} == {}


def test_a_server_with_the_oracles_numbers_passes_every_case():
    with OracleServer() as server:
        found, _ = run.run(adapter_for(server), cases.load())
    assert list(results.failures(found)) == []
    assert results.line(found) == f"{len(ASKED)} passed, 0 failed"


def test_without_a_people_list_people_are_asked_about_alone():
    with OracleServer(people=False) as server:
        found, notes = run.run(adapter_for(server), cases.load())
    assert list(results.failures(found)) == []
    assert "each person asked alone" in notes[0]


def test_every_single_expected_value_is_compared(answers):
    unnoticed = [(case["id"], place)
                 for case, answer in answers
                 for place, wrong in misstated(case["expect"])
                 if not compare.differences(wrong, answer)]
    assert unnoticed == []


def misstated(expected, path=()):
    """`expected` once for each value that it holds, with that one value wrong."""
    part = expected
    for step in path:
        part = part[step]
    if isinstance(part, dict):
        for key in part:
            # Bounds and orders admit many values; tests of their own follow below.
            if key.endswith("_between") or key == "breakdown_order" or key == "at":
                continue
            yield from misstated(expected, (*path, key))
    elif isinstance(part, list) and part and path[-1] not in compare.NAMES | {"chain"}:
        for place in range(len(part)):
            yield from misstated(expected, (*path, place))
    else:
        wrong = copy.deepcopy(expected)
        holder = wrong
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = other_than(part)
        yield path, wrong


def other_than(value):
    if isinstance(value, bool):
        return not value
    if value is None:
        return 7
    if isinstance(value, (int, float)):
        return value + 1
    if isinstance(value, list):
        return [*value, "somebody else"]
    return "2001-01-01T00:00:00.000Z"


@pytest.mark.parametrize("wanted, have, alike", [
    ({"total_average_between": [10, 20]}, {"total_average_seconds": 15}, True),
    ({"total_average_between": [10, 20]}, {"total_average_seconds": 10}, False),
    ({"total_average_between": [10, 20]}, {"total_average_seconds": 21}, False),
    ({"total_average_between": [10, 20]}, {}, False),
    ({"breakdown_order": ["b", "a"]}, {"breakdowns": {"b": [2], "a": [1]}}, True),
    ({"breakdown_order": ["b", "a"]}, {"breakdowns": {"a": [2], "b": [2]}}, True),
    ({"breakdown_order": ["b", "a"]}, {"breakdowns": {"a": [2], "b": [1]}}, False),
    ({"breakdown_order": ["b", "a"]}, {"breakdowns": {"a": [1], "b": [2]}}, False),
    ({"breakdown_order": ["b", "a"]}, {"breakdowns": {"b": [1]}}, False),
])
def test_bounds_and_orders_are_compared(wanted, have, alike):
    have = {**have, "breakdowns": {value: {"steps": [{"users": users[0]}]} for value, users
                                   in have.get("breakdowns", {}).items()}}
    assert (compare.differences(wanted, have) == []) == alike


def test_an_answer_that_contradicts_itself_fails():
    def tamper(path, status, answer):
        if path == "/analytics/funnel" and status == 200:
            answer["stages"][-1]["waiting_users"] += 1
        return status, answer
    with OracleServer(tamper) as server:
        found, _ = run.run(adapter_for(server), cases.with_ids(cases.load(), ["doris-001"]))
    assert "dropped and waiting" in found[0].differences[-1]


def test_a_people_list_of_another_length_than_the_bar_fails():
    def tamper(path, status, answer):
        if path.endswith("/users"):
            answer["items"] = answer["items"][1:]
        return status, answer
    chosen = cases.with_ids(cases.load(), ["posthog-ordered-014"])
    with OracleServer(tamper) as server:
        found, _ = run.run(adapter_for(server), chosen)
    assert any("people listed" in line for line in found[0].differences)


def test_one_wrong_number_of_a_server_is_a_failure_with_a_status_to_match(capsys):
    def tamper(path, status, answer):
        if path == "/analytics/funnel" and status == 200:
            answer["stages"][0]["users"] += 1
        return status, answer
    with OracleServer(tamper) as server:
        status, said = command(capsys, "--server", server.address, "--case", "qurvo-ordered-003",
                               "--case", "plausible-ordered-001")
    assert status == 1
    assert "steps 1 users" in said
    assert said.splitlines()[-1] == "0 passed, 2 failed"


@pytest.mark.parametrize("status, expected", [(422, "refused"), (500, "Unanswered: 500")])
def test_a_definition_that_the_server_does_not_know_is_a_failure_not_a_skip(status, expected):
    def tamper(path, was, answer):
        return (status, {"status": status}) if path == "/analytics/funnel" else (was, answer)
    chosen = cases.with_ids(cases.load(), ["posthog-excl-003"])
    with OracleServer(tamper) as server:
        found, _ = run.run(adapter_for(server), chosen)
    assert found[0].outcome == "failed" and expected in found[0].differences[0]


def test_a_server_that_breaks_has_not_refused_a_definition():
    def tamper(path, was, answer):
        return (500, {"status": 500}) if path == "/analytics/funnel" else (was, answer)
    chosen = cases.with_ids(cases.load(), ["posthog-excl-020a"])
    with OracleServer(tamper) as server:
        found, _ = run.run(adapter_for(server), chosen)
    assert found[0].outcome == "failed"


def test_without_a_people_list_a_wrong_chain_is_still_noticed():
    def tamper(path, status, answer):
        if path == "/analytics/funnel" and status == 200:
            for stage in answer["stages"][1:]:
                stage["time_from_previous"]["average_seconds"] += 1
        return status, answer
    chosen = cases.with_ids(cases.load(), ["optiprism-001"])
    with OracleServer(tamper, people=False) as server:
        found, _ = run.run(adapter_for(server), chosen)
    assert found[0].outcome == "failed"


def test_events_that_were_not_all_taken_fail_the_case():
    def tamper(path, status, answer):
        if path == "/track/batch":
            answer["accepted"] -= 1
        return status, answer
    with OracleServer(tamper) as server:
        found, _ = run.run(adapter_for(server), cases.with_ids(cases.load(), ["doris-001"]))
    assert "events sent" in found[0].differences[0]


def test_random_cases_are_the_same_for_the_same_seed_and_pass_on_the_oracle(capsys):
    assert random_cases.generate(20, 5, None) == random_cases.generate(20, 5, None)
    assert random_cases.generate(20, 5, None) != random_cases.generate(20, 6, None)
    with OracleServer() as server:
        status, said = command(capsys, "--server", server.address, "--random", "100")
    assert (status, said.splitlines()[-1]) == (0, "100 passed, 0 failed")


def test_random_cases_keep_to_the_features_of_only():
    only = {"ties", "order:strict"}
    made = random_cases.generate(200, 1, only)
    assert {feature for case in made for feature in case["requires"]} == only


def test_a_random_case_that_fails_is_shown_whole():
    def tamper(path, status, answer):
        if path == "/analytics/funnel" and status == 200:
            answer["stages"][-1]["users"] += 1
        return status, answer
    with OracleServer(tamper) as server:
        found, _ = run.run(adapter_for(server), random_cases.generate(1, 3, None))
    assert '"events"' in found[0].differences[-1]


def test_only_leaves_out_what_needs_more_and_says_so(capsys):
    with OracleServer() as server:
        status, said = command(capsys, "--server", server.address, "--file", "ordered",
                               "--only", "basics")
        _, told = command(capsys, "--server", server.address, "--only", "ties,basics", "--json")
    assert status == 0
    assert said.splitlines()[-1] == "17 passed, 0 failed"
    assert "left out by --only: exclusions" not in said and "left out by --only" in said
    report = json.loads(told)
    assert report["passed"] == 62 and report["failed"] == 0
    left_out = [case for case in report["cases"] if case["outcome"] == "left out"]
    assert left_out and all(case["reason"] for case in left_out)


def test_ten_failures_end_a_run_unless_it_shall_keep_going(capsys):
    def tamper(path, status, answer):
        return (500, {}) if path.startswith("/analytics/funnel") and status == 200 \
            and not path.endswith("/users") else (status, answer)
    with OracleServer(tamper) as server:
        _, short = command(capsys, "--server", server.address, "--file", "ordered")
        _, whole = command(capsys, "--server", server.address, "--file", "ordered",
                           "--keep-going")
    assert "ended after 10 failures" in short
    assert short.splitlines()[-1] == "0 passed, 10 failed"
    refusals = sum(1 for case in ASKED if case["family"] == "ordered"
                   and case["expect"].get("error"))
    assert whole.splitlines()[-1] == f"{refusals} passed, {58 - refusals} failed"


@pytest.mark.parametrize("arguments", [
    ["--only", "telepathy"], ["--file", "no-such-family"], ["--case", "no-such-case"],
    ["--adapter", "nobody"],
])
def test_a_name_that_does_not_exist_is_an_error_of_usage(arguments):
    assert run.main(["--server", "http://127.0.0.1:9", *arguments]) == 2


def test_a_binary_is_started_and_stopped(tmp_path, capsys):
    binary = tmp_path / "server"
    binary.write_text(
        f"#!{sys.executable}\n"
        "import sys, threading\n"
        f"sys.path.insert(0, {str(Path(__file__).resolve().parent.parent)!r})\n"
        "from conformance.oracle_server import OracleServer\n"
        "assert sys.argv[1:2] == ['serve'] and sys.argv[4:] == ['--port', '0']\n"
        "with OracleServer() as server:\n"
        "    print('listening on', server.address, flush=True)\n"
        "    threading.Event().wait()\n")
    binary.chmod(0o755)
    status, said = command(capsys, "--start", str(binary), "--case", "doris-001")
    assert (status, said.splitlines()[-1]) == (0, "1 passed, 0 failed")


def test_a_binary_that_does_not_come_up_is_reported_with_its_own_words(tmp_path, capsys):
    binary = tmp_path / "server"
    binary.write_text("#!/bin/sh\necho the disk is on fire >&2\nexit 3\n")
    binary.chmod(0o755)
    assert run.main(["--start", str(binary)]) == 2
    assert "the disk is on fire" in capsys.readouterr().err
