"""Next hops for outgoing mail: a relay in front of a real server that records, refuses and cuts; one that never answers."""
import collections
import random
import re
import select
import socket
import threading


class Cut(Exception):
    """The conversation ends here, on both sides."""


class Line:
    """One side of a conversation: lines in, octets out."""

    def __init__(self, connected):
        self.socket = connected
        self.stream = connected.makefile("rb")

    def read(self):
        line = self.stream.readline()
        if not line.endswith(b"\n"):
            raise Cut
        return line

    def reply(self):
        """A whole reply of a server, as it came."""
        lines = [self.read()]
        while lines[-1][3:4] == b"-":
            lines.append(self.read())
        return b"".join(lines)

    def write(self, octets):
        try:
            self.socket.sendall(octets)
        except OSError:
            raise Cut from None

    def is_closed(self):
        """The other end is gone, and has said nothing more."""
        readable, _, _ = select.select([self.socket], [], [], 0)
        try:
            return bool(readable) and self.socket.recv(1, socket.MSG_PEEK) == b""
        except OSError:
            return True

    def close(self):
        self.stream.close()
        self.socket.close()


class Server:
    """Accepts on a port of its own, and serves each connection in a thread until stop()."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = self.listener.getsockname()[1]
        self.open = set()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connected, _ = self.listener.accept()
            except OSError:
                return
            self.open.add(connected)
            threading.Thread(target=self.serve, args=(connected,), daemon=True).start()

    def config(self):
        return f'[smarthost]\nhost = "127.0.0.1"\nport = {self.port}\ntls = "never"\n'

    def stop(self):
        self.listener.close()
        for connected in list(self.open):
            connected.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class Silent(Server):
    """Takes connections and says nothing, not even a greeting."""

    def serve(self, connected):
        pass


class Proxy(Server):
    """Passes SMTP on to the server at `port`, line by line. `chance` is how often it spoils something: a command is answered 451 or 550, or
    the conversation is cut, before the server has the mail or after it took it. Reports (from <>) are never answered 550, as nobody would
    be told of them.

    `hide` are keywords of EHLO that are not passed on. `delivers_by`: it offers DELIVERBY (RFC 2852), which Postfix has not, and keeps BY
    from it.

    `commands` are those that came. `answers` says for each mail (recipient, subject) what became of it at each try: "taken", "cut" (the
    server took it and its answer was lost), "refused"; with the id of its topmost Received field."""

    def __init__(self, port, chance=0.0, hide=(), delivers_by=False):
        self.port_behind, self.chance, self.hide, self.delivers_by = port, chance, hide, delivers_by
        self.commands, self.answers = [], collections.defaultdict(list)
        self.lock = threading.Lock()
        super().__init__()

    def serve(self, connected):
        client = Line(connected)
        try:
            server = Line(socket.create_connection(("127.0.0.1", self.port_behind), timeout=60))
        except OSError:
            client.close()
            return
        try:
            Conversation(self, client, server).run()
        except (Cut, OSError, ValueError):
            pass
        finally:
            client.close()
            server.close()

    def spoils(self):
        return random.random() < self.chance

    def note(self, mail, what):
        recipient, subject, identity = mail
        with self.lock:
            self.answers[recipient, subject].append((what, identity))


class Conversation:
    def __init__(self, proxy, client, server):
        self.proxy, self.client, self.server = proxy, client, server
        self.sender = self.recipient = ""

    def run(self):
        self.client.write(self.server.reply())
        while True:
            line = self.client.read()
            self.proxy.commands.append(line.decode(errors="replace").rstrip())
            verb = line[:4].upper()
            if verb == b"MAIL":
                self.sender = re.search(rb"<(.*?)>", line)[1].decode()
            elif verb == b"RCPT":
                self.recipient = re.search(rb"<(.*?)>", line)[1].decode()
            if verb in (b"MAIL", b"RCPT", b"DATA") and self.proxy.spoils():
                self.spoil(verb)
            else:
                self.pass_on(line, verb)

    def spoil(self, verb):
        """Nothing of it reaches the server: what it has of the transaction ends with RSET or the connection."""
        if random.random() < 0.3:
            raise Cut
        if self.sender and random.random() < 0.3:
            if verb == b"RCPT":
                self.client.write(b"550 5.1.1 no such user here\r\n")
                return
        self.client.write(b"451 4.3.2 not now\r\n")

    def pass_on(self, line, verb):
        self.server.write(re.sub(rb" BY=\S+", b"", line) if self.proxy.delivers_by else line)
        reply = self.server.reply()
        if verb == b"EHLO":
            reply = self.offered(reply)
        self.client.write(reply)
        if verb == b"DATA" and reply.startswith(b"354"):
            self.data()
        elif verb == b"QUIT":
            raise Cut

    def offered(self, reply):
        lines = [line[4:] for line in reply.splitlines(keepends=True) if line[4:].split()[0].decode().upper() not in self.proxy.hide]
        if self.proxy.delivers_by:
            lines.append(b"DELIVERBY\r\n")
        return b"".join(b"250-" + line for line in lines[:-1]) + b"250 " + lines[-1]

    def data(self):
        lines = []
        while not lines or lines[-1] != b".\r\n":
            lines.append(self.client.read())
        subject = next((line[9:].decode(errors="replace").strip() for line in lines if line.lower().startswith(b"subject: ")), "")
        received = re.search(rb"^Received:.*?\sid\s+([\w-]+)", b"".join(lines), re.DOTALL | re.MULTILINE)
        mail = (self.recipient, subject, received[1] if received else b"")
        spoilt = self.proxy.spoils()
        if spoilt and random.random() < 0.5:  # before the server has it: its last line never comes there
            if random.random() < 0.5:
                self.client.write(b"451 4.3.0 not this time\r\n")
            raise Cut
        self.server.write(b"".join(lines))
        reply = self.server.reply()
        if not reply.startswith(b"250"):
            self.proxy.note(mail, "refused")
        elif spoilt or self.client.is_closed():
            self.proxy.note(mail, "cut")
            raise Cut
        else:
            self.proxy.note(mail, "taken")
        self.client.write(reply)
