"""docs/openapi.json tells the truth: a running server is called on every operation, and every status that the file lists
must come, with a body that fits its schema."""
import base64
import json
import socket
import threading

import pytest
from rig.mail import deliver, message
from rig.openapi import METHODS, Contract
from rig.process import until

USER, OTHER = "u0001@example.org", "u0002@example.org"
ACCOUNTS, ACCOUNT = "/v1/accounts", "/v1/accounts/{address}"
DEVICES, DEVICE = ACCOUNT + "/devices", ACCOUNT + "/devices/{id}"
SCRIPTS, SCRIPT = ACCOUNT + "/scripts", ACCOUNT + "/scripts/{name}"
LISTS, LIST, ENTRIES = ACCOUNT + "/lists", ACCOUNT + "/lists/{name}", ACCOUNT + "/lists/{name}/entries"
METADATA, ANNOTATION = ACCOUNT + "/metadata", ACCOUNT + "/metadata/{entry}"
DEAD = "/v1/outbox/dead"


class Walk(Contract):
    """What each resource is asked; `expect` names the status that must come."""

    def expect(self, status, method, path, *arguments, **options):
        answer = self.call(method, path, *arguments, **options)
        assert answer.status == status, f"{method} {path} {options}: {answer.status} {answer.text}"
        return answer

    def bodies_that_are_refused(self, method, path, **places):
        self.expect(400, method, path, b"{", headers={"Content-Type": "application/json"}, **places)
        self.expect(400, method, path, b"[]", headers={"Content-Type": "application/json"}, **places)
        self.expect(415, method, path, b"{}", headers={"Content-Type": "text/plain"}, **places)
        self.expect(413, method, path, b'{"name":"' + b"x" * (1 << 20) + b'"}', headers={"Content-Type": "application/json"}, **places)


@pytest.fixture
def walk(sandbox):
    return Walk(sandbox.api, sandbox.admin_token)


class Mute:
    """A server that takes connections and never says a word."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.taken = []
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        try:
            while True:
                self.taken.append(self.socket.accept()[0])
        except OSError:
            pass  # closed

    def close(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        for one in self.taken:
            one.close()


@pytest.fixture
def mute():
    return Mute()


def accounts(walk, token):
    made = walk.expect(201, "post", ACCOUNTS, {"address": "New@Example.org", "aliases": ["n@example.org"], "quota": 10 ** 6, "password": "x y"})
    assert made.json == walk.expect(200, "get", ACCOUNT, address="new@example.org").json
    walk.expect(409, "post", ACCOUNTS, {"address": "n@example.org"})
    for body in ({}, {"address": "no address"}, {"address": "a@b.example", "shoe": 44}, {"address": "a@b.example", "password": 5}):
        walk.expect(400, "post", ACCOUNTS, body)
    walk.bodies_that_are_refused("post", ACCOUNTS)
    walk.expect(403, "post", ACCOUNTS, {"address": "z@example.org"}, token=token)
    once = {"Idempotency-Key": "one"}
    first = walk.expect(201, "post", ACCOUNTS, {"address": "once@example.org"}, headers=once)
    assert walk.expect(201, "post", ACCOUNTS, {"address": "once@example.org"}, headers=once).text == first.text
    walk.expect(422, "post", ACCOUNTS, {"address": "twice@example.org"}, headers=once)
    page = walk.expect(200, "get", ACCOUNTS, query="?limit=2").json
    assert len(page["items"]) == 2
    rest = walk.expect(200, "get", ACCOUNTS, query=f"?limit=1000&after={page['next']}").json
    assert "next" not in rest and page["items"][-1] not in rest["items"]
    for limit in ("0", "1001", "many"):
        walk.expect(400, "get", ACCOUNTS, query=f"?limit={limit}")
    walk.expect(403, "get", ACCOUNTS, token=token)
    changed = walk.expect(200, "patch", ACCOUNT, {"aliases": [], "quota": 0, "enabled": False}, address="new@example.org")
    assert (changed.json["aliases"], changed.json["quota"], changed.json["enabled"]) == ([], 0, False)
    walk.expect(400, "patch", ACCOUNT, {"address": "new2@example.org"}, address="new@example.org")
    walk.expect(409, "patch", ACCOUNT, {"aliases": [USER]}, address="new@example.org")
    walk.bodies_that_are_refused("patch", ACCOUNT, address="new@example.org")
    for method in ("patch", "delete"):
        walk.expect(404, method, ACCOUNT, address="nobody@example.org")
        walk.expect(403, method, ACCOUNT, token=token, address=USER)
    walk.expect(404, "get", ACCOUNT, address=OTHER, token=token)
    walk.expect(204, "delete", ACCOUNT, address="new@example.org")
    walk.expect(404, "get", ACCOUNT, address="new@example.org")


def tokens(walk, token):
    path = ACCOUNT + "/tokens"
    walk.expect(403, "post", path, token=token, address=USER)
    walk.expect(404, "post", path, address="nobody@example.org")
    walk.expect(400, "post", path, address=OTHER, headers={"Idempotency-Key": "x" * 256})
    walk.expect(201, "post", path, address=OTHER, headers={"Idempotency-Key": "t"})
    walk.expect(422, "post", path, {}, address=OTHER, headers={"Idempotency-Key": "t"})


def devices(walk, token, webhook, push_service):
    body = {"name": "phone", "channel": webhook.channel(), "content": "summary", "quiet_hours": {"from": "22:00", "to": "07:00", "zone": "Europe/Berlin"},
            "subscription": {"mailboxes": {"subtree": ["Work"]}, "events": ["MessageNew", "FlagsSet"], "filter": 'NOT FROM "list@"'}}
    made = walk.expect(201, "post", DEVICES, body, address=USER, token=token).json
    assert made["login"] == f"{USER}/phone" and "secret" not in made["channel"]
    assert made["subscription"] == body["subscription"] and made["quiet_hours"] == body["quiet_hours"]
    browser = walk.expect(201, "post", DEVICES, {"name": "browser", "channel": push_service.channel(), "subscription": {"mailboxes": "personal"}}, address=USER)
    bare = walk.expect(201, "post", DEVICES, {"name": "bare"}, address=USER).json
    walk.expect(409, "post", DEVICES, {"name": "phone"}, address=USER)
    walk.expect(422, "post", DEVICES, {"name": "x", "channel": {"kind": "pigeon", "number": "1"}}, address=USER)
    for wrong in ({"name": "a b"}, {"name": "x", "shoe": 1}, {"name": "x", "content": "all"}, {"name": "x", "subscription": {"filter": "FROM"}},
                  {"name": "x", "channel": {"kind": "webhook", "url": "ftp://example.org/"}}, {"name": "x", "quiet_hours": {"from": "25:00", "to": "1:00"}}):
        walk.expect(400, "post", DEVICES, wrong, address=USER)
        walk.expect(400, "patch", DEVICE, wrong, address=USER, id="bare")
    walk.bodies_that_are_refused("post", DEVICES, address=USER)
    walk.bodies_that_are_refused("patch", DEVICE, address=USER, id="bare")
    listed = walk.expect(200, "get", DEVICES, address=USER, token=token).json["items"]
    assert {device["name"] for device in listed} == {"phone", "browser", "bare"}
    assert walk.expect(200, "get", DEVICE, address=USER, id=browser.json["id"]).json in listed
    assert walk.expect(200, "patch", DEVICE, {"content": "snippet", "quiet_hours": None}, address=USER, id="phone").json["content"] == "snippet"
    walk.expect(409, "patch", DEVICE, {"name": "browser"}, address=USER, id="phone")
    walk.expect(422, "patch", DEVICE, {"channel": {"kind": "pigeon", "number": "1"}}, address=USER, id="phone")
    assert walk.expect(200, "post", DEVICE + "/test", address=USER, id="phone").json["delivered"]
    walk.expect(422, "post", DEVICE + "/test", address=USER, id=bare["id"])
    for method, path in (("get", DEVICE), ("patch", DEVICE), ("delete", DEVICE), ("post", DEVICE + "/test")):
        walk.expect(404, method, path, address=USER, id="nothing")
        walk.expect(404, method, path, address=OTHER, id="phone")
    for method in ("get", "post"):
        walk.expect(404, method, DEVICES, address=OTHER, token=token)
    for name in ("phone", "browser", "bare"):
        walk.expect(204, "delete", DEVICE, address=USER, id=name, token=token)


def scripts(walk, token):
    odd = walk.expect(200, "put", SCRIPT, {"text": 'require "fileinto"; keep;'}, address=USER, name="main", token=token).json["warnings"]
    assert len(odd) == 1 and "line 1" in odd[0], odd
    walk.expect(204, "put", SCRIPT, {"text": "keep;"}, address=USER, name="main", token=token)
    wrong = walk.expect(400, "put", SCRIPT, {"text": "kep;"}, address=USER, name="main")
    assert "1" in wrong.json["detail"]
    walk.expect(400, "put", SCRIPT, {"text": 1}, address=USER, name="main")
    walk.bodies_that_are_refused("put", SCRIPT, address=USER, name="main")
    assert walk.expect(200, "get", SCRIPT, address=USER, name="main").json == {"name": "main", "active": False, "text": "keep;"}
    walk.expect(204, "post", SCRIPT + "/activate", address=USER, name="main")
    assert walk.expect(200, "get", SCRIPTS, address=USER).json["items"] == [{"name": "main", "active": True, "size": 5}]
    walk.expect(409, "delete", SCRIPT, address=USER, name="main")
    octets = base64.b64encode(b'if header "x" "\xe9" { stop; }').decode()
    walk.expect(204, "put", SCRIPT, {"text_base64": octets}, address=USER, name="spare")
    told = walk.expect(200, "get", SCRIPT, address=USER, name="spare").json
    assert told == {"name": "spare", "active": False, "text_base64": octets}
    for wrong in ({"text_base64": "!"}, {"text": "stop;", "text_base64": octets}, {"text_base64": ""}):
        walk.expect(400, "put", SCRIPT, wrong, address=USER, name="spare")
    walk.expect(204, "put", SCRIPT, {"text": "stop;"}, address=USER, name="spare")
    walk.expect(204, "delete", SCRIPT, address=USER, name="spare")
    for method, path in (("get", SCRIPT), ("delete", SCRIPT), ("post", SCRIPT + "/activate")):
        walk.expect(404, method, path, address=USER, name="spare")
    walk.expect(404, "put", SCRIPT, {"text": "keep;"}, address=OTHER, name="main", token=token)
    walk.expect(404, "get", SCRIPTS, address=OTHER, token=token)


def mailboxes(walk, token):
    listed = walk.expect(200, "get", ACCOUNT + "/mailboxes", address=USER, token=token).json["items"]
    assert {"INBOX", "Trash"} <= {mailbox["name"] for mailbox in listed}
    walk.expect(404, "get", ACCOUNT + "/mailboxes", address=OTHER, token=token)


def annotations(walk, token):
    entry, shared = "%2Fprivate%2Fcomment", "%2Fshared%2Fcomment"
    for where in ("", "?mailbox=INBOX"):
        mine = {"address": USER, "token": token, "query": where}
        walk.expect(204, "put", ANNOTATION, {"value": "a b"}, entry=entry, **mine)
        assert walk.expect(200, "get", ANNOTATION, entry=entry.replace("private", "Private"), **mine).json == {"entry": "/private/comment", "value": "a b"}
        assert walk.expect(200, "get", METADATA, **mine).json["items"] == [{"entry": "/private/comment", "value": "a b"}]
        for wrong in ({}, {"value": 1}, {"value": "x", "shoe": 1}):
            walk.expect(400, "put", ANNOTATION, wrong, entry=entry, **mine)
        walk.expect(400, "put", ANNOTATION, {"value": "x"}, entry="comment", **mine)
        walk.expect(413, "put", ANNOTATION, {"value": "x" * (64 * 1024 + 1)}, entry=entry, **mine)
        walk.expect(204, "delete", ANNOTATION, entry=entry, **mine)
        for method in ("get", "delete"):
            walk.expect(404, method, ANNOTATION, entry=entry, **mine)
    walk.bodies_that_are_refused("put", ANNOTATION, address=USER, entry=entry)
    everybody, one = "/v1/metadata", "/v1/metadata/{entry}"
    walk.expect(204, "put", one, {"value": "x"}, entry=shared)
    assert walk.expect(200, "get", one, entry=shared).json == {"entry": "/shared/comment", "value": "x"}
    assert walk.expect(200, "get", everybody).json["items"] == walk.expect(200, "get", METADATA, address=USER, token=token).json["items"]
    for method in ("put", "delete"):
        body = {"value": "mine"} if method == "put" else None
        walk.expect(403, method, ANNOTATION, body, address=USER, entry=shared, token=token)
        walk.expect(404, method, ANNOTATION, body, address=OTHER, entry=entry, token=token)
        walk.expect(404, method, ANNOTATION, body, address=USER, entry=entry, query="?mailbox=None")
        walk.expect(403, method, one, body, entry=shared, token=token)
    walk.expect(403, "put", one, {"value": "x"}, entry=entry)
    walk.expect(400, "put", one, {"value": "x"}, entry="x")
    walk.bodies_that_are_refused("put", one, entry=shared)
    for path in (everybody, one):
        walk.expect(403, "get", path, entry=shared, token=token)
    walk.expect(204, "delete", one, entry=shared)
    for method in ("get", "delete"):
        walk.expect(404, method, one, entry=shared)
    for path in (METADATA, ANNOTATION):
        walk.expect(404, "get", path, address=OTHER, entry=entry, token=token)


def lists(walk, token):
    name = "tag:example.org,2026:vip"
    for many, one, entries, owner in ((LISTS, LIST, ENTRIES, {"address": USER, "token": token}), ("/v1/lists", "/v1/lists/{name}", "/v1/lists/{name}/entries", {})):
        walk.expect(204, "put", one, name="%3Aaddrbook%3Afriends", **owner)
        walk.expect(204, "put", one, name=name, **owner)
        walk.expect(204, "put", one, name=name.replace("tag", "TAG").replace("v", "%76"), **owner)
        assert walk.expect(200, "get", one, name=name, **owner).json == {"name": name, "entries": 0}
        changed = walk.expect(200, "patch", entries, {"add": ["Ann@example.org", "bob@example.org", "Eve"], "remove": ["zoe"]}, name=name, **owner)
        assert changed.json == {"added": 3, "removed": 0, "entries": 3}
        page = walk.expect(200, "get", entries, name=name, query="?limit=2", **owner).json
        rest = walk.expect(200, "get", entries, name=name, query=f"?limit=2&after={page['next']}", **owner).json
        assert [item["entry"] for item in page["items"] + rest["items"]] == ["Ann@example.org", "bob@example.org", "Eve"] and "next" not in rest
        for wrong in ({"add": "x"}, {"add": [1]}, {"shoe": []}, {"add": ["ok", " blank"]}):
            walk.expect(400, "patch", entries, wrong, name=name, **owner)
        walk.expect(413, "patch", entries, {"add": ["x" * 1001]}, name=name, **owner)
        walk.expect(413, "patch", entries, {"add": [str(number) for number in range(1001)]}, name=name, **owner)
        walk.expect(400, "get", entries, name=name, query="?limit=0", **owner)
        assert walk.expect(200, "get", many, **owner).json["items"] == [{"name": name, "entries": 3}, {"name": "urn:ietf:params:sieve:addrbook:friends", "entries": 0}]
        for wrong in ("friends", "tag:friends", "ldap:x"):
            walk.expect(400, "put", one, name=wrong, **owner)
        walk.expect(400, "put", one, {"entries": []}, name=name, **owner)
        walk.bodies_that_are_refused("put", one, name=name, **owner)
        walk.bodies_that_are_refused("patch", entries, name=name, **owner)
        walk.expect(204, "delete", one, name=name, **owner)
        for method, path in (("get", one), ("delete", one), ("get", entries), ("patch", entries)):
            walk.expect(404, method, path, {"add": ["x"]} if method == "patch" else None, name=name, **owner)
        if not owner:
            for method, path in (("get", many), ("get", one), ("put", one), ("delete", one), ("get", entries), ("patch", entries)):
                walk.expect(403, method, path, name=name, token=token)
    walk.expect(400, "put", "/v1/lists/{name}", name="%3Aaddrbook%3Adefault")
    walk.expect(409, "put", LIST, name="%3Aaddrbook%3Afriends", address=OTHER)
    for method, path in (("get", LISTS), ("get", LIST), ("put", LIST), ("delete", LIST), ("get", ENTRIES), ("patch", ENTRIES)):
        walk.expect(404, method, path, name="%3Aaddrbook%3Afriends", address=OTHER, token=token)


def outbox(walk, token, webhook, lmtp):
    webhook.statuses = [400, 400]
    walk.expect(201, "post", DEVICES, {"name": "phone", "channel": webhook.channel()}, address=OTHER)
    deliver(lmtp, message("never"), OTHER)
    deliver(lmtp, message("never either"), OTHER)
    letters = until(lambda: [found for found in [walk.expect(200, "get", DEAD).json["items"]] if len(found) == 2])[0]
    page = walk.expect(200, "get", DEAD, query="?limit=1").json
    assert page["items"] == letters[:1] and page["next"] == letters[0]["id"]
    assert walk.expect(200, "get", DEAD, query=f"?limit=1&before={page['next']}").json["items"] == letters[1:]
    for query in ("?limit=0", "?before=x"):
        walk.expect(400, "get", DEAD, query=query)
    assert walk.expect(200, "get", "/v1/outbox").json["dead"] == 2
    walk.expect(204, "post", DEAD + "/{id}/retry", id=letters[0]["id"])
    walk.expect(204, "delete", DEAD + "/{id}", id=letters[1]["id"])
    webhook.wait_for(1)
    for method, path in (("delete", DEAD + "/{id}"), ("post", DEAD + "/{id}/retry")):
        walk.expect(404, method, path, id=letters[1]["id"])
        walk.expect(404, method, path, id="x")
        walk.expect(403, method, path, id=1, token=token)
    for path in ("/v1/outbox", DEAD):
        walk.expect(403, "get", path, token=token)


QUEUED = "/v1/queue/{id}"


def queue(walk, token, mute, lmtp):
    """The smarthost takes connections and says nothing: the mail is being sent. When it has gone, the mail waits."""
    walk.expect(204, "put", SCRIPT, {"text": 'redirect "kim@example.com";'}, address=USER, name="main")
    deliver(lmtp, message("passed on"), USER)
    [sending] = until(lambda: [one for one in walk.expect(200, "get", "/v1/queue").json["items"] if one["state"] == "sending"])
    assert (sending["account"], sending["recipient"], sending["cause"]) == (USER, "kim@example.com", "redirect")
    assert walk.expect(200, "get", QUEUED, id=sending["id"]).json["id"] == sending["id"]
    walk.expect(409, "post", QUEUED + "/retry", id=sending["id"])
    walk.expect(409, "delete", QUEUED, id=sending["id"])
    mute.close()
    until(lambda: walk.expect(200, "get", QUEUED, id=sending["id"]).json["state"] == "waiting")
    walk.expect(204, "post", QUEUED + "/retry", id=sending["id"])
    until(lambda: walk.expect(200, "get", QUEUED, id=sending["id"]).json["failures"] == 2)
    walk.expect(204, "delete", QUEUED, id=sending["id"])
    assert walk.expect(200, "get", "/v1/queue", query="?limit=1").json == {"items": []}
    for query in ("?limit=0", "?before=x"):
        walk.expect(400, "get", "/v1/queue", query=query)
    for method, path in (("get", QUEUED), ("delete", QUEUED), ("post", QUEUED + "/retry")):
        walk.expect(404, method, path, id=sending["id"])
        walk.expect(404, method, path, id="x")
        walk.expect(403, method, path, id=1, token=token)
    walk.expect(403, "get", "/v1/queue", token=token)
    walk.expect(204, "put", SCRIPT, {"text": "keep;"}, address=USER, name="main")


def explain(walk, token, lmtp):
    path = ACCOUNT + "/explain"
    walk.expect(204, "put", SCRIPT, {"text": 'require "variables"; set "a" "1"; redirect "${a}";'}, address=USER, name="main")
    deliver(lmtp, message("kept"), USER)
    failure = walk.expect(200, "get", SCRIPT, address=USER, name="main", token=token).json["last_failure"]
    steps = walk.expect(200, "get", path, address=USER, query=f"?modseq={failure['modseq']}").json["steps"]
    assert any((step["at"], step["text"]) == (failure["at"], failure["text"]) for step in steps)
    told = walk.expect(200, "get", path, address=OTHER, query="?uid=1")
    assert told.json["steps"] and "now" not in told.json
    assert walk.expect(200, "get", path, address=OTHER, query=f"?modseq={told.json['modseq']}").json == told.json
    assert walk.expect(200, "get", path, address=OTHER, query="?mailbox=INBOX&uid=1&now=true").json["now"]
    for query in ("", "?uid=x", "?mailbox=INBOX", "?uid=1&now=perhaps"):
        walk.expect(400, "get", path, address=OTHER, query=query)
    for query in ("?uid=99", "?modseq=999999", "?mailbox=None&uid=1"):
        walk.expect(404, "get", path, address=OTHER, query=query)
    walk.expect(404, "get", path, address=OTHER, token=token, query="?uid=1")


def store(walk, token, folder):
    assert walk.expect(200, "post", "/v1/store/check").json == {"faults": []}
    walk.expect(403, "post", "/v1/store/check", token=token)
    walk.expect(204, "post", "/v1/store/backup", {"folder": str(folder)})
    walk.expect(409, "post", "/v1/store/backup", {"folder": str(folder)})
    walk.expect(400, "post", "/v1/store/backup", {})
    walk.expect(403, "post", "/v1/store/backup", {"folder": str(folder)}, token=token)
    walk.bodies_that_are_refused("post", "/v1/store/backup")
    assert walk.expect(200, "get", "/v1/taps").json["items"] == []
    walk.expect(403, "get", "/v1/taps", token=token)
    assert walk.expect(200, "get", "/v1/vapid", token=token).json["public_key"]


def test_every_status_that_the_file_lists_comes_and_every_answer_fits_it(make_sandbox, mute, webhook, push_service, tmp_path):
    sandbox = make_sandbox(config=f'[smarthost]\nhost = "127.0.0.1"\nport = {mute.port}\ntls = "never"\n')
    walk = Walk(sandbox.api, sandbox.admin_token)
    token = walk.expect(201, "post", ACCOUNT + "/tokens", address=USER).json["token"]
    accounts(walk, token)
    tokens(walk, token)
    devices(walk, token, webhook, push_service)
    scripts(walk, token)
    mailboxes(walk, token)
    annotations(walk, token)
    lists(walk, token)
    outbox(walk, token, webhook, sandbox.lmtp)
    queue(walk, token, mute, sandbox.lmtp)
    explain(walk, token, sandbox.lmtp)
    store(walk, token, tmp_path / "copy")
    places = {"address": USER, "id": "x", "name": "x", "entry": "x"}
    for method, path in walk.operations():
        for wrong in (None, "nfd_" + "A" * 43, sandbox.admin_token[:-1]):
            walk.expect(401, method, path, token=wrong, **places)
    assert walk.seen == walk.promised()


def test_each_address_has_exactly_the_methods_that_the_file_lists(walk):
    for path, methods in walk.document["paths"].items():
        target = path.replace("{address}", USER).replace("{id}", "1").replace("{name}", "x").replace("{entry}", "x")
        answer = walk.raw("PROPFIND", target)
        assert answer.status == 405, f"{target}: {answer.text}"
        walk.fits(answer, {"content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}, target)
        listed = {method for method in methods if method in METHODS} | ({"head"} if "get" in methods else set())
        assert set(answer.headers["Allow"].lower().split(", ")) == listed


def test_pages_without_a_token_can_only_be_read(walk):
    for page in ("/healthz", "/readyz", "/metrics"):
        for method in ("POST", "DELETE", "OPTIONS"):
            answer = walk.raw(method, page)
            assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD"), f"{method} {page}: {answer.text}"
    assert walk.raw("GET", "/v1/nothing").status == 404
    assert walk.raw("GET", "/v1/nothing", token=None).status == 401


def test_a_repeated_creation_is_answered_as_the_first_one_even_after_a_crash(walk, sandbox, webhook):
    body, once = {"name": "phone", "channel": {"kind": "webhook", "url": webhook.url}}, {"Idempotency-Key": "k-1"}
    first = walk.expect(201, "post", DEVICES, body, address=USER, headers=once)
    assert first.json["channel"]["secret"].startswith("whsec_")
    sandbox.kill()
    sandbox.start()
    walk.port, walk.token = sandbox.api, sandbox.admin_token
    assert walk.expect(201, "post", DEVICES, body, address=USER, headers=once).text == first.text
    walk.expect(422, "post", DEVICES, dict(body, name="tablet"), address=USER, headers=once)
    walk.expect(409, "post", DEVICES, body, address=USER, headers={"Idempotency-Key": "k-2"})
    walk.expect(201, "post", DEVICES, body, address=OTHER, headers=once)
    assert [device["id"] for device in walk.expect(200, "get", DEVICES, address=USER).json["items"]] == [first.json["id"]]
    token = walk.expect(201, "post", ACCOUNT + "/tokens", address=USER).json["token"]
    walk.expect(409, "post", DEVICES, body, address=USER, headers=once, token=token)
    database = b"".join(file.read_bytes() for file in (sandbox.folder / "data").rglob("*") if file.is_file() and file.suffix != ".log")
    for secret in (first.json["password"], first.json["channel"]["secret"]):
        assert secret.encode() not in database


def test_a_webhook_without_a_secret_signs_with_the_one_that_was_made_for_it(sandbox, webhook):
    made = sandbox.add_device(USER, name="phone", channel={"kind": "webhook", "url": webhook.url})
    webhook.secret = made["channel"]["secret"]
    webhook.key = base64.b64decode(webhook.secret.removeprefix("whsec_"))
    assert 24 <= len(webhook.key) <= 64
    deliver(sandbox.lmtp, message("signed"))
    webhook.wait_for(1)
    assert "secret" not in json.dumps(sandbox.call("GET", f"/v1/accounts/{USER}/devices"))
