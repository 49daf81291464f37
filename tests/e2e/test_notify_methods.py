"""notify by sms:, tel: and https: (RFC 5435): through a real Kannel, and to a web server over TLS."""
import pathlib
import re

import pytest

from rig.kannel import Kannel
from rig.mail import Imap, deliver, extensions, message, put_script
from rig.process import ROOT, until
from rig.receivers import HttpsSink

NUMBER = "+4915112345678"


@pytest.fixture
def kannel(tmp_path):
    with Kannel(tmp_path / "kannel") as gateway:
        yield gateway


@pytest.fixture
def room(tmp_path):
    with HttpsSink(tmp_path / "room") as sink:
        yield sink


def gateway(folder, kannel):
    secret = pathlib.Path(folder) / "kannel.password"
    secret.write_text("secret")
    table = (ROOT / "packaging" / "connectors" / "kannel.toml").read_text()
    return table.replace("127.0.0.1:13013", f"127.0.0.1:{kannel.sendsms}").replace("/etc/notifyd/kannel.password", str(secret))


def posting(room):
    return f'[sieve.notify]\nhttps = true\n[push]\nca_file = "{room.ca}"\n'


def trace(server, reply):
    modseq = int(re.search(r"modseq=(\d+)", reply[1]).group(1))
    return [f"{step['device']} {step['stage']}: {step['text']}"
            for step in server.call("GET", f"/v1/accounts/u0001@example.org/explain?modseq={modseq}")["steps"]]


def test_without_configuration_no_method_that_costs_is_offered(make_sandbox, smarthost):
    assert extensions(make_sandbox(config=smarthost.config()), line="NOTIFY") == {"mailto", "device"}


def test_a_short_message_to_each_number_and_no_more_than_the_day_allows(make_sandbox, kannel, tmp_path):
    server = make_sandbox(config=gateway(tmp_path, kannel) + '\n[sieve.notify]\nsms = "sms"\nsms_a_day = 3\n')
    assert extensions(server, line="NOTIFY") == {"device", "sms"}
    put_script(server, f'require "enotify"; notify :message "mail from the boss" "sms:{NUMBER},+49-1511-2345679";')
    [first] = deliver(server.lmtp, message("one"))
    assert [sorted(sms["to"] for sms in kannel.wait_for(2)), kannel.got[0]["text"]] == [[NUMBER, "+4915112345679"], "mail from the boss"]
    until(lambda: sum("sms push: delivered" in step for step in trace(server, first)) == 2)
    [second] = deliver(server.lmtp, message("two"))
    assert len(kannel.wait_for(3)) == 3
    until(lambda: any("sms push: delivered" in step for step in trace(server, second)))
    assert any("NF: script \"main\" line 1: not sent, as the account may have 3 a day (sms)" in step for step in trace(server, second))
    server.kill()
    server.start()  # what was used is known after a crash
    [third] = deliver(server.lmtp, message("three"))
    assert sum("not sent" in step for step in trace(server, third)) == 2
    with Imap(server.imap) as client:
        assert client.subjects() == ["one", "two", "three"]
    assert len(kannel.got) == 3


def test_a_gateway_that_is_down_gets_it_later(make_sandbox, kannel, tmp_path):
    server = make_sandbox(config=gateway(tmp_path, kannel) + '\n[sieve.notify]\ntel = "sms"\n\n[notifier]\nfirst_retry = "500ms"\nlongest_retry = "1s"\n')
    put_script(server, f'require "enotify"; notify :message "call me" "tel:{NUMBER}";')
    kannel.stop()
    assert deliver(server.lmtp, message("one"))[0][0] == 250
    until(lambda: server.call("GET", "/v1/outbox")["later"] == 1)
    kannel.start()
    assert kannel.wait_for(1)[0]["text"] == "call me"
    until(lambda: server.call("GET", "/v1/outbox")["later"] == 0)


def test_a_url_gets_the_notification_as_json(make_sandbox, room):
    server = make_sandbox(config=posting(room))
    put_script(server, f'require "enotify"; notify :importance "1" :message "disk full" "{room.url}#top";')
    [reply] = deliver(server.lmtp, message("one"))
    [got] = room.wait_for(1)
    assert got["path"] == "/room" and "webhook-signature" not in got["headers"]
    data = got["body"]["data"]
    assert (data["message"], data["importance"], data["device"], data["account"]) == ("disk full", "1", "https", "u0001@example.org")
    assert "subject" not in data and data["id"] == got["headers"]["webhook-id"]
    until(lambda: any("https push: delivered" in step for step in trace(server, reply)))


def test_a_url_that_is_gone_becomes_a_dead_letter(make_sandbox, tmp_path):
    with HttpsSink(tmp_path / "room", statuses=[410]) as room:
        server = make_sandbox(config=posting(room))
        put_script(server, f'require "enotify"; notify "{room.url}";')
        deliver(server.lmtp, message("one"))
        [letter] = until(lambda: server.call("GET", "/v1/outbox/dead")["items"])
        assert letter["kind"] == "uri" and "410" in letter["reason"] and room.url not in letter["reason"]
        server.command("outbox", "retry", str(letter["id"]))
        room.wait_for(1)


def test_mails_count_too(make_sandbox, smarthost):
    server = make_sandbox(config=smarthost.config() + "\n[sieve.notify]\nmailto_a_day = 1\n")
    put_script(server, 'require ["enotify", "fcc", "mailbox"]; notify :message "new mail" :fcc "Sent" :create "mailto:kim@example.com";')
    deliver(server.lmtp, message("one"))
    [second] = deliver(server.lmtp, message("two"))
    until(smarthost.mails)
    assert any("not sent, as the account may have 1 a day (mailto)" in step for step in trace(server, second))
    with Imap(server.imap, mailbox="Sent") as client:
        assert len(client.subjects()) == 1
    assert len(smarthost.mails()) == 1


def test_devices_count_too(make_sandbox, webhook):
    server = make_sandbox(config="[sieve.notify]\ndevice_a_day = 1\n")
    server.add_device("u0001@example.org", name="phone", channel=webhook.channel(), content="summary",
                      subscription={"mailboxes": {"mailboxes": ["Nowhere"]}})
    put_script(server, 'require "enotify"; notify :message "mail came" "device:phone";')
    deliver(server.lmtp, message("one"))
    webhook.wait_for(1)
    [second] = deliver(server.lmtp, message("two"))
    assert any("not sent, as the account may have 1 a day (device)" in step for step in trace(server, second))
    server.stop()  # drains: a push of the second would have come
    assert len(webhook.got) == 1
    [push] = webhook.got
    assert push["body"]["data"]["message"] == "mail came"
