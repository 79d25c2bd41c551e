"""The Swift client in a process of its own, against the real server, in all weathers.

IAFA_BINARY names the server's executable. The weather is the one of the browser's tracker.
"""

import os
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(CHECKOUT), str(CHECKOUT / "sdk/e2e"), str(Path(__file__).resolve().parent)]

from conformance.launch import Server  # noqa: E402
from ledger import Ledger  # noqa: E402
from probe import Probes, build  # noqa: E402
from project import Project  # noqa: E402
from weather import Weather  # noqa: E402

TEST_ENVIRONMENT = {"ENVIRONMENT": "test", "BCRYPT_COST": "4", "RATE_LIMIT_PER_IP": "0"}


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    binary = Path(os.environ.get("IAFA_BINARY", CHECKOUT / ".build/debug/iafa")).resolve()
    if not binary.is_file():
        pytest.fail(f"no server at {binary}: build it, or name it in IAFA_BINARY", pytrace=False)
    server = Server(binary, tmp_path_factory.mktemp("server"), environment=TEST_ENVIRONMENT)
    server.start()
    yield server.address
    server.kill()


@pytest.fixture(scope="session")
def executable():
    return build(CHECKOUT / "clients/swift")


@pytest.fixture
def project(server):
    return Project(server)


@pytest.fixture
def weather(server):
    """Every request of a test passes here; fair at first."""
    weather = Weather(server)
    yield weather
    weather.shutdown()
    weather.server_close()


@pytest.fixture
def probes(executable, project, weather, tmp_path):
    """Starts apps that send to the project through the weather; whatever still runs is ended."""
    probes = Probes(executable, weather.address, project.key, tmp_path / "queue")
    yield probes
    probes.end()


@pytest.fixture
def ledger(project, weather):
    return Ledger(project, weather)
