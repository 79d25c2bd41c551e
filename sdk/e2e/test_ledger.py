"""Every event once, whatever happens: a ledger of what pages tracked against what is stored."""

import random
from collections import Counter

EVENTS = 1000
SEED = 7
BAD = ["drop", "lost", "late"]


def stormy(share, seed):
    """That share of requests never arrives, or is answered too late or not at all."""
    dice = random.Random(seed)
    return lambda number: dice.choice(BAD) if dice.random() < share else "pass"


def track(page, numbers):
    page.evaluate(f"for (const n of {list(numbers)}) iafa.track('ledger', {{ n }})")


def assert_each_once(weather, project, count):
    tracked = weather.events("ledger")
    ids_of = {}
    for event in tracked:
        ids_of.setdefault(event["properties"]["n"], set()).add(event["id"])
    assert sorted(ids_of) == list(range(count))
    assert {len(ids) for ids in ids_of.values()} == {1}, "one event, one id"
    everything = {event["id"]: event for event in weather.events()}
    assert weather.accepted() == len(everything), "each id was new to the server exactly once"
    project.assert_stored(list(everything.values()))


class Person:
    """Someone with a bad line who opens, reloads and closes pages all the time."""

    def __init__(self, context, address, dice):
        self.context, self.address, self.dice = context, address, dice
        self.page = None
        self.counts = Counter()

    def open(self):
        self.page = self.context.new_page()
        self.page.goto(self.address)

    def suffer(self):
        self.context.set_offline(False)
        what = self.dice.choice(["nothing", "reload", "close", "offline", "leave"])
        self.counts[what] += 1
        if what == "reload":
            self.page.reload()
        elif what == "close":
            self.page.close()
            self.open()
        elif what == "offline":
            self.context.set_offline(True)
        elif what == "leave":
            self.page.goto(self.address + "?next")


def test_a_thousand_events_through_a_storm_arrive_once_each(context, site, weather, project):
    weather.fate = stormy(0.2, SEED)
    weather.late_seconds = 0.5
    dice = random.Random(SEED)
    address = site.put("/ledger", site.tag(project.key, weather.address))
    person = Person(context, address, dice)
    person.open()
    sent = 0
    while sent < EVENTS:
        part = min(dice.randint(1, 25), EVENTS - sent)
        track(person.page, range(sent, sent + part))
        sent += part
        person.suffer()
        if dice.random() < 0.5:
            person.page.wait_for_timeout(dice.randint(0, 300))
    context.set_offline(False)
    assert min(person.counts.values()) > 5, "each misfortune has happened"
    person.page.reload()
    weather.wait_for(lambda: person.page.evaluate("iafa.flush()"), seconds=60)
    fates = Counter(seen.fate for seen in weather.posts)
    assert min(fates[fate] for fate in BAD) > 0, fates
    assert_each_once(weather, project, EVENTS)


def test_the_ledger_sees_an_event_that_counts_twice(context, site, weather, project):
    """The planted fault: a page that gives a repeat a new id."""
    page = context.new_page()
    page.goto(site.put("/twice", site.tag(project.key, weather.address)))
    track(page, [0, 1, 1])
    assert page.evaluate("iafa.flush()")
    try:
        assert_each_once(weather, project, 2)
    except AssertionError as error:
        assert "one event, one id" in str(error)
    else:
        raise AssertionError("the ledger did not see it")


def test_two_tabs_send_everything_and_one_at_a_time(context, site, weather, project):
    address = site.put("/tabs", site.tag(project.key, weather.address))
    weather.delay_seconds = 0.05
    tabs = [context.new_page() for _ in range(2)]
    for tab in tabs:
        tab.goto(address)
    for start in range(0, 200, 10):
        track(tabs[start // 10 % 2], range(start, start + 10))
    weather.wait_for(lambda: len(weather.stored("ledger")) == 200, seconds=30)
    weather.wait_for(lambda: all(seen.ended for seen in weather.posts))
    assert_each_once(weather, project, 200)
    # A tab may learn late what the other one has just sent; the same ids count once. Were each to
    # send all, it would be twice as many.
    assert len(weather.events()) < 300, "tabs send each other's events"
    spans = sorted((seen.began, seen.ended) for seen in weather.posts)
    for (_, ended), (began, _) in zip(spans, spans[1:]):
        assert ended <= began, "two tabs were sending at once"


def test_one_tab_sends_what_a_closed_one_left(context, site, weather, project):
    address = site.put("/left", site.tag(project.key, weather.address))
    weather.fate = lambda number: "drop"
    first = context.new_page()
    first.goto(address)
    track(first, range(20))
    first.close()
    weather.fate = lambda number: "pass"
    second = context.new_page()
    second.goto(address)
    assert second.evaluate("iafa.flush()")
    assert_each_once(weather, project, 20)


def test_without_storage_events_still_arrive(page, site, weather, project):
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no') } })"
    )
    weather.fate = stormy(0.2, SEED)
    weather.late_seconds = 0.2
    page.goto(site.put("/bare", site.tag(project.key, weather.address)))
    track(page, range(100))
    weather.wait_for(lambda: page.evaluate("iafa.flush()"), seconds=30)
    assert_each_once(weather, project, 100)
