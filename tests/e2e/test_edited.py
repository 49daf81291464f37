"""Mail that a script edits (RFC 5293): LMTP in, IMAP out, and by ESMTP to a smarthost."""
import email
import email.policy

from rig.mail import Imap, deliver, message, put_script
from rig.process import until


def test_each_copy_is_the_message_of_its_time(make_sandbox, smarthost, webhook, tmp_path):
    before = tmp_path / "before.sieve"
    before.write_text('require "editheader"; addheader "X-Checked" "yes";')
    server = make_sandbox(config=smarthost.config() + f'[sieve]\nbefore = "{before}"\nheaders_not_deleted = ["X-Checked"]\n')
    server.add_device("u0001@example.org", name="phone", channel=webhook.channel(), content="summary")
    put_script(server, """require ["editheader", "fileinto", "mailbox", "copy"];
fileinto :copy :create "Before";
deleteheader "X-Checked";
deleteheader "Subject";
addheader "Subject" "edited\r\nBcc: eve@example.net";
redirect :copy "kim@example.com";
""")
    octets = message("as it came")
    assert deliver(server.lmtp, octets)[0][0] == 250
    [mail] = until(smarthost.mails)
    assert "X-Checked: yes" in mail and "Subject: edited Bcc: eve@example.net" in mail
    assert webhook.wait_for(1)[0]["body"]["data"]["subject"] == "edited Bcc: eve@example.net"
    with Imap(server.imap) as client:
        def whole(mailbox):
            client.select(mailbox)
            return client.fetch("1", "(BODY.PEEK[])")[1][0][1]
        text = octets.split(b"\r\n\r\n", 1)[1]
        assert whole("Before").endswith(b"X-Checked: yes\r\n" + octets)
        edited = whole("INBOX")
        assert edited.endswith(b"\r\n\r\n" + text)
        assert b"\r\nSubject: edited Bcc: eve@example.net\r\n" in edited and b"as it came" not in edited
        assert b"\r\nX-Checked: yes\r\n" in edited and b"\r\nBcc:" not in edited
        # Search and size see the edited message as well.
        assert client.search(None, "SUBJECT", "edited")[1] == [b"1"]
        assert int(client.fetch("1", "(RFC822.SIZE)")[1][0].split()[-1].strip(b")")) == len(edited)


def test_a_copy_of_before_the_edit_and_one_of_after_it_are_stored_apart(make_sandbox):
    server = make_sandbox()
    put_script(server, 'require ["editheader", "fileinto", "mailbox", "copy"];\n'
                       'fileinto :copy :create "Before"; addheader "X-Checked" "yes";')
    octets = message("both")
    assert deliver(server.lmtp, octets)[0][0] == 250
    with Imap(server.imap) as client:
        client.select("Before")
        assert client.fetch("1", "(BODY.PEEK[])")[1][0][1].endswith(b"\r\n" + octets)
        client.select("INBOX")
        assert client.fetch("1", "(BODY.PEEK[])")[1][0][1].endswith(b"\r\nX-Checked: yes\r\n" + octets)
    assert "sound" in server.command("store", "check")


def test_parts_are_replaced_and_the_whole_is_enclosed(make_sandbox, smarthost):
    """RFC 5703: the mailbox gets the new message, and what is redirected is not enclosed."""
    server = make_sandbox(config=smarthost.config())
    put_script(server, """require ["foreverypart", "mime", "replace", "enclose", "copy"];
foreverypart {
  if header :mime :param "filename" :matches "Content-Disposition" "*.exe" { replace "Entfernt: gr\u00f6\u00dfer"; }
}
enclose :subject "Vorsicht: gr\u00f6\u00dfer" "See below.";
redirect :copy "kim@example.com";
""")
    octets = (b"From: Ann <ann@sender.example>\r\nTo: u0001@example.org\r\nSubject: a game\r\nMIME-Version: 1.0\r\n"
              b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhello\r\n--b\r\n"
              b"Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=game.exe\r\n"
              b"\r\nMZ\r\n--b--\r\n")
    assert deliver(server.lmtp, octets)[0][0] == 250
    [mail] = until(smarthost.mails)
    assert "Subject: a game" in mail and "game.exe" not in mail and "See below" not in mail
    with Imap(server.imap) as client:
        client.select("INBOX")
        whole = email.message_from_bytes(client.fetch("1", "(BODY.PEEK[])")[1][0][1], policy=email.policy.default)
    assert whole["Subject"] == "Vorsicht: gr\u00f6\u00dfer" and whole["From"].addresses[0].username == "u0001"
    note, inside = whole.iter_parts()
    assert note.get_content().strip() == "See below."
    hello, removed = inside.get_content().iter_parts()
    assert hello.get_content() == "hello" and removed.get_content_type() == "text/plain"
    assert removed.get_content().strip() == "Entfernt: gr\u00f6\u00dfer"
