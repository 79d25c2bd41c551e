"""The same promises in a second engine."""

import random

import pytest

from firefox import Firefox
from test_leaving import SLOW_SERVER_SECONDS, VISITS
from test_ledger import SEED, assert_each_once, stormy

EVENTS = 200


@pytest.fixture(scope="module")
def firefox():
    firefox = Firefox()
    yield firefox
    firefox.close()


def test_every_event_of_a_click_that_leaves_arrives(firefox, site, weather, project):
    weather.delay_seconds = SLOW_SERVER_SECONDS
    away = site.put("/away", "<h1>Gone</h1>")
    # Nothing that one visit left behind may be sent by the next.
    forget = "<script>localStorage.clear()</script>"
    tag = site.tag(project.key, weather.address)
    shop = site.put("/shop", f'{forget}{tag}<a href="{away}" onclick="buy()">buy</a>')
    for visit in range(VISITS):
        firefox.goto(shop)
        firefox.evaluate(
            f"window.buy = () => iafa.track('buy', {{ visit: {visit} }});"
            "setTimeout(() => document.querySelector('a').click()); 0"
        )
        firefox.wait_for_address(away)
    bought = weather.wait_for_events("buy", VISITS)
    assert sorted(event["properties"]["visit"] for event in bought) == list(range(VISITS))
    assert weather.accepted() == len(weather.stored())
    project.assert_stored(bought)
    assert [seen.method for seen in weather.seen if seen.method != "POST"] == []


def test_every_event_arrives_once_through_a_storm(firefox, site, weather, project):
    weather.fate = stormy(0.2, SEED)
    weather.late_seconds = 0.5
    dice = random.Random(SEED)
    address = site.put("/ledger", site.tag(project.key, weather.address))
    firefox.goto(address)
    firefox.evaluate("localStorage.clear()")
    sent = 0
    while sent < EVENTS:
        part = min(dice.randint(1, 15), EVENTS - sent)
        firefox.goto(f"{address}?{sent}")
        numbers = list(range(sent, sent + part))
        firefox.evaluate(f"for (const n of {numbers}) iafa.track('ledger', {{ n }}); 0")
        sent += part
    firefox.goto(address)
    weather.wait_for(lambda: firefox.evaluate("iafa.flush()") is True, seconds=60)
    assert_each_once(weather, project, EVENTS)


def test_global_privacy_control_is_firefox_s_own_and_means_no(site, weather, project):
    firefox = Firefox(
        **{
            "privacy.globalprivacycontrol.enabled": True,
            "privacy.globalprivacycontrol.functionality.enabled": True,
        }
    )
    firefox.goto(site.put("/private", site.tag(project.key, weather.address)))
    assert firefox.evaluate("navigator.globalPrivacyControl") is True
    firefox.evaluate("iafa.track('clicked'); iafa.flush()")
    firefox.evaluate("new Promise((done) => setTimeout(done, 2500))")
    kept = firefox.evaluate("Object.keys(localStorage).length")
    firefox.close()
    assert (weather.seen, kept) == ([], 0)
