"""What the tests of writing funnels and of listing them share."""

from dashboard import CSRF, api_get

EVERYTHING = {
    "name": "Everything",
    "description": "With every clause there is.",
    "stages": [
        {
            "name": "View",
            "event": "view",
            "filters": [
                {"property": "browser", "op": "eq", "value": ["Chrome", "Safari"]},
                {"any": [{"property": "price", "op": "gte", "value": 1}, {"property": "x", "op": "is_not_set"}]},
                {"property": "price", "op": "lt", "value": 2.5},
                {"property": "company", "op": "is_not_set", "scope": "user"},
            ],
            "first_time": "filtered",
        },
        {"name": "Maybe", "any_of": ["wish", "share"], "optional": True},
        {"name": "Cart", "event": "cart", "any_of": ["cart", "basket"]},
        {"name": "Paid", "event": "buy", "first_time": "event"},
    ],
    "order": "strict",
    "strict_repeat": "tolerate",
    "window_seconds": 5400,
    "count_by": {"property": "browser"},
    "hold_constant": ["browser"],
    "exclusions": [
        {"event": "refund", "filters": [{"property": "price", "op": "is_set"}]},
        {"event": "chat", "after_stage": 2, "before_stage": 3},
    ],
    "exclusion_effect": "stop_attempt",
}


def post(page, store, path, body):
    response = page.context.request.post(
        f"/api/v1{path}", data=body, headers={**CSRF, "Origin": store.server}
    )
    assert response.ok, response.text()
    return response.json()


def make(page, store, **definition):
    return post(page, store, "/funnels", {"project_id": store.project, **definition})


def saved(page):
    """The definition behind the page of a funnel."""
    page.locator(".headline-rate, .empty").first.wait_for()
    return api_get(page, f"/funnels/{page.url.split('/')[-1].split('?')[0]}")


def what_is_said(funnel):
    kept = ["id", "created_at", "updated_at", "project_id", "organization_id", "name"]
    return {key: value for key, value in funnel.items() if key not in kept}
