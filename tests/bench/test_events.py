"""The generated shop: the same for everybody, and like a shop."""

import json
from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256

import pytest

from bench.events import (
    BATCH, DAY, EVENTS_PER_SESSION, IN_A_CART, NAMES, TYPES, Shop, day_of, lines_of, user_of,
    write_bodies,
)

SHOP = Shop(seed=1, events=90_001, last=date(2026, 1, 31))


@pytest.fixture(scope="module")
def rows():
    """All days' rows: microseconds since the first midnight, type, user, session, draw."""
    return [(day * DAY + time, name, user, (day, session), draw)
            for day in range(SHOP.days) for time, name, user, session, draw in day_of(SHOP, day)]


def test_a_seed_always_makes_the_same_bytes():
    text = "\n".join(lines_of(Shop(7, 9_000, date(2026, 1, 31)), 3))
    assert sha256(text.encode()).hexdigest() == (
        "a9fede3fcdde4d47107bcececef6ed6275db6435d88cc5da06f65b8416c83bdf")


def test_another_seed_makes_others():
    assert list(lines_of(SHOP, 3)) != list(lines_of(replace(SHOP, seed=2), 3))


def test_there_are_exactly_as_many_as_asked_for(rows):
    assert len(rows) == SHOP.events


def test_the_last_day_is_the_last_and_the_first_89_before():
    assert SHOP.first == date(2025, 11, 3)
    assert SHOP.date_of(SHOP.days - 1) == SHOP.last


def test_a_day_stays_within_its_midnights_and_in_order():
    times = [row[0] for row in day_of(SHOP, 5)]
    assert times == sorted(times)
    assert 0 <= times[0] and times[-1] < DAY


def test_there_are_48_types_and_each_has_its_share(rows):
    assert len(NAMES) == 48 and sum(TYPES.values()) == pytest.approx(100)
    found = Counter(row[1] for row in rows)
    for name, share in TYPES.items():
        expected = SHOP.events * share / 100
        # Five standard deviations of a Poisson number.
        assert abs(found[name] - expected) < 5 * expected ** 0.5, name


def test_three_in_a_hundred_stand_at_the_instant_of_the_one_before(rows):
    sessions: dict = {}
    for time, _, _, session, _ in rows:
        sessions.setdefault(session, []).append(time)
    steps = [later - earlier for times in sessions.values()
             for earlier, later in zip(sorted(times), sorted(times)[1:])]
    assert steps.count(0) / len(steps) == pytest.approx(0.03, abs=0.003)


def test_sessions_have_ten_events_and_one_person(rows):
    people: dict = {}
    for _, _, user, session, _ in rows:
        people.setdefault(session, set()).add(user)
    assert {len(found) for found in people.values()} == {1}
    assert len(rows) / len(people) == pytest.approx(EVENTS_PER_SESSION, rel=0.1)


def test_the_most_active_do_the_most_as_zipf_has_it(rows):
    found = sorted(Counter(row[2] for row in rows).values(), reverse=True)
    tenth = sum(found[:SHOP.users // 10]) / len(rows)
    # Of the shifted law: ln(1 + 0.1 * 1000) / ln(1 + 1000).
    assert tenth == pytest.approx(0.668, abs=0.05)


def test_every_rank_is_another_person_within_the_number_of_people():
    shop = Shop(1, 52 * 1_000, date(2026, 1, 31))
    found = {user_of(shop, place / 1_000_000) for place in range(1_000_000)}
    assert found == set(range(1_000))


def test_an_event_is_what_the_server_takes():
    events = [json.loads(line) for line in lines_of(SHOP, 0)]
    assert len({event["id"] for event in events}) == len(events)
    for event in events:
        assert datetime.fromisoformat(event["timestamp"]).date() == SHOP.first
        assert all(isinstance(text, str) for text in event.get("properties", {}).values())
        assert ("cart_id" in event.get("properties", {})) == (event["event_type"] in IN_A_CART)


def test_requests_hold_a_whole_day_in_batches_of_ten_thousand(tmp_path):
    shop = Shop(1, 90 * BATCH * 2 + 90 * 5, date(2026, 1, 31))
    paths = write_bodies(shop, 1, tmp_path)
    lengths = [len(json.loads(path.read_text())["events"]) for path in sorted(paths)]
    assert lengths == [BATCH, BATCH, 5]
