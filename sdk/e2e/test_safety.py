"""The host page comes first: strict policies, hostile pages, no trace of ours."""

import pytest

from host_site import OUT
from project import Project

WATCH = """window.violations = [];
addEventListener('securitypolicyviolation', (event) =>
  violations.push(event.violatedDirective + ' ' + event.blockedURI));
addEventListener('unhandledrejection', (event) => violations.push(String(event.reason)));"""


def strict_policy(weather):
    return (
        "default-src 'none'; script-src 'nonce-n1'; base-uri 'none'; form-action 'none'; "
        f"connect-src {weather.address}; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def strict_page(site, weather, project):
    integrity = site.manifest["integrity"]
    address = f"/sdk/{site.manifest['immutable']}"
    tag = (
        f'<script nonce="n1">{site.manifest["stub"]};iafa.track("early")</script>'
        f'<script nonce="n1" defer src="{address}" integrity="{integrity}" crossorigin '
        f'data-key="{project.key}" data-api="{weather.address}/api/v1"></script>'
        '<button data-iafa-event="clicked">Go</button>'
    )
    return site.put("/strict", tag, {"Content-Security-Policy": strict_policy(weather)})


def test_the_strictest_policy_is_kept_and_the_script_is_checked(page, site, weather, project):
    page.add_init_script(WATCH)
    page.goto(strict_page(site, weather, project))
    page.click("button")
    page.evaluate("history.pushState({}, '', '/strict/next')")
    weather.wait_for_events("page_view", 2)
    for kind in ("early", "clicked"):
        weather.wait_for_events(kind)
    page.evaluate("iafa.debug()")
    page.locator("iafa-debug li", has_text="clicked").wait_for()
    assert page.evaluate("violations") == []


def test_the_watch_sees_a_violation(page, site, weather, project):
    """The planted fault."""
    page.add_init_script(WATCH)
    page.goto(strict_page(site, weather, project))
    page.evaluate("void fetch('https://elsewhere.example').catch(() => {})")
    page.wait_for_function("violations.length")


HOSTILE = {
    "frozen prototypes": """for (const name of ['Object', 'Array', 'Function', 'String', 'Promise',
        'Map', 'Set', 'History', 'Storage', 'EventTarget', 'Event', 'Error']) {
          Object.freeze(window[name]); Object.freeze(window[name].prototype);
        }""",
    "no storage": """Object.defineProperty(window, 'localStorage',
        { get() { throw new DOMException('denied', 'SecurityError') } })""",
    "full storage": "Storage.prototype.setItem = () => { throw new Error('QuotaExceededError') }",
    "spoilt storage": """Storage.prototype.getItem = () => '{{nonsense'""",
    "listeners that throw": """for (const name of ['click', 'pagehide', 'visibilitychange'])
        addEventListener(name, () => { throw new Error('host') }, true)""",
    "no locks": "Object.defineProperty(navigator, 'locks', { value: undefined })",
    "locks that fail": "navigator.locks.request = () => Promise.reject(new Error('locks'))",
    "no beacon": "navigator.sendBeacon = undefined",
    "no timeout": "AbortSignal.timeout = undefined",
    "extended Object": """Object.prototype.extra = 'x'; Array.prototype.extra = () => 1;
        String.prototype.at = undefined""",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_on_a_hostile_page_events_arrive_and_nothing_is_thrown(
    browser, site, weather, project, what
):
    context = browser.new_context()
    page = context.new_page()
    thrown = []
    page.on("pageerror", lambda error: thrown.append(error.message))
    page.add_init_script(WATCH)
    page.add_init_script(HOSTILE[what])
    tag = site.tag(project.key, weather.address)
    page.goto(site.put("/hostile", f'<a data-iafa-event="clicked" href="#x">go</a>{tag}'))
    page.click("a")
    page.evaluate("history.pushState({}, '', '/hostile/next')")
    page.evaluate("iafa.identify('ada'); iafa.track('bought', { price: 1 })")
    if what == "spoilt storage":
        # What another script spoils there cannot be sent; it must only not hurt.
        page.wait_for_timeout(500)
    else:
        weather.wait_for_events("bought")
        weather.wait_for_events("clicked")
        weather.wait_for_events("page_view", 2)
    assert [error for error in thrown if error != "host"] == []
    assert page.evaluate("violations") == []
    context.close()


BROKEN_CALLS = """
iafa.track(); iafa.track(null); iafa.track(Symbol('x')); iafa.track({ toString() { throw 1 } });
const circle = {}; circle.self = circle; iafa.track('circle', circle);
iafa.track('getter', { get price() { throw new Error('getter') } });
iafa.track('big', { n: 1n }); iafa.track('deep', JSON.parse('['.repeat(500) + ']'.repeat(500)));
iafa.track('time', {}, { time: new Date(NaN) }); iafa.track('time', {}, { time: 'yesterday' });
iafa.track('huge', { text: 'x'.repeat(70000) }); iafa.track('id', {}, { id: 'no uuid' });
iafa.identify(); iafa.alias(); iafa.group(); iafa.register(null); iafa.register();
iafa.on('sent', () => { throw new Error('listener') }); iafa.on(); iafa.ready(); iafa.ready(5);
iafa('nothing'); iafa(); iafa.consent('granted'); iafa.page(5);
iafa.track('good');
"""


def test_wrong_calls_are_the_caller_s_to_see_only_by_asking(page, site, weather, project):
    page.add_init_script(WATCH)
    page.goto(site.put("/wrong", site.tag(project.key, weather.address)))
    page.evaluate("window.errors = []; iafa.on('error', (error) => errors.push(String(error)))")
    page.evaluate(f"(() => {{ {BROKEN_CALLS} }})()")
    weather.wait_for_events("good")
    assert page.evaluate("violations") == []
    assert any("circular" in error for error in page.evaluate("errors"))


def test_a_page_without_tls_is_counted_too(page, site, weather, server):
    port = site.server_port
    project = Project(server, allowed_origins=[f"http://plain.test:{port}"])
    site.put("/plain", site.tag(project.key, weather.address))
    page.goto(f"http://plain.test:{port}/plain")
    assert page.evaluate("isSecureContext") is False
    page.evaluate("iafa.track('bought')")
    weather.wait_for_events("bought")


def test_a_sandboxed_frame_is_counted_too(page, site, weather, server):
    project = Project(server)
    inner = site.put("/inner", site.tag(project.key, weather.address))
    page.goto(site.put("/outer", f'<iframe sandbox="allow-scripts" src="{inner}"></iframe>'))
    weather.wait_for_events("page_view")
    assert weather.posts[0].headers["Origin"] == "null"


def test_nothing_is_left_in_the_page_but_two_names(page, site, weather, project):
    page.goto(site.put("/empty", ""))
    before = set(page.evaluate("Object.getOwnPropertyNames(window)"))
    page.goto(site.put("/names", site.tag(project.key, weather.address)))
    weather.wait_for_events("page_view")
    after = set(page.evaluate("Object.getOwnPropertyNames(window)"))
    assert after - before == {"iafa", "_iafa"}
    assert page.evaluate("document.querySelectorAll('body *').length") == 0


def test_the_script_evaluates_no_text(site):
    text = (site.manifest["stub"] + (OUT / "tracker.js").read_text()).replace(" ", "")
    for word in ("eval(", "Function(", "innerHTML", "document.write", "outerHTML", "srcdoc"):
        assert word not in text, word


