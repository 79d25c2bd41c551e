"""axe-core in both themes, and the page by keyboard alone."""

import pytest
from accessible import assert_accessible, visit
from accounts import PASSWORD
from dashboard import open_funnel
from keyboard import tab_to

SIGNED_OUT = ["/sign-in", "/register"]
SIGNED_IN = ["Five", "Twenty", "Few", "Stops", "empty", "new project", "new funnel", "start"]


@pytest.fixture(params=["light", "dark"])
def visitor(request, browser, server):
    with visit(browser, server, request.param, 1440) as page:
        yield page


def address(dashboard, what):
    project = f"/projects/{dashboard.project}"
    return {
        "empty": dashboard.path("Five", "?start=2020-01-01&end=2020-01-05"),
        "new project": "/projects/new",
        "new funnel": f"{project}/funnels/new",
        "start": f"{project}/start",
    }.get(what) or dashboard.path(what)


@pytest.mark.parametrize("path", SIGNED_OUT)
@pytest.mark.parametrize("width", [390, 1440])
def test_signed_out(visitor, path, width):
    visitor.set_viewport_size({"width": width, "height": 900})
    visitor.goto(path)
    visitor.locator("main h1").wait_for()
    assert_accessible(visitor)
    visitor.get_by_role("button", name="Create account" if path == "/register" else "Sign in").click()
    visitor.locator(".field-error").first.wait_for()
    assert_accessible(visitor)


@pytest.mark.parametrize("what", SIGNED_IN)
@pytest.mark.parametrize("width", [390, 820, 1440])
def test_signed_in(visitor, dashboard, what, width):
    visitor.set_viewport_size({"width": width, "height": 900})
    visitor.context.add_cookies(dashboard.cookies())
    visitor.goto(address(dashboard, what))
    visitor.locator("main h1").wait_for()
    visitor.wait_for_timeout(300)
    assert_accessible(visitor)


def test_open_panels(visitor, dashboard):
    visitor.set_viewport_size({"width": 1440, "height": 900})
    visitor.context.add_cookies(dashboard.cookies())
    open_funnel(visitor, dashboard, "Five")
    for name in ("Choose dates", "Account: Ada Okafor", "Project: Shapes", "Funnel: Five"):
        visitor.get_by_role("button", name=name).click()
        visitor.wait_for_timeout(200)
        assert_accessible(visitor)
        visitor.keyboard.press("Escape")


def test_navigation_sheet(visitor, dashboard):
    visitor.set_viewport_size({"width": 390, "height": 844})
    visitor.context.add_cookies(dashboard.cookies())
    open_funnel(visitor, dashboard, "Five")
    visitor.get_by_role("button", name="Open navigation").click()
    visitor.get_by_role("link", name="Eight").wait_for()
    assert_accessible(visitor)
    visitor.get_by_role("link", name="Eight").click()
    visitor.locator("dialog.sheet").wait_for(state="hidden")


def test_by_keyboard_alone(page, dashboard):
    page.goto(dashboard.path("Five"))
    page.get_by_role("heading", name="Sign in").wait_for()
    tab_to(page.get_by_role("link", name="Create an account"))
    page.keyboard.press("Tab")
    page.keyboard.type(dashboard.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.locator(".headline-rate").wait_for()
    note = page.locator(".note h2")
    tab_to(page.get_by_role("button", name="Stage 1 to"))
    assert note.inner_text().startswith("Stage 1")
    page.keyboard.press("ArrowRight")
    assert note.inner_text().endswith("Stage 3")
    page.keyboard.press("End")
    assert note.inner_text().endswith("Stage 5")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert note.inner_text().endswith("Stage 5")


def test_popover_by_keyboard(signed_in, dashboard):
    page = signed_in
    open_funnel(page, dashboard, "Five")
    tab_to(page.get_by_role("button", name="Choose dates"))
    page.keyboard.press("Enter")
    page.get_by_role("dialog", name="Choose dates").wait_for()
    # The browser tells of a popover's opening a task later; on a busy machine that shows.
    page.wait_for_function("document.activeElement.closest('[popover]') !== null")
    page.keyboard.press("Escape")
    page.get_by_role("dialog", name="Choose dates").wait_for(state="hidden")
    assert page.evaluate("document.activeElement.ariaLabel") == "Choose dates"


def test_skip_link(signed_in, dashboard):
    page = signed_in
    open_funnel(page, dashboard, "Five")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Skip to content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
