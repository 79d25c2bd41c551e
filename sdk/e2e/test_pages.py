"""What is known without code: page views, sessions, where people came from, clicks, forms."""

import pytest


def titles(weather, count):
    weather.wait_for_events("page_view", count)
    views = sorted(weather.stored("page_view"), key=lambda event: event["id"])
    return [(view["properties"]["title"], view["url"], view.get("referrer")) for view in views]


def flushed(page):
    assert page.evaluate("iafa.flush()")


@pytest.mark.parametrize("has_navigation", [True, False], ids=["navigation", "older"])
def test_views_of_a_single_page_application(page, site, weather, project, has_navigation):
    if not has_navigation:
        page.add_init_script("Object.defineProperty(window, 'navigation', { value: undefined })")
    start = site.put("/app", site.tag(project.key, weather.address))
    page.goto(start)
    weather.wait_for_events("page_view")
    page.evaluate(
        """async () => {
          history.pushState({}, '', '/app/one');
          document.title = 'One';
          await new Promise((done) => setTimeout(done, 50));
          history.pushState({}, '', '/app/one');
          history.replaceState({ scroll: 9 }, '', '/app/one#part');
          await new Promise((done) => setTimeout(done, 50));
          history.pushState({}, '', '/app/two');
          document.title = 'Two';
          await new Promise((done) => setTimeout(done, 50));
          history.go(-2);
        }"""
    )
    page.wait_for_timeout(200)
    flushed(page)
    base = site.address
    assert titles(weather, 4) == [
        ("Page /app", f"{base}/app", None),
        ("One", f"{base}/app/one", f"{base}/app"),
        ("Two", f"{base}/app/two", f"{base}/app/one"),
        ("Two", f"{base}/app/one", f"{base}/app/two"),
    ]


def test_views_of_an_application_that_moves_by_hash(page, site, weather, project):
    start = site.put("/hash", site.tag(project.key, weather.address, data_spa="hash"))
    page.goto(start + "#/a")
    page.evaluate("location.hash = '#/b'")
    page.wait_for_timeout(200)
    flushed(page)
    assert [url for _, url, _ in titles(weather, 2)] == [start + "#/a", start + "#/b"]


def test_views_of_an_application_that_tells_them_itself(page, site, weather, project):
    page.goto(site.put("/own", site.tag(project.key, weather.address, data_auto="click")))
    page.evaluate("iafa.page(); history.pushState({}, '', '/own/next')")
    page.wait_for_timeout(100)
    page.evaluate("iafa.page({ title: 'Next' })")
    flushed(page)
    base = site.address
    assert titles(weather, 2) == [
        ("Page /own", f"{base}/own", None),
        ("Next", f"{base}/own/next", f"{base}/own"),
    ]


def test_a_view_of_a_page_that_is_left_at_once_is_not_lost(page, site, weather, project):
    page.context.add_init_script("localStorage.clear()")
    page.goto(site.put("/quick", site.tag(project.key, weather.address)))
    weather.wait_for_events("page_view")
    away = site.put("/away", "")
    page.evaluate("(away) => { history.pushState({}, '', '/short'); location.href = away }", away)
    page.wait_for_url(away)
    views = weather.wait_for_events("page_view", 2)
    assert views[1]["url"].endswith("/short")


def test_a_page_that_comes_back_from_the_cache_is_viewed_again(launch, site, weather, project):
    # Playwright switches the cache off; here it is on.
    browser = launch(ignore_default_args=["--disable-back-forward-cache"])
    page = browser.new_page()
    page.goto(site.put("/back", site.tag(project.key, weather.address)))
    weather.wait_for_events("page_view")
    page.evaluate("window.isTheSame = true; iafa.track('clicked')")
    page.goto(site.put("/away", ""))
    page.evaluate("history.back()")
    page.wait_for_url("**/back", wait_until="commit")
    page.wait_for_function("window.isTheSame")
    page.evaluate("iafa.flush()")
    weather.wait_for_events("page_view", 2)
    assert len(weather.stored("clicked")) == 1
    browser.close()


def test_a_prerendered_page_waits_until_it_is_seen(page, site, weather, project):
    page.add_init_script(
        "Object.defineProperty(document, 'prerendering', { value: true, configurable: true })"
    )
    page.goto(site.put("/pre", site.tag(project.key, weather.address)))
    page.evaluate("iafa.track('early'); iafa.flush()")
    page.wait_for_timeout(300)
    assert weather.seen == [] and page.evaluate("Object.keys(localStorage)") == []
    page.evaluate(
        "Object.defineProperty(document, 'prerendering', { value: false });"
        "document.dispatchEvent(new Event('prerenderingchange'))"
    )
    weather.wait_for_events("page_view")
    weather.wait_for_events("early")


def test_a_session_ends_after_thirty_minutes_without_events_or_a_day(page, site, weather, project):
    page.clock.install(time=1_700_000_000)
    page.goto(site.put("/session", site.tag(project.key, weather.address)))

    def session_after(minutes):
        page.clock.set_system_time(1_700_000_000 + minutes * 60)
        page.evaluate("iafa.track('tick')")
        return page.evaluate("iafa.session()")

    first = session_after(0)
    assert session_after(29) == first
    assert session_after(58) == first
    second = session_after(88.5)
    assert second != first
    whole_day = [session_after(90 + 20 * step) for step in range(73)]
    assert whole_day[0] == second and whole_day[-2] == second and whole_day[-1] != second


def test_where_a_person_came_from_first_and_this_time(page, site, weather, project):
    address = site.put("/from", site.tag(project.key, weather.address))
    came = "?utm_source=news&utm_campaign=may&gclid=g1&email=ada@example.com&token=secret"
    page.goto(address + came, referer="https://search.example/?q=private")
    weather.wait_for_events("page_view")
    page.evaluate(
        "const name = Object.keys(localStorage).find((key) => key.endsWith('.session'));"
        "const kept = JSON.parse(localStorage[name]);"
        "localStorage[name] = JSON.stringify({ ...kept, last: kept.last - 36e8 })"
    )
    page.goto(address + "?utm_source=ad", referer="https://blog.example/post")
    page.evaluate("iafa.track('bought')")
    flushed(page)
    first, second = sorted(weather.stored("page_view"), key=lambda event: event["id"])
    assert first["url"] == f"{address}?utm_source=news&utm_campaign=may&gclid=g1"
    assert first["referrer"] == "https://search.example/"
    bought = weather.stored("bought")[0]
    assert bought["session_id"] == second["session_id"] != first["session_id"]
    wanted = {
        "first_utm_source": "news",
        "first_utm_campaign": "may",
        "first_gclid": "g1",
        "first_referrer": "https://search.example/",
        "session_utm_source": "ad",
        "session_referrer": "https://blog.example/post",
    }
    assert bought["properties"] == wanted


def test_addresses_hold_no_mail_and_only_the_parameters_asked_for(page, site, weather, project):
    tag = site.tag(project.key, weather.address, data_query="q,page")
    page.goto(site.put("/people/ada@example.com", tag) + "?q=shoes&page=2&secret=1#token")
    weather.wait_for_events("page_view")
    assert weather.stored("page_view")[0]["url"] == f"{site.address}/people/*?q=shoes&page=2"


CLICKABLE = """
<button data-iafa-event="Sign up" data-iafa-prop-plan="pro" data-iafa-prop-place="top">
  <svg><circle r="5"/></svg><b>Go</b></button>
<a id="out" href="https://elsewhere.example/x?token=1" onclick="event.preventDefault()">out</a>
<a id="in" href="#part">in</a>
<a id="file" href="/price list.PDF?x=1" onclick="event.preventDefault()">file</a>
<a id="mail" href="mailto:ada@example.com" onclick="event.preventDefault()">mail</a>
<form id="join" name="joining" action="/join?token=1" onsubmit="event.preventDefault()">
  <input name="id" value="private"><input name="action" value="private">
  <input name="password" type="password" value="private"><button id="send">send</button></form>
<form data-iafa-event="Search" data-iafa-prop-where="header" onsubmit="event.preventDefault()">
  <input name="q" value="private"><button id="find">find</button></form>
"""


def test_marked_elements_links_files_and_forms_are_told_without_code(page, site, weather, project):
    page.goto(site.put("/clicks", CLICKABLE + site.tag(project.key, weather.address)))
    weather.wait_for_events("page_view")
    page.click("b")
    for name in ("out", "in", "file", "mail", "send", "find"):
        page.click(f"#{name}")
    page.click("#out", button="middle")
    page.click("#out", button="right")
    flushed(page)
    events = sorted(weather.stored(), key=lambda event: event["id"])[1:]
    base = site.address
    assert [(event["event_type"], event["properties"]) for event in events] == [
        ("Sign up", {"plan": "pro", "place": "top"}),
        ("outbound_click", {"link_url": "https://elsewhere.example/x"}),
        ("file_download", {"link_url": f"{base}/price%20list.PDF"}),
        ("form_submit", {"form_id": "join", "form_name": "joining", "action": f"{base}/join"}),
        ("Search", {"where": "header"}),
        ("outbound_click", {"link_url": "https://elsewhere.example/x"}),
    ]
    assert "private" not in "".join(seen.text for seen in weather.posts)


def test_only_what_is_asked_for_is_captured(page, site, weather, project):
    tag = site.tag(project.key, weather.address, data_auto="outbound")
    page.goto(site.put("/some", CLICKABLE + tag))
    page.click("b")
    page.click("#send")
    page.click("#out")
    flushed(page)
    assert [event["event_type"] for event in weather.stored()] == ["outbound_click"]
