"""The LMTP hook: mail passes notifyd's filters on its way to a real Dovecot, and devices hear of it."""
import pytest

from rig.dovecot import Dovecot
from rig.mail import Imap, Lmtp, deliver, message, put_script
from rig.process import until

USER = "u0001@example.org"


@pytest.fixture
def dovecot(tmp_path):
    with Dovecot(tmp_path / "dovecot") as server:
        yield server


@pytest.fixture
def hooked(make_sandbox, dovecot):
    return make_sandbox(config=f'[lmtp]\nnext = "127.0.0.1:{dovecot.lmtp}"\n')


def test_mail_is_passed_on_and_the_device_hears(hooked, dovecot, webhook):
    hooked.add_device(USER, name="phone", channel=webhook.channel(), content="summary")
    [reply] = deliver(hooked.lmtp, message("through"))
    assert reply[0] == 250
    assert webhook.wait_for(1)[0]["body"]["data"]["subject"] == "through"
    with Imap(dovecot.imap) as client:
        assert client.subjects() == ["through"]
    with Imap(hooked.imap) as client:
        assert client.fetch("1:*", "(UID)")[1] == [None]


def test_what_the_filter_discards_is_not_passed_on(hooked, dovecot, webhook):
    hooked.add_device(USER, name="phone", channel=webhook.channel(), content="summary")
    put_script(hooked, 'if header :contains "subject" "sale" { discard; }')
    deliver(hooked.lmtp, message("great sale"))
    deliver(hooked.lmtp, message("work"))
    assert webhook.wait_for(1)[0]["body"]["data"]["subject"] == "work"
    with Imap(dovecot.imap) as client:
        assert client.subjects() == ["work"]


def test_the_answer_waits_for_the_next_server(hooked, dovecot, webhook):
    hooked.add_device(USER, name="phone", channel=webhook.channel(), content="summary")
    octets = message("later")
    dovecot.kill()
    with Lmtp(hooked.lmtp) as client:
        [(code, _)] = client.send(octets, [USER])
    assert 400 <= code < 500
    dovecot.start()
    with Lmtp(hooked.lmtp) as client:
        [(code, _)] = client.send(octets, [USER])
    assert code == 250
    webhook.wait_for(1)
    with Imap(dovecot.imap) as client:
        assert client.subjects() == ["later"]
    assert len(webhook.got) == 1


def test_a_kill_between_the_servers_misses_nothing_and_tells_nothing_twice(hooked, dovecot, webhook):
    hooked.add_device(USER, name="phone", channel=webhook.channel(), content="summary")
    octets = [message(f"mail {number}") for number in range(4)]
    for number, mail in enumerate(octets):
        if number % 2:
            hooked.kill()
            hooked.start()
        [reply] = deliver(hooked.lmtp, mail)
        assert reply[0] == 250
    # A push may repeat after a crash, but only with the same id.
    told = lambda: {(entry["body"]["data"]["subject"], entry["id"]) for entry in list(webhook.got)}
    until(lambda: len(told()) >= 4)
    assert sorted(subject for subject, _ in told()) == [f"mail {number}" for number in range(4)]
    with Imap(dovecot.imap) as client:
        assert sorted(client.subjects()) == [f"mail {number}" for number in range(4)]
