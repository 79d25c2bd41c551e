"""What the tests of writing funnels and of listing them share."""

from accounts import Api
from dashboard import api_get

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


def make(page, store, **definition):
    api = Api(page.request, store.server)
    return api.post("/funnels", {"project_id": store.project, **definition})


def saved(page):
    """The definition behind the page of a funnel."""
    page.locator(".headline-rate, .empty").first.wait_for()
    return api_get(page, f"/funnels/{page.url.split('/')[-1].split('?')[0]}")


def what_is_said(funnel):
    kept = ["id", "created_at", "updated_at", "project_id", "organization_id", "name"]
    return {key: value for key, value in funnel.items() if key not in kept}
