"""What holds for every route: errors, lists, versions of an object, one organisation's walls."""

import pytest

from visitor import Visitor, expect, pointers, problem

STAGES = [{"name": "View", "event": "view"}, {"name": "Buy", "event": "buy"}]


def funnel_of(project, **fields):
    return {"project_id": project.id, "name": "Shop", "stages": STAGES, **fields}


@pytest.mark.parametrize("path, kind", [
    ("/health", "application/json"), ("/ready", "application/json"),
    ("/metrics", "text/plain"), ("/openapi.json", "application/json"), ("/docs", "text/html"),
])
def test_the_doors_at_the_root_are_open_to_everybody(visitor, path, kind):
    reply = visitor.root.get(path)
    assert reply.status == 200, str(reply)
    assert reply.headers["content-type"].startswith(kind)


def test_the_published_description_is_openapi_3_1(visitor):
    described = expect(visitor.root.get("/openapi.json"), 200)
    assert described["openapi"].startswith("3.1")
    assert {"/api/v1/track", "/api/v1/auth/register"} <= set(described["paths"])


def test_a_path_that_does_not_exist_is_a_problem_in_json(owner):
    problem(owner.get("/nothing-here"), 404)


@pytest.mark.parametrize("body", ["{", "{\"name\": }", "\"text\" \"text\"", "nul"])
def test_malformed_json_is_400(owner, body):
    problem(owner.post("/projects", body, **{"Content-Type": "application/json"}), 400)


@pytest.mark.parametrize("body", ["[]", "\"text\"", "null", "7"])
def test_well_formed_json_that_is_no_object_is_422(owner, body):
    problem(owner.post("/projects", body, **{"Content-Type": "application/json"}), 422)


def test_all_faults_of_a_body_are_named_at_once(project):
    faulty = {"project_id": project.id, "stages": [{"name": "View"}, {"event": "buy"}],
              "window_seconds": -1}
    assert pointers(project.owner.post("/funnels", faulty)) == [
        "/name", "/stages/0/event", "/stages/1/name", "/window_seconds"]


def test_a_misspelt_key_in_a_definition_is_refused_where_it_stands(project):
    typo = funnel_of(project, window_second=60)
    assert pointers(project.owner.post("/funnels", typo)) == ["/window_second"]
    deep = funnel_of(project, stages=[{**STAGES[0], "evnt": "x"}, STAGES[1]])
    assert pointers(project.owner.post("/funnels", deep)) == ["/stages/0/evnt"]


@pytest.mark.parametrize("path", ["/projects?limits=5", "/funnels?project=1"])
def test_an_unknown_query_parameter_is_refused(owner, path):
    problem(owner.get(path), 422)


@pytest.mark.parametrize("path", ["/projects?limit=0", "/projects?limit=x",
                                  "/projects?cursor=nonsense"])
def test_a_list_refuses_a_limit_or_cursor_that_makes_no_sense(owner, path):
    problem(owner.get(path), 422)


def test_a_list_comes_in_pages(owner):
    made = [owner.create_project().id for _ in range(5)]
    seen, cursor = [], ""
    while True:
        page = expect(owner.get(f"/projects?limit=2{cursor}"), 200)
        assert len(page["items"]) <= 2
        seen += [item["id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert sorted(seen) == sorted(made)


def test_creating_answers_where_the_object_is_and_deleting_answers_nothing(project):
    owner = project.owner
    created = owner.post("/funnels", funnel_of(project))
    funnel = expect(created, 201)
    assert created.headers["location"].endswith(f"/api/v1/funnels/{funnel['id']}")
    assert {"id", "created_at", "updated_at"} <= funnel.keys()
    assert expect(owner.get(f"/funnels/{funnel['id']}"), 200) == funnel
    gone = owner.delete(f"/funnels/{funnel['id']}")
    assert (gone.status, gone.body) == (204, b"")
    problem(owner.get(f"/funnels/{funnel['id']}"), 404)


def test_a_change_takes_any_subset_of_fields(project):
    owner = project.owner
    before = expect(owner.put(f"/projects/{project.id}", {"retention_days": 30}), 200)
    assert before["retention_days"] == 30 and before["name"] == project.record["name"]
    after = expect(owner.put(f"/projects/{project.id}", {"name": "New", "retention_days": None}),
                   200)
    assert (after["name"], after["retention_days"]) == ("New", None)
    assert after["created_at"] == before["created_at"]
    assert after["updated_at"] >= before["updated_at"]


@pytest.mark.parametrize("kind", ["project", "funnel"])
def test_a_change_to_a_stale_version_is_refused(project, kind):
    owner, path = project.owner, f"/projects/{project.id}"
    if kind == "funnel":
        path = "/funnels/" + expect(owner.post("/funnels", funnel_of(project)), 201)["id"]
    first = owner.get(path).headers["etag"]
    changed = owner.put(path, {"name": "Second"}, **{"If-Match": first})
    assert expect(changed, 200)["name"] == "Second"
    assert changed.headers["etag"] != first
    problem(owner.put(path, {"name": "Third"}, **{"If-Match": first}), 412)
    assert expect(owner.get(path), 200)["name"] == "Second"
    assert owner.get(path).headers["etag"] == changed.headers["etag"]


@pytest.mark.parametrize("token", [None, "nonsense", "a.b.c"])
@pytest.mark.parametrize("method, path", [
    ("get", "/auth/me"), ("get", "/projects"), ("post", "/projects"), ("get", "/funnels"),
    ("post", "/analytics/funnel"), ("get", "/projects/00000000-0000-4000-8000-000000000000"),
])
def test_without_a_valid_token_every_private_route_is_401(server, method, path, token):
    problem(getattr(Visitor(server.address, token), method)(path), 401)


def test_an_unknown_object_and_an_unreadable_id_are_both_404(owner):
    for name in ("00000000-0000-4000-8000-000000000000", "x", "..%2f..%2fetc", "%00"):
        problem(owner.get(f"/projects/{name}"), 404)
        problem(owner.get(f"/funnels/{name}"), 404)


def test_nothing_of_another_organisation_can_be_seen_or_touched(project, visitor):
    owner, stranger = project.owner, visitor.register()
    funnel = expect(owner.post("/funnels", funnel_of(project)), 201)
    own = stranger.create_project()
    span = "?start_date=2026-01-01&end_date=2026-01-31"
    doors = [
        ("get", f"/projects/{project.id}", None), ("delete", f"/projects/{project.id}", None),
        ("put", f"/projects/{project.id}", {"name": "mine"}),
        ("get", f"/funnels/{funnel['id']}", None), ("delete", f"/funnels/{funnel['id']}", None),
        ("put", f"/funnels/{funnel['id']}", {"name": "mine"}),
        ("get", f"/analytics/funnel/{funnel['id']}{span}", None),
        ("get", f"/funnels?project_id={project.id}", None),
        ("post", "/funnels", funnel_of(project)),
        ("post", "/analytics/funnel", {"project_id": project.id,
                                       "definition": {"stages": STAGES}}),
    ]
    for method, path, body in doors:
        call = getattr(stranger, method)
        reply = call(path) if body is None else call(path, body)
        problem(reply, 404)
    assert [item["id"] for item in expect(stranger.get("/projects"), 200)["items"]] == [own.id]
    assert expect(stranger.get("/funnels"), 200)["items"] == []
    assert expect(owner.get(f"/projects/{project.id}"), 200)["name"] == project.record["name"]
    assert expect(owner.get(f"/funnels/{funnel['id']}"), 200) == funnel


def test_a_funnel_cannot_be_moved_into_another_organisations_project(project, visitor):
    stranger = visitor.register()
    own = stranger.create_project()
    funnel = expect(stranger.post("/funnels", funnel_of(own)), 201)
    reply = stranger.put(f"/funnels/{funnel['id']}", {"project_id": project.id})
    assert reply.status in (404, 422), str(reply)
    assert expect(stranger.get(f"/funnels/{funnel['id']}"), 200)["project_id"] == own.id


def test_fields_that_are_not_for_the_user_to_set_never_change(project):
    path = f"/projects/{project.id}"
    before = expect(project.owner.get(path), 200)
    project.owner.put(path, {"organization_id": "x", "id": "y", "api_key": "pk_z",
                             "created_at": "2000-01-01T00:00:00Z"})
    after = expect(project.owner.get(path), 200)
    for field in ("organization_id", "id", "created_at"):
        assert after[field] == before[field]
    assert project.track({"event_type": "visit", "user_id": "u"}).status == 200
