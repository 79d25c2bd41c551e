"""axe-core over a page, in a window and a theme of its own."""

from contextlib import contextmanager

from axe_playwright_python.base import AXE_SCRIPT, AxeResults

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What is in order is not told: it is most of the page.
RULES = {"runOnly": TAGS, "resultTypes": ["violations"]}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}


@contextmanager
def visit(browser, server, theme, width, cookies=(), height=900):
    """A page that axe can be run in: it is injected, which the page's own policy forbids. All other
    tests keep the policy."""
    context = browser.new_context(
        base_url=server,
        color_scheme=theme,
        bypass_csp=True,
        locale="en-US",
        timezone_id="UTC",
        reduced_motion="reduce",
        viewport={"width": width, "height": height},
    )
    context.set_default_timeout(15_000)
    context.add_cookies(list(cookies))
    try:
        yield context.new_page()
    finally:
        context.close()


def assert_accessible(page, what="", rules=RULES):
    """Nothing that axe finds, and nothing that scrolls sideways."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = AxeResults(page.evaluate("(rules) => axe.run(rules)", rules))
    assert found.violations_count == 0, f"{what}: {found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), what


def assert_accessible_in_every_look(page, what, widths=(390, 1440)):
    """As the page stands there, on phones and wide; in the dark only its colours are others. The
    page is left as wide as the last of them, in the light."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        for theme, rules in (("dark", COLOURS), ("light", RULES)):
            page.emulate_media(color_scheme=theme)
            # Colours that glide have arrived by then.
            page.wait_for_timeout(150)
            assert_accessible(page, f"{what}, {width} {theme}", rules)
