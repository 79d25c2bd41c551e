"""What a project has received: as it comes, by kind, by property, by person."""

from datetime import timedelta

import pytest
import shop
from axe_playwright_python.sync_playwright import Axe
from dashboard import event, number, send
from test_accessibility import RULES

# A second is what is promised; a machine that runs other tests meanwhile gets some more.
LIVE_MILLISECONDS = 4000


@pytest.fixture(scope="module")
def store(browser, server):
    return shop.furnish(browser, server)


@pytest.fixture
def visitor(page, store):
    page.context.add_cookies(store.cookies())
    return page


def test_an_event_appears_by_itself_and_leads_to_its_person(visitor, store):
    page = visitor
    page.goto(f"/projects/{store.project}/live?event=hello")
    page.get_by_text("Listening").wait_for()
    send(store.server, store.key, [event(kind, "ada", timedelta()) for kind in ("other", "hello")])
    page.locator(".live-list li").first.wait_for(timeout=LIVE_MILLISECONDS)
    assert page.locator(".live-list b").all_inner_texts() == ["hello"]
    page.get_by_role("link", name="ada").click()
    page.get_by_role("heading", name="ada").wait_for()
    page.locator(".timeline-day .event").nth(1).wait_for()
    assert sorted(page.locator(".timeline-day b").all_inner_texts()) == ["hello", "other"]


def test_kinds_of_events_their_properties_and_values(visitor, store):
    page = visitor
    page.goto(f"/projects/{store.project}/events")
    row = page.locator("main tbody tr", has_text="cart")
    row.wait_for()
    carted = sum(counts[1] for counts in shop.VISITORS.values())
    assert number(row.locator(".strong").inner_text()) == carted
    row.get_by_role("link", name="cart").click()
    page.get_by_text(f"{carted} in these days").wait_for()
    page.get_by_role("button", name="browser").click()
    values = page.locator(".values li")
    values.nth(2).wait_for()
    shown = {
        row.locator(".value-name").inner_text(): number(row.locator("span").nth(2).inner_text())
        for row in values.all()
    }
    assert shown == {name: counts[1] for name, counts in shop.VISITORS.items()}


def test_the_builder_offers_what_was_received(visitor, store):
    page = visitor
    page.goto(f"/projects/{store.project}/funnels/new")
    page.get_by_label("Stage 1: event").fill("vi")
    page.locator("li[role=option]", has_text="view").click()
    assert page.get_by_label("Stage 1: event").input_value() == "view"
    page.get_by_role("group", name="Stage 1: more").get_by_role("button", name="Condition").click()
    page.get_by_label("Stage 1, condition 1: property").fill("bro")
    page.locator("li[role=option]", has_text="browser").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    value = page.get_by_label("Stage 1, condition 1: value", exact=True)
    value.click()
    page.locator("li[role=option]", has_text="Firefox").click()
    assert value.input_value() == "Firefox"


PAGES = ["live", "events", "events/cart", "people/chrome-001"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_accessible(browser, server, store, theme, width):
    context = browser.new_context(
        base_url=server,
        color_scheme=theme,
        bypass_csp=True,
        locale="en-US",
        reduced_motion="reduce",
    )
    context.add_cookies(store.cookies())
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    for path in PAGES:
        page.goto(f"/projects/{store.project}/{path}")
        page.locator("main h1").wait_for()
        page.wait_for_timeout(300)
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    context.close()
