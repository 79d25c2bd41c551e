"""axe-core in the states that a page is in only now and then, in every look."""

import json
import re
from urllib.parse import urlsplit

import accessible
import pytest
import shop
from accessible import assert_accessible_in_every_look as assert_accessible
from accounts import Api
from dashboard import ASKED_AT_START, open_funnel
from funnels import make

ROOM = {"free_bytes": 9 * 10**11, "total_bytes": 10**12}
WELL = {
    "version": "0.1.0", "environment": "test", "taking_events": True, "problem": None,
    "damaged_files": 0, "damaged_events": 0, "lost_records": 0, "disk": ROOM,
    "unflushed_events": 0, "stored_events": 1,
}
BUSY = {
    "status": 503,
    "content_type": "application/problem+json",
    "body": json.dumps({"title": "Busy", "detail": "The server is busy."}),
}
# By then what is not in the first picture has been asked for.
LATEST_MILLISECONDS = 1700
ANSWERS = "**/api/v1/analytics/funnel/**"


@pytest.fixture(scope="module")
def store(browser, server):
    """A shop with funnels that are archived and deleted, beside the one that is in use."""
    store = shop.furnish(browser, server)
    context = browser.new_context()
    context.add_cookies(store.cookies())
    api = Api(context.request, server)
    stages = [{"name": kind, "event": kind} for kind in ("view", "buy")]
    for name in ("Archived", "Deleted", "To be deleted"):
        body = {"project_id": store.project, "name": name, "stages": stages}
        store.funnels[name] = api.post("/funnels", body)["id"]
    api.put(f"/funnels/{store.funnels['Archived']}", {"is_active": False})
    api.delete(f"/funnels/{store.funnels['Deleted']}")
    context.close()
    return store


@pytest.fixture
def page(browser, server, store):
    with accessible.visit(browser, server, "light", 1440, store.cookies()) as page:
        yield page


def test_what_the_server_warns_of(page):
    little = {**ROOM, "free_bytes": 10**8}
    for status, said in [
        ({"problem": "disk_full", "lost_records": 3}, 2),
        ({"damaged_files": 2, "damaged_events": 1204, "disk": little}, 2),
    ]:
        page.unroute_all()
        page.route("**/api/v1/status", lambda route: route.fulfill(json={**WELL, **status}))
        page.goto("/settings/organization")
        page.locator(".warning").nth(said - 1).wait_for()
        assert_accessible(page, f"warned of {', '.join(status)}")


def test_a_page_that_came_in_the_clear(page, server, store):
    elsewhere = "http://analytics.example"
    cookies = [{**it, "domain": urlsplit(elsewhere).hostname} for it in store.cookies()]
    page.context.add_cookies(cookies)

    def answer(route):
        route.fulfill(response=route.fetch(url=route.request.url.replace(elsewhere, server)))

    page.route(f"{elsewhere}/**", answer)
    page.goto(f"{elsewhere}/settings/organization")
    page.locator(".warning", has_text="without encryption").wait_for()
    assert_accessible(page, "without encryption")


def test_without_a_network_and_without_an_answer(page, store):
    open_funnel(page, store, shop.FUNNEL)
    page.locator(".trust").wait_for()
    page.wait_for_timeout(LATEST_MILLISECONDS)
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.locator(".warning", has_text="You are offline.").wait_for()
    assert_accessible(page, "offline")
    with page.expect_response(lambda answer: "/analytics/funnel/" in answer.url):
        page.context.set_offline(False)
    page.locator(".warning").wait_for(state="detached")
    page.wait_for_load_state("networkidle")
    page.route(ANSWERS, lambda route: route.fulfill(**BUSY))
    page.keyboard.press("r")
    page.get_by_role("heading", name="These numbers may be old").wait_for()
    assert_accessible(page, "old numbers")
    page.reload()
    page.get_by_role("heading", name="The numbers could not be loaded").wait_for()
    assert_accessible(page, "no numbers")


def test_nobody_in_these_days_and_no_such_page(page, store):
    page.goto(store.path(shop.FUNNEL, "?start=2020-01-01&end=2020-01-05"))
    page.get_by_role("button", name="Go to the latest days").wait_for()
    assert_accessible(page, "an empty range")
    for path in ("/nowhere", "/projects/none/funnels/none"):
        page.goto(path)
        page.locator("main .notice").wait_for()
        assert_accessible(page, path)


@pytest.mark.parametrize("width", [390, 1440])
def test_everything_that_a_funnel_shows_at_once(page, store, width):
    page.set_viewport_size({"width": width, "height": 900})
    open_funnel(page, store, shop.FUNNEL, "?by=browser&view=bars&people=2.dropped")
    page.locator(".person-row").first.wait_for()
    page.locator(".groups tbody tr").nth(3).wait_for()
    page.locator(".change").first.wait_for(state="attached")
    assert_accessible(page, "compared, broken down, with its people", [width])
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Break down by: browser").press("Enter")
    page.get_by_role("button", name="No breakdown").wait_for()
    assert_accessible(page, "what to break down by", [width])


def test_the_list_with_what_was_put_aside_and_said(page, store):
    page.goto(f"/projects/{store.project}/funnels")
    for words in ("Archived", "Recently deleted"):
        page.locator("summary", has_text=words).click()
    page.locator(".funnel-rate b:not(:empty)").nth(1).wait_for()
    page.get_by_role("button", name="To be deleted: more").click()
    page.get_by_role("button", name="Archive", exact=True).click()
    page.get_by_text("is archived.").wait_for()
    page.get_by_role("button", name="To be deleted: more").click()
    page.get_by_role("button", name="Bring back").click()
    page.get_by_text("is back from the archive").wait_for()
    page.get_by_role("button", name="To be deleted: more").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_text("is deleted").wait_for()
    page.route("**/restore", lambda route: route.fulfill(**BUSY))
    page.get_by_role("listitem").filter(has_text="is deleted").get_by_role(
        "button", name="Undo"
    ).click()
    page.get_by_text("It could not be undone").wait_for()
    assert_accessible(page, "put aside, and told of")
    page.unroute("**/restore")
    page.get_by_role("button", name="Restore To be deleted").click()
    page.get_by_role("button", name="To be deleted: more").wait_for()


def test_installing_without_an_event(page, server, store):
    project = Api(page.request, server).post("/projects", {"name": "Silent", "timezone": "UTC"})
    page.clock.install()
    page.goto(f"/projects/{project['id']}/start")
    page.get_by_text("Listening").wait_for()
    page.clock.run_for(21_000)
    page.get_by_text("Nothing has reached the server").wait_for()
    for cause in page.locator(".causes > li > details > summary").all()[:2]:
        cause.click()
    assert_accessible(page, "silence")


def test_questions_before_something_is_done(page, server, store):
    api = Api(page.request, server)
    api.post(f"/projects/{store.project}/secret-keys", {"name": "Nightly export"})
    page.goto(f"/projects/{store.project}/settings/keys")
    page.get_by_label("Name of a new key").fill("Weekly")
    page.get_by_role("button", name="Make a key").click()
    page.get_by_text("It is not shown again.").wait_for()
    assert_accessible(page, "a new key")
    page.get_by_role("button", name=re.compile("^Delete Nightly export")).first.click()
    page.get_by_role("dialog").wait_for()
    assert_accessible(page, "a key to be deleted")
    page.goto(f"/projects/{store.project}/settings/data")
    page.get_by_role("button", name="Delete the project…").click()
    page.get_by_role("dialog").wait_for()
    assert_accessible(page, "a project to be deleted")


def test_a_form_with_faults_and_a_list_open(page, store):
    page.goto(f"/projects/{store.project}/settings")
    page.get_by_label("Name", exact=True).fill("")
    page.get_by_label("Add an origin").fill("https://shop.example/cart")
    page.get_by_label("Events a minute").fill("many")
    page.get_by_role("button", name="Save changes").click()
    page.get_by_text("Give the project a name.").wait_for()
    page.get_by_label("Time zone").click()
    page.get_by_role("listbox").wait_for()
    assert_accessible(page, "faults, and zones to choose from")


def test_signed_out_meanwhile(page, store):
    open_funnel(page, store, shop.FUNNEL)
    page.wait_for_load_state("networkidle")
    page.route(ASKED_AT_START, lambda route: route.fulfill(status=401, json={"title": "Signed out"}))
    page.route(ANSWERS, lambda route: route.fulfill(status=401, json={"title": "Signed out"}))
    page.locator(".toasts").wait_for(state="attached")
    page.keyboard.press("r")
    page.get_by_role("heading", name="You have been signed out").wait_for()
    assert_accessible(page, "signed out")
