"""Groups, trend, times, and the people behind every number: what is shown is what is answered."""

import csv
import io

import pytest
import shop
from accessible import assert_accessible, visit
from dashboard import api_get, number, open_funnel
from keyboard import tab_to

VIEWED, CARTED, BOUGHT = map(sum, zip(*shop.VISITORS.values(), strict=True))
WAITING = 30


def listed(page):
    """How many the open drawer says that it lists."""
    page.locator(".person-row").first.wait_for()
    return number(page.locator(".drawer-head h2").inner_text().split()[0])


def test_every_number_opens_a_list_of_that_length(visitor, store):
    page = visitor
    open_funnel(page, store, shop.FUNNEL)
    links = page.locator(".stage-table a.people-link")
    links.first.wait_for()
    shown = [(number(link.inner_text()), link.get_attribute("href")) for link in links.all()]
    assert [n for n, _ in shown] == [
        VIEWED + WAITING, CARTED, VIEWED - CARTED, WAITING, BOUGHT, CARTED - BOUGHT,
    ]
    for n, href in shown:
        query = href.split("people=")[1].split("&")[0].split(".")
        path = f"/analytics/funnel/{store.funnels[shop.FUNNEL]}/users"
        answer = api_get(page, f"{path}?stage={query[0]}&status={query[1]}&limit=500")
        rest = []
        if answer["next_cursor"]:
            cursor = answer["next_cursor"]
            rest = api_get(
                page, f"{path}?stage={query[0]}&status={query[1]}&limit=500&cursor={cursor}"
            )["items"]
        assert len(answer["items"]) + len(rest) == n
    links.nth(2).click()
    assert listed(page) == VIEWED - CARTED
    assert page.url.endswith("?people=2.dropped")
    page.keyboard.press("Escape")
    page.locator(".drawer").wait_for(state="hidden")
    assert page.evaluate("document.activeElement.innerText") == str(VIEWED - CARTED)


def test_a_group_has_its_own_numbers_and_its_own_people(visitor, store):
    page = visitor
    open_funnel(page, store, shop.FUNNEL, "?by=browser")
    page.locator(".groups tbody tr").first.wait_for()
    rows = {}
    for row in page.locator(".groups tbody tr").all():
        cells = row.locator("th, td").all_inner_texts()
        rows[cells[0]] = (number(cells[4]), number(cells[5]))
    assert rows == {
        **{name: (counts[0], counts[2]) for name, counts in shop.VISITORS.items()},
        "Not set": (WAITING, 0),
    }
    assert page.locator(".telling").inner_text().startswith("Firefox converts")
    page.locator(".groups tbody tr", has_text="Firefox").locator("a").last.click()
    assert listed(page) == shop.VISITORS["Firefox"][2]
    names = page.locator(".person-row .person-id").all_inner_texts()
    assert all(name.startswith("firefox-") for name in names)
    page.reload()
    assert listed(page) == shop.VISITORS["Firefox"][2]


def test_trend_and_times_hold_everyone_and_say_the_same_as_their_tables(visitor, store):
    page = visitor
    open_funnel(page, store, shop.FUNNEL, "?tables=trend,times")
    trend = page.locator(".trend-panel tbody tr")
    trend.first.wait_for()
    cells = [row.locator("td").all_inner_texts() for row in trend.all()]
    assert sum(number(row[0]) for row in cells) == VIEWED + WAITING
    assert sum(number(row[1]) for row in cells) == BOUGHT
    times = page.locator(".times-panel tbody tr")
    times.first.wait_for()
    assert sum(number(row.locator("td").last.inner_text()) for row in times.all()) == BOUGHT
    page.get_by_role("button", name="Conversion over time as a table").click()
    chart = page.get_by_role("slider", name="Conversion by day")
    chart.focus()
    page.keyboard.press("Home")
    assert cells[0][0] == "0"
    assert "no people entered" in chart.get_attribute("aria-valuetext")
    page.get_by_role("button", name="Copy Time to convert as CSV").click()
    page.get_by_text("Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    rows = list(csv.reader(io.StringIO(copied)))
    assert rows[0] == ["Took at least", "Less than", "People"]
    assert sum(int(row[2]) for row in rows[1:]) == BOUGHT


def test_people_are_searched_saved_and_explained_by_keyboard_alone(visitor, store):
    page = visitor
    open_funnel(page, store, shop.FUNNEL)
    tab_to(page.get_by_role("link", name="See who leaves"))
    page.keyboard.press("Enter")
    assert listed(page) == VIEWED - CARTED
    with page.expect_download() as saved:
        tab_to(page.get_by_role("button", name="CSV", exact=True))
        page.keyboard.press("Enter")
    with open(saved.value.path(), newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == VIEWED - CARTED
    assert all(row["View"] and not row["Cart"] for row in rows)
    page.get_by_label("Search people").focus()
    page.keyboard.type("firefox-15")
    page.get_by_text("10 found").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    chosen = page.evaluate("document.activeElement.innerText").split("\n")[0]
    page.keyboard.press("Enter")
    page.locator(".trace li").nth(2).wait_for()
    stages = page.locator(".trace li").all()
    missing = [stage.get_attribute("data-missing") is not None for stage in stages]
    assert missing == [False, True, True]
    assert page.get_by_role("heading", name=chosen).is_visible()


def test_the_builder_counts_what_is_saved_then(visitor, store):
    page = visitor
    page.goto(f"{store.path(shop.FUNNEL)}/edit")
    preview = page.locator(".preview-count")
    preview.nth(2).wait_for()
    whole = [VIEWED + WAITING, CARTED, BOUGHT]
    assert [number(text) for text in preview.all_inner_texts()] == whole
    page.get_by_role("button", name="Stage 1: add a clause").click()
    page.get_by_role("dialog").get_by_role("button", name="Condition").click()
    page.get_by_label("Stage 1, condition 1: property").fill("browser")
    page.get_by_label("Stage 1, condition 1: value", exact=True).fill("Safari")
    page.get_by_text("60.0% of the stage before").wait_for()
    assert [number(text) for text in preview.all_inner_texts()] == shop.VISITORS["Safari"]
    page.keyboard.press("Control+z")
    page.locator(".preview-old").wait_for()
    page.keyboard.press("Control+Shift+z")
    page.locator(".preview-old").wait_for(state="hidden")
    page.get_by_label("Name", exact=True).fill("Shop with Safari")
    page.get_by_role("button", name="Save funnel").click()
    page.locator(".headline-rate").wait_for()
    counts = [number(text) for text in page.locator(".stage-users").all_inner_texts()]
    assert counts == shop.VISITORS["Safari"]
    page.goto(f"{store.path(shop.FUNNEL)}/edit")
    page.get_by_role("button", name="Remove Stage 1, condition 1").click()
    page.get_by_label("Name", exact=True).fill(shop.FUNNEL)
    page.get_by_role("button", name="Save funnel").click()
    page.locator(".headline-rate").wait_for()


PANELS = [
    "?by=browser&people=2.dropped",
    "?people=3.dropped&person=firefox-050",
    "?tables=trend,times",
    "/edit",
]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_accessible(browser, server, store, theme, width):
    with visit(browser, server, theme, width, store.cookies()) as page:
        for panel in PANELS:
            page.goto(store.path(shop.FUNNEL) + panel)
            page.locator("main h1").wait_for()
            page.wait_for_load_state("networkidle")
            assert_accessible(page, panel)
