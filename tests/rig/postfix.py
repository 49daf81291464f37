"""A private Postfix (Debian's) on loopback: takes mail for example.org by SMTP and forwards it to an LMTP target, again and
again until it is taken. An instance of its own by `-c`: configuration, queue and data lie in one folder. Needs root."""
import contextlib
import os
import pathlib
import re
import shutil
import smtplib
import subprocess
import tempfile

import pytest

from .process import Process, free_port, until
from .smarthost import Smarthost

MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {data}
mail_owner = postfix
setgid_group = postdrop
maillog_file = {folder}/log/mail.log
maillog_file_prefixes = {folder}/log
myhostname = mta.example.net
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
relay_domains = example.org
relay_transport = {target}
relay_recipient_maps =
local_transport = error:this MTA has no mailboxes
default_transport = error:this MTA forwards to example.org only
local_recipient_maps =
alias_maps =
alias_database =
smtpd_peername_lookup = no
disable_dns_lookups = yes
smtputf8_enable = yes
in_flow_delay = 0
minimal_backoff_time = 1s
maximal_backoff_time = 2s
queue_run_delay = 1s
transport_retry_time = 1s
lmtp_connect_timeout = 5s
lmtp_data_done_timeout = 30s
lmtp_destination_concurrency_limit = 4
lmtp_destination_concurrency_failed_cohort_limit = 0
"""

MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
pickup     unix  n - n 60    1 pickup
cleanup    unix  n - n -     0 cleanup
qmgr       unix  n - n 300   1 qmgr
rewrite    unix  - - n -     - trivial-rewrite
bounce     unix  - - n -     0 bounce
defer      unix  - - n -     0 bounce
trace      unix  - - n -     0 bounce
verify     unix  - - n -     1 verify
flush      unix  n - n 1000? 0 flush
proxymap   unix  - - n -     - proxymap
proxywrite unix  - - n -     1 proxymap
showq      unix  n - n -     - showq
error      unix  - - n -     - error
retry      unix  - - n -     - error
lmtp       unix  - - n -     - lmtp
smtp       unix  - - n -     - smtp
anvil      unix  - - n -     1 anvil
scache     unix  - - n -     1 scache
tlsmgr     unix  - - n 1000? 1 tlsmgr
postlog    unix-dgram n - n - 1 postlogd
"""


def each_once(text):
    """The last line of each parameter. Of two, each process of Postfix warns, and with many warnings at its start the master can wait for
    ever for a reader of its log, whom it would have to start itself."""
    parameters = dict(line.split("=", 1) for line in text.splitlines() if line)
    return "".join(f"{name}={value}\n" for name, value in parameters.items())


class Postfix:
    """`port` takes SMTP. `target` is a transport such as lmtp:inet:127.0.0.1:24 or lmtp:unix:/path. `more` are further lines of main.cf,
    in the place of ours."""

    def __init__(self, folder, target, more=""):
        self.folder = pathlib.Path(folder)
        self.port = free_port()
        self.queue = self.folder / "queue"
        self.configuration = self.folder / "etc"
        # tlsmgr keeps a file here as Postfix's user, who could not pass when another pytest of ours makes their common folder private again.
        self.data = pathlib.Path(tempfile.mkdtemp(prefix="postfix-"))
        shutil.chown(self.data, "postfix")
        for name in ("etc", "queue", "log"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        for above in (self.folder, *self.folder.parents):  # Postfix's user must be able to pass
            if above.owner() == "root" and above != pathlib.Path("/"):
                above.chmod(above.stat().st_mode | 0o011)
        (self.configuration / "main.cf").write_text(each_once(MAIN.format(folder=self.folder, data=self.data, target=target) + more))
        (self.configuration / "master.cf").write_text(MASTER.format(port=self.port))
        self._run("postfix", "check")
        self.process = None
        self.start()

    @staticmethod
    def needed():
        """Skips the test, saying why, where there can be no Postfix."""
        if os.geteuid() != 0:
            pytest.skip("Postfix can be started by root only: run the tests as root")
        assert shutil.which("postfix", path="/usr/sbin:/usr/bin"), "Postfix is not installed; scripts/test installs it"

    def _run(self, program, *arguments):
        command = [shutil.which(program, path="/usr/sbin:/usr/bin"), "-c", str(self.configuration), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        if done.returncode != 0:
            raise RuntimeError(f"{program} {arguments}: exit {done.returncode}: {done.stderr}{done.stdout}\n{self.tail()}")
        return done.stdout

    def start(self):
        directory = self._run("postconf", "-h", "daemon_directory").strip()
        # -d: stays a child of ours, and its own children end with it.
        self.process = Process([f"{directory}/master", "-c", str(self.configuration), "-d"], self.folder / "master.out")
        try:
            until(lambda: self._greets() or not self.process.running())
        except TimeoutError:
            self.stop()  # nobody has us yet to stop it
            raise
        if not self.process.running():
            raise RuntimeError(f"Postfix's master ended: {self.process.tail()}\n{self.tail()}")
        return self

    def _greets(self):
        """Its port is open before a server stands behind it."""
        try:
            with smtplib.SMTP("127.0.0.1", self.port, timeout=5):
                return True
        except (OSError, smtplib.SMTPException):
            return False

    def stop(self):
        code = self.process.stop()
        shutil.rmtree(self.data, ignore_errors=True)
        return code

    def send(self, octets, *recipients, sender="ann@example.net"):
        """One SMTP session with one message; raises if Postfix does not take it."""
        with smtplib.SMTP("127.0.0.1", self.port, timeout=30) as client:
            client.sendmail(sender, list(recipients), octets)

    def log(self):
        path = self.folder / "log" / "mail.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def tail(self, lines=20):
        return "\n".join(self.log().splitlines()[-lines:])

    def waiting(self):
        """Mails in its queue."""
        return sum(1 for name in ("incoming", "active", "deferred", "maildrop", "hold")
                   for path in (self.queue / name).rglob("*") if path.is_file())

    def drained(self, seconds=60):
        """Until its queue is empty. Postfix looks again by itself, but may leave a mail in `incoming` until new ones come."""
        def is_empty():
            if self.waiting() > 0:
                self._run("postqueue", "-f")
            return self.waiting() == 0

        until(is_empty, seconds, every=0.5)

    def bounced(self):
        """Lines of its log that say that a mail came back."""
        return re.findall(r".*status=bounced.*", self.log())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def demanding(certificate, key, auth=None):
    """Lines of main.cf: no mail without STARTTLS and, where `auth` is a port of Dovecot's authentication, none without AUTH. The Received
    field says of both whether they were there."""
    lines = (f"smtpd_tls_security_level = encrypt\nsmtpd_tls_chain_files = {key}, {certificate}\nsmtpd_tls_received_header = yes\n"
             "smtpd_tls_auth_only = yes\n")
    if auth:
        lines += (f"smtpd_sasl_auth_enable = yes\nsmtpd_sasl_type = dovecot\nsmtpd_sasl_path = inet:127.0.0.1:{auth}\n"
                  "smtpd_sasl_authenticated_header = yes\nsmtpd_relay_restrictions = permit_sasl_authenticated, reject\n")
    return lines


@contextlib.contextmanager
def relaying_postfix(folder, configuration):
    """A Postfix that mail leaves to by SMTP, which hands it on to smtp-sink, its `sink`: `{port}` in its configuration."""
    Postfix.needed()
    with Smarthost(folder / "sink") as sink:
        server = Postfix(folder / "postfix", "smtp", configuration.format(port=sink.port))
        server.sink = sink
        try:
            yield server
        finally:
            server.stop()
