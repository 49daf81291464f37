"""spamtest and virustest (RFC 5235) as the configuration maps them."""
from rig.mail import Imap, deliver, extensions, message, put_script

CONFIG = """
[sieve.spamtest]
status_header = "X-Spam-Status: score=([-0-9.]+)"
max_header = "X-Spam-Status: required=([0-9.]+)"
[sieve.virustest]
status_header = 'X-Virus-Scan: Found to be (.+)\\.'
status_type = "text"
text_values = ["clean", "", "", "", "", "infected"]
"""
SCRIPT = """require ["spamtestplus", "virustest", "fileinto", "mailbox", "relational", "comparator-i;ascii-numeric"];
if virustest :value "ge" :comparator "i;ascii-numeric" "4" { discard; }
elsif spamtest :percent :value "ge" :comparator "i;ascii-numeric" "80" { fileinto :create "Junk"; }
"""


def test_what_the_scanners_wrote_decides(make_sandbox):
    server = make_sandbox(config=CONFIG)
    put_script(server, SCRIPT)
    for subject, headers in (("ham", "X-Spam-Status: No, score=0.5 required=5.0\n"), ("spam", "X-Spam-Status: Yes, score=4.5 required=5.0\n"),
                             ("ill", "X-Virus-Scan: Found to be infected.\n"), ("none", "")):
        assert deliver(server.lmtp, message(subject, headers=headers))[0][0] == 250
    with Imap(server.imap) as client:
        assert client.subjects() == ["ham", "none"]
    with Imap(server.imap, mailbox="Junk") as client:
        assert client.subjects() == ["spam"]


def test_without_a_mapping_they_are_not_offered(sandbox):
    assert not {"spamtest", "spamtestplus", "virustest"} & extensions(sandbox)
