"""Every shape of funnel: what the page shows is what the API answers and what was sent."""

import pytest
from dashboard import SHAPES, api_get, as_shown, number, open_funnel, table


@pytest.mark.parametrize("name", SHAPES)
def test_chart_table_and_api_agree(signed_in, dashboard, name):
    page = signed_in
    open_funnel(page, dashboard, name)
    rows = table(page)
    assert [number(row[1]) for row in rows] == SHAPES[name]
    shown = page.locator(".stage-users").all_inner_texts()
    assert [number(text) for text in shown] == SHAPES[name]
    answer = api_get(page, f"/analytics/funnel/{dashboard.funnels[name]}")
    for row, stage in zip(rows, answer["stages"], strict=True):
        assert number(row[1]) == stage["users"]
        assert row[2] == as_shown(stage["conversion_rate"])
    left = page.locator(".leaver-count b").all_inner_texts()
    lost = [stage["dropped_users"] for stage in answer["stages"][1:] if stage["dropped_users"]]
    assert [number(text) for text in left] == lost
    rate = page.locator(f".sidebar-row[href*='{dashboard.funnels[name]}'] b").inner_text()
    assert rate == as_shown(answer["overall_conversion_rate"])


def test_few_people_are_too_few_to_tell(signed_in, dashboard):
    open_funnel(signed_in, dashboard, "Few")
    signed_in.get_by_text("1 of 9 people, too few to tell").wait_for()
    assert signed_in.locator(".pill").all_inner_texts() == ["4 of 9", "1 of 4"]
    assert signed_in.get_by_text("biggest leak").count() == 0


def test_a_stage_that_nobody_reached(signed_in, dashboard):
    open_funnel(signed_in, dashboard, "Stops")
    facts = signed_in.locator(".stage-facts").all_inner_texts()
    assert [text.split("\n")[0] for text in facts] == ["entered", "33.3%", "nobody yet", "nobody yet"]


def test_dates_of_ones_own(signed_in, dashboard):
    page = signed_in
    open_funnel(page, dashboard, "Five")
    page.get_by_role("button", name="Choose dates").click()
    page.get_by_label("First day").fill("2020-03-10")
    page.get_by_label("Last day").fill("2020-03-01")
    page.get_by_role("button", name="Show these days").click()
    page.get_by_text("The first day comes after the last one").wait_for()
    page.get_by_label("Last day").fill("2020-03-20")
    page.get_by_role("button", name="Show these days").click()
    page.get_by_role("heading", name="Nobody entered, Mar 10 – 20, 2020.").wait_for()
    assert page.url.endswith("?start=2020-03-10&end=2020-03-20")
    page.get_by_text("900 people entered this funnel on other days").wait_for()
    page.get_by_role("button", name="Go to the latest days").click()
    page.locator(".headline-rate").wait_for()
    assert [number(row[1]) for row in table(page)] == SHAPES["Five"]
