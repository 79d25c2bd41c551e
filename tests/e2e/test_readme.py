"""The README's commands run as they are written, in their order, against a fresh server."""

import os
import re
import subprocess

import pytest

from conftest import CHECKOUT

README = CHECKOUT / "README.md"
# A block that a reader is meant to run has the comment `<!-- run -->` on the line before it.
BLOCK = re.compile(r"^<!-- run -->\n+```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
WRITTEN_ADDRESS = "http://127.0.0.1:8000"


def blocks():
    return BLOCK.findall(README.read_text(encoding="utf-8")) if README.is_file() else []


@pytest.mark.skipif(not README.is_file(), reason="there is no README yet")
def test_every_marked_command_of_the_readme_works(start, binary, tmp_path):
    found = blocks()
    assert found, "README.md marks no block with <!-- run -->"
    server = start(tmp_path / "data")
    # One shell for all blocks, as a reader has it: variables set in one are there in the next.
    script = "\n".join(["set -eu", *found]).replace(WRITTEN_ADDRESS, server.address)
    environment = {**os.environ, "PATH": f"{binary.parent}:{os.environ['PATH']}"}
    done = subprocess.run(["bash", "-o", "pipefail", "-c", script], capture_output=True, text=True,
                          cwd=tmp_path, env=environment, timeout=120)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}\n{script}"
    bought = {browser: float(rate) for browser, rate
              in re.findall(r"^(\w+): ([\d.]+) % of those who pay", done.stdout, re.MULTILINE)}
    assert bought["Safari"] < 40 < min(bought["Chrome"], bought["Firefox"]), bought
    assert {path.name for path in tmp_path.iterdir()} == {"data"}


@pytest.mark.skipif(not README.is_file(), reason="there is no README yet")
def test_registering_a_second_time_shows_what_the_server_says_and_signing_in_goes_on(
        start, tmp_path):
    server = start(tmp_path / "data")
    register, sign_in = [block.replace(WRITTEN_ADDRESS, server.address) for block in blocks()[:2]]

    def token(*parts):
        script = "\n".join([*parts, 'echo "token: $TOKEN"'])
        return subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60,
                              cwd=tmp_path, env={**os.environ, "TMPDIR": str(tmp_path)})
    assert "token: ey" in token(register).stdout
    again = token(register)
    assert "There is an account with this e-mail address." in again.stderr
    assert "Traceback" not in again.stderr
    assert "token: ey" in token(register, sign_in).stdout


def test_only_marked_blocks_are_taken():
    text = "<!-- run -->\n```sh\necho a\necho b\n```\n\n```sh\nrm -rf /\n```\n"
    assert BLOCK.findall(text) == ["echo a\necho b\n"]
