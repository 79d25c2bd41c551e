"""Every setting, saved over the page and read back over the API."""

import json
import urllib.error
import urllib.request
import uuid
from datetime import timedelta

import pytest
from accessible import assert_accessible, visit
from accounts import PASSWORD, Api, event
from dashboard import api_get, watch


class Place:
    """An account of its own with a project: what a test changes belongs to no other test."""

    def __init__(self, page, server):
        self.page = page
        self.server = server
        self.api = Api(page.request, server)
        self.email = self.api.register("Grace Hopper")
        project = self.api.post("/projects", {"name": "Corner shop", "timezone": "UTC"})
        self.project, self.key = project["id"], project["api_key"]

    def open(self, place="settings"):
        known = place.startswith("/")
        self.page.goto(place if known else f"/projects/{self.project}/{place}")
        self.page.locator(".settings h1").wait_for()

    def settings(self):
        return api_get(self.page, f"/projects/{self.project}")

    def status(self, method, path, key, body=None):
        """What the API answers to whoever has this key and nothing else."""
        request = urllib.request.Request(
            f"{self.server}/api/v1{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request) as response:
                return response.status
        except urllib.error.HTTPError as error:
            return error.code

    def saved(self, words):
        self.page.locator(".toast", has_text=words).first.wait_for()


@pytest.fixture
def place(page, server):
    return Place(page, server)


def test_every_setting_of_a_project(place):
    page = place.page
    place.open()
    page.get_by_label("Name", exact=True).fill("Better shop")
    page.get_by_label("Domain").fill("https://Shop.example/cart")
    page.get_by_label("Time zone").click()
    page.keyboard.type("zur")
    page.keyboard.press("Enter")
    for origin in ("shop.example", "https://*.shop.example"):
        page.get_by_label("Add an origin").fill(origin)
        page.keyboard.press("Enter")
    page.get_by_label("Events a minute").fill("2,500")
    page.get_by_role("button", name="Save changes").click()
    place.saved("Settings saved.")
    settings = place.settings()
    assert settings["name"] == "Better shop"
    assert settings["domain"] == "shop.example"
    assert settings["timezone"] == "Europe/Zurich"
    assert settings["allowed_origins"] == ["https://shop.example", "https://*.shop.example"]
    assert settings["rate_limit_per_minute"] == 2500
    page.get_by_role("button", name="Project: Better shop").wait_for()
    page.get_by_role("button", name="Remove https://shop.example", exact=True).click()
    page.get_by_label("Domain").fill("")
    page.get_by_role("button", name="Save changes").click()
    page.locator("[data-changed]").wait_for(state="detached")
    settings = place.settings()
    assert settings["allowed_origins"] == ["https://*.shop.example"]
    assert settings["domain"] is None


def test_retention_and_what_is_stored(place):
    page = place.page
    for days, words in ((30, "30 days"), (None, "ever"), (365, "365 days")):
        place.open("settings/data")
        page.get_by_label("Keep events for").select_option(words)
        page.get_by_role("button", name="Save changes").click()
        place.saved("Saved how long events are kept.")
        assert place.settings()["retention_days"] == days
    events = [event("view", f"u{n}", timedelta(minutes=n)) for n in range(7)]
    assert place.status("POST", "/track/batch", place.key, {"events": events}) == 200
    place.open("settings/data")
    figures = page.locator(".settings-figures")
    figures.wait_for()
    stored = api_get(page, f"/projects/{place.project}/storage")
    assert stored["events"] == 7
    assert figures.locator("dd").first.inner_text() == "7"
    assert f"events/project_{place.project}" in figures.inner_text()


def test_what_is_wrong_is_said_at_its_field(place):
    page = place.page
    page.expected.append("422")
    place.open()
    page.get_by_label("Name", exact=True).fill("")
    page.get_by_label("Add an origin").fill("https://shop.example/cart")
    page.get_by_label("Events a minute").fill("many")
    page.get_by_role("button", name="Save changes").click()
    page.get_by_text("Give the project a name.").wait_for()
    assert page.locator("[aria-invalid=true]").count() == 3
    assert page.evaluate("document.activeElement.name") == "name"
    page.get_by_label("Name", exact=True).fill("x" * 201)
    page.get_by_label("Add an origin").fill("")
    page.get_by_label("Events a minute").fill("0")
    page.get_by_role("button", name="Save changes").click()
    page.locator(".field-error", has_text="200").wait_for()
    assert place.settings()["rate_limit_per_minute"] == 1000


def test_saved_elsewhere_meanwhile(place):
    page = place.page
    page.expected.append("412")
    place.open()
    page.get_by_label("Name", exact=True).fill("Mine")
    theirs = {"name": "Theirs", "rate_limit_per_minute": 7}
    place.api.put(f"/projects/{place.project}", theirs)
    page.get_by_role("button", name="Save changes").click()
    page.get_by_text("Name is now “Theirs”. The limit is now 7.").wait_for()
    assert place.settings()["name"] == "Theirs"
    assert page.get_by_label("Name", exact=True).input_value() == "Mine"
    page.get_by_role("button", name="Save changes").click()
    place.saved("Settings saved.")
    settings = place.settings()
    assert (settings["name"], settings["rate_limit_per_minute"]) == ("Mine", 7)


def test_after_a_new_write_key_the_old_one_still_works(place):
    page = place.page
    place.open("settings/keys")
    assert page.get_by_label("write key", exact=True).inner_text() == place.key
    page.get_by_role("button", name="Replace the key…").click()
    page.get_by_role("button", name="Replace the key", exact=True).click()
    page.get_by_text("The key before works until").wait_for()
    page.wait_for_function(
        "(old) => document.querySelector('[aria-label=\"write key\"]').innerText !== old",
        arg=place.key,
    )
    new = page.get_by_label("write key", exact=True).inner_text()
    assert new.startswith("pk_") and new in page.get_by_label("tracking code", exact=True).inner_text()
    for key in (place.key, new):
        body = event("view", "ada", timedelta(0))
        assert place.status("POST", "/track", key, body) == 200


def test_a_secret_key_works_until_it_is_deleted(place):
    page = place.page
    place.open("settings/keys")
    page.get_by_label("Name of a new key").fill("Nightly export")
    page.get_by_role("button", name="Make a key").click()
    page.get_by_text("It is not shown again.").wait_for()
    page.get_by_role("button", name="Copy secret key").click()
    key = page.evaluate("navigator.clipboard.readText()")
    assert place.status("GET", f"/projects/{place.project}", key) == 200
    page.get_by_role("button", name="I have it").click()
    assert key not in page.content()
    page.get_by_role("button", name=f"Delete Nightly export, ending in {key[-4:]}").click()
    page.get_by_role("button", name="Delete the key", exact=True).click()
    page.get_by_text("None yet.").wait_for()
    assert place.status("GET", f"/projects/{place.project}", key) == 401


def test_a_project_is_deleted_and_comes_back(place):
    page = place.page
    page.expected.append("404")
    place.open("settings/data")
    page.get_by_role("button", name="Delete the project…").click()
    delete = page.get_by_role("button", name="Delete the project", exact=True)
    assert delete.is_disabled()
    page.get_by_label("Type “Corner shop” to go on").fill("Corner shop")
    delete.click()
    page.get_by_role("button", name="Bring back Corner shop").wait_for()
    assert place.status("POST", "/track", place.key, event("view", "ada", timedelta(0))) == 401
    page.get_by_role("button", name="Bring back Corner shop").click()
    page.wait_for_url(f"**/projects/{place.project}/**")
    assert place.settings()["name"] == "Corner shop"
    assert place.status("POST", "/track", place.key, event("view", "ada", timedelta(0))) == 200
    # And by the way back on the toast.
    place.open("settings/data")
    page.get_by_role("button", name="Delete the project…").click()
    page.get_by_label("Type “Corner shop” to go on").fill("Corner shop")
    delete.click()
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("None.", exact=True).wait_for()
    assert place.settings()["name"] == "Corner shop"


def test_the_organisation_is_renamed(place):
    page = place.page
    place.open("/settings/organization")
    page.get_by_label("Organisation name").fill("Hopper & Co")
    page.get_by_role("button", name="Save changes").click()
    place.saved("Organisation saved.")
    assert api_get(page, "/organization")["name"] == "Hopper & Co"
    page.get_by_role("button", name="Account: Grace Hopper").click()
    page.get_by_role("dialog", name="Account").get_by_text("Hopper & Co").wait_for()


def test_name_address_and_password(place, browser, server):
    page = place.page
    page.expected += ["422", "401"]
    place.open("/settings/account")
    address = f"{uuid.uuid4().hex[:10]}@example.com"
    page.get_by_label("Name", exact=True).fill("Grace B. Hopper")
    page.get_by_label("E-mail").fill(address)
    page.get_by_label("Your password", exact=True).fill("not the password")
    page.get_by_role("button", name="Save changes").click()
    page.get_by_text("This is not your password.").wait_for()
    page.get_by_label("Your password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Save changes").click()
    place.saved("Account saved.")
    user = api_get(page, "/auth/me")["user"]
    assert (user["full_name"], user["email"]) == ("Grace B. Hopper", address)
    fresh = "five quiet boats in the harbour"
    page.get_by_label("Current password", exact=True).fill(PASSWORD)
    page.get_by_label("New password", exact=True).fill(fresh)
    page.get_by_text("Strong.").wait_for()
    page.get_by_role("button", name="Change password").click()
    place.saved("Password changed.")
    page.get_by_role("button", name="Sign out").last.click()
    page.get_by_role("heading", name="Sign in").wait_for()
    page.get_by_label("E-mail").fill(address)
    page.get_by_label("Password", exact=True).fill(fresh)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Account: Grace B. Hopper").wait_for()


def test_what_is_not_saved_survives_a_look_elsewhere(place):
    page = place.page
    place.open()
    page.get_by_label("Name", exact=True).fill("Half done")
    page.get_by_role("link", name="Keys").click()
    page.get_by_role("heading", name="Keys", exact=True).wait_for()
    page.get_by_role("link", name="General").click()
    assert page.get_by_label("Name", exact=True).input_value() == "Half done"
    assert page.get_by_text("Not saved yet").is_visible()
    page.get_by_role("button", name="Discard").click()
    assert page.get_by_label("Name", exact=True).input_value() == "Corner shop"


WELL = {"problem": None, "disk": {"free_bytes": 9**12, "total_bytes": 9**13}}


@pytest.mark.parametrize(
    "status, words",
    [
        ({"problem": "disk_full"}, "No events are taken: the disk is full."),
        ({"problem": "storage_failed"}, "No events are taken: the disk failed."),
        ({"damaged_files": 2, "damaged_events": 1204}, "1,204 events are missing"),
        ({"lost_records": 3}, "3 records of the log could not be read."),
        ({"disk": {"free_bytes": 5 * 10**8, "total_bytes": 10**11}}, "500 MB left"),
    ],
)
def test_the_server_warns_of_its_state(place, status, words):
    page = place.page
    page.route("**/api/v1/status", lambda route: route.fulfill(json={**WELL, **status}))
    place.open()
    page.locator(".warning", has_text=words).wait_for()
    away = page.get_by_role("button", name="Put away:")
    if "problem" in status:
        assert away.count() == 0
        return
    away.click()
    page.locator(".warning").wait_for(state="detached")
    page.reload()
    with page.expect_response("**/api/v1/status"):
        page.locator(".settings h1").wait_for()
    page.wait_for_timeout(200)
    assert page.locator(".warning").count() == 0


def test_all_is_well(place):
    with place.page.expect_response("**/api/v1/status") as answered:
        place.open()
    assert answered.value.json()["problem"] is None
    assert place.page.locator(".warning").count() == 0


def test_offline_is_said_and_mended(place):
    page = place.page
    page.expected.append("ERR_INTERNET_DISCONNECTED")
    with page.expect_response("**/api/v1/status"):
        place.open()
    page.context.set_offline(True)
    page.locator(".warning", has_text="You are offline.").wait_for()
    with page.expect_response(f"**/api/v1/projects/{place.project}"):
        page.context.set_offline(False)
    page.locator(".warning").wait_for(state="detached")


PAGES = ["settings", "settings/keys", "settings/data", "/settings/organization", "/settings/account"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accessible_at_every_width(browser, server, scheme):
    with visit(browser, server, scheme, 1440) as page:
        problems = watch(page)
        place = Place(page, server)
        place.api.post(f"/projects/{place.project}/secret-keys", {"name": "Nightly export"})
        for where in PAGES:
            for width in (360, 834, 1440):
                page.set_viewport_size({"width": width, "height": 900})
                place.open(where)
                page.wait_for_timeout(300)
                if width == 834:
                    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), where
                else:
                    assert_accessible(page, f"{where} {width}")
    assert problems == []
