"""Numbers and dates as the reader writes them; what is copied is the same for everybody."""

import pytest
from dashboard import api_get, open_funnel, watch

FORMAT = """([locale, n, rate]) => [
  new Intl.NumberFormat(locale).format(n),
  new Intl.NumberFormat(locale,
    { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(rate / 100),
]"""


@pytest.mark.parametrize("locale", ["de-DE", "ar-EG", "hi-IN", "fr-CH"])
@pytest.mark.parametrize("width", [390, 1440])
def test_a_funnel_reads_as_its_reader_writes(browser, server, dashboard, locale, width):
    context = browser.new_context(
        base_url=server, locale=locale, viewport={"width": width, "height": 900}
    )
    context.add_cookies(dashboard.cookies())
    page = context.new_page()
    problems = watch(page)
    open_funnel(page, dashboard, "Five")
    answer = api_get(page, f"/analytics/funnel/{dashboard.funnels['Five']}")
    users, rate = page.evaluate(
        FORMAT, [locale, answer["entered_users"], answer["overall_conversion_rate"]]
    )
    assert page.locator(".headline-rate").inner_text().strip() == rate
    first = page.locator(".stage-table tbody tr").first
    first.wait_for()
    assert first.locator("td").first.inner_text().strip() == users
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.documentElement.lang") == "en", "the words are English"
    page.goto(f"/projects/{dashboard.project}/settings/data")
    page.locator(".settings-figures").wait_for()
    stored = api_get(page, f"/projects/{dashboard.project}/storage")["events"]
    shown = page.evaluate(FORMAT, [locale, stored, 0])[0]
    assert page.locator(".settings-figures dd").first.inner_text().strip() == shown
    context.close()
    assert problems == []
