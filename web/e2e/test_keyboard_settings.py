"""Every setting by keyboard alone, from the project's name to signing out."""

import pytest
from accounts import Api
from dashboard import api_get
from keyboard import assert_focus_kept, assert_focused, button, fill, opened, press, tab_to


def settle(page, words):
    page.locator(".toast", has_text=words).first.wait_for()
    assert_focus_kept(page)


@pytest.fixture
def owner(page, server):
    """Somebody with a project of their own, which they may change; with what the API says of it."""
    api = Api(page.request, server)
    api.register("Grace Hopper")
    project = api.post("/projects", {"name": "Corner shop", "timezone": "UTC"})["id"]
    page.goto(f"/projects/{project}/settings")
    page.locator(".settings-form").wait_for()
    return page, lambda: api_get(page, f"/projects/{project}")


def test_a_project_is_renamed_and_its_zone_and_origins_chosen(owner):
    page, settings = owner
    fill(page.get_by_label("Name", exact=True), "Better shop")
    zone = page.get_by_role("combobox", name="Time zone")
    tab_to(zone)
    page.keyboard.press("ArrowDown")
    page.get_by_role("listbox", name="Time zones").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("listbox", name="Time zones").wait_for(state="detached")
    assert_focused(zone)
    page.keyboard.type("zur")
    page.keyboard.press("Enter")
    field = page.get_by_label("Add an origin")
    tab_to(field)
    for origin in ("shop.example", "other.example"):
        page.keyboard.type(origin)
        page.keyboard.press("Enter")
    press(button(page, "Remove https://other.example"), by="Shift+Tab")
    assert_focused(field)
    press(button(page, "Save changes"))
    settle(page, "Settings saved.")
    saved = settings()
    assert saved["name"] == "Better shop" and saved["timezone"] == "Europe/Zurich"
    assert saved["allowed_origins"] == ["https://shop.example"]


def test_a_secret_key_comes_and_goes(owner):
    page, _ = owner
    press(page.get_by_role("link", name="Keys", exact=True))
    page.get_by_role("heading", name="Secret keys").wait_for()
    assert_focus_kept(page)
    fill(page.get_by_label("Name of a new key"), "Nightly export")
    press(button(page, "Make a key"))
    page.get_by_text("It is not shown again.").wait_for()
    assert_focus_kept(page)
    press(button(page, "Copy secret key"), by="Shift+Tab")
    key = page.evaluate("navigator.clipboard.readText()")
    assert key.startswith("sk_")
    press(button(page, "I have it"))
    assert_focus_kept(page)
    asks = opened(button(page, "Delete Nightly export", exact=False), "Delete “Nightly export”?")
    press(button(page, "Delete the key"))
    page.get_by_text("None yet.").wait_for()
    asks.wait_for(state="detached")
    assert_focus_kept(page)


def test_a_project_is_deleted_and_brought_back(owner):
    page, settings = owner
    press(page.get_by_role("link", name="Data", exact=True))
    button(page, "Delete the project…").wait_for()
    opened(button(page, "Delete the project…"), "Delete “Corner shop”?")
    page.keyboard.type("Corner shop")
    press(button(page, "Delete the project"))
    button(page, "Bring back Corner shop").wait_for()
    assert_focus_kept(page)
    press(button(page, "Bring back Corner shop"))
    page.locator(".toast", has_text="is back").wait_for()
    page.locator("main h1").wait_for()
    assert_focus_kept(page)
    assert settings()["name"] == "Corner shop"


def test_organisation_name_theme_and_out(owner):
    page, _ = owner
    press(page.get_by_role("link", name="Organisation", exact=True))
    page.get_by_label("Organisation name").wait_for()
    fill(page.get_by_label("Organisation name"), "Hopper & Co")
    page.keyboard.press("Enter")
    settle(page, "Organisation saved.")
    assert api_get(page, "/organization")["name"] == "Hopper & Co"

    account = button(page, "Account: ", exact=False)
    opened(account, "Account")
    press(button(page, "Dark"))
    page.wait_for_function("() => document.documentElement.dataset.theme === 'dark'")
    assert_focused(button(page, "Dark"))
    press(page.get_by_role("link", name="My account"))
    fill(page.get_by_label("Name", exact=True), "Grace B. Hopper")
    press(button(page, "Save changes").first)
    settle(page, "Account saved.")
    assert api_get(page, "/auth/me")["user"]["full_name"] == "Grace B. Hopper"
    opened(button(page, "Show all shortcuts"), "Keyboard shortcuts")
    page.keyboard.press("Escape")
    assert_focused(button(page, "Show all shortcuts"))

    opened(account, "Account")
    page.expected.append("401")
    press(button(page, "Sign out").first)
    page.get_by_role("heading", name="Sign in").wait_for()
    assert "user" not in api_get(page, "/auth/me")
    tab_to(page.get_by_label("E-mail"))
