"""The LMTP hook: mail passes notifyd's filters on its way to a real Dovecot, and devices hear of it."""
import re

import pytest

from rig.dovecot import MASTER, MASTER_PASSWORD
from rig.mail import Imap, Lmtp, deliver, extensions, message, put_script
from rig.process import until
from rig.sandbox import ApiError

USER = "u0001@example.org"


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


def test_flags_are_refused_at_upload_since_lmtp_carries_none(hooked):
    with pytest.raises(RuntimeError, match="line 2, column 10.*imap4flags.*LMTP, which carries no flags"):
        put_script(hooked, '# mine\nrequire ["imap4flags"]; addflag "\\\\Flagged";')
    with pytest.raises(ApiError, match="line 1, column 9.*imap4flags"):
        hooked.call("PUT", f"/v1/accounts/{USER}/scripts/main", {"text": 'require "imap4flags"; keep;'})
    offered = extensions(hooked)
    assert {"fileinto", "copy", "envelope", "enotify", "extlists"} <= offered
    assert not {"imap4flags", "mailbox", "mailboxid", "mboxmetadata", "servermetadata"} & offered


def test_a_list_decides_what_is_passed_on(hooked, dovecot):
    hooked.command("list", "add", "tag:example.org,2026:blocked", "ann@example.net", "--account", USER)
    put_script(hooked, 'require "extlists"; if address :list "from" "tag:example.org,2026:blocked" { discard; }')
    assert deliver(hooked.lmtp, message("blocked"))[0][0] == 250
    assert deliver(hooked.lmtp, message("through", sender="eve@example.net"))[0][0] == 250
    with Imap(dovecot.imap) as client:
        assert client.subjects() == ["through"]


def test_a_folder_is_reached_by_its_subaddress(hooked, dovecot, webhook):
    hooked.add_device(USER, name="phone", channel=webhook.channel(), content="summary", subscription={"mailboxes": "personal"})
    put_script(hooked, 'require "fileinto"; if header :contains "subject" "work" { fileinto "Work"; }')
    assert deliver(hooked.lmtp, message("work to do"))[0][0] == 250
    webhook.wait_for(1)
    with Imap(dovecot.imap, mailbox="Work") as client:
        assert client.subjects() == ["work to do"]


def test_an_edited_message_is_passed_on_as_it_was_edited(hooked, dovecot):
    put_script(hooked, 'require "editheader"; addheader "X-Hello" "World"; deleteheader "Subject"; addheader "Subject" "edited";')
    assert deliver(hooked.lmtp, message("as it came"))[0][0] == 250
    with Imap(dovecot.imap) as client:
        assert client.subjects() == ["edited"]
        assert client.search(None, "HEADER", "X-Hello", "World")[1] == [b"1"]


def test_one_conversation_with_the_next_server_serves_many_mails(hooked, dovecot):
    connects = lambda: len(re.findall(r"lmtp\(\d+\): Info: Connect from", (dovecot.folder / "dovecot.log").read_text()))
    with Lmtp(hooked.lmtp) as client:
        before = connects()
        for number in range(5):
            assert client.send(message(f"mail {number}"), [USER])[0][0] == 250
        assert connects() == before + 1
        dovecot.kill()
        dovecot.start()
        assert client.send(message("mail 5"), [USER])[0][0] == 250  # the kept one is stale, and replaced
    with Imap(dovecot.imap) as client:
        assert client.subjects() == [f"mail {number}" for number in range(6)]


def test_mail_for_a_watched_account_passes_the_hook_and_is_told_by_the_tap_alone(make_sandbox, dovecot, webhook, tmp_path):
    secret = tmp_path / "password"
    secret.write_text(MASTER_PASSWORD)
    server = make_sandbox(config=f'[lmtp]\nnext = "127.0.0.1:{dovecot.lmtp}"\n[tap.dovecot]\nhost = "localhost"\n'
                                 f'port = {dovecot.imaps}\nca_file = "{dovecot.ca}"\nmaster_user = "{MASTER}"\n'
                                 f'password_file = "{secret}"\naccounts = ["{USER}"]\n')
    server.add_device(USER, name="phone", channel=webhook.channel(), content="summary")
    until(lambda: "tap_anchored" in server.process.log.read_text())
    assert deliver(server.lmtp, message("once"))[0][0] == 250
    webhook.wait_for(1)
    server.stop()  # drains: a second push would have come
    assert [entry["body"]["data"]["uid"] for entry in webhook.got] == [1]
    with Imap(dovecot.imap) as client:
        assert client.subjects() == ["once"]


@pytest.mark.parametrize("word", ["reject", "ereject"])
def test_what_the_filter_refuses_is_answered_550_and_not_passed_on(hooked, dovecot, webhook, word):
    hooked.add_device(USER, name="phone", channel=webhook.channel(), content="summary")
    put_script(hooked, f'require "{word}"; if header :contains "subject" "sale" {{ {word} "No sales, please."; }}')
    refused, taken = deliver(hooked.lmtp, message("great sale"), USER, "u0002@example.org")
    assert refused == (550, "5.7.1 No sales, please.")
    assert taken[0] == 250  # the reply is that of the one recipient whose script it was
    assert deliver(hooked.lmtp, message("work"))[0][0] == 250
    assert webhook.wait_for(1)[0]["body"]["data"]["subject"] == "work"
    for login, subjects in ((USER, ["work"]), ("u0002@example.org", ["great sale"])):
        with Imap(dovecot.imap, login) as client:
            assert client.subjects() == subjects
    assert len(webhook.got) == 1
