"""IMAP SEARCH over a mailbox whose messages differ in one thing each."""
import pytest

from rig.mail import Imap, message
from rig.sandbox import Sandbox

ZOE = "zoe@example.net"
# name -> (flags, what the message has of its own)
MAILS = {
    "plain": ("", {}),
    "answered": ("\\Answered", {}),
    "deleted": ("\\Deleted", {}),
    "draft": ("\\Draft", {}),
    "flagged": ("\\Flagged", {}),
    "work": ("$Work", {}),
    "play": ("$Play", {}),
    "bcc": ("", {"headers": f"Bcc: Zoe <{ZOE}>\n"}),
    "cc": ("", {"headers": f"Cc: Zoe <{ZOE}>\n"}),
    "to": ("", {"to": f"Zoe <{ZOE}>"}),
    "other": ("", {"headers": f"X-Other: Zoe <{ZOE}>\nReply-To: {ZOE}\n", "body": ZOE}),
}
ALL = set(MAILS)
CASES = [
    ("ANSWERED", {"answered"}), ("UNANSWERED", ALL - {"answered"}),
    ("DELETED", {"deleted"}), ("UNDELETED", ALL - {"deleted"}),
    ("DRAFT", {"draft"}), ("UNDRAFT", ALL - {"draft"}),
    ("FLAGGED", {"flagged"}), ("UNFLAGGED", ALL - {"flagged"}),
    ("KEYWORD $Work", {"work"}), ("UNKEYWORD $Work", ALL - {"work"}),
    ("KEYWORD $work", {"work"}), ("KEYWORD $Rest", set()), ("UNKEYWORD $Rest", ALL),
    (f"BCC {ZOE}", {"bcc"}), (f"CC {ZOE}", {"cc"}), (f"TO {ZOE}", {"to"}),
    ('BCC "ZOE"', {"bcc"}), ('CC "ZOE"', {"cc"}), ('TO "ZOE"', {"to"}),
    ('BCC ""', {"bcc"}), ('CC ""', {"cc"}), ('TO ""', ALL),  # any such field (RFC 3501 section 6.4.4)
    (f"NOT TO {ZOE}", ALL - {"to"}), (f"OR BCC {ZOE} CC {ZOE}", {"bcc", "cc"}),
    ("UNANSWERED UNDELETED UNDRAFT UNFLAGGED UNKEYWORD $Work UNKEYWORD $Play", {"plain", "bcc", "cc", "to", "other"}),
    ("OR ANSWERED OR DELETED OR DRAFT FLAGGED", {"answered", "deleted", "draft", "flagged"}),
    (f"FLAGGED TO {ZOE}", set()),
]


@pytest.fixture(scope="module")
def mailbox(tmp_path_factory):
    with Sandbox(tmp_path_factory.mktemp("search") / "sandbox") as server:
        with Imap(server.imap) as client:
            for name, (flags, own) in MAILS.items():
                assert client.append("INBOX", f"({flags})", None, message(name, **own))[0] == "OK"
            client.select("INBOX")
            yield client


@pytest.mark.parametrize("keys, wanted", CASES, ids=[keys for keys, _ in CASES])
def test_a_key_finds_the_messages_that_have_it_and_no_others(mailbox, keys, wanted):
    status, found = mailbox.search(None, keys)
    assert status == "OK"
    names = list(MAILS)
    assert {names[int(number) - 1] for number in found[0].split()} == wanted


def test_flags_are_those_of_now(sandbox):
    with Imap(sandbox.imap) as client:
        client.append("INBOX", None, None, message())
        client.select("INBOX")
        for flag, key in (("\\Answered", "ANSWERED"), ("\\Deleted", "DELETED"), ("\\Draft", "DRAFT"), ("\\Flagged", "FLAGGED"),
                          ("$Work", "KEYWORD $Work")):
            for change, there in (("+FLAGS", [b"1"]), ("-FLAGS", [b""])):
                client.store("1", change, f"({flag})")
                assert client.search(None, key)[1] == there
                assert client.search(None, "UN" + key)[1] == ([b""] if there == [b"1"] else [b"1"])
