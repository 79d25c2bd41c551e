"""Click, then leave: the moment at which other trackers lose events."""

VISITS = 100
SLOW_SERVER_SECONDS = 0.1

# The specification's own code (Appendix B): asks for a preflight and dies with the page.
FRAGILE = """<script>
window.iafa = { track: (type, properties) => fetch('%s/api/v1/track/batch', {
  method: 'POST',
  headers: { 'Content-Type': 'application/json', 'X-API-Key': '%s' },
  body: JSON.stringify({ events: [{ id: crypto.randomUUID(), event_type: type, user_id: 'u',
    properties }] }),
}) }
</script>"""


def visit_and_leave(page, site, tracker, visits):
    """Visits by people who come once: nothing that one left behind is sent by the next."""
    page.context.add_init_script("localStorage.clear()")
    away = site.put("/away", "<h1>Gone</h1>")
    shop = site.put("/shop", f'{tracker}<a href="{away}" onclick="buy()">buy</a>')
    for visit in visits:
        page.goto(shop)
        page.evaluate(
            f"void (window.buy = () => iafa.track('buy', {{ visit: {visit} }}));"
            "document.querySelector('a').click()"
        )
        page.wait_for_url(away)


def test_every_event_of_a_click_that_leaves_arrives(page, site, weather, project):
    weather.delay_seconds = SLOW_SERVER_SECONDS
    visit_and_leave(page, site, site.tag(project.key, weather.address), range(VISITS))
    bought = weather.wait_for_events("buy", VISITS)
    assert sorted(event["properties"]["visit"] for event in bought) == list(range(VISITS))
    assert weather.accepted() == len(weather.stored())
    project.assert_stored(bought)
    assert [seen.method for seen in weather.seen if seen.method != "POST"] == []


def test_the_same_visits_lose_events_with_a_fragile_tracker(browser, site, weather, project):
    """The planted fault: were this one to deliver as well, the test above would show nothing."""
    weather.delay_seconds = SLOW_SERVER_SECONDS
    for visit in range(10):
        # Each a browser of its own: a preflight that was answered once is not asked for again.
        context = browser.new_context()
        fragile = FRAGILE % (weather.address, project.key)
        visit_and_leave(context.new_page(), site, fragile, [visit])
        context.close()
    assert len(weather.stored("buy")) < 5


def test_an_event_in_the_page_s_last_moment_arrives(page, site, weather, project):
    """Tracked while the page is being hidden, when nothing but a beacon can leave."""
    page.context.add_init_script("localStorage.clear()")
    away = site.put("/away", "")
    page.goto(site.put("/last", site.tag(project.key, weather.address)))
    weather.wait_for_events("page_view")
    page.evaluate("addEventListener('pagehide', () => iafa.track('last'), { capture: true })")
    page.goto(away)
    weather.wait_for_events("last")


def test_closing_the_tab_sends_what_waits(page, site, weather, project):
    page.goto(site.put("/tab", site.tag(project.key, weather.address)))
    weather.wait_for_events("page_view")
    page.evaluate("iafa.track('closing')")
    page.close(run_before_unload=True)
    weather.wait_for_events("closing")


# As many as a browser keeps under way to one server.
BUSY = """(api) => {
  const request = { method: 'POST', body: '{}', keepalive: true };
  for (let n = 0; n < 6; n++) fetch(`${api}/api/v1/track/batch`, request);
}"""


def test_a_request_that_waits_for_its_turn_outlives_the_page(page, site, weather, project):
    """Out of our hands, and not out of the browser's yet."""
    page.context.add_init_script("localStorage.clear()")
    page.goto(site.put("/busy", site.tag(project.key, weather.address)))
    weather.wait_for_events("page_view")
    weather.late_seconds, weather.fate = 2, lambda number: "late" if number <= 7 else "pass"
    page.evaluate(BUSY, weather.address)
    page.evaluate("iafa.track('patient'); void iafa.flush()")
    page.wait_for_timeout(300)
    assert weather.events("patient") == []
    page.goto(site.put("/away", ""))
    weather.wait_for_events("patient")
