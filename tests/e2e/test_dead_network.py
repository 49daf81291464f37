"""A phone in IDLE whose network dies without a word: in band counts only when it arrived, so the phone is pushed to."""
import imaplib
import ssl
import time

import pytest

from rig.mail import Imap, deliver, message
from rig.network import SERVER, Network, why_not
from rig.process import until
from rig.receivers import WebhookSink
from rig.sandbox import Sandbox

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not())

USER = "u0001@example.org"


class PhoneImap(Imap):
    """A device's session over implicit TLS, from the phone's network."""

    def __init__(self, sandbox, login, password):
        self.context = ssl.create_default_context(cafile=sandbox.ca)
        self.context.check_hostname = False  # the certificate names the server's own loopback
        self.port = sandbox.imaps
        imaplib.IMAP4.__init__(self, SERVER, sandbox.imaps, timeout=20)
        self.login(login, password)
        assert self.select("INBOX")[0] == "OK"

    def _create_socket(self, timeout):
        return self.context.wrap_socket(super()._create_socket(timeout))


def settled(sandbox):
    outbox = sandbox.call("GET", "/v1/outbox")
    return outbox["waiting"] == outbox["later"] == outbox["dead"] == 0


@pytest.fixture
def network():
    with Network() as made:
        yield made


def test_a_phone_whose_packets_are_dropped_is_pushed_to_within_15_s(network, tmp_path):
    with network.server(), WebhookSink() as sink, Sandbox(tmp_path / "sandbox") as sandbox:
        device = sandbox.add_device(USER, name="phone", channel=sink.channel(), content="summary")
        with network.phone():
            phone = PhoneImap(sandbox, device["login"], device["password"])
        phone.idle()
        deliver(sandbox.lmtp, message("in band"))
        assert phone.heard(r"\* 1 EXISTS")
        network.cut()
        sent = time.time()
        deliver(sandbox.lmtp, message("into the dark"))
        pushed = sink.wait_for(1)[0]
        print(f"pushed to {pushed['at'] - sent:.1f} s after the message")
        assert pushed["at"] - sent < 15
        sent = time.time()
        deliver(sandbox.lmtp, message("and again"))
        again = sink.wait_for(2)[1]
        print(f"the next one {again['at'] - sent:.1f} s after its message")
        assert again["at"] - sent < 5, "a session that lost one message counts as listening no more"
        assert [entry["body"]["data"]["subject"] for entry in sink.got] == ["into the dark", "and again"]


def test_a_phone_that_comes_back_in_time_is_not_pushed_to(network, tmp_path):
    with network.server(), WebhookSink() as sink, Sandbox(tmp_path / "sandbox") as sandbox:
        device = sandbox.add_device(USER, name="phone", channel=sink.channel())
        with network.phone():
            phone = PhoneImap(sandbox, device["login"], device["password"])
        phone.idle()
        network.cut()
        deliver(sandbox.lmtp, message("in a tunnel"))
        network.mend()
        assert phone.heard(r"\* 1 EXISTS")
        until(lambda: settled(sandbox), 20)
        assert sink.got == []
