"""Fixtures: a sandbox of its own for each test, and what stands around it."""
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from rig.dovecot import Dovecot  # noqa: E402
from rig.receivers import PushService, WebhookSink  # noqa: E402
from rig.sandbox import Sandbox  # noqa: E402
from rig.smarthost import Smarthost  # noqa: E402


@pytest.fixture
def sandbox(tmp_path):
    with Sandbox(tmp_path / "sandbox") as server:
        yield server


@pytest.fixture
def make_sandbox(tmp_path):
    """Starts sandboxes with a configuration; all are stopped at the end."""
    made = []

    def make(**options):
        made.append(Sandbox(tmp_path / f"sandbox{len(made)}", **options))
        return made[-1]

    yield make
    for server in made:
        server.stop()


@pytest.fixture
def dovecot(tmp_path):
    with Dovecot(tmp_path / "dovecot") as server:
        yield server


@pytest.fixture
def webhook():
    with WebhookSink() as sink:
        yield sink


@pytest.fixture
def push_service():
    with PushService() as service:
        yield service


@pytest.fixture
def smarthost(tmp_path):
    host = Smarthost(tmp_path / "smarthost")
    yield host
    host.process.stop()
