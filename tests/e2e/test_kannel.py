"""SMS by a real Kannel, with the table that packaging/connectors ships and its fake SMSC as the phones."""
import pathlib
import re

import pytest

from rig.kannel import Kannel
from rig.mail import deliver, message, put_script
from rig.process import ROOT, until

USER = "u0001@example.org"
NUMBER = "+4915112345678"
DENIED = "+4399912345678"  # no SMSC of this Kannel takes what begins so


@pytest.fixture
def kannel(tmp_path):
    with Kannel(tmp_path / "kannel", denied_prefixes=[DENIED[:6]]) as gateway:
        yield gateway


def shipped(folder, kannel, **changes):
    """The shipped table, with this Kannel's address and password."""
    secret = pathlib.Path(folder) / "kannel.password"
    secret.write_text("secret")
    table = (ROOT / "packaging" / "connectors" / "kannel.toml").read_text()
    table = table.replace("127.0.0.1:13013", f"127.0.0.1:{kannel.sendsms}").replace("/etc/notifyd/kannel.password", str(secret))
    for key, value in changes.items():
        table, found = re.subn(rf"(?m)^{key} = .*$", f"{key} = {value}", table)
        assert found == 1, key
    return table


def phone(server, number=NUMBER, **more):
    return server.add_device(USER, name="phone", channel={"kind": "sms", "number": number}, content="summary", **more)


@pytest.mark.parametrize("subject, text", [
    ("hello", "Ann: hello"),
    ("=?utf-8?q?Gr=C3=BC=C3=9Fe_aus_K=C3=B6ln?=", "Ann: Grüße aus Köln"),
    ("=?utf-8?q?5_=E2=82=AC_=5Bnow=5D?=", "Ann: 5 € [now]"),
    ("=?utf-8?b?8J+OgiBwYXJ0eSDwn5Go4oCN8J+RqeKAjfCfkac=?=", "Ann: 🎂 party 👨‍👩‍👧"),
    ("=?utf-8?b?0J/RgNC40LLQtdGC?=", "Ann: Привет"),
    ("50% off & more + \"quotes\"?", "Ann: 50% off & more + \"quotes\"?"),
])
def test_the_text_arrives_whole(make_sandbox, kannel, tmp_path, subject, text):
    server = make_sandbox(config=shipped(tmp_path, kannel))
    phone(server)
    deliver(server.lmtp, message(subject))
    sms = kannel.wait_for(1)[0]
    assert (sms["from"], sms["to"], sms["text"]) == ("12345", NUMBER, text)


def test_a_long_text_is_cut_by_us_to_one_message(make_sandbox, kannel, tmp_path):
    server = make_sandbox(config=shipped(tmp_path, kannel))
    phone(server)
    deliver(server.lmtp, message("x" * 400))
    deliver(server.lmtp, message("short"))
    first, second = kannel.wait_for(2)
    assert first["text"] == "Ann: " + "x" * 152 + "..." and second["text"] == "Ann: short"


def test_kannel_is_down_for_a_while(make_sandbox, kannel, tmp_path):
    server = make_sandbox(config=shipped(tmp_path, kannel) + '\n[notifier]\nfirst_retry = "500ms"\nlongest_retry = "1s"\n')
    phone(server)
    kannel.stop()
    deliver(server.lmtp, message("while it was down"))
    until(lambda: server.call("GET", "/v1/outbox")["later"] == 1)
    assert kannel.got == []
    kannel.start()
    assert kannel.wait_for(1)[0]["text"] == "Ann: while it was down"
    until(lambda: server.call("GET", "/v1/outbox")["later"] == 0)
    assert len(kannel.got) == 1
    assert server.call("GET", "/v1/outbox/dead")["items"] == []


def test_a_number_that_kannel_refuses_becomes_a_dead_letter(make_sandbox, kannel, tmp_path):
    server = make_sandbox(config=shipped(tmp_path, kannel))
    phone(server, DENIED)
    deliver(server.lmtp, message("for nobody"))
    [dead] = until(lambda: server.call("GET", "/v1/outbox/dead")["items"])
    assert "403" in dead["reason"] and dead["device"] == "phone", dead
    assert kannel.got == []


def test_what_died_of_a_wrong_password_is_sent_again_on_demand(make_sandbox, kannel, tmp_path):
    server = make_sandbox(config=shipped(tmp_path, kannel, user='"nobody"'))
    phone(server)
    deliver(server.lmtp, message("for nobody"))
    [dead] = until(lambda: server.call("GET", "/v1/outbox/dead")["items"])
    assert "403" in dead["reason"], dead
    server.stop()
    server.config.write_text(shipped(tmp_path, kannel))
    server.start()
    server.call("POST", f"/v1/outbox/dead/{dead['id']}/retry")
    assert kannel.wait_for(1)[0]["text"] == "Ann: for nobody"
    assert server.call("GET", "/v1/outbox/dead")["items"] == []


def test_the_users_script_writes_its_own_text(make_sandbox, kannel, tmp_path):
    server = make_sandbox(config=shipped(tmp_path, kannel))
    phone(server, subscription={"filter": 'SUBJECT "never"'})
    put_script(server, 'require "enotify"; if header :contains "subject" "fire" { notify :message "Lauf, schnell! 🔥" "device:phone"; }')
    deliver(server.lmtp, message("no news"))
    deliver(server.lmtp, message("fire"))
    assert kannel.wait_for(1)[0]["text"] == "Lauf, schnell! 🔥"
    assert len(kannel.got) == 1
