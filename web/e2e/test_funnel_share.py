"""What the funnel page gives away: picture, link, numbers, and how each figure is counted."""

import csv
import io
import os
import struct
import subprocess
import zlib

import duckdb
import pytest
import slopes
from accessible import assert_accessible, visit
from dashboard import open_funnel
from slopes import COUNTS


@pytest.fixture(scope="module")
def berlin(browser, server):
    return slopes.furnish(browser, server)


@pytest.fixture
def visitor(page, berlin):
    page.context.add_cookies(berlin.cookies())
    return page


def pixels(png):
    """Size and raw bytes of a PNG, after its checks."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    place, data, size = 8, b"", None
    while place < len(png):
        length, kind = struct.unpack(">I4s", png[place : place + 8])
        body = png[place + 8 : place + 8 + length]
        if kind == b"IHDR":
            size = struct.unpack(">II", body[:8])
        if kind == b"IDAT":
            data += body
        place += length + 12
    return size, zlib.decompress(data)


@pytest.mark.parametrize("view", ["river", "bars"])
@pytest.mark.parametrize("stages,width", [(5, 1440), (20, 390)])
def test_the_picture_is_a_png_of_the_chart(visitor, berlin, view, stages, width):
    page = visitor
    page.set_viewport_size({"width": width, "height": 900})
    open_funnel(page, berlin, f"Of {stages}", "" if view == "river" else f"?view={view}")
    page.get_by_role("button", name="Share and more").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as picture").click()
    assert saved.value.suggested_filename == f"Of {stages}.png"
    with open(saved.value.path(), "rb") as file:
        (across, down), raw = pixels(file.read())
    assert across == 2 * max(1200, 132 * stages + 96)
    assert down > 1000
    # A sheet of one colour would pack to next to nothing, and text alone to little.
    assert len(set(raw)) > 100
    page.get_by_text("The picture is saved.").wait_for()


def test_link_and_numbers_are_copied(visitor, berlin):
    page = visitor
    open_funnel(page, berlin, "Of 5", "?range=7d&view=bars")
    menu = page.get_by_role("button", name="Share and more")
    menu.click()
    page.get_by_role("button", name="Copy link").click()
    page.get_by_text("The link is copied.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    menu.click()
    page.get_by_role("button", name="Copy numbers as CSV").click()
    page.get_by_text("The numbers are copied.").wait_for()
    rows = list(csv.DictReader(io.StringIO(page.evaluate("navigator.clipboard.readText()"))))
    assert [int(row["People"]) for row in rows] == COUNTS[5]


@pytest.mark.skipif("IAFA_BINARY" not in os.environ, reason="needs the real server's files")
def test_the_copied_query_gives_the_numbers_without_the_server(visitor, berlin, data_dir):
    page = visitor
    open_funnel(page, berlin, "Of 5", "?range=7d")
    page.get_by_role("button", name="Share and more").click()
    page.get_by_role("button", name="Copy as SQL").click()
    page.get_by_text("The query for DuckDB is copied.").wait_for()
    query = page.evaluate("navigator.clipboard.readText()").replace("DATA_DIR", str(data_dir))
    compact = [os.environ["IAFA_BINARY"], "compact", "--data-dir", data_dir]
    subprocess.run(compact, check=True, capture_output=True)
    assert [row[2] for row in duckdb.sql(query).fetchall()] == COUNTS[5]


def test_a_phone_has_in_its_menu_what_the_header_has_no_room_for(visitor, berlin):
    page = visitor
    page.set_viewport_size({"width": 360, "height": 780})
    open_funnel(page, berlin, "Of 5")
    page.locator(".change").wait_for()
    menu = page.get_by_role("button", name="Share and more")
    menu.click()
    compare = page.get_by_role("button", name="vs previous")
    assert compare.get_attribute("aria-pressed") == "true"
    compare.click()
    page.wait_for_url("**compare=off**")
    assert page.locator(".change").count() == 0
    menu.click()
    page.get_by_role("button", name="Show as bars").click()
    page.locator(".bars-down").wait_for()
    menu.click()
    page.get_by_role("button", name="Show as a river").click()
    page.locator(".down .stage-users a").nth(2).click()
    page.locator(".person-row").first.wait_for()
    assert "people=3.reached" in page.url
    page.keyboard.press("Escape")
    page.locator(".drawer").wait_for(state="hidden")
    menu.click()
    page.get_by_role("link", name="Edit this funnel").click()
    page.get_by_role("heading", name="Of 5").or_(page.get_by_label("Name", exact=True)).first.wait_for()


def test_every_figure_says_how_it_is_counted(visitor, berlin):
    page = visitor
    open_funnel(page, berlin, "Of 5", "?by=$browser")
    page.locator(".trust").wait_for()
    page.wait_for_load_state("networkidle")
    buttons = page.locator("main .counted")
    assert buttons.count() >= 1 + 4 + 5 + 1 + 7 + 3
    for button in buttons.all():
        button.click()
        note = page.locator(".counted-note")
        note.wait_for()
        assert len(note.locator("p").first.inner_text()) > 30
        assert note.locator(".counted-rules").inner_text().startswith("Rule")
        page.keyboard.press("Escape")
        note.wait_for(state="hidden")
        page.locator(".counted:focus").wait_for()
    page.locator(".stage-name").nth(2).click()
    assert "did s5_3 after" in page.locator(".counted-note").inner_text()
    assert "within 5 days of the first stage" in page.locator(".counted-note").inner_text()


def test_the_last_line_says_where_the_numbers_come_from(visitor, berlin):
    page = visitor
    answers = []
    page.on(
        "response",
        lambda response: answers.append(response)
        if f"/analytics/funnel/{berlin.funnels['Of 5']}?" in response.url
        and "compare" not in response.url
        else None,
    )
    open_funnel(page, berlin, "Of 5")
    page.locator(".trust").wait_for()
    meta = answers[0].json()["meta"]
    line = page.locator(".trust").inner_text()
    assert "Exact" in line
    assert f"{meta['events_scanned']:,} event" in line
    assert f"{meta['files_read']:,} file" in line


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_accessible_in_both_views(browser, server, berlin, theme, width):
    with visit(browser, server, theme, width, berlin.cookies()) as page:
        for search in ("", "?view=bars"):
            for name in ("Of 5", "Of 20"):
                open_funnel(page, berlin, name, search)
                page.locator(".trust").wait_for()
                page.wait_for_load_state("networkidle")
                assert_accessible(page, name + search)
        page.get_by_role("button", name="Share and more").click()
        page.get_by_role("button", name="Copy link").wait_for()
        assert_accessible(page, "the menu")
        page.keyboard.press("Escape")
        page.locator(".stage-name").first.click()
        page.locator(".counted-note").wait_for()
        assert_accessible(page, "how it is counted")
