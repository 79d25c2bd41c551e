"""Numbers of small funnels that can be counted by hand."""

from datetime import datetime, timedelta, timezone
from math import sqrt

import pytest

from visitor import event, expect, pointers, problem, text_of

NOON = datetime(2026, 1, 15, 12, tzinfo=timezone.utc)
DAY = {"start_date": "2026-01-15", "end_date": "2026-01-15"}
SHOP = ("view", "cart", "buy")


def at(seconds):
    return text_of(NOON + timedelta(seconds=seconds))


def visits(*rows):
    """(user, event, seconds after noon) as events."""
    return [event(name, user, timestamp=at(seconds)) for user, name, seconds in rows]


@pytest.fixture
def shop(project):
    """Three people who look, two who fill a cart, one who buys; one who fills a cart unseen."""
    project.send(*visits(("a", "view", 0), ("a", "cart", 60), ("a", "buy", 120),
                         ("b", "view", 0), ("b", "cart", 30), ("c", "view", 0),
                         ("d", "cart", 0)))
    project.shows([3, 2, 1], *SHOP)
    return project


def column(answer, key):
    return [stage[key] for stage in answer["stages"]]


def test_every_level_of_the_answer(shop):
    answer = shop.funnel(*SHOP, definition={"window_seconds": 3600})
    assert column(answer, "stage_name") == ["view", "cart", "buy"]
    assert column(answer, "order") == [1, 2, 3]
    assert column(answer, "users") == [3, 2, 1]
    assert column(answer, "conversion_rate") == [100.0, 66.67, 33.33]
    assert column(answer, "step_conversion_rate") == [100.0, 66.67, 50.0]
    assert column(answer, "drop_off_rate") == [0.0, 33.33, 50.0]
    assert column(answer, "dropped_users") == [0, 1, 1]
    assert column(answer, "waiting_users") == [0, 0, 0]
    assert answer["funnel_id"] is None
    assert answer["overall_conversion_rate"] == 33.33
    assert (answer["entered_users"], answer["converted_users"]) == (3, 1)
    assert answer["meta"]["exact"] is True and answer["meta"]["partial"] is False


def test_times_are_exact_with_linear_percentiles(shop):
    answer = shop.funnel(*SHOP)
    nothing = {"average_seconds": None, "median_seconds": None, "p90_seconds": None}
    cart, buy = column(answer, "time_from_previous")[1:]
    assert column(answer, "time_from_previous")[0] == nothing
    assert cart == {"average_seconds": 45, "median_seconds": 45, "p90_seconds": 57}
    assert buy == {"average_seconds": 60, "median_seconds": 60, "p90_seconds": 60}
    assert answer["time_to_convert"] == {
        "average_seconds": 120, "median_seconds": 120, "p90_seconds": 120}


def test_intervals_are_wilsons_at_95_percent(shop):
    def wilson(k, n, z=1.959964):
        middle = (k / n + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * sqrt(k / n * (1 - k / n) / n + z * z / (4 * n * n))
        return [100 * (middle - half), 100 * (middle + half)]
    for stage, users in zip(shop.funnel(*SHOP)["stages"], [3, 2, 1]):
        assert stage["conversion_interval"] == pytest.approx(wilson(users, 3), abs=0.0051)


def test_times_are_left_out_where_only_counts_are_wanted(shop):
    answer = shop.funnel(*SHOP, include="counts")
    assert column(answer, "users") == [3, 2, 1]
    assert "time_to_convert" not in answer
    assert all("time_from_previous" not in stage for stage in answer["stages"])


def test_a_funnel_nobody_entered_has_no_rates_and_no_times(project):
    answer = project.funnel(*SHOP)
    assert column(answer, "users") == [0, 0, 0]
    assert column(answer, "conversion_rate") == [0.0, 0.0, 0.0]
    assert column(answer, "conversion_interval") == [None, None, None]
    assert answer["overall_conversion_rate"] == 0.0
    assert answer["time_to_convert"]["median_seconds"] is None


def test_a_saved_funnel_answers_as_its_definition_does(shop):
    saved = expect(shop.owner.post("/funnels", {
        "project_id": shop.id, "name": "Shop", "window_seconds": 3600,
        "stages": [{"name": name, "event": name} for name in SHOP]}), 201)
    path = f"/analytics/funnel/{saved['id']}?start_date=2026-01-15&end_date=2026-01-15"
    answer = expect(shop.owner.get(path), 200)
    asked = shop.funnel(*SHOP, definition={"window_seconds": 3600}, range=None, **DAY)
    assert (answer["funnel_id"], answer["name"]) == (saved["id"], "Shop")
    assert answer["date_range"] == {"start": "2026-01-15", "end": "2026-01-15"}
    assert answer["stages"] == asked["stages"]
    assert answer["time_to_convert"] == asked["time_to_convert"]


def test_one_stage_is_enough_to_count_somebody(shop):
    assert shop.users("cart") == [3]


@pytest.mark.parametrize("rows, stages, window, users", [
    # Order: what stands before the first stage never counts.
    ([("a", "cart", 0), ("a", "view", 1)], ("view", "cart"), None, [1, 0]),
    # Other events in between do no harm.
    ([("a", "view", 0), ("a", "scroll", 1), ("a", "cart", 2)], ("view", "cart"), None, [1, 1]),
    # The window is inclusive and counts from the first stage.
    ([("a", "view", 0), ("a", "cart", 60)], ("view", "cart"), 60, [1, 1]),
    ([("a", "view", 0), ("a", "cart", 60.000001)], ("view", "cart"), 60, [1, 0]),
    ([("a", "view", 0), ("a", "cart", 50), ("a", "buy", 100)], SHOP, 60, [1, 1, 0]),
    # Every first-stage event starts an attempt; the best one counts.
    ([("a", "view", 0), ("a", "view", 50), ("a", "cart", 100)], ("view", "cart"), 60, [1, 1]),
    ([("a", "view", 0), ("a", "cart", 10), ("a", "view", 100), ("a", "cart", 110),
      ("a", "buy", 120)], SHOP, 60, [1, 1, 1]),
    # Events of one instant are taken in whichever order helps.
    ([("a", "cart", 0), ("a", "view", 0)], ("view", "cart"), None, [1, 1]),
    ([("a", "cart", 0), ("a", "view", 0)], ("view", "cart"), 0, [1, 1]),
    ([("a", "buy", 5), ("a", "cart", 5), ("a", "view", 5)], SHOP, None, [1, 1, 1]),
    # One event fills one stage.
    ([("a", "view", 0)], ("view", "view"), None, [1, 0]),
    ([("a", "view", 0), ("a", "view", 0)], ("view", "view"), None, [1, 1]),
    # A person counts once.
    ([("a", "view", 0), ("a", "cart", 1), ("a", "view", 2), ("a", "cart", 3)],
     ("view", "cart"), None, [1, 1]),
])
def test_the_rules_of_an_ordered_funnel(project, rows, stages, window, users):
    project.send(*visits(*rows), event("mark", "somebody else"))
    project.shows([1], "mark")
    assert project.users(*stages, definition={"window_seconds": window}) == users


def test_the_deepest_attempt_that_ends_first_and_started_last_is_timed(project):
    project.send(*visits(("a", "view", 0), ("a", "view", 40), ("a", "cart", 50),
                         ("a", "view", 100), ("a", "cart", 300)))
    project.shows([1, 1], "view", "cart")
    answer = project.funnel("view", "cart", definition={"window_seconds": 600})
    assert answer["stages"][1]["time_from_previous"]["average_seconds"] == 10


@pytest.mark.parametrize("now, waiting, dropped", [
    (0, [0, 1, 0], [0, 0, 0]),
    (59, [0, 1, 0], [0, 0, 0]),
    (61, [0, 0, 0], [0, 1, 0]),
])
def test_who_still_has_time_waits_and_who_has_not_is_dropped(project, now, waiting, dropped):
    project.send(*visits(("a", "view", 0), ("a", "cart", 90)))
    project.shows([1], "cart")
    answer = project.funnel(*SHOP, definition={"window_seconds": 60}, as_of=at(now))
    assert column(answer, "users") == [1, 0, 0]
    assert column(answer, "waiting_users") == waiting
    assert column(answer, "dropped_users") == dropped


def test_without_a_window_nobody_waits(project):
    project.send(*visits(("a", "view", 0)))
    project.shows([1], "view")
    answer = project.funnel(*SHOP, as_of=at(1))
    assert column(answer, "waiting_users") == [0, 0, 0]
    assert column(answer, "dropped_users") == [0, 1, 0]


def test_events_after_as_of_are_not_seen(shop):
    assert shop.users(*SHOP, as_of=at(59.999999)) == [3, 1, 0]
    assert shop.users(*SHOP, as_of=at(60)) == [3, 2, 0]
    assert shop.users(*SHOP, as_of=at(120)) == [3, 2, 1]


@pytest.mark.parametrize("definition, how, users", [
    ({"window_seconds": 3600}, None, [1, 1]),       # entry: completion may come later
    ({"window_seconds": 3600}, "all", [1, 0]),
    ({"window_seconds": 3600}, "entry", [1, 1]),
    ({}, None, [1, 0]),                             # without a window every event is bounded
    ({}, "entry", [1, 1]),
])
def test_a_range_bounds_the_entry_or_every_event(project, definition, how, users):
    project.send(*visits(("a", "view", 0), ("a", "cart", 600)))
    project.shows([1], "cart")
    assert project.users("view", "cart", definition=definition, range=how,
                         start_date=at(0), end_date=at(600)) == users


@pytest.mark.parametrize("first, last, users", [
    (at(0), at(0.000001), [1]),
    (at(-1), at(0), [0]),
    (at(0.000001), at(60), [0]),
    ("2026-01-15", "2026-01-15", [1]),
    ("2026-01-14", "2026-01-14", [0]),
    ("2026-01-16", "2026-01-16", [0]),
    ("2026-01-15T13:00:00+01:00", "2026-01-15T13:00:01+01:00", [1]),
])
def test_instants_are_half_open_and_dates_are_whole_days(project, first, last, users):
    project.send(*visits(("a", "view", 0)))
    project.shows([1], "view")
    assert project.users("view", start_date=first, end_date=last) == users


@pytest.mark.parametrize("zone, day, users", [
    ("Pacific/Auckland", "2026-01-16", [1]),        # noon in London is past midnight there
    ("Pacific/Auckland", "2026-01-15", [0]),
    ("America/New_York", "2026-01-15", [1]),
])
@pytest.mark.parametrize("where", ["project", "question"])
def test_a_day_is_the_projects_unless_the_question_says_otherwise(owner, zone, day, users, where):
    project = owner.create_project(timezone=zone if where == "project" else "UTC")
    project.send(*visits(("a", "view", 0)))
    project.shows([1], "view")
    zoned = {"timezone": zone} if where == "question" else {}
    assert project.users("view", start_date=day, end_date=day, **zoned) == users


def test_the_last_thirty_days_are_the_default(project):
    today = datetime.now(timezone.utc)
    for days in (0.01, 29, 31):
        project.send(event("view", f"{days} days ago", timestamp=text_of(
            today - timedelta(days=days))))
    project.shows([3], "view")
    assert project.users("view", start_date=None, end_date=None, range=None) == [2]


@pytest.mark.parametrize("question, wrong", [
    ({"start_date": "soon"}, ["/start_date"]),
    ({"end_date": "2026-02-30"}, ["/end_date"]),
    ({"start_date": "2026-02-01", "end_date": "2026-01-01"}, ["/start_date"]),
    ({"range": "some"}, ["/range"]),
    ({"timezone": "Mars"}, ["/timezone"]),
    ({"as_of": "later"}, ["/as_of"]),
    ({"strt_date": "2026-01-01"}, ["/strt_date"]),
])
def test_a_question_names_what_is_wrong_with_it(project, question, wrong):
    assert pointers(project.ask("view", **question)) == wrong


def test_an_unknown_option_in_the_address_is_refused(shop):
    saved = expect(shop.owner.post("/funnels", {
        "project_id": shop.id, "name": "Shop",
        "stages": [{"name": name, "event": name} for name in SHOP]}), 201)
    problem(shop.owner.get(f"/analytics/funnel/{saved['id']}?from=2026-01-01"), 422)
