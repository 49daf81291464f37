"""What a script asks of the server: other scripts (RFC 6609), its memory (RFC 7352), mailboxes by their use (RFC 8579) and by their
id (RFC 9042), annotations (RFC 5490)."""
import json
import subprocess

from rig.mail import Imap, deliver, extensions, message, put_script
from rig.managesieve import Dialogue, literal, plain
from rig.sandbox import binary

ANN, BOB = "u0001@example.org", "u0002@example.org"


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


def mailbox_id(server, account, name):
    listed = json.loads(server.command("--json", "mailbox", "list", account))["items"]
    return {mailbox["name"]: mailbox["id"] for mailbox in listed}[name]


def test_a_mailbox_is_found_by_its_id_after_a_rename_and_by_its_name_without_one(make_sandbox):
    server = make_sandbox()
    with Imap(server.imap) as client:
        for name in ("Work", "Play"):
            assert client.create(name)[0] == "OK"
    work = mailbox_id(server, ANN, "Work")
    put_script(server, 'require ["mailboxid", "fileinto", "mailbox", "variables"];\n'
                       f'if mailboxidexists "{work}" {{ set "there" "yes"; }}\n'
                       f'if string "${{there}}" "yes" {{ fileinto :mailboxid "{work}" "Work"; }} else {{ fileinto :mailboxid "{work}" :create "Play"; }}')
    with Imap(server.imap) as client:
        assert client.rename("Work", "Archive/Job")[0] == "OK"
        assert client.create("Work")[0] == "OK"
    assert mailbox_id(server, ANN, "Archive/Job") == work != mailbox_id(server, ANN, "Work")
    assert deliver(server.lmtp, message("one"))[0][0] == 250
    server.kill()
    server.start()
    assert deliver(server.lmtp, message("two"))[0][0] == 250
    assert subjects(server, "Archive/Job") == ["one", "two"]
    with Imap(server.imap) as client:
        assert client.delete("Archive/Job")[0] == "OK"
    assert deliver(server.lmtp, message("three"))[0][0] == 250
    assert subjects(server, "Play") == ["three"]


def test_the_id_of_anothers_mailbox_names_nothing(make_sandbox):
    server = make_sandbox()
    put_script(server, 'require ["mailboxid", "fileinto"];\n'
                       f'fileinto :mailboxid "{mailbox_id(server, BOB, "Junk")}" "Archive";')
    assert deliver(server.lmtp, message("mine"))[0][0] == 250
    assert subjects(server, "Archive") == ["mine"]
    with Imap(server.imap, login=BOB, mailbox="Junk") as client:
        assert client.fetch("1:*", "(UID)")[1] == [None]


def test_annotations_steer_a_script_and_are_its_owners(make_sandbox):
    server = make_sandbox()
    script = ('require ["mboxmetadata", "servermetadata", "fileinto", "relational"];\n'
              'if metadata "INBOX" "/private/vendor/x/quiet" "on" { fileinto "Archive"; }\n'
              'if servermetadata :contains "/shared/comment" "flood" { fileinto "Junk"; }\n'
              'if servermetadataexists "/private/comment" { fileinto "Trash"; }')
    for login in (ANN, BOB):
        put_script(server, script, login=login)

    def delivered(subject):
        for each in deliver(server.lmtp, message(subject), ANN, BOB):
            assert each[0] == 250

    quiet = ("metadata", "set", "/Private/vendor/x/QUIET", "on", "--account", ANN, "--mailbox", "inbox")
    server.command(*quiet)
    delivered("one")
    server.command("metadata", "set", "/shared/comment", "A flood of mail")
    server.command("metadata", "remove", "/private/vendor/x/quiet", "--account", ANN, "--mailbox", "INBOX")
    delivered("two")
    server.command("metadata", "set", "/private/comment", "mine", "--account", BOB)
    delivered("three")
    assert (subjects(server), subjects(server, "Archive"), subjects(server, "Junk")) == ([], ["one"], ["two", "three"])
    with Imap(server.imap, login=BOB, mailbox="Trash") as client:
        assert client.subjects() == ["three"]
    assert server.command("metadata", "get", "/shared/comment", "--account", BOB) == "A flood of mail\n"
    assert json.loads(server.command("--json", "metadata", "list", "--account", ANN))["items"] == [{"entry": "/shared/comment", "value": "A flood of mail"}]


def test_annotations_have_names_limits_and_owners(make_sandbox):
    server = make_sandbox()
    for arguments, code, words in ((("set", "comment", "x"), 65, "/private/comment"), (("set", "/private/comment", "x"), 77, "shared"),
                                   (("set", "/shared/comment", "x", "--account", ANN), 77, "administrator"),
                                   (("set", "/shared/comment", "x", "--account", ANN, "--mailbox", "None"), 69, "no such mailbox"),
                                   (("get", "/shared/comment"), 69, "no such annotation"), (("list", "--mailbox", "INBOX"), 64, "--account")):
        refused = server.command("metadata", *arguments, check=False)
        assert words in refused.stderr.decode() and refused.returncode == code, (arguments, refused)


def test_scripts_may_require_what_is_announced_and_nothing_else(sandbox):
    built_in = json.loads(subprocess.run([binary("sievetool"), "extensions", "--json"], capture_output=True, check=True).stdout)["extensions"]
    announced = extensions(sandbox)
    client = Dialogue(sandbox)
    client.say(f'AUTHENTICATE "PLAIN" "{plain(ANN, "secret")}"')
    taken = {}
    for name in [*built_in, "no-such-extension"]:
        script = f'require "{name}";'
        taken[name] = client.say(f"CHECKSCRIPT {literal(script)}", ("OK", "NO")).startswith("OK")
    assert {name for name, is_taken in taken.items() if is_taken} == announced
    assert set(built_in) - announced == {
        "vacation", "vacation-seconds", "vnd.dovecot.report", "redirect-dsn", "redirect-deliverby",  # no mail leaves this server
        "spamtest", "spamtestplus", "virustest", "vnd.dovecot.pipe", "vnd.dovecot.filter", "vnd.dovecot.execute"}  # nothing is set up for them


def test_scripts_see_the_items_of_the_site(make_sandbox):
    server = make_sandbox(config='[sieve.environment]\nTier = "gold"\nmail-host = "mx1"\n')
    put_script(server, 'require ["vnd.dovecot.environment", "variables", "fileinto", "mailbox"];\n'
                       'if environment "vnd.dovecot.config.tier" "gold" { fileinto :create "on-${env.vnd.dovecot.config.mail_host}"; }')
    assert deliver(server.lmtp, message("one"))[0][0] == 250
    assert subjects(server, "on-mx1") == ["one"]
    assert '[sieve.environment]\nTier = "gold"\nmail-host = "mx1"\n' in server.command("--config", str(server.config), "print-config")
