"""Every width: nothing scrolls sideways that should not, and no words lie on others."""

import pytest
from dashboard import SHAPES, open_funnel

WIDTHS = [360, 390, 699, 700, 768, 1024, 1200, 1440, 2560]

# Boxes of text that must keep apart, as [name, left, top, right, bottom].
BOXES = """
() => [...document.querySelectorAll(
  '.headline-rate, .headline-words, .headline dl > div, .stage-name, .stage-users, ' +
  '.stage-facts > span, .pill, .leaver-count, .leaver-rate, .leaver-waiting, .down .leavers li, ' +
  '.note, .top .place, .top .controls'
)].map((element) => {
  const box = element.getBoundingClientRect();
  return [element.className + ': ' + element.innerText.slice(0, 30),
    box.left, box.top, box.right, box.bottom];
}).filter((box) => box[3] > box[1] && box[4] > box[2])
"""


def overlaps(boxes):
    found = []
    for place, (name, left, top, right, bottom) in enumerate(boxes):
        for other, x1, y1, x2, y2 in boxes[place + 1 :]:
            if min(right, x2) - max(left, x1) > 1 and min(bottom, y2) - max(top, y1) > 1:
                found.append(f"{name} / {other}")
    return found


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", SHAPES)
def test_funnel(signed_in, dashboard, width, name):
    page = signed_in
    page.set_viewport_size({"width": width, "height": 900})
    open_funnel(page, dashboard, name)
    page.locator(".river").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert overlaps(page.evaluate(BOXES)) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_other_pages(signed_in, dashboard, width):
    page = signed_in
    page.set_viewport_size({"width": width, "height": 800})
    project = f"/projects/{dashboard.project}"
    for path in ("/projects/new", f"{project}/start", f"{project}/funnels/new"):
        page.goto(path)
        page.locator("main h1").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.context.clear_cookies()
    for path in ("/sign-in", "/register"):
        page.goto(path)
        page.locator("main h1").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
