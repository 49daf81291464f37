"""External lists (RFC 6134): kept by the command line and the API, asked by scripts, of one account or of everybody."""
import json
import os
import shutil
import socket
import subprocess

import pytest
from rig.mail import Imap, deliver, extensions, message, put_script, sieve_connect
from rig.process import until
from rig.sandbox import ApiError, Sandbox, binary

ANN, BOB = "u0001@example.org", "u0002@example.org"
VIP, BLOCKED = "tag:example.org,2026:vip", "tag:example.org,2026-11:blocked"


def subjects(server, mailbox="INBOX", login=ANN):
    with Imap(server.imap, login=login, mailbox=mailbox) as client:
        return client.subjects()


def send(server, subject, *recipients, sender="ann@example.net", headers=""):
    replies = deliver(server.lmtp, message(subject, sender=sender, headers=headers), *recipients)
    assert all(code == 250 for code, _ in replies), replies


def explained(server, uid, account=ANN):
    return server.command("filter", "explain", account, str(uid))


def test_scripts_ask_the_lists_of_their_owner_and_of_everybody(make_sandbox):
    server = make_sandbox()
    server.command("list", "add", VIP, "Boss@Example.com", "ceo@example.com", "--account", ANN)
    server.command("list", "add", BLOCKED, "spam@example.net")
    script = ('require ["extlists", "fileinto", "variables", "envelope"];\n'
              f'if envelope :list "from" "{BLOCKED}" {{ fileinto "Junk"; stop; }}\n'
              f'if valid_ext_list "{VIP}" {{ if address :list ["from", "cc"] "{VIP}" {{ fileinto "Archive"; }} }}')
    for login in (ANN, BOB):
        put_script(server, script, login=login)
    send(server, "work", ANN, BOB, sender="BOSS@example.com")
    send(server, "copied", ANN, BOB, headers="Cc: Chief <ceo@example.com>\n")
    send(server, "other", ANN, BOB)
    for each in deliver(server.lmtp, message("bad"), ANN, BOB, sender="Spam@example.net"):
        assert each[0] == 250
    assert (subjects(server), subjects(server, "Archive"), subjects(server, "Junk")) == (["other"], ["work", "copied"], ["bad"])
    assert subjects(server, login=BOB) == ["work", "copied", "other"] and subjects(server, "Junk", login=BOB) == ["bad"]
    server.command("list", "remove", VIP, "boss@example.com", "--account", ANN)
    server.kill()
    server.start()
    send(server, "later", ANN, sender="boss@example.com")
    assert subjects(server) == ["other", "later"]
    assert "sound" in server.command("store", "check")


def test_a_list_that_is_not_there_is_an_error_that_keeps_the_mail(make_sandbox):
    server = make_sandbox()
    put_script(server, f'require "extlists"; if not header :list "subject" "{VIP}" {{ discard; }}')
    send(server, "kept", ANN)
    assert subjects(server) == ["kept"]
    assert f'there is no external list "{VIP}"' in explained(server, 1)
    put_script(server, 'require "extlists"; if address :list "from" ":addrbook:default" { discard; }')
    send(server, "the book is empty", ANN)
    server.command("list", "add", ":AddrBook:%44efault", "Ann@Example.net", "--account", ANN)
    send(server, "a friend", ANN)
    assert subjects(server) == ["kept", "the book is empty"]


def test_an_accounts_list_cannot_stand_for_the_administrators(make_sandbox, tmp_path):
    (tmp_path / "before.sieve").write_text(f'require "extlists"; if address :list "from" "{BLOCKED}" {{ discard; }}')
    server = make_sandbox(config=f'[sieve]\nbefore = "{tmp_path}/before.sieve"\n')
    token = server.call("POST", f"/v1/accounts/{ANN}/tokens")["token"]
    server.call("PUT", f"/v1/accounts/{ANN}/lists/{BLOCKED}", token=token)
    server.command("list", "add", BLOCKED, "ann@example.net")
    send(server, "blocked", ANN)
    send(server, "fine", ANN, sender="eve@example.net")
    assert subjects(server) == ["fine"]
    with pytest.raises(ApiError, match="409.*everybody has a list of this name"):
        server.call("PUT", f"/v1/accounts/{BOB}/lists/{BLOCKED}")


def test_users_keep_their_own_lists_and_no_others(make_sandbox):
    server = make_sandbox()
    token = server.call("POST", f"/v1/accounts/{ANN}/tokens")["token"]
    server.command("list", "add", BLOCKED, "x")
    for account in (ANN, BOB):
        server.command("list", "add", VIP, account, "--account", account)
    mine = f"/v1/accounts/{ANN}/lists/{VIP}"
    assert server.call("PATCH", mine + "/entries", {"add": ["b"], "remove": [ANN]}, token=token) == {"added": 1, "removed": 1, "entries": 1}
    for method, path in (("GET", "/v1/lists"), ("GET", f"/v1/lists/{BLOCKED}"), ("GET", f"/v1/lists/{BLOCKED}/entries"), ("PUT", f"/v1/lists/{VIP}"),
                         ("PATCH", f"/v1/lists/{BLOCKED}/entries"), ("DELETE", f"/v1/lists/{BLOCKED}")):
        with pytest.raises(ApiError) as refused:
            server.call(method, path, token=token)
        assert refused.value.status == 403, (method, path)
    for method, path in (("GET", ""), ("GET", f"/{VIP}"), ("GET", f"/{VIP}/entries"), ("PUT", f"/{VIP}"), ("PATCH", f"/{VIP}/entries"), ("DELETE", f"/{VIP}")):
        with pytest.raises(ApiError) as refused:
            server.call(method, f"/v1/accounts/{BOB}/lists{path}", token=token)
        assert refused.value.status == 404, (method, path)
    assert json.loads(server.command("--json", "list", "show", VIP, "--account", BOB))["items"] == [{"entry": BOB}]
    server.call("DELETE", mine, token=token)
    assert server.call("GET", f"/v1/accounts/{ANN}/lists", token=token) == {"items": []}


def test_a_file_becomes_a_list_and_limits_are_told(make_sandbox, tmp_path):
    server = make_sandbox(config="[sieve]\nlists = 2\nlist_entries = 2500\n")
    file = tmp_path / "entries"
    file.write_text("# who may write\n\n" + "".join(f"  user{number}@example.net \r\n" for number in range(2400)) + "USER7@example.net\n")
    assert json.loads(server.command("--json", "list", "import", VIP, str(file))) == {"added": 2400, "removed": 0, "entries": 2400}
    assert json.loads(server.command("--json", "list", "import", VIP, "-", stdin=b"one\n")) == {"added": 1, "removed": 0, "entries": 2401}
    assert len(json.loads(server.command("--json", "list", "show", VIP))["items"]) == 2401
    file.write_text("".join(f"more{number}\n" for number in range(1050)))
    refused = server.command("list", "import", VIP, str(file), check=False)
    assert refused.returncode == 65 and b"at most 2500 entries" in refused.stderr, refused
    refused = server.command("list", "import", VIP, "-", stdin=b"M\xfcller\n", check=False)
    assert refused.returncode == 64 and b"not UTF-8" in refused.stderr, refused
    refused = server.command("list", "add", VIP, "x" * 1001, check=False)
    assert refused.returncode == 65 and b"at most 1000 octets" in refused.stderr, refused
    server.command("list", "add", BLOCKED)
    refused = server.command("list", "add", "tag:example.org,2026:third", check=False)
    assert refused.returncode == 65 and b"at most 2 lists" in refused.stderr, refused
    refused = server.command("list", "add", "friends", check=False)
    assert refused.returncode == 65 and b"tag:example.org,2026:friends" in refused.stderr, refused
    assert server.command("list", "show", "tag:none", check=False).returncode == 69
    server.command("list", "delete", VIP)
    assert json.loads(server.command("--json", "list", "all"))["items"] == [{"name": BLOCKED, "entries": 0}]
    assert "sound" in server.command("store", "check")
    server.stop()  # the command opens the store itself
    server.command("list", "add", BLOCKED, "x")
    assert BLOCKED in server.command("list", "all")


def test_a_mail_is_redirected_to_the_members_of_a_list_or_kept(make_sandbox, smarthost):
    server = make_sandbox(config=smarthost.config())
    server.command("list", "add", VIP, "a@example.com", "b@example.com", "--account", ANN)
    put_script(server, f'require "extlists"; redirect :list "{VIP}";')
    send(server, "to the team", ANN)
    mails = until(lambda: [found for found in [smarthost.mails()] if len(found) == 2])[0]
    for member, other in (("a", "b"), ("b", "a")):
        [mail] = [mail for mail in mails if f"X-Rcpt-Args: <{member}@example.com>" in mail]
        assert "Subject: to the team" in mail and f"{other}@example.com" not in mail
    server.command("list", "add", VIP, "c@example.com", "d@example.com", "e@example.com", "--account", ANN)
    send(server, "too many", ANN)
    assert subjects(server) == ["too many"] and "more than the 4 members" in explained(server, 1)
    server.command("list", "remove", VIP, "c@example.com", "d@example.com", "e@example.com", "--account", ANN)
    server.command("list", "add", VIP, "no address", "--account", ANN)
    send(server, "not all are addresses", ANN)
    assert subjects(server) == ["too many", "not all are addresses"]
    until(lambda: server.call("GET", "/v1/outbox")["waiting"] == 0)
    assert len(smarthost.mails()) == 2


def test_managesieve_names_the_schemes_of_lists(make_sandbox, tmp_path):
    server = make_sandbox()
    assert "extlists" in extensions(server)
    with socket.create_connection(("127.0.0.1", server.managesieve), timeout=20) as plain, plain.makefile("rb") as stream:
        lines = []
        while not lines or not lines[-1].startswith(b"OK"):
            lines.append(stream.readline())
    assert b'"EXTLISTS" "tag urn"\r\n' in lines
    wrong = tmp_path / "wrong"
    wrong.write_text('require ["extlists", "body"]; if body :list "tag:x" { keep; }')
    with pytest.raises(RuntimeError, match="list"):
        sieve_connect(server, "--localsieve", str(wrong), "--remotesieve", "wrong", "--upload")


def test_a_backup_carries_the_lists(make_sandbox, tmp_path):
    server = make_sandbox()
    server.command("list", "add", VIP, "a", "b", "--account", ANN)
    server.command("metadata", "set", "/shared/comment", "hello")
    server.command("store", "backup", str(tmp_path / "backup"))
    server.stop()
    subprocess.run([binary(), "store", "restore", str(tmp_path / "backup")], check=True, capture_output=True, timeout=60,
                   env=dict(os.environ, NOTIFYD_SERVER_DATA_DIR=str(tmp_path / "other")))
    shutil.copy(server.data / "secrets.key", tmp_path / "other" / "secrets.key")
    with Sandbox(tmp_path / "second", data=tmp_path / "other") as second:
        assert json.loads(second.command("--json", "list", "all", "--account", ANN))["items"] == [{"name": VIP, "entries": 2}]
        assert second.command("metadata", "get", "/shared/comment") == "hello\n"
        assert "sound" in second.command("store", "check")
