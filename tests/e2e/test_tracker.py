"""The tracker's files, as pages of any origin load them. What it does stands in sdk/e2e."""

import base64
import gzip
import hashlib
import re
import urllib.request
from urllib.error import HTTPError

import pytest


def fetch(server, path, **headers):
    request = urllib.request.Request(server.address + path, headers=headers)
    with urllib.request.urlopen(request) as reply:
        return reply.headers, reply.read()


@pytest.mark.parametrize("path", ["/tracker.js", "/tracker-debug.js", "/iafa.js"])
def test_pages_of_any_origin_may_load_it_and_ask_whether_it_has_changed(server, path):
    headers, body = fetch(server, path)
    assert headers["Content-Type"].startswith("text/javascript") and len(body) > 500
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert headers["Cache-Control"] == "no-cache"
    with pytest.raises(HTTPError) as same:
        fetch(server, path, **{"If-None-Match": headers["ETag"]})
    assert same.value.code == 304


def test_it_travels_in_4_5_KB(server):
    headers, body = fetch(server, "/tracker.js", **{"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip" and len(body) <= 4.5 * 1024
    assert gzip.decompress(body) == fetch(server, "/tracker.js")[1]
    assert fetch(server, "/tracker.js", **{"Accept-Encoding": "br"})[0]["Content-Encoding"] == "br"


def test_the_pinned_snippet_names_bytes_that_stay_as_they_are(project, server):
    code = project.owner.get(f"/projects/{project.id}/tracking-code").json()
    assert code["snippet"].startswith("<script>") and len(code["snippet"].split("</script>")[0]) < 400
    [source] = re.findall(r'src="([^"]+)"', code["pinned_snippet"])
    path = source.removeprefix(server.address)
    assert re.fullmatch(r"/tracker-[0-9a-f]{12}\.js", path)
    headers, body = fetch(server, path)
    assert "immutable" in headers["Cache-Control"]
    checksum = base64.b64encode(hashlib.sha384(body).digest()).decode()
    assert f'integrity="sha384-{checksum}"' in code["pinned_snippet"]
    assert body == fetch(server, "/tracker.js")[1]


def test_a_tracker_of_an_earlier_version_is_still_there(server, data_dir):
    (data_dir / "trackers" / "tracker-0123456789ab.js").write_text("// of last year")
    headers, body = fetch(server, "/tracker-0123456789ab.js")
    assert body == b"// of last year" and "immutable" in headers["Cache-Control"]
    for path in ["/tracker-000000000000.js", "/tracker-..%2FLOCK.js", "/tracker-0123456789AB.js"]:
        with pytest.raises(HTTPError) as gone:
            fetch(server, path)
        assert gone.value.code == 404
