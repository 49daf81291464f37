"""A private Dovecot (Debian's) on loopback, with a master user and TLS; and a link to it that can be cut. Needs root, as
Dovecot does to become its own users."""
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import threading

from .process import Process, free_port, is_open, until

MASTER, MASTER_PASSWORD = "tapper", "master secret"
VMAIL = 5000  # uid and gid that own the mail

CONFIG = """
base_dir = {run}
state_dir = {folder}/state
log_path = {folder}/dovecot.log
instance_name = {name}
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/certificate.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain
default_vsz_limit = 0
default_client_limit = 1000
default_process_limit = 100
mail_uid = {vmail}
mail_gid = {vmail}
first_valid_uid = 1
mail_home = {run}/mail/%n
mail_location = sdbox:~/sdbox
mail_fsync = always
postmaster_address = postmaster@example.org
recipient_delimiter = +
lmtp_save_to_detail_mailbox = yes
lda_mailbox_autocreate = yes
passdb {{
  driver = passwd-file
  master = yes
  args = scheme=PLAIN username_format=%u {run}/masters
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {run}/passwd
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {run}/passwd
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
service imap-login {{
  service_count = 0
  process_min_avail = 1
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  unix_listener stats-writer {{
    mode = 0666
  }}
}}
"""

# For measuring: Sieve at delivery, processes that are there before they are needed, any number of sessions.
FOR_LOAD = """
mail_max_userip_connections = 60000
protocol lmtp {
  mail_plugins = $mail_plugins sieve
}
plugin {
  sieve = file:~/sieve;active=~/.dovecot.sieve
}
service lmtp {
  process_min_avail = 8
}
service imap {
  process_limit = 10000
}
service imap-login {
  client_limit = 10000
}
service auth {
  client_limit = 20000
}
service anvil {
  client_limit = 20000
}
"""


class Dovecot:
    """Accounts u0001@example.org ... with password `secret`; ports `imap`, `imaps`, `lmtp`; `ca` is its certificate."""

    def __init__(self, folder, accounts=3, more=""):
        """`more` is configuration behind CONFIG."""
        self.folder = pathlib.Path(folder)
        self.imap, self.imaps, self.lmtp = free_port(), free_port(), free_port()
        # Its sockets lie here: a path of theirs has at most 107 octets, which a test's own folder may use up.
        self.run = pathlib.Path(tempfile.mkdtemp(prefix="dovecot-"))
        self.run.chmod(0o755)
        # So do the mail and the passwords: their users could not pass when another pytest of ours makes their common folder private again.
        for path in (self.folder / "state", self.run / "mail"):
            path.mkdir(parents=True, exist_ok=True)
        for folder_above in (self.folder, *self.folder.parents):  # Dovecot's users must be able to pass
            if folder_above.owner() == "root" and folder_above != pathlib.Path("/"):
                folder_above.chmod(folder_above.stat().st_mode | 0o011)
        os.chown(self.run / "mail", VMAIL, VMAIL)
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                        "-keyout", self.folder / "key.pem", "-out", self.folder / "certificate.pem"],
                       check=True, capture_output=True)
        self.ca = self.folder / "certificate.pem"
        names = [f"u{number:04d}" for number in range(1, accounts + 1)]
        (self.run / "passwd").write_text("".join(
            f"{name}@example.org:{{PLAIN}}secret:{VMAIL}:{VMAIL}::{self.run}/mail/{name}::\n" for name in names))
        (self.run / "masters").write_text(f"{MASTER}:{{PLAIN}}{MASTER_PASSWORD}\n")
        (self.folder / "dovecot.conf").write_text(CONFIG.format(
            folder=self.folder, run=self.run, name=f"rig-{self.imap}", vmail=VMAIL, imap=self.imap, imaps=self.imaps, lmtp=self.lmtp) + more)
        self.names = names
        self.process = None
        self.start()

    def start(self):
        self.process = Process(["dovecot", "-F", "-c", str(self.folder / "dovecot.conf")], self.folder / "dovecot.out")
        until(lambda: is_open(self.imap) and is_open(self.imaps) and is_open(self.lmtp))
        return self

    @property
    def pid(self):
        return self.process.pid

    def put_script(self, script):
        """Makes it the active Sieve script of every account (with FOR_LOAD), compiled."""
        for name in self.names:
            home = self.run / "mail" / name
            (home / "sieve").mkdir(parents=True, exist_ok=True)
            (home / "sieve" / "main.sieve").write_text(script)
            (home / ".dovecot.sieve").symlink_to("sieve/main.sieve")
            subprocess.run(["chown", "-R", f"{VMAIL}:{VMAIL}", home], check=True)

    def kill(self):
        """All its processes at once: they are a session of their own."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.child.wait()
        until(lambda: not is_open(self.imap) and not is_open(self.lmtp))

    def stop(self):
        code = self.process.stop()
        shutil.rmtree(self.run, ignore_errors=True)
        return code

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class Link:
    """A TCP forwarder from a free port to `port`. cut() breaks every connection and refuses new ones until restore()."""

    def __init__(self, port):
        self.target, self.pairs, self.lock, self.up = port, set(), threading.Lock(), True
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                here, _ = self.listener.accept()
            except OSError:
                return
            try:
                there = socket.create_connection(("127.0.0.1", self.target), timeout=5)
            except OSError:
                here.close()
                continue
            there.settimeout(None)
            with self.lock:
                if not self.up:
                    here.close()
                    there.close()
                    continue
                self.pairs.add((here, there))
            for source, sink in ((here, there), (there, here)):
                threading.Thread(target=self._pump, args=(source, sink), daemon=True).start()

    @staticmethod
    def _pump(source, sink):
        try:
            while octets := source.recv(65536):
                sink.sendall(octets)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def cut(self):
        with self.lock:
            self.up, pairs, self.pairs = False, self.pairs, set()
        for pair in pairs:
            for end in pair:
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
                end.close()

    def restore(self):
        with self.lock:
            self.up = True

    def close(self):
        self.cut()
        self.listener.close()
