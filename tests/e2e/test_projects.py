"""Projects: what they hold, what they refuse, and the key that sends events to them."""

import pytest

from visitor import ago, event, expect, pointers, problem


def test_a_project_has_defaults_and_a_key_that_is_answered_once(owner):
    created = expect(owner.post("/projects", {"name": "Shop"}), 201)
    assert created["api_key"].startswith("pk_")
    assert created["organization_id"] == owner.session["organization"]["id"]
    assert created["timezone"] == "UTC"
    assert created["retention_days"] == 90
    assert created["allowed_origins"] == []
    assert created["rate_limit_per_minute"] == 1000
    again = expect(owner.get(f"/projects/{created['id']}"), 200)
    assert again == {key: value for key, value in created.items() if key != "api_key"}


def test_an_organisation_has_several_projects_each_with_a_key_of_its_own(owner):
    first, second = owner.create_project(), owner.create_project()
    assert first.key != second.key
    first.send(event("visit", "in the first"))
    first.shows([1], "visit")
    second.shows([0], "visit")


@pytest.mark.parametrize("fields, wrong", [
    ({"name": ""}, ["/name"]),
    ({"name": None}, ["/name"]),
    ({"name": 7}, ["/name"]),
    ({"timezone": "Europe/Atlantis"}, ["/timezone"]),
    ({"retention_days": 0}, ["/retention_days"]),
    ({"retention_days": -1}, ["/retention_days"]),
    ({"retention_days": "90"}, ["/retention_days"]),
    ({"rate_limit_per_minute": -1}, ["/rate_limit_per_minute"]),
    ({"allowed_origins": "https://example.com"}, ["/allowed_origins"]),
    ({"allowed_origins": ["https://ok.example", "example.com/path"]}, ["/allowed_origins/1"]),
    ({"name": "", "timezone": "Mars"}, ["/name", "/timezone"]),
])
def test_a_project_names_what_is_wrong_with_it(owner, fields, wrong):
    assert pointers(owner.post("/projects", {"name": "Shop", **fields})) == wrong


def test_the_key_is_nowhere_in_clear_on_disk(project, data_dir):
    found = [path for path in data_dir.rglob("*")
             if path.is_file() and project.key.encode() in path.read_bytes()]
    assert found == []


def test_a_key_only_sends_events(project):
    for header in ({"Authorization": f"Bearer {project.key}"}, {"X-API-Key": project.key}):
        problem(project.owner.api.get("/projects", header), 401)
        problem(project.owner.api.post("/projects", {"name": "mine"}, header), 401)
        problem(project.owner.api.get("/auth/me", header), 401)


def test_a_deleted_project_is_gone_and_takes_no_more_events(project):
    project.send(event())
    assert project.owner.delete(f"/projects/{project.id}").status == 204
    problem(project.owner.get(f"/projects/{project.id}"), 404)
    problem(project.track(event()), 401)
    problem(project.ask("visit"), 404)
    assert expect(project.owner.get("/projects"), 200)["items"] == []


def test_the_tracking_code_holds_the_key_and_the_address(project):
    code = expect(project.owner.get(f"/projects/{project.id}/tracking-code"), 200)
    assert project.key in code["snippet"] and "<script" in code["snippet"]
    assert code["api_url"].startswith("http")
    assert code["instructions"] and all(isinstance(line, str) for line in code["instructions"])


def test_events_older_than_the_retention_are_refused(owner):
    project = owner.create_project(retention_days=30)
    project.send(event(timestamp=ago(days=29)))
    assert pointers(project.track(event(timestamp=ago(days=31)))) == ["/timestamp"]
    expect(owner.put(f"/projects/{project.id}", {"retention_days": None}), 200)
    project.send(event(timestamp=ago(days=4000)))
