"""The random families themselves: what they draw, and that no planted fault slips through them.

The faults are planted into a real server's answers, and into what is sent to it.
"""

import json
import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from conformance import launch, oracle, random_run  # noqa: E402
from conformance.adapters import iafa_requests  # noqa: E402
from conformance.families import FAMILIES, blocks, erasures, places, smaller  # noqa: E402
from conformance.families import judge  # noqa: E402
from conformance.oracle import calendar  # noqa: E402
from conformance.oracle.inputs import EPOCH, instant  # noqa: E402

BINARY = os.environ.get("IAFA_BINARY")
needs_server = pytest.mark.skipif(BINARY is None, reason="IAFA_BINARY names no server")
CASES = 40


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("families")
    with launch.Server(BINARY, folder, environment=random_run.ENVIRONMENT) as server:
        yield server.address


def drawn(family, number=CASES, seed="planted"):
    return [FAMILIES[family].case(seed, place) for place in range(number)]


def failed(tally):
    return [difference for failure in tally.failures for difference in failure["differences"]]


# What is drawn

@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_a_case_is_a_function_of_seed_and_place(family):
    assert drawn(family, 5) == drawn(family, 5)
    assert drawn(family, 5) != drawn(family, 5, "another")


def test_every_feature_of_the_oracle_is_drawn():
    text = "".join(json.dumps(case) for case in drawn("rules", 1500))
    wanted = ["exclusions", "stop_attempt", "optional", '"first_time": "event"', "any_of",
              '"first_time": "filtered"', "hold_properties", '"count_by": "sessions"',
              "property:cart", "user_property:company", '"tolerate"', '"where"', '"event": null',
              '"scope": "user"', "first_touch", "last_touch", "all_events", "step:2", '"trend"',
              "time_to_convert", '"entry"', "as_of", '"strict"', '"any": [', '"all": [',
              '"compare": true', '"limit": 1', '"window_seconds": null', '"window_seconds": 0.0']
    assert [word for word in wanted if word not in text] == []


def test_most_people_get_beyond_the_first_stage_somewhere():
    answers = [oracle.answer(case) for case in drawn("rules", 400)]
    far = sum(1 for answer in answers if any(reach > 1 for reach in
                                             answer.get("reached", {}).values()))
    assert far > 130


# The judge

def number_off(path, answer):
    if path == "":
        answer["stages"][-1]["users"] += 1


def waiting_off(path, answer):
    """One of those lost is said to wait, or the other way round: the sum is right."""
    for row in answer.get("stages", []) if path == "" else []:
        one, other = ("dropped_users", "waiting_users") if row["dropped_users"] else (
            "waiting_users", "dropped_users")
        if row[one]:
            row[one] -= 1
            row[other] += 1


def time_off(path, answer):
    for row in answer.get("stages", []) if path == "" else []:
        times = row["time_from_previous"] or {}
        if times.get("average_seconds") is not None:
            times["average_seconds"] += 0.00001


def person_missing(path, answer):
    if path == "/users":
        answer["items"] = answer["items"][1:]


def person_exchanged(path, answer):
    for row in answer["items"][:1] if path == "/users" else []:
        row["user_id"] += "0"


def instant_off(path, answer):
    """By two microseconds, in the middle of the attempt."""
    for row in answer["items"] if path == "/users" else []:
        if len(row["stage_times"]) > 1 and row["stage_times"][1]:
            at = calendar.clock("UTC", instant(row["stage_times"][1]) + 2)
            row["stage_times"][1] = at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def explained_too_short(path, answer):
    if path == "/explain":
        answer["attempt"] = answer["attempt"][:-1]


def explained_too_far(path, answer):
    if path == "/explain":
        answer["reached_stage"] += 1


def group_off(path, answer):
    for group in answer["breakdown"]["groups"][:1] if path == "" and answer.get(
            "breakdown") else []:
        group["stages"][0]["users"] += 1


def group_missing(path, answer):
    if path == "" and answer.get("breakdown"):
        answer["breakdown"]["groups"] = answer["breakdown"]["groups"][1:]


def bucket_off(path, answer):
    for point in answer["points"] if path == "/trend" else []:
        point["converted"] += 1


def bucket_elsewhere(path, answer):
    if path == "/trend":
        before = EPOCH.strftime("%Y-%m-%dT%H:%M:%SZ")
        answer["points"][0]["start"] = before


def bin_off(path, answer):
    if path == "/time-to-convert" and answer["bins"]:
        answer["bins"][0]["users"] += 1


def comparison_off(path, answer):
    if path == "" and answer.get("comparison"):
        answer["comparison"]["stages"][0]["users"] += 1


FAULTS = [number_off, waiting_off, time_off, person_missing, person_exchanged, instant_off,
          explained_too_short, explained_too_far, group_off, group_missing, bucket_off,
          bucket_elsewhere, bin_off, comparison_off]


def planted(fault):
    def tamper(path, answer):
        fault(path, answer)
        return answer
    return tamper


@needs_server
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_fault_in_an_answer_is_noticed_among_cases_of_all_rules(address, fault):
    made = drawn("rules")
    assert failed(blocks.on_server(address, made, planted(fault))) != []


@needs_server
@pytest.mark.parametrize("fault", [number_off, person_missing, bucket_off, bucket_elsewhere,
                                   comparison_off], ids=lambda fault: fault.__name__)
def test_a_fault_in_an_answer_is_noticed_at_the_edges_of_days(address, fault):
    made = drawn("zones", 20)
    assert failed(blocks.on_server(address, made, planted(fault))) != []


def one_lost(rows):
    return rows[1:]


def matters(case, row):
    """Whether somebody gets less far without the event."""
    fewer = [event for event in case["events"] if iafa_requests.event(event) != row]
    return oracle.answer(case).get("reached") != oracle.answer(
        {**case, "events": fewer}).get("reached")


def entries(case):
    """What is sent of a case; the traits come first, so of one without any."""
    return [{}] if any(case["user_properties"].values()) else blocks.entries(case)


def microsecond_late(rows):
    """Every event is stored one microsecond later than it was."""
    return [{**row, "timestamp": calendar.clock("UTC", instant(row["timestamp"]) + 1).strftime(
        "%Y-%m-%dT%H:%M:%S.%fZ")} if "timestamp" in row else row for row in rows]


def without_sessions(rows):
    return [{key: value for key, value in row.items() if key != "session_id"} for row in rows]


def without_traits(rows):
    return [row for row in rows if row.get("type") != "identify"]


@needs_server
@pytest.mark.parametrize("alter", [one_lost, microsecond_late, without_sessions, without_traits],
                         ids=lambda alter: alter.__name__)
def test_events_that_the_server_does_not_have_as_they_were_are_noticed(address, alter):
    made = drawn("rules", 400 if alter is one_lost else 60)
    if alter is one_lost:
        made = [next(case for case in made if matters(case, entries(case)[0]))]
    assert failed(blocks.on_server(address, made, alter=alter)) != []


@needs_server
def test_an_hour_of_another_zone_is_noticed(address):
    made = [{**case, "timezone": "Asia/Kathmandu", "zone_of": "project"}
            if case["timezone"] == "Europe/Zurich" else case for case in drawn("zones", 40)]
    wrong = [case for case in made if case["id"].startswith("zones")]
    assert failed(blocks.on_server(address, wrong)) != []


@needs_server
@pytest.mark.parametrize("phase", range(places.PHASES))
def test_what_is_lost_on_the_way_into_files_is_noticed(phase):
    assert failed(places.run(BINARY, drawn("places", 12), lost=phase)) != []


@needs_server
def test_a_person_who_is_not_erased_is_noticed():
    assert failed(erasures.run(BINARY, drawn("erasures", 12), spared=True)) != []


@needs_server
def test_a_person_who_comes_apart_is_noticed(address):
    def apart(rows):
        return [row for row in rows if "anonymous_id" not in row]
    assert failed(blocks.on_server(address, drawn("places", 20), alter=apart)) != []


@needs_server
@pytest.mark.parametrize("family", ["rules", "zones"])
def test_an_honest_server_passes(address, family):
    assert failed(blocks.on_server(address, drawn(family))) == []


@needs_server
def test_a_failing_case_is_shown_as_small_as_it_still_fails(address):
    case = max(drawn("rules"), key=lambda case: len(case["events"]))

    def fails(candidate):
        """Stands for a server that is wrong wherever somebody enters the funnel."""
        return oracle.answer(candidate)["steps"][0]["users"]
    assert len(smaller.smallest(case, fails)["events"]) == 1


def test_a_server_that_breaks_is_a_failure_of_the_case_alone():
    class Broken:
        questions = 0

        def ask(self, *_, **__):
            raise ConnectionError("gone")
    [failure] = blocks.verdict(drawn("rules", 1)[0], Broken()).failures
    assert failure["differences"] == ["ConnectionError: gone"]


def test_the_period_before_is_as_long():
    case = {"range": {"from": "2026-02-02T00:00:00Z", "to": "2026-02-02T00:59:59.999999Z"}}
    before = judge.previous(case)
    assert (instant(before["from"]), instant(before["to"])) == (
        instant("2026-02-01T23:00:00Z"), instant("2026-02-01T23:59:59.999999Z"))


@pytest.mark.parametrize("zone, day, hours", [
    ("Europe/Zurich", "2025-03-30", 23), ("Europe/Zurich", "2025-10-26", 25),
    ("America/Sao_Paulo", "2018-11-04", 23), ("America/Sao_Paulo", "2018-02-17", 25),
    ("Australia/Lord_Howe", "2025-04-06", 24.5), ("Australia/Lord_Howe", "2025-10-05", 23.5),
    ("Asia/Kathmandu", "2025-03-30", 24),
])
def test_the_oracles_days_have_the_hours_that_the_clocks_give_them(zone, day, hours):
    low = calendar.start_of_day(zone, calendar.date.fromisoformat(day))
    high = calendar.next_bucket(zone, low, "day")
    assert (high - low) / 3.6e9 == hours
    starts = calendar.buckets(zone, low, high - 1, "hour", "monday")
    # The half hour that Lord Howe's clocks repeat belongs to the hour they show; the half that
    # they skip leaves a short one.
    assert len(starts) - 1 == int(hours + (0.5 if hours == 23.5 else 0))
