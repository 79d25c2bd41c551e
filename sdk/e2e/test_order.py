"""Order never depends on clocks: what happened first is first on the server."""

import random

SESSIONS = 1000
AT_ONCE = 20
STAGES = ["view", "cart", "address", "pay", "thanks"]

# Each person has a clock of their own, hours off, that sticks for as long as a whole visit, so that
# events are equal to the millisecond; a few set it back in between. Every event that the page made
# is one step further, unless it is one of those who go the other way round.
PEOPLE = """async ({ key, api, people, module }) => {
  const { init } = await import(module);
  const real = Date.now;
  let offset = 0, frozen = null;
  Date.now = () => (frozen ?? real()) + offset;
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  for (const { hours, jumps, isFrozen, steps } of people) {
    localStorage.clear();
    offset = hours * 3600_000;
    frozen = isFrozen ? real() : null;
    const iafa = init({ key, api, auto: '' });
    let sending;
    for (const [place, step] of steps.entries()) {
      if (place === 2 && jumps) offset -= jumps * 3600_000;
      iafa.track(step);
      if (place % 2 === 0) sending = iafa.flush();
      await pause(place * 3);
    }
    await sending;
    if (!await iafa.flush()) throw new Error('not sent');
  }
}"""


def people(dice, count, reverse):
    return [
        {
            "hours": dice.choice([-5, -0.75, 0, 0.5, 3, 9]),
            "jumps": dice.choice([0, 0, 2]),
            "isFrozen": dice.random() < 0.5,
            "steps": STAGES[::-1] if reverse else STAGES,
        }
        for _ in range(count)
    ]


def walk(browser, site, weather, project, groups):
    """Lets groups of people walk at the same time, each group in a browser of its own."""
    pages = []
    for group in groups:
        page = browser.new_context().new_page()
        page.goto(site.put("/order", ""))
        arguments = {
            "key": project.key,
            "api": f"{weather.address}/api/v1",
            "people": group,
            "module": "/sdk/iafa.js",
        }
        page.evaluate(
            f"(given) => {{ window.walk = ({PEOPLE})(given).then(() => 'done', String) }}",
            arguments,
        )
        pages.append(page)
    for page in pages:
        assert page.evaluate("window.walk") == "done"
        page.context.close()


def uneven(seed):
    """Each request takes another time to arrive."""
    dice = random.Random(seed)

    def fate(number):
        import time

        time.sleep(dice.random() ** 3 * 0.08)
        return "pass"

    return fate


def test_a_thousand_sessions_with_wrong_clocks_give_the_funnel_of_the_true_order(
    browser, site, weather, project
):
    weather.fate = uneven(3)
    dice = random.Random(5)
    backwards = SESSIONS // 10
    everyone = people(dice, SESSIONS - backwards, False) + people(dice, backwards, True)
    dice.shuffle(everyone)
    size = SESSIONS // AT_ONCE
    groups = [everyone[start : start + size] for start in range(0, SESSIONS, size)]
    for start in range(0, AT_ONCE, 4):
        walk(browser, site, weather, project, groups[start : start + 4])
    assert len(weather.stored()) == SESSIONS * len(STAGES)
    straight = SESSIONS - backwards
    assert project.funnel(*STAGES) == [SESSIONS] + [straight] * (len(STAGES) - 1)
    # The other way round, one stage more than none is what those who went straight have.
    assert project.funnel(*STAGES[::-1]) == [SESSIONS] + [backwards] * (len(STAGES) - 1)
