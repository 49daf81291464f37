"""What a script sees and does while a mail is delivered: flags (RFC 5232), mailboxes and annotations (RFC 5490), dates (RFC 5260), its
surroundings (RFC 5183), and the text of parts (RFC 5703)."""
import datetime
import email
import email.policy
import re

from rig.mail import Imap, Lmtp, deliver, message, put_script

USER = "u0001@example.org"


def subjects(server, mailbox="INBOX"):
    with Imap(server.imap, mailbox=mailbox) as client:
        return client.subjects()


def flags(server, mailbox="INBOX"):
    """The flags of each message, without \\Recent."""
    with Imap(server.imap, mailbox=mailbox) as client:
        found = client.fetch("1:*", "(FLAGS)")[1]
    return [set(re.search(rb"FLAGS \(([^)]*)\)", line)[1].decode().split()) - {"\\Recent"} for line in found]


def header(server, name):
    """The fields of that name of the only message."""
    with Imap(server.imap) as client:
        [octets] = client.messages()
    return email.message_from_bytes(octets, policy=email.policy.default).get_all(name)


def explained(server, reply):
    modseq = int(re.search(r"modseq=(\d+)", reply[1])[1])
    return [step["text"] for step in server.call("GET", f"/v1/accounts/{USER}/explain?modseq={modseq}")["steps"]]


FLAGS = [
    ('setflag "\\\\Seen"; setflag ["\\\\Flagged", "$label1"];', {"\\Flagged", "$label1"}),
    ('addflag "\\\\Seen"; addflag "work \\\\Answered"; addflag "work";', {"\\Seen", "\\Answered", "work"}),
    ('setflag ["\\\\Seen", "\\\\Draft", "work"]; removeflag ["work", "\\\\Draft"];', {"\\Seen"}),
    ('addflag "$Forwarded"; if hasflag "$Forwarded" { addflag "had"; } if hasflag "none" { addflag "wrong"; }', {"$Forwarded", "had"}),
    ('addflag "work"; keep :flags ["\\\\Deleted", "$Junk"];', {"\\Deleted", "$Junk"}),
    ('set "mine" ""; addflag "mine" "\\\\Flagged"; keep :flags "${mine}";', {"\\Flagged"}),
    ('addflag ["\\\\Recent", "\\\\Unheard", "fine"];', {"fine"}),
]


def test_flags_and_keywords_of_a_script_are_those_of_the_message(sandbox):
    branches = "".join(f'if header "subject" "{number}" {{ {script} }}\n' for number, (script, _) in enumerate(FLAGS))
    put_script(sandbox, f'require ["imap4flags", "variables"];\n{branches}')
    for number in range(len(FLAGS)):
        assert deliver(sandbox.lmtp, message(str(number)))[0][0] == 250
    assert flags(sandbox) == [expected for _, expected in FLAGS]


def test_each_copy_has_the_flags_of_its_own_action_and_finds_them_after_a_kill(make_sandbox):
    server = make_sandbox()
    put_script(server, '''require ["imap4flags", "fileinto", "mailbox", "copy"];
fileinto :copy :flags ["\\\\Seen", "filed"] :create "Filed";
addflag "\\\\Flagged";
fileinto :copy :create "Later";
removeflag "\\\\Flagged";
addflag "kept";''')
    assert deliver(server.lmtp, message("three times"))[0][0] == 250
    server.kill()
    server.start()
    assert (flags(server, "Filed"), flags(server, "Later"), flags(server)) == ([{"\\Seen", "filed"}], [{"\\Flagged"}], [{"kept"}])
    with Imap(server.imap, mailbox="Filed") as client:
        assert client.search(None, "KEYWORD", "filed", "SEEN")[1] == [b"1"]


def test_mailboxexists_asks_the_store_at_each_delivery(sandbox):
    put_script(sandbox, '''require ["mailbox", "fileinto"];
if mailboxexists ["Work", "Play/Chess"] { fileinto "Work"; } elsif not mailboxexists "Work" { fileinto "Junk"; } else { fileinto "Archive"; }''')
    with Imap(sandbox.imap) as client:
        for subject, change in (("none", None), ("one", ("create", "Work")), ("both", ("create", "Play/Chess")), ("gone", ("delete", "Work"))):
            if change:
                assert getattr(client, change[0])(change[1])[0] == "OK"
            assert deliver(sandbox.lmtp, message(subject))[0][0] == 250
            if subject == "both":
                assert subjects(sandbox, "Work") == ["both"]
    assert (subjects(sandbox, "Junk"), subjects(sandbox, "Archive"), subjects(sandbox)) == (["none", "gone"], ["one"], [])


def test_metadataexists_needs_each_annotation_whoever_set_it(sandbox):
    put_script(sandbox, '''require ["mboxmetadata", "fileinto"];
if metadataexists "Archive" ["/private/comment", "/shared/vendor/x/box"] { fileinto "Archive"; }
elsif metadataexists "INBOX" "/private/comment" { fileinto "Junk"; }''')

    def annotate(word, entry, *value):
        sandbox.command("metadata", word, entry, *value, "--account", USER, "--mailbox", "Archive")

    annotate("set", "/private/comment", "one of two")
    assert deliver(sandbox.lmtp, message("first"))[0][0] == 250
    with Imap(sandbox.imap) as client:
        assert client.xatom("SETMETADATA", "Archive", '(/shared/vendor/x/box "the other")')[0] == "OK"
    assert deliver(sandbox.lmtp, message("second"))[0][0] == 250
    annotate("remove", "/private/comment")
    assert deliver(sandbox.lmtp, message("third"))[0][0] == 250
    assert (subjects(sandbox), subjects(sandbox, "Archive"), subjects(sandbox, "Junk")) == (["first", "third"], ["second"], [])


def test_currentdate_is_the_time_of_the_delivery(sandbox):
    put_script(sandbox, '''require ["date", "relational", "variables", "fileinto", "mailbox", "editheader"];
if currentdate :matches :zone "+0000" "iso8601" "*" { addheader "X-Now" "${1}"; }
if currentdate :value "lt" "year" "2020" { discard; stop; }
if currentdate :matches "year" "*" { fileinto :create "Years/${1}"; }''')
    before = datetime.datetime.now(datetime.timezone.utc)
    assert deliver(sandbox.lmtp, message("now"))[0][0] == 250
    after = datetime.datetime.now(datetime.timezone.utc)
    years = [moment.astimezone().year for moment in (before, after)]
    with Imap(sandbox.imap, mailbox=None) as client:
        [listed] = client.list('""', "Years/%")[1]
        year = int(re.search(rb"Years/(\d+)", listed)[1])
        assert year in years
        client.select(f"Years/{year}")
        octets = client.fetch("1", "(BODY.PEEK[])")[1][0][1]
    now = datetime.datetime.fromisoformat(email.message_from_bytes(octets)["X-Now"])
    assert before - datetime.timedelta(seconds=1) <= now <= after


DATES = [(':zone "+0100"', "date", "2026-01-01"), (':zone "-0800"', "date", "2025-12-31"), (':zone "+0530"', "time", "05:00:10"),
         (":originalzone", "iso8601", "2025-12-31T18:30:10-05:00"), (":originalzone", "zone", "-0500"), (':zone "+0000"', "weekday", "3")]


def test_a_date_of_a_field_is_read_in_the_zone_that_is_asked_for(sandbox):
    branches = "".join(f'if allof (header "subject" "{number}", date {zone} "date" "{part}" "{value}") {{ fileinto "Archive"; }}\n'
                       for number, (zone, part, value) in enumerate(DATES))
    put_script(sandbox, f'require ["date", "fileinto"];\n{branches}')
    numbers = [str(number) for number in range(len(DATES))]
    for written in ("Wed, 31 Dec 2025 18:30:10 -0500", "Fri, 05 Jun 2015 01:02:03 +0300"):
        for number in numbers:
            assert deliver(sandbox.lmtp, message(number, headers=f"Date: {written}\n"))[0][0] == 250
    assert (subjects(sandbox, "Archive"), subjects(sandbox)) == (numbers, numbers)


ITEMS = ("name", "host", "domain", "location", "phase", "remote-ip", "remote-host")
ASK = 'require ["environment", "variables", "editheader"];\n' + "".join(
    f'if environment :matches "{item}" "*" {{ addheader :last "X-Environment" "{item}=<${{1}}>"; }}\n' for item in (*ITEMS, "no-such-item"))


def test_the_environment_is_that_of_the_delivery(sandbox):
    put_script(sandbox, ASK)
    assert deliver(sandbox.lmtp, message("asks"))[0][0] == 250
    told = dict(line.split("=", 1) for line in header(sandbox, "X-Environment"))
    assert told == {"name": "<notifyd>", "host": "<localhost>", "domain": "<localhost>", "location": "<MS>", "phase": "<during>",
                    "remote-ip": "<127.0.0.1>", "remote-host": "<>"}


def test_over_a_unix_socket_there_is_no_remote_ip(make_sandbox, tmp_path):
    server = make_sandbox(config=f'[lmtp]\nsocket = "{tmp_path}/lmtp"\n')
    put_script(server, ASK)
    with Lmtp(None, str(tmp_path / "lmtp")) as client:
        assert client.send(message("asks"), [USER])[0][0] == 250
    assert "remote-ip=<>" in header(server, "X-Environment")


def test_the_environment_of_dovecot_names_the_user_and_makes_variables(sandbox):
    put_script(sandbox, '''require ["vnd.dovecot.environment", "variables", "editheader"];
if environment :matches "vnd.dovecot.username" "*" { addheader "X-User" "${1}"; }
if environment "vnd.dovecot.default-mailbox" "INBOX" { addheader "X-Default" "yes"; }
addheader "X-Variables" "${env.vnd.dovecot.username} ${env.remote_ip} ${env.phase} ${env.none}.";''')
    assert deliver(sandbox.lmtp, message("asks"))[0][0] == 250
    assert (header(sandbox, "X-User"), header(sandbox, "X-Default")) == ([USER], ["yes"])
    assert header(sandbox, "X-Variables") == [f"{USER} 127.0.0.1 during ."]


def test_a_script_that_logs_is_taken_and_the_mail_is_kept(sandbox):
    put_script(sandbox, 'require "vnd.dovecot.debug"; debug_log "here";')
    assert deliver(sandbox.lmtp, message("kept"))[0][0] == 250
    assert subjects(sandbox) == ["kept"]


def test_what_a_script_logs_is_in_the_trace_of_the_delivery(sandbox):
    put_script(sandbox, '''require ["vnd.dovecot.debug", "variables"];
if header :matches "subject" "*" { debug_log "seen: ${1}"; }''')
    [reply] = deliver(sandbox.lmtp, message("a subject"))
    steps = explained(sandbox, reply)
    assert [text for text in steps if "seen: a subject" in text], steps


MULTIPART = """MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=limit

--limit
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

Gr=FC=DFe aus K=F6ln, und noch viel mehr.
--limit
Content-Type: text/html

<p>Something else.</p>
--limit--
"""


def test_the_text_of_a_part_goes_to_the_device(sandbox, webhook):
    sandbox.add_device(USER, name="phone", channel=webhook.channel(), content="summary", subscription={"mailboxes": {"mailboxes": ["Nowhere"]}})
    put_script(sandbox, '''require ["foreverypart", "mime", "extracttext", "variables", "enotify"];
foreverypart {
  if header :mime :contenttype "Content-Type" "text/plain" {
    extracttext :first 15 "text";
    extracttext :length :first 12 "length";
    break;
  }
}
notify :message "It says: ${text} ${length}" "device:phone";''')
    octets = message("greetings", headers=MULTIPART.split("\n\n", 1)[0] + "\n", body=MULTIPART.split("\n\n", 1)[1])
    assert deliver(sandbox.lmtp, octets)[0][0] == 250
    data = webhook.wait_for(1)[0]["body"]["data"]
    assert (data["message"], data["subject"]) == ("It says: Grüße aus Köln, 12", "greetings")
