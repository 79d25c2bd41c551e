"""Browsers: a preflight is answered for anybody, the request is judged by the project."""

import pytest

from visitor import event, expect, problem


def preflight(project, origin, path="/track"):
    return project.owner.api.request("OPTIONS", path, None, {
        "Origin": origin, "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type,x-api-key"})


@pytest.mark.parametrize("path", ["/track", "/track/batch", "/identify"])
def test_a_preflight_is_answered_for_any_origin(project, path):
    reply = preflight(project, "https://anywhere.example", path)
    assert reply.status in (200, 204), str(reply)
    assert reply.headers["access-control-allow-origin"] in ("*", "https://anywhere.example")
    assert "POST" in reply.headers["access-control-allow-methods"]
    allowed = reply.headers["access-control-allow-headers"].lower()
    assert "content-type" in allowed and "x-api-key" in allowed


def test_a_project_without_a_list_takes_events_from_any_origin(project):
    reply = project.track(event(), Origin="https://anywhere.example")
    expect(reply, 200)
    assert reply.headers["access-control-allow-origin"] in ("*", "https://anywhere.example")


ALLOWED = ["https://shop.example", "https://*.example.com", "http://localhost:5173"]


@pytest.mark.parametrize("origin, taken", [
    ("https://shop.example", True),
    ("https://www.example.com", True),
    ("http://localhost:5173", True),
    (None, True),
    ("http://shop.example", False),
    ("https://shop.example:8443", False),
    ("https://evil-shop.example", False),
    ("https://shop.example.evil.test", False),
    ("https://example.com.evil.test", False),
    ("https://evilexample.com", False),
    ("http://www.example.com", False),
    ("http://localhost:5174", False),
    ("null", False),
])
def test_an_origin_is_taken_exactly_or_by_its_subdomain(owner, origin, taken):
    project = owner.create_project(allowed_origins=ALLOWED)
    headers = {} if origin is None else {"Origin": origin}
    for send in (project.track, lambda sent, **also: project.batch([sent], **also)):
        reply = send(event(user="u"), **headers)
        if taken:
            expect(reply, 200)
        else:
            problem(reply, 403)
            assert b"origin_not_allowed" in reply.body
    if not taken:
        project.send(event("mark"))
        project.shows([1], "mark")
        assert project.users("visit") == [0]


def test_an_answer_to_a_listed_origin_tells_caches_that_it_varies(owner):
    project = owner.create_project(allowed_origins=ALLOWED)
    reply = project.track(event(), Origin="https://shop.example")
    assert reply.headers["access-control-allow-origin"] in ("*", "https://shop.example")
    if reply.headers["access-control-allow-origin"] != "*":
        assert "origin" in reply.headers["vary"].lower()


def test_a_refusal_can_be_read_by_the_page_that_caused_it(project):
    reply = project.track({"user_id": "u"}, Origin="https://anywhere.example")
    problem(reply, 422)
    assert "access-control-allow-origin" in reply.headers
