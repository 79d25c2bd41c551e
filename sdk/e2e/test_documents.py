"""What docs/install tells people to paste is pasted here."""

import re

import pytest

from host_site import OUT

INSTALL = OUT.parent.parent / "docs" / "install"


def blocks(document, language):
    text = (INSTALL / document).read_text()
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def here(html, weather, project):
    """The same with the address and the key of this test."""
    api = f"{weather.address}/api/v1"
    pairs = [
        ("https://iafa.example.com/tracker.js", "/sdk/tracker.js"),
        ('data-key="pk_…"', f'data-key="{project.key}" data-api="{api}"'),
        (
            "script.setAttribute('data-key', 'pk_…');",
            f"script.setAttribute('data-key', '{project.key}');"
            f"script.setAttribute('data-api', '{api}');",
        ),
    ]
    for theirs, ours in pairs:
        html = html.replace(theirs, ours)
    assert "pk_…" not in html and "iafa.example.com" not in html
    return html


@pytest.mark.parametrize("document", ["plain-html.md", "server-rendered.md", "tag-managers.md"])
def test_the_code_to_paste_works(page, site, weather, project, document):
    code = blocks(document, "html")[0]
    assert site.manifest["stub"] in code, "the stub is not the one that was built"
    page.goto(site.put("/pasted", here(code, weather, project)))
    weather.wait_for_events("page_view")
    if 'identify("ada"' in code:
        assert page.evaluate("iafa.id()") == "ada"


def test_every_call_of_the_list_works(page, site, weather, project):
    page.goto(site.put("/calls", site.tag(project.key, weather.address)))
    page.evaluate("window.errors = []; iafa.on('error', (error) => errors.push(String(error)))")
    [calls] = blocks("README.md", "js")
    page.evaluate(f"(async () => {{ {calls} }})()")
    assert page.evaluate("iafa.flush()")
    assert page.evaluate("errors") == []
    for kind in ("add_to_cart", "purchase", "group", "page_view"):
        weather.wait_for_events(kind)


def test_the_table_of_attributes_names_every_option(site):
    declared = (OUT / "iafa.d.ts").read_text()
    options = re.search(r"interface Options \{(.*?)^\}", declared, re.DOTALL | re.MULTILINE)[1]
    names = re.findall(r"^  (\w+)\??:", options, re.MULTILINE)
    assert len(names) == 8
    table = (INSTALL / "README.md").read_text()
    assert [name for name in names if f"`data-{name}`" not in table] == []
