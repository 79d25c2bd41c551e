"""Every journey by keyboard alone: nothing is pressed that Tab does not come to, what has the focus is
seen, and whatever is done, the focus is somewhere afterwards."""

import csv
import io
import re
from datetime import datetime, timedelta, timezone

import shop
from accounts import event, send
from dashboard import api_get, number, open_funnel
from funnels import make
from keyboard import assert_focus_kept, assert_focused, button, dialog, inside, opened, press, tab_to

ENTERED, CARTED, BOUGHT = (sum(counts[stage] for counts in shop.VISITORS.values()) for stage in range(3))
# With those who came an hour ago.
ENTERED += 30


def test_dates_comparison_and_drawing_of_a_funnel(visitor, store):
    page = visitor
    open_funnel(page, store, shop.FUNNEL)
    opened(button(page, "Choose dates"), "Choose dates")
    today = datetime.now(timezone.utc).date()
    first, last = today - timedelta(days=5), today
    for name, day in (("First day", first), ("Last day", last)):
        tab_to(page.get_by_label(name))
        page.keyboard.type(f"{day:%m%d%Y}")
    press(button(page, "Show these days"))
    page.wait_for_url(f"**start={first}&end={last}*")
    assert_focused(button(page, "Dates: ", exact=False))
    page.locator(".result:not([data-stale])").wait_for()
    assert [number(it) for it in page.locator(".stage-users").all_inner_texts()] == [ENTERED, CARTED, BOUGHT]

    press(button(page, "Bars"))
    page.locator(".chart[data-view='bars'] .stage-users").first.wait_for()
    assert_focused(button(page, "Bars"))
    press(button(page, "River"), key="Space", by="Shift+Tab")
    page.locator(".river").wait_for()
    compare = button(page, "vs previous")
    tab_to(compare)
    for pressed in ("false", "true"):
        page.keyboard.press("Space")
        page.locator(f".button[aria-pressed={pressed}]:focus").wait_for()
        assert ("compare=off" in page.url) == (pressed == "false")
    with page.expect_response(lambda answer: "/analytics/funnel/" in answer.url):
        press(button(page, "Refresh"))
    assert_focused(button(page, "Refresh"))


def test_figures_say_how_they_are_counted_and_charts_are_read(visitor, store):
    page = visitor
    open_funnel(page, store, shop.FUNNEL)
    page.locator(".times-panel .chart-body").wait_for()
    page.locator(".trend-panel .chart-body").wait_for()
    stage = button(page, "View").first
    opened(stage, re.compile("^How .* is counted$"))
    page.keyboard.press("Escape")
    assert_focused(stage)
    for panel in ("Conversion over time", "Time to convert"):
        tab_to(button(page, f"{panel} as a table"))
        page.keyboard.press("Enter")
        region = page.get_by_role("region", name=f"{panel}: its table")
        tab_to(region)
        tab_to(button(page, f"{panel} as a table"), by="Shift+Tab")
        page.keyboard.press("Space")
        region.wait_for(state="detached")
        assert_focused(button(page, f"{panel} as a table"))
    chart = page.get_by_role("slider", name="Conversion by day")
    tab_to(chart, by="Shift+Tab")
    said = set()
    for key in ("Home", "End", "ArrowLeft"):
        page.keyboard.press(key)
        said.add(chart.get_attribute("aria-valuetext"))
    assert len(said) == 3
    tab_to(page.get_by_role("combobox", name="Interval"), by="Shift+Tab")
    page.keyboard.press("ArrowDown")
    page.wait_for_url("**every=week*")
    page.get_by_role("slider", name="Conversion by week").wait_for()
    assert_focused(page.get_by_role("combobox", name="Interval"))


def test_a_breakdown_comes_and_goes(visitor, store):
    page = visitor
    open_funnel(page, store, shop.FUNNEL)
    chosen = button(page, "Break down by: browser")
    opened(button(page, "Break down by a property"), "Break down by")
    page.keyboard.type("brow")
    page.keyboard.press("Enter")
    page.locator(".groups tbody tr").nth(3).wait_for()
    assert_focused(chosen)
    page.keyboard.press("Enter")
    inside(dialog(page, "Break down by"))
    press(button(page, "No breakdown"))
    page.locator(".groups").wait_for(state="detached")
    assert_focused(button(page, "Break down by a property"))
    press(page.locator(".suggestions").get_by_role("button", name="browser", exact=True))
    page.locator(".groups tbody tr").nth(3).wait_for()
    assert_focus_kept(page)
    firefox = page.locator(".groups tbody tr", has_text="Firefox").locator("a").last
    press(firefox)
    page.locator(".person-row").first.wait_for()
    assert page.locator(".drawer-head h2").inner_text().startswith(f"{shop.VISITORS['Firefox'][2]} ")
    page.keyboard.press("Escape")
    page.locator(".drawer").wait_for(state="hidden")
    assert_focused(firefox)


def test_a_funnel_is_taken_along(visitor, store):
    page = visitor
    open_funnel(page, store, shop.FUNNEL)
    more = button(page, "Share and more")
    menu = opened(more, "Share and more")
    clipboard = {}
    for name, done in [
        ("Copy link", "The link is copied."),
        ("Copy numbers as CSV", "The numbers are copied."),
        ("Copy as SQL", "The query for DuckDB is copied."),
    ]:
        inside(menu)
        # The first row has the focus already.
        if name != "Copy link":
            tab_to(button(page, name))
        page.keyboard.press("Enter")
        page.get_by_text(done).wait_for()
        assert_focused(more)
        clipboard[name] = page.evaluate("navigator.clipboard.readText()")
        page.keyboard.press("Enter")
    assert clipboard["Copy link"] == page.url
    rows = csv.DictReader(io.StringIO(clipboard["Copy numbers as CSV"]))
    assert [int(row["People"]) for row in rows] == [ENTERED, CARTED, BOUGHT]
    assert "read_parquet" in clipboard["Copy as SQL"]
    inside(menu)
    with page.expect_download() as saved:
        press(button(page, "Save as picture"))
    assert saved.value.suggested_filename == f"{shop.FUNNEL}.png"
    assert_focused(more)


def test_a_funnel_is_doubled_archived_deleted_and_brought_back(visitor, store):
    page = visitor
    stages = [{"name": kind, "event": kind} for kind in ("view", "buy")]
    make(page, store, name="Kept", stages=stages)
    page.goto(f"/projects/{store.project}/funnels")
    page.locator(".funnel-rate b:not(:empty)").nth(1).wait_for()

    def choose(name, action):
        panel = opened(button(page, f"{name}: more"), name)
        press(panel.get_by_role("button", name=action))

    def row(name):
        link = page.get_by_role("link", name=name, exact=True)
        return page.locator(".funnel-row", has=link)

    choose("Kept", "Duplicate")
    row("Copy of Kept").wait_for()
    assert_focused(button(page, "Kept: more"))

    choose("Copy of Kept", "Archive")
    page.get_by_text("is archived.").wait_for()
    row("Copy of Kept").wait_for(state="hidden")
    assert_focus_kept(page)
    press(page.locator("summary", has_text="Archived"))
    choose("Copy of Kept", "Bring back")
    page.locator("summary", has_text="Archived").wait_for(state="detached")
    assert_focus_kept(page)

    choose("Copy of Kept", "Delete")
    row("Copy of Kept").wait_for(state="detached")
    assert_focus_kept(page)
    deleted = page.get_by_role("listitem").filter(has_text="is deleted")
    press(deleted.get_by_role("button", name="Undo"))
    row("Copy of Kept").wait_for()
    deleted.wait_for(state="detached")
    assert_focus_kept(page)

    choose("Copy of Kept", "Delete")
    row("Copy of Kept").wait_for(state="detached")
    press(page.locator("summary", has_text="Recently deleted"))
    press(button(page, "Restore Copy of Kept"))
    row("Copy of Kept").wait_for()
    button(page, "Restore Copy of Kept").wait_for(state="detached")
    assert_focus_kept(page)

    press(row(shop.FUNNEL).get_by_role("link"))
    page.locator(".headline-rate").wait_for()
    assert_focus_kept(page)


def test_events_as_they_come(visitor, store):
    page = visitor
    page.goto(f"/projects/{store.project}/live")
    page.get_by_text("Listening").wait_for()
    page.locator(".live-list li").nth(5).wait_for()
    pause = page.locator(".events-head button")
    press(pause)
    page.get_by_text("Paused").wait_for()
    send(store.server, store.key, [event("wave", f"w{n}", timedelta()) for n in range(3)])
    button(page, "Show 3 new").wait_for()
    assert_focused(pause)
    page.keyboard.press("Enter")
    page.locator(".live-list b", has_text="wave").nth(2).wait_for()
    assert_focused(pause)

    press(button(page, "Refused"))
    page.get_by_text("None of these so far.").wait_for()
    press(button(page, "All"), by="Shift+Tab")
    page.locator(".live-list li").nth(5).wait_for()
    kinds = page.get_by_role("combobox", name="Which events")
    tab_to(kinds)
    page.keyboard.type("cart")
    page.wait_for_url("**event=cart*")
    assert_focused(kinds)
    person = page.get_by_role("searchbox", name="Only this person")
    tab_to(person)
    page.keyboard.type("firefox-007")
    page.keyboard.press("Enter")
    page.wait_for_url("**person=firefox-007*")
    page.wait_for_function("() => document.querySelectorAll('.live-list li').length === 1")
    assert_focused(person)

    toggle = page.locator(".event-toggle")
    press(toggle)
    listed = api_get(page, f"/projects/{store.project}/events?event=cart&limit=500")["items"]
    [sent] = [it for it in listed if it["user_id"] == "firefox-007"]
    assert sent["id"] in page.locator(".event dl").inner_text()
    assert_focused(toggle)
    press(page.get_by_role("link", name="firefox-007"))
    page.get_by_role("heading", name="firefox-007").wait_for()
    assert_focus_kept(page)


def test_from_an_event_to_the_values_of_its_properties(visitor, store):
    page = visitor
    page.goto(f"/projects/{store.project}/events")
    page.locator("main tbody tr", has_text="cart").wait_for()
    press(button(page, "Event"))
    assert_focused(button(page, "Event"))
    press(page.get_by_role("link", name="cart", exact=True))
    page.get_by_text(f"{CARTED} in these days").wait_for()
    assert_focus_kept(page)
    browser = page.locator(".property", has_text="browser")
    press(browser)
    page.locator(".values li").nth(2).wait_for()
    assert_focused(browser)
    names = page.locator(".value-name").all_inner_texts()
    assert sorted(names) == sorted(shop.VISITORS)
    press(button(page, "Split the counts by it"))
    page.locator(".bands tbody tr").nth(2).wait_for()
    assert_focus_kept(page)
