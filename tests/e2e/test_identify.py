"""Who is who: two ids become one person in every query, past events included."""

import pytest

from visitor import event, expect, pointers, problem


def test_both_ids_are_one_person_from_then_on_past_events_included(project):
    project.send(event("visit", "browser-1"), event("buy", "ada"))
    project.shows([1, 0], "visit", "buy")
    said = project.identify({"anonymous_id": "browser-1", "user_id": "ada"})
    assert expect(said, 200) == {"status": "ok"}
    project.shows([1, 1], "visit", "buy")
    project.send(event("return", "browser-1"))
    project.shows([1, 1, 1], "visit", "buy", "return")


def test_merges_are_transitive(project):
    project.send(event("visit", "phone"), event("visit", "laptop"), event("visit", "tablet"))
    project.shows([3], "visit")
    for device in ("phone", "laptop"):
        expect(project.identify({"anonymous_id": device, "user_id": "ada"}), 200)
    expect(project.identify({"anonymous_id": "tablet", "user_id": "laptop"}), 200)
    project.shows([1], "visit")


def test_a_merge_before_the_first_event_holds_as_well(project):
    expect(project.identify({"anonymous_id": "browser-1", "user_id": "ada"}), 200)
    project.send(event("visit", "browser-1"), event("buy", "ada"))
    project.shows([1, 1], "visit", "buy")


def test_saying_it_again_changes_nothing(project):
    project.send(event("visit", "browser-1"))
    for _ in range(3):
        expect(project.identify({"anonymous_id": "browser-1", "user_id": "ada"}), 200)
    project.shows([1, 0], "visit", "visit")


def test_a_merge_stays_inside_its_project(owner):
    merged, apart = owner.create_project(), owner.create_project()
    for project in (merged, apart):
        project.send(event("visit", "browser-1"), event("buy", "ada"))
    expect(merged.identify({"anonymous_id": "browser-1", "user_id": "ada"}), 200)
    merged.shows([1, 1], "visit", "buy")
    assert apart.users("visit", "buy") == [1, 0]


def test_traits_alone_are_accepted(project):
    expect(project.identify({"user_id": "ada", "traits": {"plan": "pro", "seats": 3}}), 200)


@pytest.mark.parametrize("name", ["null", "undefined", "anonymous", "0"])
@pytest.mark.parametrize("field", ["user_id", "anonymous_id"])
def test_a_placeholder_would_merge_everybody_and_is_refused(project, field, name):
    said = {"anonymous_id": "browser-1", "user_id": "ada", field: name}
    assert pointers(project.identify(said)) == [f"/{field}"]


@pytest.mark.parametrize("said, wrong", [
    ({}, ["/user_id"]),
    ({"user_id": ""}, ["/user_id"]),
    ({"user_id": 7}, ["/user_id"]),
    ({"user_id": "x" * 256}, ["/user_id"]),
    ({"user_id": "ada", "anonymous_id": 7}, ["/anonymous_id"]),
    ({"user_id": "ada", "traits": []}, ["/traits"]),
])
def test_what_is_wrong_is_named(project, said, wrong):
    assert pointers(project.identify(said)) == wrong


def test_a_body_that_is_no_json_is_400(project):
    problem(project.identify("{"), 400)
