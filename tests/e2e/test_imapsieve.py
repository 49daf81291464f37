"""Scripts that IMAP commands set off (RFC 6785): SETMETADATA names them, the daemon runs them."""
from rig.mail import Imap, deliver, extensions, message, put_script
from rig.process import until

FLAGGED = '''require ["imapsieve", "environment", "imap4flags", "enotify", "variables"];
if environment :matches "imap.mailbox" "*" { set "mailbox" "${1}"; }
if allof (hasflag "\\\\Flagged", environment :contains "imap.changedflags" "\\\\Flagged") {
    notify :message "Important message in ${mailbox}" "device:phone";
}'''
ACTION = '''require ["imapsieve", "environment", "copy"];
if anyof (environment "imap.cause" "APPEND", environment "imap.cause" "COPY") { redirect :copy "items@example.com"; }'''


def annotate(client, mailbox, script):
    assert client.xatom("SETMETADATA", f'"{mailbox}"', f'(/shared/imapsieve/script "{script}")')[0] == "OK"


def idle_outbox(server):
    def waits():
        outbox = server.call("GET", "/v1/outbox")
        return outbox["waiting"] + outbox["later"]

    until(lambda: waits() == 0)


def test_a_device_hears_of_what_is_flagged(make_sandbox, webhook):
    server = make_sandbox()
    server.add_device("u0001@example.org", name="phone", channel=webhook.channel(), content="summary", subscription={"mailboxes": {"mailboxes": ["Nowhere"]}})
    put_script(server, FLAGGED, name="flagged", activate=False)
    assert deliver(server.lmtp, message("one"), "u0001@example.org")[0][0] == 250
    with Imap(server.imap) as client:
        annotate(client, "INBOX", "flagged")
        client.store("1", "+FLAGS", "(\\Seen)")
        client.store("1", "+FLAGS", "(\\Flagged)")
        client.store("1", "+FLAGS", "(\\Answered)")
        [heard] = webhook.wait_for(1)
        assert heard["body"]["data"]["message"] == "Important message in INBOX"
        client.fetch("1", "(BODY[])")
    idle_outbox(server)
    assert len(webhook.wait_for(1)) == 1


def test_reading_a_message_is_a_change_of_its_flags(make_sandbox):
    server = make_sandbox()
    put_script(server, 'require ["imapsieve", "environment", "imap4flags"]; if environment :contains "imap.changedflags" "Seen" { addflag "wasread"; }', name="read", activate=False)
    assert deliver(server.lmtp, message("one"), "u0001@example.org")[0][0] == 250
    with Imap(server.imap) as client:
        annotate(client, "INBOX", "read")
        client.fetch("1", "(BODY[])")
        until(lambda: b"wasread" in client.fetch("1", "(FLAGS)")[1][0])


def test_what_is_appended_and_copied_leaves_as_a_copy(make_sandbox, smarthost):
    server = make_sandbox(config=smarthost.config())
    put_script(server, ACTION, name="action", activate=False)
    with Imap(server.imap) as client:
        client.create("ActionItems")
        annotate(client, "ActionItems", "action")
        client.append("ActionItems", None, None, message("appended"))
        client.append("INBOX", None, None, message("elsewhere"))
        client.copy("1", "ActionItems")
    sent = until(lambda: len(smarthost.mails()) == 2 and smarthost.mails())
    assert sorted(next(line for line in mail.splitlines() if line.startswith("Subject:")) for mail in sent) == ["Subject: appended", "Subject: elsewhere"]
    assert all("X-Mail-Args: <u0001@example.org>" in mail and "X-Rcpt-Args: <items@example.com>" in mail for mail in sent)
    with Imap(server.imap, mailbox="ActionItems") as client:
        assert client.subjects() == ["appended", "elsewhere"]


def test_every_message_is_filed_once_whenever_the_server_is_killed(make_sandbox):
    server = make_sandbox()
    put_script(server, 'require ["imapsieve", "fileinto", "copy", "mailbox"]; fileinto :copy :create "Filed";', name="file", activate=False)
    with Imap(server.imap) as client:
        client.append("INBOX", None, None, message("one"))
        client.create("Work")
        annotate(client, "Work", "file")
        for _ in range(8):
            client.copy("1:*", "INBOX")
    for _ in range(4):
        with Imap(server.imap) as client:
            assert client.copy("1:*", "Work")[0] == "OK"
        server.kill()
        server.start()
    idle_outbox(server)
    with Imap(server.imap, mailbox="Work") as client:
        copied = len(client.subjects())
    with Imap(server.imap, mailbox="Filed") as client:
        assert len(client.subjects()) == copied == 4 * 256


def test_it_is_announced_where_it_runs(make_sandbox):
    server = make_sandbox(config='[sieve.class.guests]\naccounts = ["u0002@example.org"]\ndisabled = ["imapsieve"]\n')
    with Imap(server.imap) as client:
        [offered] = client.capability()[1]
        words = [word for word in offered.decode().split() if word.startswith("IMAPSIEVE=")]
        assert len(words) == 1 and words[0].startswith("IMAPSIEVE=sieve://") and words[0].endswith(f":{server.managesieve}")
    with Imap(server.imap, login="u0002@example.org") as client:
        assert b"IMAPSIEVE" not in client.capability()[1][0]
    assert "imapsieve" in extensions(server) and "imapsieve" not in extensions(server, login="u0002@example.org")
    put_script(server, "discard;", name="discard", activate=False, login="u0002@example.org")
    with Imap(server.imap, login="u0002@example.org") as client:
        annotate(client, "INBOX", "discard")
        client.append("INBOX", None, None, message("one"))
        idle_outbox(server)
        assert b"Deleted" not in client.fetch("1", "(FLAGS)")[1][0]
