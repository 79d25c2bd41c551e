"""The description at /openapi.json: it is valid, its examples are, and so are real answers."""

import json
import re
import urllib.parse

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import validate
from visitor import ALL_TIME, Visitor, ago, event, expect, new_email

PASSWORD = "a quiet harbour at dawn"
NOBODY = "00000000-0000-4000-8000-000000000000"
STAGES = [{"name": "View", "event": "view"}, {"name": "Buy", "event": "buy"}]


class Description:
    """The document, and what it says of a request and its answer."""

    def __init__(self, document):
        self.document = document

    def resolved(self, part):
        while "$ref" in part:
            target = self.document
            for token in part["$ref"].removeprefix("#/").split("/"):
                target = target[token]
            part = target
        return part

    def check(self, value, schema):
        whole = {**schema, "components": self.document["components"]}
        faults = Draft202012Validator(whole, format_checker=FormatChecker()).iter_errors(value)
        assert [f"{fault.json_path}: {fault.message}" for fault in faults] == []

    def operation(self, method, path):
        """The operation of a path as it was asked for, an exact one before a pattern."""
        for pattern in sorted(self.document["paths"], key=lambda known: known.count("{")):
            if re.fullmatch(re.sub(r"{\w+}", "[^/]+", pattern), path):
                if method in self.document["paths"][pattern]:
                    return self.document["paths"][pattern][method]
        raise AssertionError(f"{method} {path} is not described")

    def operations(self):
        for path, item in self.document["paths"].items():
            for method, operation in item.items():
                if method != "parameters":
                    yield f"{method} {path}", operation

    def check_answer(self, method, path, reply):
        responses = self.operation(method, path)["responses"]
        assert str(reply.status) in responses, f"{method} {path} answered {reply}"
        response = self.resolved(responses[str(reply.status)])
        for name, header in response.get("headers", {}).items():
            header = self.resolved(header)
            if name.lower() in reply.headers:
                self.check(reply.headers[name.lower()], header["schema"])
            else:
                assert not header.get("required"), f"{method} {path} answered without {name}"
        if "content" not in response:
            assert reply.body == b""
            return
        kind = reply.headers["content-type"].split(";")[0]
        assert kind in response["content"]
        text = reply.body.decode()
        value = json.loads(text) if kind.endswith("json") else text
        self.check(value, response["content"][kind]["schema"])


@pytest.fixture(scope="module")
def description(server):
    return Description(expect(Visitor(server.address).root.get("/openapi.json"), 200))


@pytest.fixture
def ask(description, server):
    """Sends a request; its answer, after it was held against the description.

    A request that is taken must fit the description as well."""
    def ask(who, method, path, body=None, **headers):
        api, route = who.api, "/api/v1" + path
        if not path.startswith(("/auth", "/organization", "/status", "/track", "/identify",
                                "/projects", "/funnel", "/analytics")):
            api, route = who.root, path
        reply = api.request(method.upper(), path, body, {**who.authorization, **headers})
        route = urllib.parse.urlsplit(route).path
        description.check_answer(method, route, reply)
        if reply.status < 300 and isinstance(body, dict):
            content = description.operation(method, route)["requestBody"]["content"]
            description.check(body, content["application/json"]["schema"])
        return reply
    return ask


def test_the_document_is_valid_openapi(description):
    assert description.document["openapi"].startswith("3.1")
    validate(description.document)


def test_every_example_is_one(description):
    seen = 0
    for _, operation in description.operations():
        bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
        for body in map(description.resolved, bodies):
            for media in body.get("content", {}).values():
                if "example" in media:
                    description.check(media["example"], media["schema"])
                    seen += 1
    assert seen > 40


@pytest.mark.parametrize("path", ["/track", "/track/batch", "/identify"])
def test_an_example_sent_as_it_stands_is_answered_as_the_one_beside_it(description, owner, path):
    project = owner.create_project(retention_days=90)
    operation = description.operation("post", "/api/v1" + path)
    sent = operation["requestBody"]["content"]["application/json"]["example"]
    wanted = operation["responses"]["200"]["content"]["application/json"]["example"]
    assert expect(owner.api.post(path, sent, {"X-API-Key": project.key}), 200) == wanted


def test_every_answer_that_is_an_object_is_closed(description):
    """Or a field that nobody described would pass."""
    for name, operation in description.operations():
        if name == "get /openapi.json":
            continue
        for response in map(description.resolved, operation["responses"].values()):
            for media in response.get("content", {}).values():
                schema = description.resolved(media["schema"])
                if schema.get("type") == "object":
                    assert schema["additionalProperties"] is False, name
                    assert schema["required"], name


def test_accounts_answer_as_described(ask, visitor):
    account = {"email": new_email(), "password": PASSWORD, "full_name": "Ada Lovelace"}
    session = expect(ask(visitor, "post", "/auth/register", account), 201)
    signed_in = Visitor(visitor.address, session["access_token"])
    expect(ask(signed_in, "get", "/auth/me"), 200)
    expect(ask(visitor, "post", "/auth/register", account), 409)
    expect(ask(visitor, "post", "/auth/register", {"email": "ada"}), 422)
    expect(ask(visitor, "post", "/auth/register", "{"), 400)
    expect(ask(visitor, "post", "/auth/register", "{}", **{"Content-Encoding": "br"}), 415)
    expect(ask(visitor, "post", "/auth/register", " " * (1 << 21)), 413)
    credentials = {"email": account["email"], "password": PASSWORD}
    expect(ask(visitor, "post", "/auth/login", credentials), 200)
    expect(ask(visitor, "post", "/auth/login", {**credentials, "password": "wrong"}), 401)
    refresh = {"refresh_token": session["refresh_token"]}
    expect(ask(visitor, "post", "/auth/refresh", refresh), 200)
    expect(ask(visitor, "post", "/auth/refresh"), 401)
    changed = {"new_password": "seven slow herons wading", "current_password": PASSWORD}
    expect(ask(signed_in, "put", "/auth/me", {**changed, "current_password": "wrong"}), 422)
    expect(ask(signed_in, "put", "/auth/me", changed), 200)
    expect(ask(signed_in, "put", "/auth/me", {"role": "viewer"}), 422)
    organization = ask(signed_in, "get", "/organization")
    expect(organization, 200)
    expect(ask(signed_in, "put", "/organization", {"name": "Difference Engines"}), 200)
    stale = {"If-Match": organization.headers["etag"]}
    expect(ask(signed_in, "put", "/organization", {"name": "Looms"}, **stale), 412)
    expect(ask(signed_in, "get", "/status"), 200)
    expect(ask(signed_in, "post", "/auth/logout"), 204)
    expect(ask(signed_in, "post", "/auth/logout"), 401)
    expect(ask(signed_in, "get", "/auth/me"), 401)


def test_projects_answer_as_described(ask, owner, visitor):
    created = expect(ask(owner, "post", "/projects", {"name": "Shop", "domain": None}), 201)
    path = f"/projects/{created['id']}"
    expect(ask(owner, "get", "/projects?limit=1"), 200)
    expect(ask(owner, "get", "/projects?limit=0&colour=red"), 422)
    expect(ask(owner, "get", "/projects?limit=%"), 400)
    project = expect(ask(owner, "get", path), 200)
    expect(ask(owner, "put", path, {**project, "retention_days": None,
                                    "allowed_origins": ["https://*.example.com"]}), 200)
    expect(ask(owner, "put", path, {"nam": "Shop"}), 422)
    expect(ask(owner, "put", path, {"name": "Shop"}, **{"If-Match": '"1"'}), 412)
    expect(ask(owner, "get", path + "/tracking-code"), 200)
    expect(ask(owner, "post", path + "/rotate-key"), 200)
    key = expect(ask(owner, "post", path + "/secret-keys", {"name": "Export"}), 201)
    expect(ask(owner, "get", path + "/secret-keys"), 200)
    robot = Visitor(owner.address, key["key"])
    expect(ask(robot, "get", path), 200)
    expect(ask(robot, "post", "/projects", {"name": "Mine"}), 403)
    expect(ask(owner, "delete", f"{path}/secret-keys/{key['id']}"), 204)
    expect(ask(robot, "get", path), 401)
    expect(ask(owner, "delete", path), 204)
    expect(ask(owner, "get", path), 404)
    expect(ask(owner, "post", path + "/restore"), 200)
    for route in ["", "/tracking-code", "/secret-keys"]:
        expect(ask(owner, "get", f"/projects/{NOBODY}{route}"), 404)
        expect(ask(visitor, "get", path + route), 401)


def test_events_answer_as_described(ask, project, visitor):
    key = {"X-API-Key": project.key}
    one = event("view", id="0b0c1f9e-5a2d-4f6b-9a55-0d5d6c9a7e11", properties={"price": 12.5})
    assert expect(ask(visitor, "post", "/track", one, **key), 200)["accepted"] == 1
    assert expect(ask(visitor, "post", "/track", one, **key), 200)["duplicates"] == 1
    with_key = event("view", api_key=project.key, sent_at=ago(seconds=1))
    expect(ask(visitor, "post", "/track", with_key), 200)
    expect(ask(visitor, "post", "/track", {"user_id": 7}, **key), 422)
    expect(ask(visitor, "post", "/track", "{", **key), 400)
    expect(ask(visitor, "post", "/track", event()), 401)
    expect(ask(visitor, "post", "/track", event(), **{"X-API-Key": "pk_no"}), 401)
    expect(ask(visitor, "post", "/track/batch", {"events": [event()]}, **key), 200)
    partly = expect(ask(visitor, "post", "/track/batch", [event(), {"id": 3}, 4], **key), 200)
    assert [rejection["index"] for rejection in partly["rejected"]] == [1, 2]
    expect(ask(visitor, "post", "/track/batch", "[1]", **key), 422)
    expect(ask(visitor, "post", "/track/batch", {"events": [], "sent_at": "now"}, **key), 422)
    expect(ask(visitor, "post", "/track/batch", [event()] * 10_001, **key), 413)
    person = {"anonymous_id": "u1", "user_id": "ada@example.com", "traits": {"plan": "pro"}}
    expect(ask(visitor, "post", "/identify", person, **key), 200)
    expect(ask(visitor, "post", "/identify", {"user_id": "undefined"}, **key), 422)
    refusals = f"/projects/{project.id}/refusals"
    assert len(expect(ask(project.owner, "get", refusals + "?limit=1"), 200)["items"]) == 1
    expect(ask(project.owner, "get", refusals + "?cursor=last"), 422)
    expect(ask(visitor, "get", refusals), 401)
    expect(ask(project.owner, "get", f"/projects/{NOBODY}/refusals/live"), 404)


def test_limits_answer_as_described(ask, owner):
    project = owner.create_project(rate_limit_per_minute=1,
                                   allowed_origins=["https://shop.example.com"])
    key = {"X-API-Key": project.key}
    expect(ask(owner, "post", "/track", event(), Origin="https://a.example.com", **key), 403)
    batch = [event(), event(), event()]
    expect(ask(owner, "post", "/track/batch", batch, **key), 200)
    expect(ask(owner, "post", "/track", event(), **key), 429)


def test_funnels_answer_as_described(ask, project):
    owner = project.owner
    cheap = {"any": [{"property": "plan", "op": "eq", "value": ["free", 0]},
                     {"all": [{"property": "plan", "op": "is_not_set"}]}]}
    wanted = {
        "project_id": project.id, "name": "Shop", "window_seconds": 0.5,
        "stages": [{**STAGES[0], "filters": [cheap]}, {"name": "Buy", "any_of": ["buy", "pay"]}],
        "count_by": {"property": "account"}, "exclusions": [{"event": "refund"}],
        "hold_constant": ["plan"], "order": None}
    funnel = expect(ask(owner, "post", "/funnels", wanted), 201)
    path = f"/funnels/{funnel['id']}"
    expect(ask(owner, "get", f"/funnels?project_id={project.id}"), 200)
    expect(ask(owner, "get", f"/funnels?project_id={NOBODY}"), 404)
    expect(ask(owner, "get", path), 200)
    expect(ask(owner, "put", path, {**funnel, "name": "Shop 2", "count_by": "users"}), 200)
    expect(ask(owner, "put", path, {"stages": STAGES[:1], "colour": "red"}), 422)
    expect(ask(owner, "put", path, {"name": "Shop"}, **{"If-Match": '"1"'}), 412)
    expect(ask(owner, "post", "/funnels", {"project_id": "x", "stages": [{}]}), 422)
    expect(ask(owner, "post", "/funnels", {**wanted, "project_id": NOBODY}), 404)
    expect(ask(owner, "delete", path), 204)
    expect(ask(owner, "get", path), 404)
    expect(ask(owner, "post", path + "/restore"), 200)


def test_reports_answer_as_described(ask, project, visitor):
    owner = project.owner
    project.send(*[event("view", f"u{number}", timestamp=ago(minutes=9)) for number in range(5)],
                 event("buy", "u1", timestamp=ago(minutes=7)))
    project.shows([5, 1], *STAGES)
    funnel = expect(ask(owner, "post", "/funnels", {
        "project_id": project.id, "name": "Shop", "stages": STAGES, "window_seconds": 3600}), 201)
    path = f"/analytics/funnel/{funnel['id']}"
    report = expect(ask(owner, "get", path), 200)
    assert [stage["users"] for stage in report["stages"]] == [5, 1]
    counts = expect(ask(owner, "get", path + "?include=counts&range=all"), 200)
    assert "time_to_convert" not in counts
    where = urllib.parse.quote(json.dumps([{"property": "$event", "op": "eq", "value": "none"}]))
    expect(ask(owner, "get", f"{path}?where={where}&start_date=2020-01-01"), 200)
    expect(ask(owner, "get", path + "?start_date=yesterday&colour=red"), 422)
    expect(ask(owner, "get", f"/analytics/funnel/{NOBODY}"), 404)
    expect(ask(visitor, "get", path), 401)
    question = {"project_id": project.id, "definition": {"stages": STAGES[:1]}, **ALL_TIME}
    assert expect(ask(owner, "post", "/analytics/funnel", question), 200)["funnel_id"] is None
    expect(ask(owner, "post", "/analytics/funnel", {"definition": {}, "colour": 1}), 422)
    expect(ask(owner, "post", "/analytics/funnel", {**question, "project_id": NOBODY}), 404)


@pytest.mark.parametrize("path", [
    "/health", "/ready", "/metrics", "/openapi.json", "/docs", "/docs.css"])
def test_the_server_answers_as_described(ask, visitor, path):
    reply = ask(visitor, "get", path)
    assert reply.status == 200 and reply.body
    if "etag" in reply.headers:
        again = ask(visitor, "get", path, **{"If-None-Match": reply.headers["etag"]})
        assert again.status == 304


def test_the_page_may_run_nothing_and_load_only_its_style(visitor):
    policy = visitor.root.get("/docs").headers["content-security-policy"].split("; ")
    assert {"default-src 'none'", "style-src 'self'", "frame-ancestors 'none'"} <= set(policy)
    assert not any(rule.startswith("script-src") for rule in policy)


def test_what_there_is_to_begin_with_answers_as_described(ask, owner):
    expect(ask(owner, "get", "/funnel-templates"), 200)
    expect(ask(owner, "post", "/projects/sample", {"events": 5}), 422)
    sample = expect(ask(owner, "post", "/projects/sample", {}), 201)
    funnel = expect(ask(owner, "get", f"/funnels?project_id={sample['id']}"), 200)["items"][0]
    expect(ask(owner, "delete", f"/funnels/{funnel['id']}"), 204)
    listed = f"/funnels?project_id={sample['id']}&deleted=true"
    assert expect(ask(owner, "get", listed), 200)["items"][0]["id"] == funnel["id"]
    expect(ask(owner, "delete", f"/projects/{sample['id']}"), 204)
    deleted = expect(ask(owner, "get", "/projects?deleted=true&limit=500"), 200)["items"]
    assert sample["id"] in [project["id"] for project in deleted]
