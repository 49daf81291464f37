"""What the crash programs share: senders that behave as an MTA does, and the count of what became of their mail.

Every delivery that got no answer is sent again with the same octets. An answer that comes after fall() counts
as none: of a machine without power none would leave, and a kernel whose file system is being shut down lets some
fdatasync succeed that it did not do. Each accepted message must be stored once and whole, and its
device must have been pushed to at least once.
"""
import collections
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


class Load:
    """Senders against `server`, whose pushes go to `sink`. Call fall() before the server goes down, rise() when it is up again."""

    def __init__(self, server, sink):
        self.server, self.sink = server, sink
        self.over, self.up, self.falls = threading.Event(), threading.Event(), 0
        server.add_device(USER, name="phone", channel=sink.channel(), content="summary")
        self.senders = [Sender(self, number) for number in range(SENDERS)]

    def start(self):
        self.rise()
        for sender in self.senders:
            sender.start()

    def fall(self):
        self.falls += 1
        self.up.clear()

    def rise(self):
        self.up.set()

    def stop(self):
        self.over.set()
        for sender in self.senders:
            sender.join(60)

    @staticmethod
    def go_on():
        """The load runs for a moment of random length: when it ends is the test's input."""
        threading.Event().wait(random.uniform(0.05, 0.8))

    def accepted(self):
        return {subject: octets for sender in self.senders for subject, octets in list(sender.accepted.items())}

    def faults(self):
        """What `store check` says."""
        return self.server.call("POST", "/v1/store/check")["faults"]

    def missing(self, accepted):
        """Of these, the subjects that the mailbox does not hold whole, and those that it holds twice."""
        whole = collections.Counter()
        with Imap(self.server.imap) as client:
            for stored in client.messages():
                subject = stored.split(b"\r\nSubject: ", 1)[-1].split(b"\r\n", 1)[0].decode(errors="replace")
                if stored.endswith(accepted.get(subject, b"")):
                    whole[subject] += 1
        return [subject for subject in accepted if not whole[subject]], [subject for subject, times in whole.items() if times > 1]

    def count(self):
        """After stop(): the numbers that must be 0, and how much they are worth."""
        accepted = self.accepted()
        pushed = lambda: {entry["body"]["data"].get("subject") for entry in list(self.sink.got)}
        try:
            until(lambda: accepted.keys() <= pushed(), seconds=60)
        except TimeoutError:
            pass  # counted below
        missing, doubled = self.missing(accepted)
        return {"accepted": len(accepted), "accepted and not stored": len(missing), "stored twice": len(doubled),
                "owed a push and not pushed": len(accepted.keys() - pushed())}
