"""What the tracker weighs, and what a call costs the page's main thread."""

import gzip

from host_site import OUT

CORE_BYTES = 4500
STUB_BYTES = 400
CALL_MILLISECONDS = 2
SLOWER = 4
CALLS = 300

# Each call alone in its task, as calls come from clicks.
WORK = """async (work) => {
  const call = new Function('n', work);
  for (let n = 0; n < %d; n++) {
    call(n);
    await new Promise((done) => setTimeout(done));
  }
}""" % CALLS


def test_the_core_is_small():
    packed = gzip.compress((OUT / "tracker.js").read_bytes(), 9, mtime=0)
    assert len(packed) <= CORE_BYTES


def test_the_stub_is_small(site):
    assert len(f"<script>{site.manifest['stub']}</script>") <= STUB_BYTES


def test_the_checksum_is_of_the_script_that_carries_it_in_its_name(site):
    import base64
    import hashlib

    content = (OUT / site.manifest["immutable"]).read_bytes()
    digest = base64.b64encode(hashlib.sha384(content).digest()).decode()
    assert site.manifest["integrity"] == f"sha384-{digest}"
    assert hashlib.sha256(content).hexdigest()[:12] in site.manifest["immutable"]
    assert content == (OUT / "tracker.js").read_bytes()


def cost(page, work):
    """Milliseconds of the main thread's own time a call, on a machine four times slower.

    Its own time, not the wall's: other processes of the machine do not count. What a call leaves
    to do for later, in timers and promises, does.
    """
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def spent(work):
        def seconds():
            metrics = session.send("Performance.getMetrics")["metrics"]
            return next(m["value"] for m in metrics if m["name"] == "TaskDuration")

        before = seconds()
        page.evaluate(WORK, work)
        return (seconds() - before) * 1000 / CALLS

    nothing = spent("")
    # The least of three: a core shared with others is slower even by its own clock.
    milliseconds = min(spent(work) for _ in range(3)) - nothing
    print(f"{milliseconds:.2f} ms a call; a task with nothing in it takes {nothing:.2f} ms")
    return milliseconds


def test_a_call_costs_the_page_less_than_two_milliseconds(page, site, weather, project):
    weather.delay_seconds = 0.05
    page.goto(site.put("/cost", site.tag(project.key, weather.address)))
    weather.wait_for_events("page_view")
    work = "iafa.track('clicked', { place: 'top', price: n, label: 'a label of usual length' })"
    assert cost(page, work) <= CALL_MILLISECONDS


def test_a_call_is_as_cheap_while_the_server_is_away_and_hundreds_wait(
    page, site, weather, project
):
    weather.fate = lambda number: "drop"
    page.goto(site.put("/cost", site.tag(project.key, weather.address)))
    page.evaluate("for (let n = 0; n < 500; n++) iafa.track('waiting')")
    assert cost(page, "iafa.track('clicked', { place: 'top', price: n })") <= CALL_MILLISECONDS


def test_the_gate_sees_a_call_that_is_too_slow(page, site):
    """The planted fault."""
    page.goto(site.put("/slow", ""))
    wait = "const end = performance.now() + 12; while (performance.now() < end) {}"
    assert cost(page, wait) > CALL_MILLISECONDS
