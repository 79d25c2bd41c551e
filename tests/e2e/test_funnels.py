"""Saved funnels: what they hold, and what is refused as a definition."""

import pytest

from visitor import expect, pointers, problem

VIEW, BUY = {"name": "View", "event": "view"}, {"name": "Buy", "event": "buy"}


def save(project, **fields):
    return project.owner.post("/funnels", {"project_id": project.id, "name": "Shop",
                                           "stages": [VIEW, BUY], **fields})


def test_a_funnel_needs_a_project_a_name_and_stages_and_defaults_the_rest(project):
    funnel = expect(save(project), 201)
    assert funnel["project_id"] == project.id
    assert funnel["description"] == ""
    assert funnel["is_active"] is True
    assert funnel["order"] == "ordered"
    assert funnel["count_by"] == "users"
    assert funnel["window_seconds"] is None
    assert [(stage["name"], stage["event"], stage["order"]) for stage in funnel["stages"]] == [
        ("View", "view", 1), ("Buy", "buy", 2)]


def test_what_was_saved_is_what_is_read(project):
    wanted = {"name": "Checkout", "description": "From view to purchase",
              "window_seconds": 86400, "is_active": False, "order": "ordered"}
    saved = expect(save(project, **wanted), 201)
    read = expect(project.owner.get(f"/funnels/{saved['id']}"), 200)
    assert read == saved
    assert {key: read[key] for key in wanted} == wanted


@pytest.mark.parametrize("window", [0, 0.5, 1, 31_536_000])
def test_a_window_may_be_fractional_and_zero(project, window):
    assert expect(save(project, window_seconds=window), 201)["window_seconds"] == window


@pytest.mark.parametrize("fields, wrong", [
    ({"name": ""}, ["/name"]),
    ({"name": None}, ["/name"]),
    ({"stages": []}, ["/stages"]),
    ({"stages": [VIEW]}, ["/stages"]),
    ({"stages": [VIEW] * 21}, ["/stages"]),
    ({"stages": "view, buy"}, ["/stages"]),
    ({"stages": [VIEW, {"name": "Buy"}]}, ["/stages/1/event"]),
    ({"stages": [VIEW, {"name": "Buy", "event": ""}]}, ["/stages/1/event"]),
    ({"stages": [VIEW, {"name": "Buy", "event": 7}]}, ["/stages/1/event"]),
    ({"stages": [VIEW, {"event": "buy"}]}, ["/stages/1/name"]),
    ({"stages": [VIEW, "buy"]}, ["/stages/1"]),
    ({"window_seconds": -1}, ["/window_seconds"]),
    ({"window_seconds": "1 day"}, ["/window_seconds"]),
    ({"order": "sideways"}, ["/order"]),
    ({"count_by": "pages"}, ["/count_by"]),
    ({"is_active": "yes"}, ["/is_active"]),
])
def test_a_funnel_names_what_is_wrong_with_it(project, fields, wrong):
    assert pointers(save(project, **fields)) == wrong


def test_the_same_faults_are_found_in_an_ad_hoc_definition(project):
    refused = project.ask({"name": "View"}, {"name": "Buy", "event": "buy", "evnt": 1})
    assert pointers(refused) == ["/definition/stages/0/event", "/definition/stages/1/evnt"]


def test_twenty_stages_are_allowed(project):
    stages = [{"name": f"Stage {n}", "event": f"e{n}"} for n in range(20)]
    assert len(expect(save(project, stages=stages), 201)["stages"]) == 20


def test_a_change_of_stages_replaces_them_and_is_checked(project):
    path = "/funnels/" + expect(save(project), 201)["id"]
    assert pointers(project.owner.put(path, {"stages": [VIEW]})) == ["/stages"]
    changed = expect(project.owner.put(path, {"stages": [BUY, VIEW, BUY]}), 200)
    assert [stage["event"] for stage in changed["stages"]] == ["buy", "view", "buy"]
    assert changed["name"] == "Shop"


def test_null_clears_the_window(project):
    path = "/funnels/" + expect(save(project, window_seconds=60), 201)["id"]
    assert expect(project.owner.put(path, {"window_seconds": None}), 200)[
        "window_seconds"] is None


def test_funnels_are_listed_for_one_project_or_all(project):
    owner, other = project.owner, project.owner.create_project()
    here, there = (expect(save(one), 201)["id"] for one in (project, other))

    def listed(query):
        return sorted(item["id"] for item in expect(owner.get("/funnels" + query), 200)["items"])
    assert listed(f"?project_id={project.id}") == [here]
    assert listed("") == sorted([here, there])


def test_a_funnel_of_an_unknown_project_is_404(owner):
    problem(owner.post("/funnels", {"project_id": "00000000-0000-4000-8000-000000000000",
                                    "name": "Shop", "stages": [VIEW, BUY]}), 404)
