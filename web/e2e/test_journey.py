"""A stranger's way from an empty server to a funnel with the right numbers, over the page."""

import re
import subprocess
import uuid
from datetime import timedelta

from accounts import PASSWORD, event, send
from dashboard import api_get, as_shown, number, table

# The funnel's own answer, not that of a report beside it.
ANSWER = re.compile(r"/analytics/funnel/[0-9a-f-]+\?(?!.*include=counts)")


def register(page, email):
    page.goto("/")
    page.get_by_role("link", name="Create an account").click()
    page.get_by_label("Your name").fill("Grace Hopper")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()


def create_project(page):
    page.get_by_role("heading", name="What do you want to look at?").wait_for()
    page.get_by_label("Name").fill("Corner shop")
    page.get_by_label("Domain").fill("https://corner.example/start")
    page.get_by_label("Time zone").select_option("UTC")
    page.get_by_role("button", name="Create project").click()
    page.get_by_text("Listening").wait_for()


def run_the_line_on_the_page(page):
    page.get_by_role("tab", name="curl").click()
    page.get_by_role("button", name="Copy first event").click()
    line = page.evaluate("navigator.clipboard.readText()")
    assert line == page.get_by_label("first event", exact=True).inner_text()
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=20)
    assert '"accepted":1' in done.stdout.replace(" ", ""), done
    page.get_by_text("Receiving events").wait_for(timeout=5000)


def create_funnel(page):
    page.get_by_role("link", name="Make the first funnel").click()
    page.get_by_label("Name", exact=True).fill("Buying")
    page.get_by_role("button", name="Add a stage").click()
    for place, kind in enumerate(["page_view", "add_to_cart", "purchase"], start=1):
        page.get_by_label(f"Stage {place}: event").fill(kind)
    page.get_by_label("Stage 3: label").fill("Paid")
    page.get_by_label("Time to get through").fill("1")
    page.get_by_role("button", name="Create funnel").click()
    page.locator(".headline-rate").wait_for()


def shop_events():
    """200 visitors two days ago, 120 of whom go on and 45 to the end; 40 came just now."""
    two_days = timedelta(days=2)
    events = [event("page_view", f"u{n}", two_days) for n in range(200)]
    events += [event("add_to_cart", f"u{n}", two_days - timedelta(minutes=5)) for n in range(120)]
    events += [event("purchase", f"u{n}", two_days - timedelta(minutes=9)) for n in range(45)]
    return events + [event("page_view", f"new{n}", timedelta(minutes=3)) for n in range(40)]


def test_from_nothing_to_a_funnel(page, server):
    register(page, f"{uuid.uuid4().hex[:10]}@example.com")
    create_project(page)
    run_the_line_on_the_page(page)
    key = page.locator("code.key").inner_text()
    create_funnel(page)
    send(server, key, shop_events())
    page.wait_for_timeout(1000)
    with page.expect_response(lambda it: ANSWER.search(it.url) and it.ok) as answered:
        page.get_by_role("button", name="Refresh").click()
    answer = answered.value.json()
    page.get_by_role("cell", name="241").wait_for()

    rows = table(page)
    assert [row[0] for row in rows] == ["Page view", "Add to cart", "Paid"]
    assert [number(row[1]) for row in rows] == [241, 120, 45]
    assert [number(row[4]) for row in rows[1:]] == [80, 75], "left"
    assert [number(row[5]) for row in rows[1:]] == [41, 0], "still in time"
    for row, stage in zip(rows, answer["stages"], strict=True):
        assert number(row[1]) == stage["users"]
        assert row[2] == as_shown(stage["conversion_rate"])
        if stage["order"] > 1:
            assert row[3] == as_shown(stage["step_conversion_rate"])
            assert number(row[4]) == stage["dropped_users"]
            assert number(row[5]) == stage["waiting_users"]
    assert page.locator(".stage-users").all_inner_texts() == ["241", "120", "45"]
    assert rows[1][6] == "5m" and rows[2][6] == "4m"
    page.get_by_text("45 of 241 people").wait_for()

    page.get_by_role("button", name="Account: Grace Hopper").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in").wait_for()
    assert "user" not in api_get(page, "/auth/me")


def test_signing_in_leads_back_and_the_address_holds_the_range(page, dashboard):
    path = dashboard.path("Five", "?range=7d")
    page.goto(path)
    page.get_by_label("E-mail").fill(dashboard.email)
    page.get_by_label("Password", exact=True).fill("not the right one")
    page.expected.append("401")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_text("or the password is wrong").wait_for()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.locator(".headline-rate").wait_for()
    assert page.url.endswith(path)
    assert page.get_by_role("button", name="Last 7 days").get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="Last 90 days").click()
    page.wait_for_url(lambda url: url.endswith("?range=90d"))
    page.reload()
    page.locator(".headline-rate").wait_for()
    assert page.get_by_role("button", name="Last 90 days").get_attribute("aria-pressed") == "true"
    page.go_back()
    assert page.url.endswith("?range=7d")


def test_one_address_one_account(page, dashboard):
    page.goto("/register")
    page.expected.append("409")
    page.get_by_label("Your name").fill("Ada Again")
    page.get_by_label("E-mail").fill(dashboard.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.get_by_text("There is an account with this address").wait_for()


def test_a_password_that_everyone_has(page):
    page.goto("/register")
    page.expected.append("422")
    page.get_by_label("Your name").fill("Ada Okafor")
    page.get_by_label("E-mail").fill(f"{uuid.uuid4().hex[:10]}@example.com")
    page.get_by_label("Password", exact=True).fill("password1234")
    page.get_by_role("button", name="Create account").click()
    page.get_by_text("among the most used").wait_for()


def test_a_funnel_is_changed_and_deleted(signed_in, dashboard):
    page = signed_in
    name = f"Once {uuid.uuid4().hex[:6]}"
    page.goto(f"/projects/{dashboard.project}/funnels/new")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Stage 1: event").fill("page_view")
    page.get_by_label("Stage 2: event").fill("purchase")
    page.get_by_role("button", name="Create funnel").click()
    page.get_by_role("heading", name="Nobody entered").wait_for()

    page.get_by_role("button", name=f"Funnel: {name}").click()
    page.get_by_role("link", name="Edit this funnel").click()
    page.get_by_label("Name").fill(name + " more")
    page.get_by_role("button", name="Save funnel").click()
    page.get_by_role("button", name=f"Funnel: {name} more").click()
    page.get_by_role("button", name="Delete this funnel").click()
    page.get_by_text("is deleted").wait_for()
    page.get_by_role("heading", name="Funnels", level=1).wait_for()
    assert name not in page.get_by_role("navigation", name="Funnels").inner_text()
