"""The page by keyboard alone: where Tab comes, that it is seen there, and that the focus stays."""

# What is wrong with the element that has the focus, for somebody who sees and has no pointer.
FAULT = """() => {
  const at = document.activeElement;
  // Where a page begins there is nothing to press.
  if (at === null || at === document.body || at.id === 'main') return null;
  // The browser itself draws the ring of the calendar in a date's field.
  if (at.type === 'date' && !at.matches(':focus-visible')) return null;
  const name = `${at.tagName} ${at.ariaLabel ?? at.innerText.slice(0, 40)}`;
  const ringed = (pseudo) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(at, pseudo);
    return (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) ||
      boxShadow.includes('0px 0px 0px 3px');
  };
  if (!ringed(null) && !ringed('::after')) return `no ring: ${name}`;
  const box = at.getBoundingClientRect();
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return inside ? null : `out of sight: ${name}`;
}"""
IS_LOST = "() => document.activeElement === null || document.activeElement === document.body"
SOON = 3000


def has_focus(target):
    return target.and_(target.page.locator(":focus")).count() > 0


def tab_to(target, by="Tab", limit=90):
    """Presses Tab (or Shift+Tab) until the focus is there; it must be seen at every stop on the way."""
    page = target.page
    for _ in range(limit):
        page.keyboard.press(by)
        fault = page.evaluate(FAULT)
        assert fault is None, fault
        if has_focus(target):
            return
    raise AssertionError(f"{by} never came to {target}")


def press(target, key="Enter", by="Tab"):
    """Goes there, and presses it."""
    tab_to(target, by)
    target.page.keyboard.press(key)


def assert_focused(target):
    """The focus comes there, and stays."""
    target.and_(target.page.locator(":focus")).wait_for(state="attached", timeout=SOON)
    target.page.wait_for_timeout(50)
    assert has_focus(target)


def assert_focus_kept(page):
    """Nothing that was just done has left the focus hanging."""
    page.wait_for_timeout(150)
    assert not page.evaluate(IS_LOST), "the focus is lost"


def button(page, name, exact=True):
    return page.get_by_role("button", name=name, exact=exact)


def dialog(page, name):
    return page.get_by_role("dialog", name=name)


def inside(panel):
    """Once the panel is open and has the focus."""
    panel.wait_for()
    panel.page.wait_for_function("() => document.activeElement.closest('[popover], dialog')")


def opened(opener, name):
    """What is behind a button: Escape closes it and gives the focus back, then it is opened again."""
    panel = dialog(opener.page, name)
    press(opener)
    inside(panel)
    opener.page.keyboard.press("Escape")
    panel.wait_for(state="hidden")
    assert_focused(opener)
    opener.page.keyboard.press("Enter")
    inside(panel)
    return panel


def fill(field, text):
    tab_to(field)
    field.page.keyboard.press("Control+a")
    field.page.keyboard.type(text)
