"""No means no: browser signals, consent, opting out, and nothing on the device."""

import pytest

GPC = "Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })"
DNT = "Object.defineProperty(navigator, 'doNotTrack', { value: '1' })"
KEPT = "[...Object.keys(localStorage), ...Object.keys(sessionStorage), document.cookie].join('')"


@pytest.fixture
def visit(page, site, weather, project):
    """Opens a page with the tracker and does what people do."""

    def visit(path="/private", **attributes):
        page.goto(site.put(path, site.tag(project.key, weather.address, **attributes)))
        page.evaluate("iafa.track('clicked'); iafa.identify('ada'); iafa.flush()")
        return page

    return visit


@pytest.mark.parametrize("signal", [GPC, DNT], ids=["GPC", "DNT"])
def test_a_browser_that_says_no_sends_and_keeps_nothing(page, visit, weather, signal):
    page.add_init_script(signal)
    visit()
    page.wait_for_timeout(2500)
    page.reload()
    page.wait_for_timeout(500)
    assert weather.seen == []
    assert page.evaluate(KEPT) == ""


def test_the_same_visit_without_the_signal_sends(visit, weather):
    """Were this not to send, the test above would show nothing."""
    visit()
    weather.wait_for_events("clicked")


def test_a_site_may_be_told_which_signals_to_heed(page, visit, weather):
    page.add_init_script(GPC)
    visit(data_respect="dnt")
    weather.wait_for_events("clicked")


def test_who_opts_in_is_heard_over_the_signal(page, visit, weather):
    page.add_init_script(GPC)
    visit()
    page.evaluate("iafa.optIn(); iafa.track('after')")
    weather.wait_for_events("after")
    assert weather.events("clicked") == []


def test_before_consent_nothing_is_kept_or_sent_and_after_it_nothing_is_lost(visit, weather):
    page = visit(data_consent="required")
    page.wait_for_timeout(2500)
    assert weather.seen == [] and page.evaluate(KEPT) == ""
    page.evaluate("for (let n = 0; n < 100; n++) iafa.track('more')")
    page.evaluate("iafa.consent('granted')")
    weather.wait_for_events("clicked")
    assert len(weather.wait_for_events("page_view")) == 1
    assert len(weather.stored()) == 50, "as many as wait without consent"
    page.reload()
    weather.wait_for_events("page_view", 2)


def test_a_choice_that_is_none_changes_nothing(visit, weather):
    page = visit(data_consent="required")
    page.evaluate("iafa.consent('yes'); iafa.consent(); iafa.consent({}); iafa.flush()")
    page.wait_for_timeout(500)
    assert weather.seen == []
    page.evaluate("iafa.consent('granted')")
    weather.wait_for_events("clicked")


def test_who_declines_leaves_nothing_behind_but_that_choice(visit, weather):
    page = visit(data_consent="required")
    page.evaluate("iafa.consent('denied'); iafa.track('after'); iafa.flush()")
    page.reload()
    page.evaluate("iafa.track('after'); iafa.flush()")
    page.wait_for_timeout(2500)
    assert weather.seen == []
    assert page.evaluate("Object.keys(localStorage).map((key) => key.split('.')[2])") == ["choice"]


def test_opting_out_holds_at_once_in_every_tab_and_after_a_reload(visit, context, weather, site):
    page = visit()
    weather.wait_for_events("clicked")
    other = context.new_page()
    other.goto(site.address + "/private")
    other.evaluate("iafa.flush()")
    page.evaluate("iafa.track('unsent'); iafa.optOut(); iafa.track('after')")
    other.wait_for_timeout(200)
    other.evaluate("iafa.track('after'); iafa.flush()")
    page.reload()
    page.evaluate("iafa.track('after'); iafa.flush()")
    page.wait_for_timeout(2500)
    assert weather.events("after") == [] == weather.events("unsent")
    page.evaluate("iafa.optIn(); iafa.track('again')")
    weather.wait_for_events("again")


def test_in_memory_nothing_is_written_on_the_device(visit, weather):
    page = visit(data_persistence="memory")
    weather.wait_for_events("clicked")
    assert page.evaluate(KEPT) == ""
    first = weather.stored("page_view")[0]["user_id"]
    page.reload()
    weather.wait_for_events("page_view", 2)
    assert weather.stored("page_view")[1]["user_id"] != first


def test_without_any_id_a_visitor_is_one_for_the_day_and_joined_with_nobody(
    visit, page, weather, project
):
    visit(data_persistence="none")
    weather.wait_for_events("clicked")
    page.reload()
    weather.wait_for_events("page_view", 2)
    page.evaluate("iafa.reset(); iafa.track('later'); iafa.flush()")
    weather.wait_for_events("later")
    assert page.evaluate(KEPT) == ""
    views = weather.stored("page_view")
    assert {view["user_id"] for view in views} == {"$daily"}
    # Before `identify` and after, and on another load of the page: the same visitor of a day.
    assert project.funnel("page_view", "later") == [1, 1]
    assert project.funnel("clicked", "later", window_seconds=3600) == [1, 1]


def test_a_hook_edits_and_drops_events_and_one_that_fails_lets_none_through(visit, weather):
    page = visit()
    page.evaluate(
        """iafa.before((event) => {
          if (event.event_type === 'secret') return null;
          if (event.event_type === 'broken') throw new Error('hook');
          return { ...event, properties: { ...event.properties, name: undefined } };
        });
        iafa.track('open', { name: 'Ada', plan: 'pro' });
        iafa.track('secret');
        iafa.track('broken');
        iafa.flush()"""
    )
    [event] = weather.wait_for_events("open")
    assert event["properties"] == {"plan": "pro"}
    assert weather.events("secret") == [] == weather.events("broken")
