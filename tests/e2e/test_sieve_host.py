"""What a script asks of the server: other scripts (RFC 6609), its memory (RFC 7352), mailboxes by their use (RFC 8579)."""
from rig.mail import Imap, deliver, extensions, message, put_script


def subjects(server, mailbox="INBOX"):
    with Imap(server.imap, mailbox=mailbox) as client:
        return client.subjects()


def test_a_duplicate_is_known_also_over_kill_9(make_sandbox):
    server = make_sandbox()
    put_script(server, 'require ["duplicate", "variables"];\n'
                       'if header :matches "X-Ticket" "*" { if duplicate :handle "tickets" :uniqueid "${1}" { discard; stop; } }')
    assert deliver(server.lmtp, message("one", headers="X-Ticket: 7\n"))[0][0] == 250
    assert deliver(server.lmtp, message("again", headers="X-Ticket: 7\n"))[0][0] == 250
    server.kill()
    server.start()
    assert deliver(server.lmtp, message("once more", headers="X-Ticket: 7\n"))[0][0] == 250
    assert deliver(server.lmtp, message("two", headers="X-Ticket: 8\n"))[0][0] == 250
    assert subjects(server) == ["one", "two"]


def test_scripts_include_the_users_own_and_the_administrators(make_sandbox, tmp_path):
    folder = tmp_path / "global"
    folder.mkdir()
    (folder / "lists.sieve").write_text('require ["include", "variables"]; global "box";\n'
                                        'if exists "List-Id" { set "box" "Lists"; }')
    server = make_sandbox(config=f'[sieve]\nglobal = "{folder}"\n')
    put_script(server, 'if header :contains "subject" "spam" { discard; stop; }', name="spam")
    put_script(server, 'require ["include", "fileinto", "mailbox", "variables"]; global "box";\n'
                       'include "spam"; include :global "lists"; include :optional "none";\n'
                       'if not string "${box}" "" { fileinto :create "${box}"; }', name="main")
    for subject, headers in (("hello", ""), ("spam", ""), ("news", "List-Id: <a.example.net>\n")):
        assert deliver(server.lmtp, message(subject, headers=headers))[0][0] == 250
    assert subjects(server) == ["hello"]
    assert subjects(server, "Lists") == ["news"]


def test_a_script_that_is_included_and_not_there_keeps_the_mail(make_sandbox):
    server = make_sandbox()
    put_script(server, 'require "include"; discard; include "none";')
    assert deliver(server.lmtp, message("kept"))[0][0] == 250
    assert subjects(server) == ["kept"]


def test_a_mailbox_is_found_by_its_special_use(make_sandbox):
    server = make_sandbox()
    with Imap(server.imap) as client:
        assert client._simple_command("CREATE", "Bin", "(USE (\\Trash))")[0] == "OK"
    put_script(server, 'require ["special-use", "fileinto"];\n'
                       'if specialuse_exists "\\\\Trash" { fileinto :specialuse "\\\\Trash" "INBOX"; }')
    assert deliver(server.lmtp, message("old"))[0][0] == 250
    assert subjects(server, "Bin") == ["old"]


def test_what_the_server_answers_is_what_it_announces(sandbox):
    assert {"include", "duplicate", "special-use", "editheader", "body", "regex", "date"} <= extensions(sandbox)
    assert not {"extlists", "mailboxid", "mboxmetadata", "servermetadata"} & extensions(sandbox)
