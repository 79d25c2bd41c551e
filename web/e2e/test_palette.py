"""The palette and every shortcut, by keyboard alone."""

import re

import pytest
from accessible import assert_accessible, visit
from dashboard import api_get, open_funnel

def on_funnel(page, dashboard, search=""):
    """The funnel's page, once the keys are there."""
    open_funnel(page, dashboard, "Five", search)
    page.locator(".toasts").wait_for(state="attached")


def search(page):
    page.keyboard.press("Control+k")
    page.get_by_role("dialog", name="Search").wait_for()


def chosen(page):
    return page.locator(".palette [aria-selected=true] .palette-name").inner_text()


def test_the_palette_finds_funnels_pages_and_actions(signed_in, dashboard):
    page = signed_in
    on_funnel(page, dashboard)
    search(page)
    page.keyboard.type("eig")
    assert chosen(page) == "Eight"
    field = page.get_by_role("combobox", name="Search pages, funnels and actions")
    active = field.get_attribute("aria-activedescendant")
    assert page.locator(f"[id='{active}']").get_attribute("aria-selected") == "true"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{dashboard.path('Eight')}*")
    page.get_by_role("dialog", name="Search").wait_for(state="detached")
    search(page)
    assert chosen(page) == "Eight", "what was chosen last stands first"
    page.keyboard.press("ArrowUp")
    assert chosen(page) == "Sign out"
    page.keyboard.press("ArrowDown")
    page.keyboard.type("dark")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.documentElement.dataset.theme === 'dark'")
    search(page)
    page.keyboard.type("keys track")
    assert chosen(page) == "Keys and tracking code"
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Keys", exact=True).wait_for()
    search(page)
    page.keyboard.type("qqqqq")
    page.get_by_text("Nothing has this name.").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog", name="Search").wait_for(state="detached")


def test_the_focus_goes_back_where_it_was(signed_in, dashboard):
    page = signed_in
    on_funnel(page, dashboard)
    refresh = page.get_by_role("button", name="Refresh")
    refresh.focus()
    search(page)
    page.keyboard.press("Escape")
    page.get_by_role("dialog", name="Search").wait_for(state="detached")
    assert page.evaluate("document.activeElement.ariaLabel") == "Refresh"
    page.get_by_role("button", name="Search").first.click()
    page.get_by_role("dialog", name="Search").wait_for()


def parameters(page):
    return dict(re.findall(r"[?&](\w+)=([^&]*)", page.url))


def test_every_key_on_a_funnel(signed_in, dashboard):
    page = signed_in
    on_funnel(page, dashboard)
    today = api_get(page, f"/analytics/funnel/{dashboard.funnels['Five']}")["date_range"]["end"]
    ranges = {
        "w": lambda at: at.get("range") == "7d",
        "q": lambda at: at.get("range") == "90d",
        "m": lambda at: at.get("range") == "month",
        "t": lambda at: "range" not in at and "start" not in at,
        "d": lambda at: at.get("range") == "today" or at.get("start") == today[:10],
    }
    for key, holds in ranges.items():
        page.keyboard.press(key)
        page.wait_for_timeout(50)
        assert holds(parameters(page)), (key, page.url)
    page.keyboard.press("t")
    page.locator(".result:not([data-stale])").wait_for()
    page.keyboard.press("x")
    page.wait_for_url("**compare=off*")
    page.keyboard.press("x")
    page.wait_for_function("() => !location.search.includes('compare')")
    page.keyboard.press("y")
    page.wait_for_function("() => document.activeElement.className.includes('pill')")
    page.keyboard.press("b")
    page.get_by_role("dialog", name="Break down by").wait_for()
    page.wait_for_function("() => document.activeElement.closest('[popover]') !== null")
    page.keyboard.type("e")
    assert page.url.endswith(dashboard.path("Five")), "no key works while one types"
    page.keyboard.press("Escape")
    page.get_by_role("dialog", name="Break down by").wait_for(state="hidden")
    with page.expect_response(lambda it: "/analytics/funnel/" in it.url):
        page.keyboard.press("r")
    page.keyboard.press("p")
    page.wait_for_function(r"() => /people=\d\.dropped/.test(location.search)")
    page.get_by_role("dialog", name="People").wait_for()
    page.keyboard.press("e")
    assert "/edit" not in page.url, "no key works under a dialog"
    page.keyboard.press("Escape")
    page.get_by_role("dialog", name="People").wait_for(state="detached")
    page.keyboard.press("e")
    page.wait_for_url("**/edit")


def test_every_key_that_goes_somewhere(signed_in, dashboard):
    page = signed_in
    on_funnel(page, dashboard)
    project = f"/projects/{dashboard.project}"
    goes = {"gl": "/live", "ge": "/events", "gi": "/start", "gs": "/settings", "gf": "/funnels"}
    for keys, place in goes.items():
        for key in keys:
            page.keyboard.press(key)
        page.wait_for_function("(to) => location.pathname === to", arg=project + place)
    page.keyboard.press("n")
    page.wait_for_function("(to) => location.pathname === to", arg=f"{project}/funnels/new")
    page.goto(f"{project}/settings")
    page.locator(".toasts").wait_for(state="attached")
    page.keyboard.press("/")
    page.get_by_role("dialog", name="Search").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog", name="Search").wait_for(state="detached")
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    sheet.wait_for()
    for words in ("Search", "New funnel", "Edit this funnel", "Break down by a property"):
        assert sheet.get_by_text(words, exact=True).is_visible()
    page.keyboard.press("Escape")
    sheet.wait_for(state="detached")


def test_single_keys_can_be_switched_off(signed_in, dashboard):
    page = signed_in
    page.goto("/settings/account")
    page.get_by_label("Single keys are shortcuts").uncheck()
    on_funnel_again = dashboard.path("Five")
    page.goto(on_funnel_again)
    page.locator(".headline-rate").wait_for()
    page.wait_for_timeout(1000)
    page.keyboard.press("e")
    page.keyboard.press("?")
    assert page.url.endswith(on_funnel_again)
    assert page.get_by_role("dialog", name="Keyboard shortcuts").count() == 0
    search(page)
    page.keyboard.press("Escape")
    page.goto("/settings/account")
    page.get_by_label("Single keys are shortcuts").check()
    page.goto(on_funnel_again)
    page.locator(".toasts").wait_for(state="attached")
    page.keyboard.press("e")
    page.wait_for_url("**/edit")


def test_the_rail_names_its_symbols(signed_in, dashboard):
    page = signed_in
    page.set_viewport_size({"width": 834, "height": 1112})
    open_funnel(page, dashboard, "Five")
    link = page.get_by_role("link", name="Event types")
    link.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    words = link.locator(".sidebar-text")
    assert words.evaluate("(element) => getComputedStyle(element).clipPath") == "none"
    page.keyboard.press("Enter")
    page.wait_for_url("**/events")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_accessible(browser, server, dashboard, scheme, width):
    with visit(browser, server, scheme, width, dashboard.cookies()) as page:
        on_funnel(page, dashboard)
        search(page)
        for typed in ("", "e"):
            page.keyboard.type(typed)
            assert_accessible(page, f"what is found with {typed!r}")
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        page.get_by_role("dialog", name="Keyboard shortcuts").wait_for()
        assert_accessible(page, "shortcuts")
