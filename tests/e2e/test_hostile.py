"""Peers without manners: a proper protocol error, bounded memory, the session ends, and others go on."""
import os
import random
import resource
import selectors
import socket
import time

import pytest

from rig.mail import Imap, Lmtp, deliver, message
from rig.process import until
from rig.raw import Raw

USER = "u0001@example.org"
PATIENT = 2  # seconds
IMPATIENT = f"""
[imap]
login_patience = "{PATIENT}s"
command_patience = "{PATIENT}s"
[lmtp]
command_patience = "{PATIENT}s"
data_patience = "{PATIENT}s"
[managesieve]
login_patience = "{PATIENT}s"
command_patience = "{PATIENT}s"
[api]
patience = "{PATIENT}s"
"""


def others_go_on(server):
    """Every server serves a well-behaved client at once. Returns how long that took."""
    started = time.monotonic()
    subject = f"still there {os.urandom(4).hex()}"
    assert deliver(server.lmtp, message(subject))[0][0] == 250
    with Imap(server.imap) as client:
        assert client.subjects()[-1] == subject
    with Raw(server.managesieve) as sieve:
        sieve.until(b"OK")
        sieve.ask(b"NOOP\r\n", b"OK")
    assert server.call("GET", f"/v1/accounts/{USER}")["address"] == USER
    return time.monotonic() - started


def memory(server):
    """Resident octets."""
    with open(f"/proc/{server.pid}/statm") as numbers:
        return int(numbers.read().split()[1]) * resource.getpagesize()


def descriptors(server):
    return len(os.listdir(f"/proc/{server.pid}/fd"))


# --- many who say nothing

FLOOD = {"imap": 3000, "imaps": 1500, "managesieve": 2000, "api": 1500, "lmtp": 2000}
FLOOD_PATIENCE = 20  # seconds: long enough to see the servers with all of them there
PASSING = 10  # descriptors that come and go
BOUND = 16 << 10  # octets of memory for one of them


def raise_descriptors(wanted):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < wanted:
        pytest.skip(f"needs {wanted} descriptors, this machine allows {hard}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


def test_ten_thousand_silent_connections_are_carried_and_ended(make_sandbox):
    raise_descriptors(16_000)
    server = make_sandbox(config=IMPATIENT.replace(f'"{PATIENT}s"', f'"{FLOOD_PATIENCE}s"'))
    others_go_on(server)
    # Less what those who were just served may still hold for a moment.
    memory_before, descriptors_before = memory(server), descriptors(server) - PASSING
    silent, started = [], time.monotonic()
    try:
        for name, count in FLOOD.items():
            for _ in range(count):
                silent.append(socket.create_connection(("127.0.0.1", getattr(server, name)), timeout=10))
        until(lambda: descriptors(server) >= descriptors_before + len(silent))
        opened = time.monotonic() - started
        took = others_go_on(server)
        grown = memory(server) - memory_before
        assert descriptors(server) >= descriptors_before + len(silent), "some have gone before the others were served"
        print(f"{len(silent)} opened in {opened:.1f} s, others served in {took:.2f} s, {grown / len(silent):.0f} octets each")
        assert took < 10
        assert grown < BOUND * len(silent)
        watch = selectors.DefaultSelector()
        for one in silent:
            one.setblocking(False)
            watch.register(one, selectors.EVENT_READ)
        end, left = started + 3 * FLOOD_PATIENCE, len(silent)
        while left and time.monotonic() < end:
            for key, _ in watch.select(1):
                try:
                    ended = key.fileobj.recv(65536) == b""
                except ConnectionResetError:
                    ended = True
                if ended:
                    watch.unregister(key.fileobj)
                    left -= 1
        print(f"all ended {time.monotonic() - started:.1f} s after the first came")
        assert left == 0
        until(lambda: descriptors(server) <= descriptors_before + 2 * PASSING)
    finally:
        for one in silent:
            one.close()
    others_go_on(server)


def test_when_the_descriptors_are_used_up_mail_still_comes_in(make_sandbox):
    server = make_sandbox(prefix=["prlimit", "--nofile=512:512"])
    others_go_on(server)
    crowd = [socket.create_connection(("127.0.0.1", server.imap), timeout=10) for _ in range(700)]
    try:
        assert deliver(server.lmtp, message("past the crowd"))[0][0] == 250
        assert server.command("--json", "account", "list")  # over the control socket
        lines = [line for line in server.process.log.read_text().splitlines() if "connection_refused" in line or "cannot_accept" in line]
        assert 1 <= len(lines) <= 3, lines
    finally:
        for one in crowd:
            one.close()
    until(lambda: descriptors(server) < 100)
    others_go_on(server)


# --- slow senders

def login(raw):
    raw.ask(f"a1 LOGIN {USER} secret\r\n".encode(), b"a1 OK")


def begin_data(raw):
    raw.ask(f"LHLO x\r\nMAIL FROM:<a@example.net>\r\nRCPT TO:<{USER}>\r\nDATA\r\n".encode(), b"\r\n354")


SLOW = {
    "imap, before login": ("imap", None, b"a1 LOGIN u0001@example.org secret_which_comes_slowly", b"* BYE"),
    "imap, commands before login": ("imap", None, b"a NOOP\r\n" * 100, b"* BYE"),
    "imap, after login": ("imap", login, b"a2 LIST \"\" name_that_comes_slowly", b"* BYE"),
    "imap, a literal": ("imap", login, b"a2 APPEND INBOX {60+}\r\n" + b"x" * 60, b"* BYE"),
    "imaps, a handshake": ("imaps", None, b"\x16\x03\x01\x02\x00\x01" + b"\0" * 100, b""),
    "lmtp, a command": ("lmtp", None, b"MAIL FROM:<a_sender_that_comes_slowly@example.net>", b"421 4.4.2"),
    "lmtp, data": ("lmtp", begin_data, b"Subject: a_message_that_comes_slowly_and_never_ends", b"421 4.4.2"),
    "lmtp, a chunk": ("lmtp", None, b"BDAT 100 LAST\r\n" + b"x" * 90, b"421 4.4.2"),
    "managesieve, before login": ("managesieve", None, b"AUTHENTICATE \"PLAIN\" \"which_comes_slowly_as_well\"", b"BYE"),
    "managesieve, commands before login": ("managesieve", None, b"NOOP\r\n" * 100, b"BYE"),
    "api, a header": ("api", None, b"GET /v1/accounts HTTP/1.1\r\nHost: a_host_that_comes_slowly_and_never_ends", b"HTTP/1.1 408"),
    "api, a body": ("api", None, b"POST /v1/accounts HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n" + b"x" * 90, b"HTTP/1.1 408"),
}


@pytest.mark.parametrize("case", SLOW)
def test_a_slow_sender_is_ended(make_sandbox, case):
    name, begin, octets, goodbye = SLOW[case]
    server = make_sandbox(config=IMPATIENT)
    with Raw(getattr(server, name)) as raw:
        if name in ("imap", "lmtp", "managesieve"):
            raw.until(b"\r\n")
        if begin:
            begin(raw)
        head = octets[:-60] if len(octets) > 60 and "commands" not in case else b""  # what is not the point comes at once
        raw.send(head)
        took = raw.drip(octets[len(head):], every=0.15, seconds=PATIENT + 6)
        assert took < PATIENT + 4
        assert goodbye in raw.until_end(), raw.heard
    others_go_on(server)


# --- SMTP smuggling (bare CR and LF around the dot)

ENDS = [b"\n.\n", b"\r.\r", b"\n.\r\n", b"\r\n.\n", b"\r\n.\r", b"\r.\r\n", b"\n.\r", b"\r\n.\r\r\n"]


@pytest.mark.parametrize("end", ENDS, ids=[repr(end)[2:-1] for end in ENDS])
def test_data_ends_at_crlf_dot_crlf_only(sandbox, end):
    smuggled = f"MAIL FROM:<evil@example.net>\r\nRCPT TO:<{USER}>\r\nDATA\r\nSubject: smuggled\r\n\r\nx".encode()
    with Raw(sandbox.lmtp) as raw:
        raw.until(b"220 ")
        begin_data(raw)
        answer = raw.ask(b"Subject: outer\r\n\r\nx" + end + smuggled + b"\r\n.\r\nNOOP\r\nQUIT\r\n", b"221 ")
    replies = [line[:3] for line in answer.decode().splitlines()]
    assert answer.startswith(b"554 5.6.1") and replies == ["554", "250", "221"], answer
    with Imap(sandbox.imap) as client:
        assert client.subjects() == []


# --- garbage, over-long lines, literals, NUL, bare CR and LF

def garbage(seed, size):
    chance = random.Random(seed)
    return bytes(chance.choice([chance.randrange(256), 0, 10, 13, 32, 34, 123, 125, 40, 42]) for _ in range(size))


ERRORS = {"imap": (b"BAD", b"* BYE"), "lmtp": (b"500 ", b"421 "), "managesieve": (b"NO", b"BYE"), "api": (b"HTTP/1.1 400", b"HTTP/1.1 4")}


@pytest.mark.parametrize("name", [*ERRORS, "imaps"])
def test_garbage_is_answered_with_errors_and_ended(sandbox, name):
    before = memory(sandbox)
    for seed in range(20):
        with Raw(getattr(sandbox, name)) as raw:
            ended = False
            for piece in range(200):  # 200 KB
                if not raw.send(garbage(1000 * seed + piece, 1000) + b"\r\n"):
                    ended = True
                    break
            assert ended or raw.until_end() is not None
            if name in ERRORS and raw.heard:
                assert any(error in raw.heard for error in ERRORS[name]), raw.heard
    assert memory(sandbox) - before < 20 << 20
    others_go_on(sandbox)


@pytest.mark.parametrize("name, greeting, line, answer, last", [
    ("imap", b"* OK", b"no_such_thing\r\n", b"BAD", b"* BYE"),
    ("imap", b"* OK", b"a1 no_such_thing\r\n", b"a1 BAD", b"* BYE"),
    ("lmtp", b"220 ", b"nosuch\r\n", b"500 5.5.1", b"421 4.7.0"),
    ("managesieve", b"OK", b"no_such_thing\r\n", b"NO", b"BYE"),
])
def test_a_bounded_number_of_bad_commands_ends_the_session(sandbox, name, greeting, line, answer, last):
    with Raw(getattr(sandbox, name)) as raw:
        raw.until(greeting)
        for _ in range(19):
            raw.ask(line, answer)
        raw.send(line)
        assert last in raw.until_end()
    others_go_on(sandbox)


@pytest.mark.parametrize("name, greeting, line, answer, goes_on", [
    ("imap", b"* OK", b"a1 NOOP " + b"x" * 20_000 + b"\r\n", b"* BYE", None),
    ("imap", b"* OK", b"a1 NOOP\n", b"* BYE", None),
    ("imap", b"* OK", b"a( LOGIN {22+}\r\na1 LOGIN alice secret\r\n\r\n", b"* BYE", None),
    ("imap", b"* OK", b"a1 NO\rOP\r\n", b"a1 BAD", (b"a2 NOOP\r\n", b"a2 OK")),
    ("imap", b"* OK", b"a1 LOGIN a\0b c\r\n", b"a1 BAD", (b"a2 NOOP\r\n", b"a2 OK")),
    ("imap", b"* OK", b"a1 LOGIN {999999}\r\n", b"a1 NO [TOOBIG]", (b"a2 NOOP\r\n", b"a2 OK")),
    ("imap", b"* OK", b"a1 LOGIN {999999+}\r\n", b"* BYE [TOOBIG]", None),
    ("imap", b"* OK", b"a1 LOGIN {99999999999999999999}\r\n", b"a1 ", (b"a2 NOOP\r\n", b"a2 OK")),
    ("lmtp", b"220 ", b"MAIL FROM:<" + b"x" * 5000 + b"@example.net>\r\n", b"500 ", (b"NOOP\r\n", b"250 ")),
    ("lmtp", b"220 ", b"NOOP\n", b"500 ", (b"NOOP\r\n", b"250 ")),
    ("lmtp", b"220 ", b"LHLO x\r\nMAIL FROM:<a\0b@example.net>\r\n", b"\r\n500 5.5.2", (b"NOOP\r\n", b"250 ")),
    ("lmtp", b"220 ", b"LHLO x\r\nMAIL FROM:<a\rb@example.net>\r\n", b"\r\n500 5.5.2", (b"NOOP\r\n", b"250 ")),
    ("managesieve", b"OK", b"NOOP \"" + b"x" * 20_000 + b"\"\r\n", b"BYE", None),
    ("managesieve", b"OK", b"NOOP\n", b"BYE", None),
    ("managesieve", b"OK", b"NOOP \"a\0b\"\r\n", b"NO ", (b"NOOP\r\n", b"OK")),
    ("managesieve", b"OK", b"NOOP {999999999+}\r\n", b"BYE (QUOTA/MAXSIZE)", None),
    ("api", b"", b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 20_000 + b"\r\n\r\n", b"HTTP/1.1 431", None),
    ("api", b"", b"POST /v1/accounts HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n", b"HTTP/1.1 413", None),
    ("api", b"", b"GET /v1\0/accounts HTTP/1.1\r\nHost: x\r\n\r\n", b"HTTP/1.1 400", None),
    ("api", b"", b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", b"HTTP/1.1 400", None),
])
def test_what_is_too_much_or_malformed_gets_a_proper_error(sandbox, name, greeting, line, answer, goes_on):
    with Raw(getattr(sandbox, name)) as raw:
        if greeting:
            raw.until(greeting)
        heard = raw.ask(line, answer)
        assert answer in heard
        if goes_on:
            assert goes_on[1] in raw.ask(*goes_on)
        else:
            raw.until_end()
    others_go_on(sandbox)


@pytest.mark.parametrize("name, error", [("imap", b"BYE"), ("lmtp", b"500 "), ("managesieve", b"BYE")])
def test_a_line_without_end_is_answered_and_ended(sandbox, name, error):
    before = memory(sandbox)
    crowd = [Raw(getattr(sandbox, name)) for _ in range(20)]
    for raw in crowd:
        for _ in range(48):
            if not raw.send(b"x" * 65536):
                break
        assert error in raw.until_end(), raw.heard
        raw.close()
    assert memory(sandbox) - before < 20 << 20
    others_go_on(sandbox)


def test_a_message_beyond_the_limit_is_refused_and_the_session_goes_on(make_sandbox):
    server = make_sandbox(config='[lmtp]\nmessage_limit = "100K"\n[imap]\nappend_limit = "100K"\n')
    large = message("large", body="x" * 70 + "\n" + ("y" * 70 + "\n") * 3000)
    with Lmtp(server.lmtp) as client:
        [(code, text)] = client.send(large, [USER])
        assert code == 552 and text.startswith("5.3.4")
        assert client.send(message("small"), [USER])[0][0] == 250
    with Imap(server.imap) as client:
        status, [text] = client.append("INBOX", None, None, large)
        assert status == "NO" and b"[TOOBIG]" in text
        assert client.append("INBOX", None, None, message("small"))[0] == "OK"
    others_go_on(server)
