"""ManageSieve as two widespread clients speak it: the commands of Roundcube (PEAR's Net_Sieve) and of Thunderbird's Sieve add-on, written
down as dialogues. Neither client is run here."""
import base64
import hashlib
import hmac
import json
import os
import re
import socket
import ssl

import pytest

from rig.managesieve import Dialogue, literal, plain
from rig.process import until

USER, PASSWORD = "u0001@example.org", "secret"
SCRIPT = 'require ["fileinto"];\r\n# rule:[lists]\r\nif header :contains "list-id" "x" { fileinto "Lists"; }\r\n'


def test_roundcube(sandbox):
    client = Dialogue(sandbox)
    assert '"STARTTLS"' in client.greeting
    assert '"STARTTLS"' not in client.starttls()
    client.say(f'AUTHENTICATE "PLAIN" "{plain(USER, PASSWORD)}"')
    assert '"SIEVE" "' in client.say("CAPABILITY")  # Net_Sieve asks again after the login
    assert client.say("LISTSCRIPTS").startswith("OK")
    client.say('GETSCRIPT "roundcube"', "NO")
    client.say(f'HAVESPACE "roundcube" {len(SCRIPT)}')
    client.say(f'PUTSCRIPT "roundcube" {literal(SCRIPT)}')
    client.say('SETACTIVE "roundcube"')
    assert '"roundcube" ACTIVE\r\n' in client.say("LISTSCRIPTS")
    assert SCRIPT in client.say('GETSCRIPT "roundcube"')
    said = client.say(f'PUTSCRIPT "roundcube" {literal("if true {")}', "NO")  # what it shows the user
    assert "line" in said or re.search(r"\d+:\d+", said), said
    assert SCRIPT in client.say('GETSCRIPT "roundcube"')
    client.say(f'PUTSCRIPT "new \\"set\\"" {literal(SCRIPT)}')  # a set of filters of the user's own name
    client.say('SETACTIVE ""')
    client.say('DELETESCRIPT "roundcube"')
    client.say('DELETESCRIPT "new \\"set\\""')
    client.say("LOGOUT")


def scram(client, name="SHA-1"):
    """AUTHENTICATE as the add-on does: the first message with the command, each further one as a quoted string."""
    digest = name.replace("-", "").lower()
    nonce = base64.b64encode(os.urandom(18)).decode()
    first = f"n={USER},r={nonce}"
    client.send(f'AUTHENTICATE "SCRAM-{name}" "{base64.b64encode(("n,," + first).encode()).decode()}"\r\n')

    def challenge():
        line = client.stream.readline().decode()
        size = re.match(r"\{(\d+)\}\r\n$", line)
        text = client.stream.read(int(size[1]) + 2).decode().strip() if size else line.strip().strip('"')
        return base64.b64decode(text).decode()

    said = challenge()
    parts = dict(item.split("=", 1) for item in said.split(","))
    salted = hashlib.pbkdf2_hmac(digest, PASSWORD.encode(), base64.b64decode(parts["s"]), int(parts["i"]))
    key = hmac.new(salted, b"Client Key", digest).digest()
    final = f"c=biws,r={parts['r']}"
    signed = f"{first},{said},{final}".encode()
    signature = hmac.new(hashlib.new(digest, key).digest(), signed, digest).digest()
    proof = bytes(a ^ b for a, b in zip(key, signature))
    client.send(f'"{base64.b64encode(f"{final},p={base64.b64encode(proof).decode()}".encode()).decode()}"\r\n')
    ended = client.reply("OK")
    theirs = base64.b64encode(hmac.new(hmac.new(salted, b"Server Key", digest).digest(), signed, digest).digest()).decode()
    data = re.search(r'SASL "([^"]*)"', ended)
    assert data and base64.b64decode(data[1]).decode() == f"v={theirs}", ended


def test_thunderbird(sandbox):
    client = Dialogue(sandbox)
    client.starttls()
    scram(client)
    client.say("CAPABILITY")
    client.say("LISTSCRIPTS")
    client.say(f"CHECKSCRIPT {literal(SCRIPT)}")
    client.say(f"CHECKSCRIPT {literal('keep')}", "NO")
    client.say(f'PUTSCRIPT "lists" {literal(SCRIPT)}')
    client.say('SETACTIVE "lists"')
    client.say('RENAMESCRIPT "lists" "mailing lists"')
    assert '"mailing lists" ACTIVE\r\n' in client.say("LISTSCRIPTS")
    client.say("NOOP")  # keeps the connection
    client.say('DELETESCRIPT "mailing lists"', "NO (ACTIVE)")
    client.say('SETACTIVE ""')
    client.say('DELETESCRIPT "mailing lists"')
    client.say("LOGOUT")


def test_a_client_that_speaks_tls_first_is_told_of_in_one_line_of_the_log(sandbox):
    def lines():
        return [json.loads(line) for line in sandbox.process.log.read_text().splitlines()]

    with socket.create_connection(("127.0.0.1", sandbox.managesieve), timeout=20) as plain, pytest.raises((ssl.SSLError, ConnectionError)):
        ssl.create_default_context(cafile=sandbox.ca).wrap_socket(plain, server_hostname="localhost")
    told = until(lambda: [line for line in lines() if line["event"] == "managesieve_tls_first"])
    assert len(told) == 1 and told[0]["level"] == "warning" and told[0]["peer"] == "127.0.0.1"
    assert "set the client to STARTTLS" in told[0]["advice"]
    Dialogue(sandbox).starttls()  # as it should be
    sandbox.stop()
    assert [line["event"] for line in lines() if line["level"] in ("warning", "error")] == ["managesieve_tls_first"]
