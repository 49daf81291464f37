"""A user sees nothing of another, a stranger learns no names, and neither the disk nor the log gives secrets away."""
import base64
import imaplib
import json
import re
import socket

import pytest
from rig.mail import Imap, deliver, message, put_script, sieve_connect
from rig.openapi import Contract
from rig.process import until
from rig.receivers import PushService, Sink, WebhookSink

ALICE, BOB, NOBODY = "u0001@example.org", "u0002@example.org", "nobody@example.org"
LIST, NONE = "tag:example.org,2026:vip", "tag:example.org,2026:none"
BODIES = {"post": {"name": "mine"}, "patch": {"content": "wake"}, "put": {"text": "keep;"}}


def body(method, path):
    return {"add": ["x"]} if path.endswith("/entries") and method == "patch" else BODIES.get(method)


def shape(answer):
    """All that a caller can tell apart."""
    return answer.status, answer.text, sorted((name, value) for name, value in answer.headers.items() if name != "Date")


@pytest.fixture
def neighbours(sandbox, webhook):
    """Bob has a device, a script, a list, an annotation, mail and a dead letter; Alice has a token."""
    webhook.statuses = [400]
    device = sandbox.add_device(BOB, name="phone", channel=webhook.channel())
    sandbox.call("PUT", f"/v1/accounts/{BOB}/scripts/main", {"text": "keep;"})
    sandbox.call("POST", f"/v1/accounts/{BOB}/scripts/main/activate")
    sandbox.call("PUT", f"/v1/accounts/{BOB}/lists/{LIST}")
    sandbox.call("PATCH", f"/v1/accounts/{BOB}/lists/{LIST}/entries", {"add": ["x"]})
    sandbox.call("PUT", f"/v1/accounts/{BOB}/metadata/%2Fprivate%2Fcomment", {"value": "secret"})
    deliver(sandbox.lmtp, message("for bob"), BOB)
    until(lambda: sandbox.call("GET", "/v1/outbox")["dead"] == 1)
    letter = sandbox.call("GET", "/v1/outbox/dead")["items"][0]["id"]
    token = sandbox.call("POST", f"/v1/accounts/{ALICE}/tokens")["token"]
    contract = Contract(sandbox.api, token)
    return contract, device["id"], letter


def test_another_account_answers_exactly_as_one_that_does_not_exist(neighbours):
    contract, device, letter = neighbours
    asked = 0
    for method, path in contract.operations():
        for there, missing in (({"address": BOB}, {"address": NOBODY}), ({"id": device}, {"id": 999999}), ({"id": letter}, {"id": 999999}),
                               ({"id": "phone"}, {"id": "nothing"}), ({"name": "main"}, {"name": "nothing"}),
                               ({"name": LIST}, {"name": NONE}), ({"entry": "%2Fprivate%2Fcomment"}, {"entry": "%2Fprivate%2Fnone"})):
            if "{" + next(iter(there)) + "}" not in path or (next(iter(there)) in ("name", "entry") and method == "put"):
                continue
            asked += 1
            ask = lambda places: contract.raw(method, re.sub(r"\{(\w+)\}", lambda place: str({"address": ALICE, "id": "x", "name": "x", "entry": "x", **places}[place[1]]), path)
                                              + ("?uid=1" if path.endswith("explain") else ""), body(method, path))
            of_bob, of_nobody = ask(there), ask(missing)
            assert of_bob.status in (403, 404), f"{method} {path} {there}: {of_bob.text}"
            assert shape(of_bob) == shape(of_nobody), f"{method} {path} {there}"
    assert asked > 25


def test_another_accounts_things_are_still_there_afterwards(neighbours, sandbox):
    test_another_account_answers_exactly_as_one_that_does_not_exist(neighbours)
    assert [device["name"] for device in sandbox.call("GET", f"/v1/accounts/{BOB}/devices")["items"]] == ["phone"]
    assert sandbox.call("GET", f"/v1/accounts/{BOB}/scripts/main")["active"]
    assert sandbox.call("GET", "/v1/outbox")["dead"] == 1


def hashes(sandbox):
    with socket.create_connection(("127.0.0.1", sandbox.api), timeout=20) as plain:
        plain.sendall(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        page = b"".join(iter(lambda: plain.recv(65536), b"")).decode()
    return float(re.search(r"^notifyd_auth_password_hashes (\S+)", page, re.M)[1])


def imap_login(sandbox, login, password):
    with pytest.raises(imaplib.IMAP4.error) as refused:
        Imap(sandbox.imap, login, password)
    return str(refused.value)


def imap_plain(sandbox, login, password):
    client = imaplib.IMAP4("127.0.0.1", sandbox.imap, timeout=20)
    with pytest.raises(imaplib.IMAP4.error) as refused:
        client.authenticate("PLAIN", lambda _: f"\0{login}\0{password}".encode())
    return str(refused.value)


def sieve_plain(sandbox, login, password):
    with socket.create_connection(("127.0.0.1", sandbox.managesieve), timeout=20) as plain:
        stream = plain.makefile("rb")
        while not stream.readline().startswith(b"OK"):
            pass
        response = base64.b64encode(f"\0{login}\0{password}".encode()).decode()
        plain.sendall(f'AUTHENTICATE "PLAIN" "{response}"\r\n'.encode())
        line = stream.readline().decode()
    assert line.startswith("NO"), line
    return line


@pytest.mark.parametrize("attempt", [imap_login, imap_plain, sieve_plain])
def test_an_unknown_name_is_refused_in_the_same_words_with_the_same_work(sandbox, attempt):
    told, worked = set(), set()
    for login in (ALICE, NOBODY, BOB + "/phone", NOBODY + "/phone", "nobody"):
        before = hashes(sandbox)
        told.add(attempt(sandbox, login, "wrong"))
        worked.add(hashes(sandbox) - before)
    assert len(told) == 1 and worked == {1.0}, (told, worked)


def test_imap_and_managesieve_tell_of_no_other_user(neighbours, sandbox):
    put_script(sandbox, "keep;", name="hers")
    with Imap(sandbox.imap) as client:
        everything = str([client.list(), client.lsub(), client.namespace(), client.list('""', '"%"')])
        for name in (f"user/{BOB}", f"user/{NOBODY}", f"Other Users/{BOB}", f"#user/{BOB}/INBOX"):
            everything += str([client.select(f'"{name}"'), client.status(f'"{name}"', "(MESSAGES)")])
        answers = {str(client.select(f'"user/{who}"')) for who in (BOB, NOBODY)}
        assert len({answer.replace(BOB, "").replace(NOBODY, "") for answer in answers}) == 1
    assert "for bob" not in everything and "OK" not in re.findall(r"user/\S+ .*", everything)
    listed = sieve_connect(sandbox, "--list")
    assert "hers" in listed and "main" not in listed
    with pytest.raises(RuntimeError) as missing:
        sieve_connect(sandbox, "--remotesieve", "main", "--download", "--localsieve", "/dev/null")
    assert BOB not in str(missing.value)


GATEWAY = """
[gateway.sms]
url = "http://127.0.0.1:{port}/send?to={{to}}&text={{text}}"
method = "GET"
delivered = ["2xx"]
retry = ["5xx"]
never = ["4xx"]
"""


class Gateway(Sink):
    pass


@pytest.fixture
def everything(make_sandbox):
    """A sandbox with an account whose mail goes out by webhook, Web Push and SMS; some pushes fail. What must stay secret."""
    with Gateway() as gateway, WebhookSink() as webhook, PushService() as browser:
        server = make_sandbox(config=GATEWAY.format(port=gateway.port))
        secrets = {"number": "+4915112345678", "subject": "Tumbleweed-Subject", "body": "Marmalade-Body", "password": "correct horse staple",
                   "endpoint": browser.endpoint.rpartition("/")[2], "auth": browser.channel()["auth"], "p256dh": browser.channel()["p256dh"],
                   "webhook secret": webhook.secret, "webhook path": "very-private-path", "message of notify": "Gooseberry-Notify"}
        server.call("POST", "/v1/accounts", {"address": "carol@example.org", "password": secrets["password"]})
        carol = "carol@example.org"
        secrets["token"] = server.call("POST", f"/v1/accounts/{carol}/tokens")["token"]
        url = webhook.url.replace("hook", secrets["webhook path"])
        made = [server.add_device(carol, name="hook", channel=dict(webhook.channel(), url=url), content="snippet"),
                server.add_device(carol, name="browser", channel=browser.channel(), content="snippet"),
                server.add_device(carol, name="phone", channel={"kind": "sms", "number": secrets["number"]}, content="snippet"),
                server.add_device(carol, name="made", channel={"kind": "webhook", "url": url}),
                server.add_device(carol, name="unreachable", channel={"kind": "webhook", "url": f"http://127.0.0.1:9/{secrets['webhook path']}", "secret": webhook.secret})]
        for device in made:
            secrets[f"password of {device['name']}"] = device["password"]
        secrets["made secret"] = made[3]["channel"]["secret"]
        script = f'require "enotify"; notify :message "{secrets["message of notify"]}" "device:phone"; keep;'
        server.call("PUT", f"/v1/accounts/{carol}/scripts/main", {"text": script})
        server.call("POST", f"/v1/accounts/{carol}/scripts/main/activate")
        browser.statuses = [503, 201]
        letter = message(secrets["subject"], body=secrets["body"], to=carol)
        deliver(server.lmtp, letter, carol)
        for sink in (gateway, webhook, browser):
            sink.wait_for(1, seconds=40)
        gateway.statuses = [400]
        deliver(server.lmtp, letter.replace(b"Message-ID: <", b"Message-ID: <2"), carol)
        until(lambda: server.call("GET", "/v1/outbox")["dead"] >= 1, seconds=40)
        with Imap(server.imap, carol, secrets["password"]) as client:
            assert client.subjects() == [secrets["subject"]] * 2
        server.call("GET", f"/v1/accounts/{carol}/devices", token=secrets["token"])
        yield server, secrets, carol


def test_the_log_at_level_info_gives_nothing_away(everything):
    server, secrets, _ = everything
    server.stop()
    log = server.process.log.read_text()
    assert "push" in log and "delivered" in log and "login" in log
    found = {name for name, secret in secrets.items() if secret in log or secret.lstrip("+") in log}
    assert not found, f"the log holds {found}"
    assert server.facts["admin_token"] not in log


def test_the_store_holds_tokens_and_passwords_hashed_and_secrets_encrypted(everything):
    server, secrets, carol = everything
    server.kill()
    files = {file: file.read_bytes() for file in (server.folder / "data" / "store").rglob("*") if file.is_file()}
    assert any(carol.encode() in content for content in files.values()), "the place where it would stand was not read"
    for name, secret in secrets.items():
        if name in ("subject", "body", "message of notify"):  # mail and scripts are kept as they are
            continue
        holding = [str(file) for file, content in files.items() if secret.encode() in content or secret.lstrip("+").encode() in content]
        assert not holding, f"{name} stands in {holding}"
    server.start()


def test_nobody_reads_a_secret_back(everything):
    server, secrets, carol = everything
    shown = json.dumps([server.call("GET", path) for path in
                        (f"/v1/accounts/{carol}", f"/v1/accounts/{carol}/devices", "/v1/outbox", "/v1/outbox/dead", f"/v1/accounts/{carol}/explain?uid=1",
                         f"/v1/accounts/{carol}/explain?uid=2", f"/v1/accounts/{carol}/explain?uid=1&now=true")])
    for name, secret in secrets.items():
        assert secret not in shown and secret.lstrip("+") not in shown, f"{name} is shown again"
