"""From an empty server to a river, as somebody does it who has never seen the page: the code that
the page shows is used as it is, and what arrives is judged while one looks on."""

import json
import subprocess
import sys
import threading
import urllib.error
import urllib.request
import uuid
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import accessible
import pytest
from accessible import assert_accessible
from accounts import PASSWORD, Api
from dashboard import api_get, number, table
from keyboard import tab_to
from playwright.sync_api import expect

# A second is what is promised; a machine that runs other tests meanwhile gets some more.
LIVE_MILLISECONDS = 4000
SILENCE_MILLISECONDS = 30_000


class Site(ThreadingHTTPServer):
    """Pages of another origin than the server's."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Page)
        self.origin = f"http://localhost:{self.server_port}"
        self.files = {}
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def put(self, path, body, kind="text/html"):
        self.files[path] = (kind, body.encode())
        return self.origin + path


class Page(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self):
        kind, body = self.server.files.get(self.path, (None, b""))
        self.send_response(200 if kind else 404)
        self.send_header("Content-Type", f"{kind or 'text/plain'}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def site():
    site = Site()
    yield site
    site.shutdown()


@pytest.fixture
def newcomer(page, server):
    """Somebody with an account and nothing else."""

    Api(page.request, server).register("Grace Hopper")
    return page


@pytest.fixture
def installing(newcomer, server):
    """The install page of a new project, listening; gives the project."""
    body = {"name": "Corner shop", "domain": "corner.example", "timezone": "UTC"}
    project = Api(newcomer.request, server).post("/projects", body)
    newcomer.goto(f"/projects/{project['id']}/start")
    newcomer.get_by_text("Listening").wait_for()
    return project


def track(server, key, body, **headers):
    """Sends one event as a program would; gives the status."""
    request = urllib.request.Request(
        f"{server}/api/v1/track",
        json.dumps(body).encode(),
        {"Content-Type": "application/json", "X-API-Key": key, **headers},
    )
    try:
        with urllib.request.urlopen(request) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code


def copied(page, name):
    page.get_by_role("button", name=f"Copy {name}", exact=True).click()
    text = page.evaluate("navigator.clipboard.readText()")
    assert text == page.get_by_label(name, exact=True).inner_text()
    return text


def arrival(page, text):
    return page.locator(".check-list li", has_text=text).first


def visit(browser, address, *buttons):
    """A visitor of their own opens the page and presses what is named."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    for button in buttons:
        page.get_by_role("button", name=button).click()
    page.evaluate("iafa.flush()")
    context.close()


SHOP = """<!doctype html><html><head><title>Shop</title>{tag}</head><body>
<button onclick="iafa.track('add_to_cart', {{ price: 12 }})">Add to cart</button>
<button onclick="iafa.track('purchase')">Buy</button></body></html>"""


def test_from_an_empty_server_to_a_river(page, browser, server, site):
    page.goto("/register")
    page.get_by_label("Your name").fill("Grace Hopper")
    page.get_by_label("E-mail").fill(f"{uuid.uuid4().hex[:10]}@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.get_by_role("heading", name="What do you want to look at?").wait_for()
    assert page.get_by_label("Time zone").input_value() == "UTC", "as the browser says"
    page.get_by_label("Name").fill("Corner shop")
    page.get_by_role("button", name="Create project").click()
    page.get_by_text("Listening").wait_for()

    address = site.put("/shop", SHOP.format(tag=copied(page, "tracking code")))
    visit(browser, address)
    arrival(page, "page_view").wait_for(timeout=LIVE_MILLISECONDS)
    assert "/shop" in arrival(page, "page_view").inner_text()
    page.get_by_role("heading", name="The flow has started.").wait_for()
    page.get_by_text("Send one more kind of event").wait_for()

    visit(browser, address, "Add to cart")
    visit(browser, address, "Add to cart", "Buy")
    page.get_by_text("people who did Page view, then add to cart, then purchase").wait_for()
    page.get_by_text("Receiving events · 6 events").wait_for()
    expect(page.locator(".proposal-river b")).to_have_text(["3", "2", "1"])
    page.get_by_role("button", name="Create this funnel").click()
    page.locator(".headline-rate").wait_for()

    rows = table(page)
    answer = api_get(page, f"/analytics/funnel/{page.url.split('/')[-1]}")
    assert [stage["users"] for stage in answer["stages"]] == [3, 2, 1]
    assert [(row[0], number(row[1])) for row in rows] == [
        (stage["stage_name"], stage["users"]) for stage in answer["stages"]
    ]

    # Who is behind the last number, why they count so, and out.
    page.locator(".stage-table tbody tr").nth(2).get_by_role("link").first.click()
    expect(page.locator(".person-row")).to_have_count(1)
    page.locator(".person-row").click()
    page.locator(".standing").wait_for()
    reached = page.locator(".trace li:not([data-missing]) code").all_inner_texts()
    assert reached == ["page_view", "add_to_cart", "purchase"]
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Account: Grace Hopper").click()
    page.expected.append("401")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in").wait_for()
    assert "user" not in api_get(page, "/auth/me")


def test_every_verdict_is_shown_and_the_origin_allowed(newcomer, installing, browser, server, site):
    page, project = newcomer, installing
    key = project["api_key"]
    assert track(server, "pk_wrong", {}, Origin="https://corner.example") == 401
    arrival(page, "Wrong key").wait_for(timeout=LIVE_MILLISECONDS)
    assert key in arrival(page, "Wrong key").inner_text()
    page.get_by_text("Something arrives, but is refused").wait_for()

    ahead = (datetime.now(timezone.utc) + timedelta(days=2)).isoformat()
    assert track(server, key, {"event_type": "buy", "user_id": "a", "timestamp": ahead}) == 422
    arrival(page, "Clock off").wait_for(timeout=LIVE_MILLISECONDS)

    assert track(server, key, {"event_type": "buy"}) == 422
    arrival(page, "Something is missing").wait_for(timeout=LIVE_MILLISECONDS)

    only = {"allowed_origins": ["https://corner.example"]}
    Api(page.request, server).put(f"/projects/{project['id']}", only)
    address = site.put("/forbidden", SHOP.format(tag=copied(page, "tracking code")))
    visit(browser, address)
    arrival(page, "Origin not allowed").wait_for(timeout=LIVE_MILLISECONDS)
    page.get_by_role("button", name=f"Allow {site.origin}").click()
    page.get_by_role("button", name="Allowed").wait_for()
    allowed = api_get(page, f"/projects/{project['id']}")["allowed_origins"]
    assert allowed == ["https://corner.example", site.origin]
    visit(browser, address)
    arrival(page, "page_view").wait_for(timeout=LIVE_MILLISECONDS)
    page.get_by_text("Receiving events · 1 event,").wait_for()


def test_what_came_before_is_no_proof(newcomer, installing, server):
    page = newcomer
    assert track(server, installing["api_key"], {"event_type": "old", "user_id": "a"}) == 200
    arrival(page, "old").wait_for(timeout=LIVE_MILLISECONDS)
    page.reload()
    page.get_by_text("Listening").wait_for()
    page.get_by_role("heading", name="Earlier").wait_for()
    assert page.locator("[data-verdict=taken]").count() == 0
    page.get_by_role("heading", name="One line starts the flow.").wait_for()


def test_silence_is_explained_and_the_check_goes_on(newcomer, installing):
    page = newcomer
    page.get_by_text("Nothing has reached the server").wait_for(timeout=SILENCE_MILLISECONDS)
    causes = page.locator(".causes > li > details > summary")
    titles = causes.all_inner_texts()
    assert titles[0] == "The server can be reached from this machine only"
    assert "A Content-Security-Policy forbids it" in titles and "An ad blocker stops it" in titles
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    line = copied(page, "test line")
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=20)
    assert '"accepted":1' in done.stdout, done
    arrival(page, "page_view").wait_for(timeout=LIVE_MILLISECONDS)
    # The sidebar asks every 30 seconds by itself: too late for who waits for the first event.
    page.locator(".receiving").get_by_text("Receiving events").wait_for(timeout=5000)
    page.get_by_text("Still nothing from your page?").wait_for()


def test_the_programs_run_as_they_stand_there(newcomer, installing):
    page = newcomer
    page.get_by_role("tab", name="curl").click()
    line = copied(page, "first event")
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=20)
    assert '"accepted":1' in done.stdout, done
    arrival(page, "page_view").wait_for(timeout=LIVE_MILLISECONDS)

    page.get_by_role("tab", name="Python").click()
    assert page.url.endswith("?with=python")
    code = copied(page, "Python code")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=20)
    assert '"accepted":1' in done.stdout, done
    arrival(page, "purchase").wait_for(timeout=LIVE_MILLISECONDS)
    page.reload()
    assert page.get_by_role("tab", name="Python").get_attribute("aria-selected") == "true"


@pytest.mark.parametrize("way", ["React", "Vue"])
def test_the_module_runs_as_it_stands_there(newcomer, installing, browser, site, tmp_path, way):
    page = newcomer
    page.get_by_role("tab", name=way).click()
    line = copied(page, "tracker files")
    subprocess.run(["bash", "-c", line], cwd=tmp_path, check=True, timeout=20)
    assert "export interface Options" in (tmp_path / "iafa.d.ts").read_text()
    site.put("/iafa.js", (tmp_path / "iafa.js").read_text(), "text/javascript")
    site.put("/analytics.js", copied(page, "module analytics.js"), "text/javascript")
    # What the component's handler calls, without a bundler.
    assert "import { iafa } from './analytics.js';" in copied(page, f"{way} component")
    html = """<!doctype html><title>App</title><button>Add</button><script type="module">
        import { iafa } from './analytics.js';
        window.iafa = iafa;
        document.querySelector('button').onclick = () => iafa.track('add_to_cart', { price: 12 });
        document.querySelector('button').disabled = false;</script>"""
    visit(browser, site.put("/app", html), "Add")
    arrival(page, "add_to_cart").wait_for(timeout=LIVE_MILLISECONDS)
    arrival(page, "page_view").wait_for(timeout=LIVE_MILLISECONDS)


def test_sample_data_in_one_click(newcomer):
    page = newcomer
    page.goto("/")
    page.get_by_role("button", name="Explore with sample data").click()
    page.locator(".headline-rate").wait_for(timeout=120_000)
    assert "/funnels/" in page.url
    answer = api_get(page, f"/analytics/funnel/{page.url.split('/')[-1]}")
    assert answer["entered_users"] > 100
    assert number(table(page)[0][1]) == answer["entered_users"]
    [project] = api_get(page, "/projects")["items"]
    assert project["name"] == "Fernweh Outdoor (demo)"


def test_by_keyboard_alone(page, server):
    page.goto("/register")
    page.get_by_role("heading", name="Create your account").wait_for()
    email = f"{uuid.uuid4().hex[:10]}@example.com"
    for name, text in [("Your name", "Grace Hopper"), ("E-mail", email), ("Password", PASSWORD)]:
        field = page.get_by_label(name, exact=True)
        for _ in range(8):
            page.keyboard.press("Tab")
            if field.evaluate("field => field === document.activeElement"):
                break
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="What do you want to look at?").wait_for()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.get_by_label("Name").evaluate("field => field === document.activeElement"):
            break
    page.keyboard.type("Corner shop")
    page.keyboard.press("Enter")
    page.get_by_text("Listening").wait_for()

    tab_to(page.get_by_role("tab", name="HTML"))
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert page.get_by_role("tab", name="curl").get_attribute("aria-selected") == "true"
    tab_to(page.get_by_role("button", name="Copy first event"))
    page.keyboard.press("Enter")
    line = page.evaluate("navigator.clipboard.readText()")
    for kind in ("page_view", "sign_up"):
        done = subprocess.run(
            ["bash", "-c", line.replace("page_view", kind)], capture_output=True, timeout=20
        )
        assert b'"accepted":1' in done.stdout, done
        arrival(page, kind).wait_for(timeout=LIVE_MILLISECONDS)
    tab_to(page.get_by_role("button", name="Create this funnel"))
    page.keyboard.press("Enter")
    page.get_by_text("1 of 1").first.wait_for()
    assert [row[0] for row in table(page)] == ["Page view", "Sign up"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 834, 1440])
def test_accessible_in_every_state(browser, server, theme, width):
    with accessible.visit(browser, server, theme, width) as page:
        api = Api(page.request, server)
        api.register("Grace Hopper")
        page.goto("/")
        page.get_by_role("button", name="Explore with sample data").wait_for()
        assert_accessible(page, "no project")
        body = {"name": "Corner shop", "domain": "corner.example", "allowed_origins": ["https://a.b"]}
        project = api.post("/projects", body)
        page.goto(f"/projects/{project['id']}/start")
        page.get_by_text("Listening").wait_for()
        for tab in ("HTML", "Vue", "Python"):
            page.get_by_role("tab", name=tab).click()
            assert_accessible(page, tab)
        key = project["api_key"]
        view = {"event_type": "page_view", "user_id": "a"}
        track(server, key, view, Origin="https://shop.example")
        track(server, "pk_wrong", view, Origin="https://corner.example")
        track(server, key, {**view, "timestamp": "2100-01-01T00:00:00Z"})
        arrival(page, "Clock off").wait_for()
        page.get_by_role("button", name="Allow https://shop.example").wait_for()
        assert_accessible(page, "refused")
        for kind in ("page_view", "add_to_cart", "purchase"):
            track(server, key, {**view, "event_type": kind})
        page.get_by_role("button", name="Create this funnel").wait_for()
        assert_accessible(page, "proposed")
