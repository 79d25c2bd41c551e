"""The ways to put the tracker on a page."""

import re
import shutil
import subprocess
from unittest.mock import ANY

import pytest

from host_site import OUT


def test_calls_made_before_the_script_is_there_are_kept_in_order(page, site, weather, project):
    calls = (
        "<script>iafa.before((event) => ({ ...event, properties: { seen: 1 } }));"
        "iafa.track('one'); iafa('track', 'two', { n: 2 });"
        "iafa.ready((tracker) => window.isReady = tracker === iafa)</script>"
    )
    tag = site.tag(project.key, weather.address)
    page.goto(site.put("/early", tag.replace("<script defer", calls + "<script defer")))
    weather.wait_for_events("two")
    assert page.evaluate("isReady") is True
    names = [e["event_type"] for e in sorted(weather.stored(), key=lambda event: event["id"])]
    assert names == ["page_view", "one", "two"]
    assert weather.stored("two")[0]["properties"] == {"seen": 1}


def test_the_specification_s_loader_works(page, site, weather, project):
    """Section 7, phase 4: a script made by script, with data-api-key."""
    loader = """<script>(function() {
      window._iafa = { userId: 'before' };
      const script = document.createElement('script');
      script.src = '/sdk/tracker.js';
      script.setAttribute('data-api-key', '%s');
      script.setAttribute('data-api', '%s/api/v1');
      document.head.appendChild(script);
    })();</script>"""
    page.goto(site.put("/spec", loader % (project.key, weather.address)))
    [view] = weather.wait_for_events("page_view")
    assert view["user_id"] == "before"
    page.evaluate("_iafa.userId = 'ada'; _iafa.sessionId = 's1'; _iafa.track('bought', { a: 1 })")
    [bought] = weather.wait_for_events("bought")
    assert (bought["user_id"], bought["session_id"]) == ("ada", "s1")


def test_the_api_is_where_the_script_is_unless_told_otherwise(page, site, project):
    asked = []
    way_in = "**/api/v1/track/batch"
    page.route(way_in, lambda route: (asked.append(route.request.url), route.abort()))
    tag = f'<script defer src="/sdk/tracker.js" data-key="{project.key}"></script>'
    page.goto(site.put("/same", tag))
    page.wait_for_function("'iafa' in window")
    page.wait_for_timeout(300)
    assert asked[0] == f"{site.address}/api/v1/track/batch"


@pytest.mark.parametrize("api", ["/i", "/i/"])
def test_a_path_of_the_page_s_own_can_be_the_way_in(page, site, project, api):
    asked = []
    page.route("**/i/track/batch", lambda route: (asked.append(route.request.url), route.abort()))
    tag = f'<script defer src="/sdk/tracker.js" data-key="{project.key}" data-api="{api}"></script>'
    page.goto(site.put("/deep/er/page", tag))
    page.wait_for_timeout(300)
    assert asked[0] == f"{site.address}/i/track/batch"


def test_a_script_loaded_twice_counts_once(page, site, weather, project):
    tag = site.tag(project.key, weather.address)
    page.goto(site.put("/double", tag + tag))
    page.evaluate("iafa.flush()")
    weather.wait_for_events("page_view")
    page.wait_for_timeout(300)
    assert len(weather.stored()) == 1


def test_a_script_without_a_key_does_nothing_and_says_so(page, site, weather):
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(site.put("/keyless", '<script defer src="/sdk/tracker.js"></script>'))
    page.wait_for_timeout(200)
    assert said == ["iafa: no data-key"] and weather.seen == []


def test_the_module_starts_where_a_bundle_says_so(page, site, weather, project):
    script = f"""<script type="module">
      import {{ init }} from '/sdk/iafa.js';
      window.tracker = init({{ key: '{project.key}', api: '{weather.address}/api/v1' }});
      tracker.track('bought', {{ price: 80 }});
    </script>"""
    page.goto(site.put("/module", script))
    weather.wait_for_events("bought")
    assert page.evaluate("'iafa' in window") is False


def test_the_panel_shows_each_event_and_the_verdict(page, site, weather, project):
    address = site.put("/panel", site.tag(project.key, weather.address))
    page.goto(address + "?iafa_debug")
    page.evaluate("iafa.track('good'); iafa.track('x'.repeat(101)); iafa.flush()")
    row = page.locator("iafa-debug li")
    row.filter(has_text="sent page_view").wait_for()
    row.filter(has_text="sent good").wait_for()
    row.filter(has_text="dropped").filter(has_text="/event_type").wait_for()
    page.get_by_role("button", name="close").click()
    assert page.locator("iafa-debug").count() == 0


def test_the_panel_shows_which_stages_an_event_could_fill(page, site, server, project):
    stages = [{"name": "Seen", "event": "page_view"}, {"name": "Bought", "event": "buy"}]
    project.post("/funnels", {"project_id": project.id, "name": "Checkout", "stages": stages})
    token = project.post(f"/projects/{project.id}/debug-token", {})["token"]
    address = site.put("/stages", site.tag(project.key, server))
    page.goto(f"{address}?iafa_debug={token}")
    row = page.locator("iafa-debug li")
    # The page's first event was on its way before the panel listened.
    row.filter(has_text="page_view").filter(has_text="Checkout: stage 1, Seen").wait_for()
    page.evaluate("iafa.track('buy'); iafa.track('look')")
    row.filter(has_text="buy").filter(has_text="Checkout: stage 2, Bought").wait_for()
    row.filter(has_text="look").filter(has_text="no stage of a funnel").wait_for()
    assert row.filter(has_text="stage 1").count() == 1


def test_the_panel_says_that_a_token_does_not_hold(page, site, server, project):
    address = site.put("/no-token", site.tag(project.key, server))
    page.goto(f"{address}?iafa_debug=t0ken")
    page.locator("iafa-debug b", has_text="token does not hold").wait_for()


TYPED = """
import { init } from './iafa.js';
import type { Events } from './events.d.ts';
const iafa = init<Events>({ key: 'pk', api: '/i' });
iafa.track('buy', { price: 8 });
iafa.track('buy', { price: '8', note: { deep: [1, null] } });
iafa.track('leave');
"""
MISTAKES = [
    "iafa.track('bye');",
    "iafa.track('buy', { prise: 8 });",
    "iafa.track('buy', { price: 'cheap' });",
    "iafa.track('leave', { why: 1 });",
]


def test_a_project_s_own_types_let_a_mistyped_name_not_compile(tmp_path, project):
    project.send(
        [
            {"event_type": "buy", "user_id": "u", "properties": {"price": 8, "note": "x"}},
            {"event_type": "leave", "user_id": "u"},
        ]
    )
    shutil.copy(OUT / "iafa.d.ts", tmp_path)
    shutil.copy(OUT / "iafa.js", tmp_path)
    (tmp_path / "events.d.ts").write_text(project.text(f"/projects/{project.id}/events.d.ts"))

    def compiles(code):
        typed = code.replace("import { init }", "// @ts-types='./iafa.d.ts'\nimport { init }")
        (tmp_path / "page.ts").write_text(typed)
        run = subprocess.run(["deno", "check", "page.ts"], cwd=tmp_path, capture_output=True)
        return run.returncode == 0, run.stderr.decode()

    assert compiles(TYPED) == (True, ANY)
    for mistake in MISTAKES:
        assert compiles(TYPED + mistake) == (False, ANY), mistake


# Fields of what is kept on the device; the next version has to find them again.
KEPT = "anonymous user registered first id start touch last shift mark time floor until made".split()


def test_no_name_that_others_rely_on_is_shortened_by_the_build():
    declared = (OUT / "iafa.d.ts").read_text()
    names = set(KEPT)
    for interface in ("Options", "WireEvent", "Tracker", "TrackOptions"):
        body = re.search(rf"interface {interface}\b.*?\{{(.*?)^\}}", declared, re.S | re.M)[1]
        names |= set(re.findall(r"^  (\w+)\??[:<(]", body, re.M))
    assert len(names) > 45
    built = set(re.findall(r"\w+", (OUT / "tracker.js").read_text()))
    # The tag's attributes become options without being named, and cookies are not there.
    unnamed = {"key", "api"}
    assert sorted(names - built - unnamed) == []
