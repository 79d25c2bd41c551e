"""One server for the tests that only talk HTTP, and servers of their own for the others."""

import os
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(CHECKOUT), str(Path(__file__).resolve().parent)]

from conformance.launch import Server  # noqa: E402
from visitor import Visitor  # noqa: E402

# A password hash at full cost takes a quarter of a second, and every test signs up anew.
# All tests come from one address, and many of them fail to sign in on purpose.
TEST_ENVIRONMENT = {"ENVIRONMENT": "test", "BCRYPT_COST": "4", "LOGIN_FAILURES_PER_IP": "10000",
                    "RATE_LIMIT_PER_IP": "0"}


@pytest.fixture(scope="session")
def binary():
    path = Path(os.environ.get("IAFA_BINARY", CHECKOUT / ".build/debug/iafa")).resolve()
    if not path.is_file():
        pytest.fail(f"no server at {path}: build it, or name it in IAFA_BINARY", pytrace=False)
    return path


@pytest.fixture(scope="session")
def start(binary):
    """Starts a server on a data directory; whatever still runs is ended with the tests."""
    running = []

    def start(data_dir, **environment):
        server = Server(binary, data_dir, environment={**TEST_ENVIRONMENT, **environment})
        running.append(server.start())
        return server
    yield start
    for server in running:
        server.kill()


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory):
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def server(start, data_dir):
    return start(data_dir)


@pytest.fixture
def visitor(server):
    """Somebody who has not signed in."""
    return Visitor(server.address)


@pytest.fixture
def owner(visitor):
    """The first user of an organisation that no other test knows."""
    return visitor.register()


@pytest.fixture
def project(owner):
    """A project that keeps everything and counts no rate."""
    return owner.create_project()
