"""All funnels of a project at a glance, and what is done with each as a whole."""

import re
import uuid

import pytest
import shop
from accessible import assert_accessible, visit
from dashboard import api_get, as_shown, number
from funnels import EVERYTHING, make, what_is_said


def row(page, name):
    return page.locator(".funnel-row", has=page.get_by_role("link", name=name, exact=True))


def choose(page, name, action):
    page.get_by_role("button", name=f"{name}: more", exact=True).click()
    page.get_by_role("dialog", name=name, exact=True).get_by_role("button", name=action).click()


def test_the_list_says_what_the_api_says(visitor, store):
    page = visitor
    stages = [{"name": kind, "event": kind} for kind in ("cart", "buy")]
    make(page, store, name="Cart to buy", stages=stages, window_seconds=86_400)
    page.goto(f"/projects/{store.project}/funnels")
    for name in (shop.FUNNEL, "Cart to buy"):
        address = row(page, name).get_by_role("link").get_attribute("href")
        answer = api_get(page, f"/analytics/funnel/{address.split('/')[-1]}?include=counts")
        row(page, name).locator(".funnel-rate b:not(:empty)").wait_for()
        rate = row(page, name).locator(".funnel-rate b").inner_text()
        assert rate == as_shown(answer["overall_conversion_rate"])
        low, high = answer["stages"][-1]["conversion_interval"]
        assert as_shown(high) in row(page, name).locator(".funnel-rate small").inner_text()
        entered = row(page, name).locator(".funnel-entered").inner_text()
        assert number(entered.split()[0]) == answer["entered_users"]
        assert low < answer["overall_conversion_rate"] < high
    page.get_by_label("Order of the list").select_option("name")
    names = page.locator(".funnel-name a").all_inner_texts()
    assert len(names) > 1 and names == sorted(names, key=str.lower)
    page.get_by_label("Find a funnel").fill("to CART buy")
    assert page.locator(".funnel-name a").all_inner_texts() == ["Cart to buy"]
    row(page, "Cart to buy").get_by_role("link").click()
    page.locator(".headline-rate").wait_for()


def test_from_a_compared_funnel_to_the_list_and_back(visitor, store):
    page = visitor
    with page.expect_response(lambda answer: "compare=previous" in answer.url):
        page.goto(f"/projects/{store.project}")
    shown = page.locator(".headline-rate").inner_text()
    name = page.locator("nav[aria-label=Funnels] [aria-current=page] .sidebar-text").inner_text()
    page.get_by_role("link", name="Funnels", exact=True).first.click()
    row(page, name).locator(".funnel-rate b:not(:empty)").wait_for()
    assert row(page, name).locator(".funnel-rate b").inner_text() == shown
    row(page, name).get_by_role("link").click()
    page.locator(".headline-rate").wait_for()
    assert page.locator(".headline-rate").inner_text() == shown


def test_funnels_are_doubled_archived_deleted_and_brought_back(visitor, store):
    page = visitor
    name = f"Kept {uuid.uuid4().hex[:6]}"
    funnel = make(page, store, **{**EVERYTHING, "name": name})
    page.goto(f"/projects/{store.project}/funnels")
    choose(page, name, "Duplicate")
    copy = f"Copy of {name}"
    row(page, copy).wait_for()
    listed = api_get(page, f"/funnels?project_id={store.project}&limit=500")["items"]
    twin = next(it for it in listed if it["name"] == copy)
    assert what_is_said(twin) == what_is_said(funnel)

    sidebar = page.get_by_role("navigation", name="Funnels")
    choose(page, copy, "Archive")
    page.get_by_text("Archived 1").click()
    row(page, copy).wait_for()
    sidebar.get_by_text(copy).wait_for(state="hidden")
    choose(page, copy, "Bring back")
    page.get_by_text("Archived 1").wait_for(state="hidden")

    choose(page, copy, "Delete")
    row(page, copy).wait_for(state="hidden")
    page.get_by_role("listitem").filter(has_text="is deleted").get_by_role("button", name="Undo").click()
    row(page, copy).wait_for()

    choose(page, copy, "Delete")
    page.get_by_text(re.compile("^Recently deleted")).click()
    page.get_by_role("button", name=f"Restore {copy}").click()
    row(page, copy).wait_for()
    assert what_is_said(api_get(page, f"/funnels/{twin['id']}")) == what_is_said(funnel)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 834, 1440])
def test_accessible_and_never_too_wide(browser, server, store, theme, width):
    with visit(browser, server, theme, width, store.cookies()) as page:
        everything = make(page, store, **{**EVERYTHING, "name": f"All {theme} {width}"})

        def check(what):
            page.wait_for_load_state("networkidle")
            assert_accessible(page, what)

        page.goto(f"/projects/{store.project}/funnels")
        row(page, shop.FUNNEL).locator(".funnel-rate b:not(:empty)").wait_for()
        check("the list")
        page.get_by_role("button", name=f"{shop.FUNNEL}: more", exact=True).click()
        check("its menu")
        page.goto(f"/projects/{store.project}/funnels/new")
        page.get_by_label("Stage 2: event").wait_for()
        page.get_by_role("button", name="Create funnel").click()
        check("a new funnel with faults")
        page.goto(f"/projects/{store.project}/funnels/{everything['id']}/edit")
        page.locator(".kept").wait_for()
        check("every clause")
        page.get_by_role("button", name="Stage 2: add a clause").click()
        check("the menu of clauses")
