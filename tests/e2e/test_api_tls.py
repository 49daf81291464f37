"""The HTTP API over TLS, which it needs beyond loopback."""
import http.client
import json
import ssl
import subprocess
import urllib.error
import urllib.request

import pytest

from rig.certificate import make_certificate
from rig.process import is_open, until
from rig.sandbox import binary
from rig.served import Served


@pytest.fixture
def ca(tmp_path):
    return make_certificate(tmp_path / "tls")[0]


@pytest.fixture
def server(tmp_path, ca):
    tables = {"tls": f'certificate = "{ca}"\nprivate_key = "{ca.parent}/key.pem"', "api": 'tls = true\nlisten = "0.0.0.0"'}
    with Served(tmp_path / "served", tables) as started:
        until(lambda: not started.process.running() or "ready" in started.process.log.read_text())
        assert started.process.running(), started.process.tail()
        yield started


def get(server, path, ca=None, scheme="https"):
    request = urllib.request.Request(f"{scheme}://localhost:{server.api}{path}")
    request.add_header("Authorization", f"Bearer {(server.data / 'admin-token').read_text().strip()}")
    context = ssl.create_default_context(cafile=ca) if scheme == "https" else None
    with urllib.request.urlopen(request, timeout=20, context=context) as answer:
        return answer.status, answer.read()


def test_who_knows_the_authority_is_answered(server, ca):
    assert get(server, "/healthz", ca) == (200, b"alive\n")
    status, body = get(server, "/v1/accounts", ca)
    assert status == 200 and json.loads(body)["items"] == []
    listed = subprocess.run([binary(), "--config", server.file, "account", "add", "ann@example.org"], capture_output=True, timeout=60)
    assert listed.returncode == 0, listed  # the command line goes by its own socket
    assert json.loads(get(server, "/v1/accounts", ca)[1])["items"][0]["address"] == "ann@example.org"


def test_another_authority_does_not_vouch_for_it(server, tmp_path):
    other, _ = make_certificate(tmp_path / "other")
    with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
        get(server, "/healthz", other)


def test_plain_http_is_not_answered(server, ca):
    with pytest.raises((urllib.error.URLError, http.client.HTTPException, ConnectionError)) as failure:
        get(server, "/healthz", scheme="http")
    assert not isinstance(failure.value, urllib.error.HTTPError), "it answered"
    assert get(server, "/healthz", ca)[0] == 200


def test_without_tls_it_does_not_leave_loopback(tmp_path):
    with Served(tmp_path / "served", {"api": 'listen = "0.0.0.0"'}) as refused:
        assert refused.process.child.wait(30) == 78
        assert "the API beyond loopback needs TLS" in refused.process.log.read_text()
        assert not is_open(refused.api)
