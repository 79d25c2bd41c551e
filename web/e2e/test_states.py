"""Loading, stale, failed, signed out, theme: what the page shows when things are not as usual."""

import json

from dashboard import open_funnel

BUSY = {
    "status": 503,
    "content_type": "application/problem+json",
    "body": json.dumps({"title": "Busy", "detail": "The server is busy."}),
}
ANSWERS = "**/api/v1/analytics/funnel/**"


class Gate:
    """Holds the answers back until it is opened."""

    def __init__(self, page):
        self.held = []
        self.is_open = False
        page.route(ANSWERS, self.pass_or_hold)

    def pass_or_hold(self, route):
        if self.is_open:
            route.continue_()
        else:
            self.held.append(route)

    def open(self):
        self.is_open = True
        for route in self.held:
            route.continue_()


def test_nothing_at_first_then_a_skeleton_of_the_same_geometry(signed_in, dashboard):
    page = signed_in
    gate = Gate(page)
    page.goto(dashboard.path("Five"))
    page.locator(".skeleton").wait_for(state="attached")
    page.locator(".skeleton[data-shown]").wait_for(timeout=2000)
    assert page.locator(".skeleton .stage-name").first.inner_text() == "Stage 1"
    before = page.locator(".skeleton-stage").nth(2).bounding_box()
    page.evaluate("shift = 0")
    gate.open()
    page.locator(".headline-rate").wait_for()
    after = page.locator(".across .stage").nth(2).bounding_box()
    assert abs(before["x"] - after["x"]) < 2 and abs(before["width"] - after["width"]) < 2
    assert page.evaluate("shift") < 0.05


def test_another_range_keeps_the_old_numbers_dimmed(signed_in, dashboard):
    page = signed_in
    open_funnel(page, dashboard, "Five")
    gate = Gate(page)
    page.get_by_role("button", name="Last 7 days").click()
    page.locator(".result[data-stale]").wait_for()
    assert page.locator(".stage-users").first.inner_text() == "900"
    gate.open()
    page.locator(".result:not([data-stale])").wait_for()


def test_failed_says_why_and_can_be_tried_again(signed_in, dashboard):
    page = signed_in
    page.expected.append("503")
    page.route(ANSWERS, lambda route: route.fulfill(**BUSY))
    page.goto(dashboard.path("Five"))
    page.get_by_role("heading", name="The numbers could not be loaded").wait_for()
    page.get_by_text("The server is busy.").wait_for()
    page.unroute(ANSWERS)
    page.get_by_role("button", name="Try again").click()
    page.locator(".headline-rate").wait_for()
    page.route(ANSWERS, lambda route: route.fulfill(**BUSY))
    page.get_by_role("button", name="Refresh").click()
    page.get_by_role("heading", name="These numbers may be old").wait_for()
    assert page.locator(".headline-rate").is_visible()
    page.unroute(ANSWERS)


def test_a_server_that_does_not_answer(signed_in, dashboard):
    page = signed_in
    page.expected.append("ERR_")
    page.route("**/api/v1/auth/me", lambda route: route.abort())
    page.goto(dashboard.path("Five"))
    page.get_by_role("heading", name="The server does not answer").wait_for()
    page.unroute("**/api/v1/auth/me")
    page.get_by_role("button", name="Try again").click()
    page.locator(".headline-rate").wait_for()


def test_a_part_that_cannot_be_fetched_takes_nothing_along(signed_in, dashboard):
    page = signed_in
    page.expected.append("ERR_FAILED")
    missing = []

    def refuse(route):
        missing.append(route.request.url.split("/")[-1].split("-")[0])
        route.abort()

    for part in ("ReceivingState", "Banners", "Overlays"):
        page.route(f"**/assets/{part}-*.js", refuse)
    open_funnel(page, dashboard, "Five")
    page.wait_for_timeout(2000)
    assert sorted(set(missing)) == ["Banners", "Overlays", "ReceivingState"]
    assert page.locator(".headline-rate").is_visible()


def test_a_menu_that_cannot_be_fetched_says_so_in_its_place(signed_in, dashboard):
    page = signed_in
    page.expected.append("ERR_")
    page.route("**/assets/FunnelMore-*.js", lambda route: route.abort())
    open_funnel(page, dashboard, "Five")
    page.get_by_role("button", name="Share and more").click()
    menu = page.get_by_role("dialog", name="Share and more")
    menu.get_by_role("alert").get_by_text("Reload the page to try again").wait_for()
    page.keyboard.press("Escape")
    menu.wait_for(state="hidden")
    assert page.locator(".headline-rate").is_visible()


def test_signed_out_meanwhile(signed_in, dashboard):
    page = signed_in
    page.expected.append("401")
    open_funnel(page, dashboard, "Five")
    # What comes a little later has asked by then: it would find out first.
    page.locator(".receiving").wait_for()
    page.wait_for_load_state("networkidle")
    page.context.clear_cookies()
    page.get_by_role("button", name="Refresh").click()
    page.get_by_role("heading", name="You have been signed out").wait_for()
    assert page.locator(".headline-rate").is_visible()
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Sign in").wait_for()
    assert "next=" in page.url


def test_the_theme_is_in_the_first_bytes(signed_in, dashboard):
    page = signed_in
    open_funnel(page, dashboard, "Five")
    page.get_by_role("button", name="Account: Ada Okafor").click()
    page.get_by_role("button", name="Dark").click()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    response = page.reload()
    assert '<html lang="en" data-theme="dark">' in response.text()
    page.locator(".headline-rate").wait_for()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    page.get_by_role("button", name="Account: Ada Okafor").click()
    page.get_by_role("button", name="System").click()
    assert '<html lang="en">' in page.reload().text()
    page.locator(".headline-rate").wait_for()


def test_markup_in_names_stays_text(signed_in, dashboard):
    page = signed_in
    page.goto(f"/projects/{dashboard.project}/funnels/new")
    name = '"><img src=x onerror=alert(1)> {{7*7}} </script>'
    page.get_by_label("Name", exact=True).fill(name)
    for stage in (1, 2):
        page.get_by_label(f"Stage {stage}: event").fill("Two_1")
        page.get_by_label(f"Stage {stage}: label").fill(name)
    dialogs = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message) or dialog.dismiss())
    page.get_by_role("button", name="Create funnel").click()
    page.locator(".headline-rate").wait_for()
    assert page.locator(".across .stage-name").first.inner_text() == name
    assert dialogs == [] and page.locator("main img").count() == 0
