"""What goes over the wire, and what the tracker makes of each kind of answer."""

import pytest


def instants(events):
    return [event["timestamp"] for event in events if "timestamp" in event]


def open_page(page, site, weather, project, path="/wire", **attributes):
    page.goto(site.put(path, site.tag(project.key, weather.address, **attributes)))
    weather.wait_for_events("page_view")


def listen(page, *signals):
    """Collects what the tracker tells of each event in window.heard."""
    page.evaluate(
        "(names) => { window.heard = []; for (const name of names) iafa.on(name, (event, reason) =>"
        " heard.push([name, event?.event_type, reason])) }",
        list(signals),
    )


def test_a_request_is_simple_and_says_when_it_was_sent(page, site, weather, project):
    open_page(page, site, weather, project)
    [seen] = weather.seen
    assert seen.path == "/api/v1/track/batch"
    assert seen.headers["Content-Type"].startswith("text/plain")
    assert not {"x-api-key", "authorization", "cookie"} & {name.lower() for name in seen.headers}
    assert seen.body["api_key"] == project.key
    assert seen.body["sent_at"].endswith("Z")


def test_times_strictly_increase_over_requests_pages_and_bursts(page, site, weather, project):
    open_page(page, site, weather, project)
    for _ in range(3):
        page.evaluate("for (let n = 0; n < 100; n++) iafa.track('burst')")
        page.reload()
    assert page.evaluate("iafa.flush()")
    times = sorted(instants(weather.stored()))
    assert len(weather.stored("burst")) == 300
    assert len(set(times)) == len(times)
    in_order_made = instants(sorted(weather.stored(), key=lambda event: event["id"]))
    assert in_order_made == times


def test_events_go_in_batches(page, site, weather, project):
    open_page(page, site, weather, project)
    page.evaluate("for (let n = 0; n < 5; n++) iafa.track('few')")
    page.wait_for_timeout(500)
    assert weather.events("few") == []
    weather.wait_for_events("few", 5)
    assert len(weather.posts) == 2


def test_a_batch_stays_below_what_a_page_may_have_under_way(page, site, weather, project):
    open_page(page, site, weather, project)
    page.evaluate("for (let n = 0; n < 40; n++) iafa.track('big', { text: 'é'.repeat(4000) })")
    assert page.evaluate("iafa.flush()")
    assert len(weather.stored("big")) == 40
    assert max(len(seen.text.encode()) for seen in weather.posts) < 60_000


def test_retry_after_is_kept_also_over_a_reload(page, site, weather, project):
    open_page(page, site, weather, project)
    weather.fate, weather.retry_after = (lambda number: 503), 3
    page.evaluate("iafa.track('wait'); iafa.flush()")
    weather.wait_for(lambda: weather.events("wait"))
    weather.fate = lambda number: "pass"
    page.reload()
    page.evaluate("iafa.track('more'); iafa.flush()")
    [stored] = weather.wait_for_events("wait")
    refused, accepted = (seen for seen in weather.posts if stored in seen.events)
    assert accepted.began - refused.began >= 3
    assert [seen for seen in weather.posts if refused.began < seen.began < accepted.began] == []


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503])
def test_a_passing_trouble_is_tried_again_with_the_same_id(page, site, weather, project, status):
    open_page(page, site, weather, project)
    weather.fate = lambda number: status if number == 2 else "pass"
    page.evaluate("iafa.track('again'); iafa.flush()")
    weather.wait_for_events("again")
    first, second = weather.events("again")
    assert first == second


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_lasting_refusal_ends_the_sending_and_keeps_the_events(
    page, site, weather, project, status
):
    open_page(page, site, weather, project)
    weather.fate = lambda number: status
    page.evaluate("iafa.track('kept'); iafa.flush()")
    weather.wait_for(lambda: len(weather.posts) == 2)
    page.evaluate("iafa.track('kept'); iafa.flush()")
    page.wait_for_timeout(2500)
    assert len(weather.posts) == 2
    weather.fate = lambda number: "pass"
    page.reload()
    weather.wait_for_events("kept", 2)


def test_a_refused_event_is_named_and_its_neighbours_are_kept(page, site, weather, project):
    open_page(page, site, weather, project)
    listen(page, "sent", "dropped")
    page.evaluate("iafa.track('good'); iafa.track('x'.repeat(101)); iafa.track('fine')")
    assert page.evaluate("iafa.flush()")
    heard = page.evaluate("heard")
    assert [(name, kind) for name, kind, _ in heard if kind != "page_view"] == [
        ("sent", "good"),
        ("dropped", "x" * 101),
        ("sent", "fine"),
    ]
    [reason] = [reason for name, _, reason in heard if name == "dropped"]
    assert reason[0]["pointer"] == "/event_type"


def test_an_event_that_spoils_its_request_goes_alone(page, site, weather, project):
    """Such as one that a firewall does not like: 400 for whatever request it is in."""
    open_page(page, site, weather, project)
    listen(page, "dropped")

    def fate(number):
        spoilt = any(event.get("event_type") == "evil" for event in weather.seen[-1].events)
        return 400 if spoilt else "pass"

    weather.fate = fate
    page.evaluate(
        "for (let n = 0; n < 9; n++) iafa.track(n === 4 ? 'evil' : 'good')"
    )
    assert page.evaluate("iafa.flush()")
    assert len(weather.stored("good")) == 8
    assert [kind for _, kind, _ in page.evaluate("heard")] == ["evil"]


def test_a_sign_in_page_in_between_takes_nothing(page, site, weather, project):
    """A hotel's network answers 200 to everything, and none of it is from the server."""
    page.route(
        "**/track/batch",
        lambda route: route.fulfill(
            status=200, body="<h1>Welcome</h1>", headers={"Access-Control-Allow-Origin": "*"}
        ),
    )
    page.goto(site.put("/hotel", site.tag(project.key, weather.address)))
    assert page.evaluate("iafa.flush()") is False
    page.unroute("**/track/batch")
    weather.wait_for_events("page_view")


def test_a_foreign_origin_is_told_so_and_hurts_nobody(page, weather, server, site):
    from project import Project

    stranger = Project(server, allowed_origins=["https://elsewhere.example"])
    page.goto(site.put("/foreign", site.tag(stranger.key, weather.address)))
    weather.wait_for(lambda: weather.posts and weather.posts[0].ended)
    listen(page, "error")
    weather.wait_for(lambda: page.evaluate("heard.length"))
    assert weather.posts[0].status == 403
    assert weather.posts[0].answer["code"] == "origin_not_allowed"


def test_a_person_who_signs_in_is_one_person(page, site, weather, project):
    open_page(page, site, weather, project)
    page.evaluate(
        "iafa.track('looked'); iafa.identify('ada', { plan: 'pro' }); iafa.track('bought')"
    )
    assert page.evaluate("iafa.flush()")
    looked, bought = weather.stored("looked")[0], weather.stored("bought")[0]
    assert looked["user_id"] != "ada" and bought["user_id"] == "ada"
    assert project.funnel("looked", "bought") == [1, 1]
    page.evaluate("iafa.reset(); iafa.track('looked')")
    assert page.evaluate("iafa.flush()")
    assert project.funnel("looked", "bought") == [2, 1]
    assert page.evaluate("iafa.id()") not in ("ada", looked["user_id"])


def test_the_next_person_at_the_same_device_is_not_joined_to_the_last(
    page, site, weather, project
):
    open_page(page, site, weather, project)
    page.evaluate("iafa.identify('ada'); iafa.track('looked')")
    page.evaluate("iafa.identify('bob'); iafa.track('bought')")
    assert page.evaluate("iafa.flush()")
    assert project.funnel("looked", "bought") == [1, 0]


def test_nobody_s_id_joins_nobody(page, site, weather, project):
    open_page(page, site, weather, project)
    page.evaluate("iafa.identify('ada')")
    page.evaluate("for (const id of [undefined, null, '', 'null', 'Guest', {}]) iafa.identify(id)")
    assert page.evaluate("iafa.id()") == "ada"
    assert page.evaluate("iafa.flush()")
    joined = [event for event in weather.stored() if event.get("type") == "identify"]
    assert [event["user_id"] for event in joined] == ["ada"]


def test_an_alias_and_a_group_reach_the_server(page, site, weather, project):
    open_page(page, site, weather, project)
    page.evaluate(
        "iafa.identify('ada'); iafa.track('looked'); iafa.alias('ada@work');"
        "iafa.group('company', 'acme', { seats: 5 }); iafa.register({ plan: 'pro' });"
        "iafa.track('bought', { price: 8 }, { revenue: 80 })"
    )
    assert page.evaluate("iafa.flush()")
    [group] = weather.stored("group")
    assert group["properties"]["group_id"] == "acme" and group["properties"]["seats"] == 5
    wanted = {"company": "acme", "plan": "pro", "price": 8, "revenue": 80}
    assert wanted.items() <= weather.stored("bought")[0]["properties"].items()
    alias = [event for event in weather.stored() if event["user_id"] == "ada@work"]
    assert [event["anonymous_id"] for event in alias] == ["ada"]
    assert project.funnel("looked", "bought", count_by={"property": "company"})[1] == 0
