"""Copies of what vacation and notify send (RFC 8580)."""
from rig.mail import Imap, deliver, message, put_script
from rig.process import until


def test_the_answer_lies_in_the_mailbox_as_it_was_sent(make_sandbox, smarthost, webhook):
    server = make_sandbox(config=smarthost.config())
    server.add_device("u0001@example.org", name="phone", channel=webhook.channel(), content="summary", subscription={"mailboxes": "personal"})
    put_script(server, 'require ["vacation", "fcc", "mailbox", "imap4flags"]; vacation :fcc "Sent" :create :flags "\\\\Seen" "Away.";')
    assert deliver(server.lmtp, message("one"))[0][0] == 250
    [answer] = until(smarthost.mails)
    with Imap(server.imap, mailbox="Sent") as client:
        copy = client.fetch("1", "(BODY.PEEK[])")[1][0][1].decode()
        flags = client.fetch("1", "(FLAGS)")[1][0].decode()
        assert copy.startswith("Auto-Submitted: auto-replied\r\n") and "\\Seen" in flags
        assert copy.replace("\r\n", "\n").strip() in answer
        assert client.fetch("1:*", "(UID)")[1] == [b"1 (UID 1)"]
    with Imap(server.imap) as client:
        assert client.subjects() == ["one"]
    assert deliver(server.lmtp, message("two"))[0][0] == 250  # answered already: no second copy
    with Imap(server.imap, mailbox="Sent") as client:
        assert len(client.subjects()) == 1
    heard = webhook.wait_for(2)
    assert [one["body"]["data"]["mailbox"] for one in heard] == ["INBOX", "INBOX"]


def test_a_mailbox_that_is_not_there_is_the_inbox(make_sandbox, smarthost):
    server = make_sandbox(config=smarthost.config())
    put_script(server, 'require ["enotify", "fcc"]; notify :fcc "Nowhere" :message "new mail" "mailto:kim@example.com";')
    assert deliver(server.lmtp, message("one"))[0][0] == 250
    until(smarthost.mails)
    with Imap(server.imap) as client:
        assert sorted(client.subjects()) == ["new mail", "one"]
