"""The sentence that a funnel is written as."""

import re
import uuid
from datetime import timedelta

import pytest
import shop
from accounts import Api, event, send
from dashboard import api_get, number
from funnels import EVERYTHING, make, saved, what_is_said


@pytest.fixture(scope="module")
def store(browser, server):
    store = shop.furnish(browser, server)
    refunds = [
        event("refund", f"chrome-{n:03}", timedelta(days=2, minutes=n % 50 - 3)) for n in range(25)
    ]
    wishes = [event("wish", f"new-{n:02}", timedelta(minutes=30)) for n in range(12)]
    send(server, store.key, refunds + wishes)
    return store


@pytest.fixture
def visitor(page, store):
    page.context.add_cookies(store.cookies())
    return page


def add(page, stage, clause):
    page.get_by_role("button", name=f"Stage {stage}: add a clause").click()
    page.get_by_role("dialog").get_by_role("button", name=clause).click()


def act(page, stage, action):
    page.get_by_role("button", name=f"Stage {stage}: move, duplicate or remove").click()
    page.get_by_role("button", name=action, exact=True).click()


def write(page, *events):
    for stage, name in enumerate(events, start=1):
        if stage > 2:
            page.get_by_role("button", name="Add a stage").click()
        page.get_by_label(f"Stage {stage}: event").fill(name)


def written(page):
    return [field.input_value() for field in page.get_by_label(re.compile(r"^Stage \d+: event$")).all()]


def preview_counts(page, stages):
    """Once the figures are those of the definition on show."""
    page.locator(".preview-body:not([data-stale])").wait_for()
    page.wait_for_function(
        "(stages) => document.querySelectorAll('.preview-count').length === stages", arg=stages
    )
    return [number(text) for text in page.locator(".preview-count").all_inner_texts()]


def counts_of(page, store, definition):
    asked = {"project_id": store.project, "definition": definition}
    answer = Api(page.request, store.server).post("/analytics/funnel", asked)
    return [stage["users"] for stage in answer["stages"]]


def new_funnel(page, store):
    page.goto(f"/projects/{store.project}/funnels/new")
    page.get_by_label("Stage 2: event").wait_for()


def test_a_template_is_a_start(visitor, store):
    page = visitor
    new_funnel(page, store)
    templates = page.get_by_role("group", name="Start from a template")
    offered = api_get(page, "/funnel-templates")["items"]
    page.get_by_role("button", name=f"All {len(offered)} templates").click()
    assert templates.get_by_role("button").count() == len(offered)
    chosen = offered[0]
    templates.get_by_role("button", name=re.compile(f"^{chosen['name']}")).first.click()
    stages = chosen["definition"]["stages"]
    assert written(page) == [stage["event"] for stage in stages]
    page.get_by_role("button", name="Undo").click()
    assert written(page) == ["", ""]
    page.get_by_role("button", name="Redo").click()
    page.get_by_role("button", name="Create funnel").click()
    made = saved(page)
    assert made["name"] == chosen["name"]
    assert [(it["name"], it["event"]) for it in made["stages"]] == [
        (it["name"], it["event"]) for it in stages
    ]
    assert made["window_seconds"] == chosen["definition"]["window_seconds"]


def test_a_sentence_from_scratch(visitor, store):
    page = visitor
    new_funnel(page, store)
    page.get_by_label("Stage 1: event").fill("vi")
    page.locator("li[role=option]", has_text="view").click()
    add(page, 1, "Condition")
    page.keyboard.type("browser")
    page.get_by_label("Stage 1, condition 1: value", exact=True).fill("Chrome")
    page.get_by_role("button", name="Stage 1, condition 1: another value").click()
    page.get_by_label("Stage 1, condition 1: value 2").fill("Safari")
    page.get_by_label("Stage 2: event").fill("wish")
    add(page, 2, "May be skipped")
    add(page, 2, "Or another event")
    page.keyboard.type("share")
    page.get_by_role("button", name="Add a stage").click()
    page.keyboard.type("buy")
    page.get_by_label("Time to get through").fill("36")
    page.get_by_label("Unit of time").select_option("hours")
    page.get_by_role("button", name="Leave out who does something in between").click()
    page.get_by_label("Exclusion 1: event").fill("refund")
    definition = {
        "stages": [
            {
                "name": "View",
                "event": "view",
                "filters": [{"property": "browser", "op": "eq", "value": ["Chrome", "Safari"]}],
            },
            {"name": "Wish", "event": "wish", "any_of": ["share"], "optional": True},
            {"name": "Buy", "event": "buy"},
        ],
        "window_seconds": 36 * 3600,
        "exclusions": [{"event": "refund"}],
    }
    expected = counts_of(page, store, definition)
    page.wait_for_function(
        "(n) => document.querySelector('.preview-count')?.textContent === String(n)", arg=expected[0]
    )
    assert preview_counts(page, 3) == expected
    assert page.locator(".preview-sentence").inner_text() == (
        "People who did View where browser is Chrome or Safari, then maybe Wish or share, then Buy, "
        "in this order, within 36 hours. Who did refund between View and Buy is left out."
    )
    page.get_by_role("button", name="Create funnel").click()
    made = saved(page)
    assert made["name"] == "View to buy, Chrome or Safari"
    twin = make(page, store, name="Twin", **definition)
    assert what_is_said(made) == what_is_said(twin)
    assert [number(it) for it in page.locator(".stage-users").all_inner_texts()] == expected


def test_any_definition_comes_back_as_it_was(visitor, store):
    page = visitor
    funnel = make(page, store, **EVERYTHING)
    page.goto(f"/projects/{store.project}/funnels/{funnel['id']}/edit")
    assert page.get_by_label("Name", exact=True).input_value() == "Everything"
    assert page.locator(".kept").inner_text() == "(price is at least 1 or x is not set)"
    page.get_by_role("button", name="Save funnel").click()
    page.wait_for_url(re.compile(f"/funnels/{funnel['id']}$"))
    after = api_get(page, f"/funnels/{funnel['id']}")
    assert after["updated_at"] > funnel["updated_at"]
    # A stage may name an event twice; the server keeps it as it is given, and so does the page.
    assert what_is_said(after) == what_is_said(funnel)


def test_stages_move_by_keys_and_by_hand_and_back(visitor, store):
    page = visitor
    new_funnel(page, store)
    write(page, "view", "cart", "buy")
    field = page.get_by_label("Stage 3: event")
    field.focus()
    page.keyboard.press("Alt+ArrowUp")
    assert written(page) == ["view", "buy", "cart"]
    assert page.get_by_label("Stage 2: event").evaluate("it => it === document.activeElement")
    page.get_by_role("status").filter(has_text="Buy is now stage 2 of 3.").wait_for()
    page.keyboard.press("Control+z")
    assert written(page) == ["view", "cart", "buy"]

    handle = page.get_by_role("button", name="Move stage 1", exact=True).bounding_box()
    last = page.locator(".line").nth(2).bounding_box()
    page.mouse.move(handle["x"] + 8, handle["y"] + 8)
    page.mouse.down()
    page.mouse.move(handle["x"] + 8, last["y"] + last["height"], steps=8)
    assert page.locator(".line[data-held]").count() == 1
    page.mouse.up()
    assert written(page) == ["cart", "buy", "view"]
    page.get_by_role("button", name="Undo").click()
    assert written(page) == ["view", "cart", "buy"]
    page.keyboard.press("Control+Shift+z")
    assert written(page) == ["cart", "buy", "view"]

    act(page, 1, "Duplicate stage 1")
    assert written(page) == ["cart", "cart", "buy", "view"]
    act(page, 2, "Remove stage 2")
    act(page, 3, "Move stage 3 up")
    assert written(page) == ["cart", "view", "buy"]


def test_what_is_wrong_is_said_in_its_place(visitor, store):
    page = visitor
    # The preview asks for what the server then refuses; the browser tells of that in its console.
    page.expected.append("422")
    new_funnel(page, store)
    page.get_by_role("button", name="Create funnel").click()
    assert page.locator(".faults .field-error").first.inner_text() == "Give the funnel a name."
    assert page.get_by_label("Name", exact=True).evaluate("it => it === document.activeElement")
    write(page, "view", "buy")
    page.get_by_role("button", name="Leave out who does something in between").click()
    page.get_by_label("Exclusion 1: event").fill("buy")
    fault = page.get_by_role("group", name="Exclusion 1").get_by_role("alert")
    fault.get_by_text("This event fills a stage").wait_for()
    page.get_by_label("Exclusion 1: event").fill("refund")
    fault.get_by_text("This event fills a stage").wait_for(state="hidden")
    page.get_by_label("Stage 2: event").fill("byu")
    page.get_by_text("byu has never come.").wait_for()
    page.get_by_label("Stage 2: event").fill("carts")
    page.get_by_role("button", name="cart", exact=True).click()
    assert written(page) == ["view", "cart"]


def test_nothing_is_lost_when_somebody_leaves_or_saves_meanwhile(visitor, store):
    page = visitor
    page.expected.append("412")
    stages = [{"name": kind, "event": kind} for kind in ("view", "buy")]
    funnel = make(page, store, name=f"Shared {uuid.uuid4().hex[:6]}", stages=stages)
    address = f"/projects/{store.project}/funnels/{funnel['id']}"
    page.goto(f"{address}/edit")
    page.get_by_label("Name", exact=True).fill("Mine")
    page.get_by_role("link", name="Cancel").click()
    page.get_by_text("your changes are kept in this browser").wait_for()
    page.goto(f"{address}/edit")
    page.get_by_text("are not saved yet").wait_for()
    assert page.get_by_label("Name", exact=True).input_value() == "Mine"
    Api(page.request, store.server).put(f"/funnels/{funnel['id']}", {"name": "Theirs"})
    page.get_by_role("button", name="Save funnel").click()
    page.get_by_text("Somebody saved this funnel meanwhile").wait_for()
    assert api_get(page, f"/funnels/{funnel['id']}")["name"] == "Theirs"
    page.get_by_role("button", name="Show theirs").click()
    page.get_by_text("Somebody saved").wait_for(state="hidden")
    assert page.get_by_label("Name", exact=True).input_value() == "Theirs"
    page.get_by_role("button", name="Undo").click()
    assert page.get_by_label("Name", exact=True).input_value() == "Mine"
    page.get_by_role("button", name="Save funnel").click()
    page.wait_for_url(re.compile(f"{funnel['id']}$"))
    assert api_get(page, f"/funnels/{funnel['id']}")["name"] == "Mine"


def test_twenty_stages(visitor, store):
    page = visitor
    new_funnel(page, store)
    write(page, *[f"step_{n}" for n in range(1, 21)])
    assert page.get_by_role("button", name="20 stages are the most").is_disabled()
    page.get_by_label("Name", exact=True).fill("Twenty written")
    page.get_by_role("button", name="Create funnel").click()
    assert [stage["event"] for stage in saved(page)["stages"]] == [f"step_{n}" for n in range(1, 21)]


def test_by_keyboard_alone(visitor, store):
    page = visitor
    new_funnel(page, store)
    page.get_by_label("Name", exact=True).focus()
    page.keyboard.type("By keys")
    for _ in range(4):
        page.keyboard.press("Tab")
    page.keyboard.type("vie")
    page.locator("li[role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    for _ in range(5):
        page.keyboard.press("Tab")
    page.keyboard.type("buy")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    made = saved(page)
    assert (made["name"], [it["event"] for it in made["stages"]]) == ("By keys", ["view", "buy"])
