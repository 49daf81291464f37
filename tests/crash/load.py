"""What the crash programs share: senders that behave as an MTA does, and the count of what became of their mail.

Every delivery that got no answer is sent again with the same octets. An answer that comes after fall() counts
as none: of a machine without power none would leave, and a kernel whose file system is being shut down lets some
fdatasync succeed that it did not do. Each accepted message must be stored once and whole, and its
device must have been pushed to at least once. Meanwhile a client expunges some: they must stay away.
"""
import collections
import imaplib
import pathlib
import random
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from rig.mail import Imap, Lmtp, message  # noqa: E402
from rig.process import until  # noqa: E402

SENDERS = 4
USER = "u0001@example.org"
SIZES = (0, 500, 4000, 60_000)  # octets of the bodies: some lie in one page, some in many


#: Subjects: accepted and not held whole, held twice, expunged and there again.
Found = collections.namedtuple("Found", "missing doubled back")


class Sender(threading.Thread):
    """Sends numbered mails one after the other; one without an answer is sent again until it has one."""

    def __init__(self, load, number):
        super().__init__(daemon=True)
        self.load, self.number, self.accepted = load, number, {}

    def run(self):
        count = 0
        while not self.load.over.is_set():
            subject = f"s{self.number}-{count}"
            body = "".join(f"{subject} line {line:08d} of this body\n" for line in range(random.choice(SIZES) // 40 + 1))
            octets = message(subject, to=USER, body=body)
            if not self.send_until_answered(octets):
                return
            self.accepted[subject] = octets
            count += 1

    def send_until_answered(self, octets):
        while True:
            self.load.up.wait(120)  # meanwhile its port may be somebody else's
            falls = self.load.falls
            try:
                with Lmtp(self.load.server.lmtp) as client:
                    [(code, _)] = client.send(octets, [USER])
                    if code == 250 and self.load.falls == falls:
                        return True
                    client.close()  # no QUIT, which would tell that the answer was read
            except (OSError, ConnectionError, ValueError):
                pass
            if self.load.over.is_set() and not self.load.server.process.running():
                return False


class Expunger(threading.Thread):
    """A client that expunges one message in a while; `gone` are the subjects whose EXPUNGE was answered, `asked` all."""

    def __init__(self, load):
        super().__init__(daemon=True)
        self.load, self.asked, self.gone = load, set(), set()

    def run(self):
        while not self.load.over.wait(0.05):
            self.load.up.wait(120)
            falls = self.load.falls
            try:
                with Imap(self.load.server.imap) as client:
                    while self.load.falls == falls and not self.load.over.wait(0.02):
                        self.expunge_one(client, falls)
            except (OSError, imaplib.IMAP4.error):
                pass  # the server fell, or its port is somebody else's by now

    def expunge_one(self, client, falls):
        uids = client.uid("SEARCH", "ALL")[1][0].split()
        if len(uids) < 10:
            return
        uid = random.choice(uids).decode()
        _, found = client.uid("FETCH", uid, "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])")
        subject = found[0][1].decode().split(":", 1)[1].strip()
        self.asked.add(subject)
        client.uid("STORE", uid, "+FLAGS.SILENT", "(\\Deleted)")
        status, _ = client.uid("EXPUNGE", uid)
        if status == "OK" and self.load.falls == falls:
            self.gone.add(subject)


class Load:
    """Senders against `server`, whose pushes go to `sink`. Call fall() before the server goes down, rise() when it is up again."""

    def __init__(self, server, sink):
        self.server, self.sink = server, sink
        self.over, self.up, self.falls = threading.Event(), threading.Event(), 0
        server.add_device(USER, name="phone", channel=sink.channel(), content="summary")
        self.senders = [Sender(self, number) for number in range(SENDERS)]
        self.expunger = Expunger(self)

    def start(self):
        self.rise()
        for client in self.clients():
            client.start()

    def fall(self):
        self.falls += 1
        self.up.clear()

    def rise(self):
        self.up.set()

    def stop(self):
        self.over.set()
        for client in self.clients():
            client.join(60)

    def clients(self):
        return [*self.senders, *([self.expunger] if self.expunger else [])]

    @staticmethod
    def go_on():
        """The load runs for a moment of random length: when it ends is the test's input."""
        threading.Event().wait(random.uniform(0.05, 0.8))

    def accepted(self):
        return {subject: octets for sender in self.senders for subject, octets in list(sender.accepted.items())}

    def faults(self):
        """What `store check` says."""
        return self.server.call("POST", "/v1/store/check")["faults"]

    def look(self, accepted):
        """What became of these in the mailbox."""
        whole = collections.Counter()
        with Imap(self.server.imap) as client:
            for stored in client.messages():
                subject = stored.split(b"\r\nSubject: ", 1)[-1].split(b"\r\n", 1)[0].decode(errors="replace")
                if stored.endswith(accepted.get(subject, b"")):
                    whole[subject] += 1
        return Found(missing=[subject for subject in accepted if not whole[subject] and subject not in self.expunger.asked],
                     doubled=[subject for subject, times in whole.items() if times > 1],
                     back=[subject for subject in self.expunger.gone if whole[subject]])

    def count(self):
        """After stop(): the numbers that must be 0, and how much they are worth."""
        accepted = self.accepted()
        pushed = lambda: {entry["body"]["data"].get("subject") for entry in list(self.sink.got)}
        try:
            until(lambda: accepted.keys() <= pushed(), seconds=60)
        except TimeoutError:
            pass  # counted below
        found = self.look(accepted)
        return {"accepted": len(accepted), "accepted and not stored": len(found.missing), "stored twice": len(found.doubled),
                "expunged": len(self.expunger.gone), "expunged and there again": len(found.back),
                "owed a push and not pushed": len(accepted.keys() - pushed())}
