"""A real Kannel (bearerbox and smsbox) with its fake SMSC on loopback; `got` holds the SMS that reached the "phones"."""
import pathlib
import shutil
import socket
import threading
import time
import urllib.parse

from .process import Process, free_port, is_open, until

CONFIG = """
group = core
admin-port = {admin}
admin-interface = 127.0.0.1
admin-password = adm
smsbox-port = {smsbox}
smsbox-interface = 127.0.0.1
box-deny-ip = "*.*.*.*"
box-allow-ip = "127.0.0.1"
log-file = "{dir}/bearerbox.log"
store-type = file
store-location = "{dir}/kannel.store"
dlr-storage = internal

group = smsc
smsc = fake
smsc-id = FAKE
our-host = 127.0.0.1
port = {smsc}
connect-allow-ip = 127.0.0.1
{denied}

group = smsbox
smsbox-id = box1
bearerbox-host = 127.0.0.1
sendsms-port = {sendsms}
sendsms-interface = 127.0.0.1
global-sender = 12345
log-file = "{dir}/smsbox.log"

group = sendsms-user
username = notifyd
password = secret
user-deny-ip = "*.*.*.*"
user-allow-ip = "127.0.0.1"
max-messages = 5
concatenation = true
"""


class Kannel:
    def __init__(self, folder, denied_prefixes=()):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.ports = {name: free_port() for name in ("admin", "smsbox", "smsc", "sendsms")}
        self.config = self.folder / "kannel.conf"
        denied = f'denied-prefix = "{";".join(denied_prefixes)}"' if denied_prefixes else ""
        self.config.write_text(CONFIG.format(dir=self.folder, denied=denied, **self.ports))
        self.got = []
        self.changed = threading.Condition()
        self.boxes = []
        self.start()

    def start(self):
        try:
            self._start(shutil.which("bearerbox", path="/usr/sbin:/usr/bin"), self.config, "smsbox")
            self._start(shutil.which("smsbox", path="/usr/sbin:/usr/bin"), self.config, "sendsms")
            self.phone = until(self._connect_phone)
        except BaseException:
            for box in self.boxes:
                box.kill()  # nobody has us yet to stop them
            raise
        threading.Thread(target=self._listen, args=(self.phone,), daemon=True).start()

    def stop(self):
        """Down; start() brings it up again on the same ports."""
        self.phone.close()
        for box in reversed(self.boxes):
            box.stop()
        self.boxes.clear()

    @property
    def sendsms(self):
        return self.ports["sendsms"]

    def _start(self, program, config, port):
        box = Process([program, "-v", "4", str(config)], self.folder / (pathlib.Path(program).name + ".out"))
        self.boxes.append(box)
        until(lambda: is_open(self.ports[port]))

    def _connect_phone(self):
        try:
            return socket.create_connection(("127.0.0.1", self.ports["smsc"]), timeout=1)
        except OSError:
            return None

    def _listen(self, phone):
        """Lines of the fake SMSC: FROM TO text|data|ucs-2|udh REST (connectors of Kannel's fakesmsc)."""
        phone.settimeout(None)
        for line in phone.makefile("rb"):
            sender, to, kind, rest = line.decode(errors="replace").rstrip("\n").split(" ", 3)
            text = rest
            if kind == "ucs-2":
                text = urllib.parse.unquote_to_bytes(rest.replace("+", " ")).decode("utf-16-be")
            elif kind == "data":
                text = urllib.parse.unquote(rest.replace("+", " "))
            with self.changed:
                self.got.append({"from": sender, "to": to, "kind": kind, "text": text, "at": time.time()})
                self.changed.notify_all()

    def wait_for(self, count=1, seconds=20):
        with self.changed:
            if not self.changed.wait_for(lambda: len(self.got) >= count, seconds):
                raise TimeoutError(f"{len(self.got)} of {count} SMS came in {seconds} s")
            return self.got[:count]

    def close(self):
        self.stop()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
