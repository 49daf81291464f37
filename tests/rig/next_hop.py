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
    """Passes SMTP on to the server at `port`, line by line. `chance` is how often it spoils something: a command is answered 451 ("4xx") or
    550 ("5xx"), or the conversation is cut before the server has the mail ("cut") or after it took it ("lost"). Each of these four is done
    the first time it can be, and then by chance. `spoilt` counts them. Reports (from <>) are never answered 550, as nobody would be told of
    them.

    `hide` are keywords of EHLO that are not passed on. `delivers_by`: it offers DELIVERBY (RFC 2852), which Postfix has not, and keeps BY
    from it.

    `commands` are those that came; `talks` how many conversations go on. `answers` says for each mail (recipient, subject) what became of it at each try: "taken", "cut" (the
    server took it and its answer was lost), "refused"; with the id of its topmost Received field, or of its Message-ID."""

    def __init__(self, port, chance=0.0, hide=(), delivers_by=False):
        self.port_behind, self.chance, self.hide, self.delivers_by = port, chance, hide, delivers_by
        self.commands, self.answers, self.spoilt = [], collections.defaultdict(list), collections.Counter()
        self.lock, self.talks = threading.Lock(), 0
        super().__init__()

    def serve(self, connected):
        with self.lock:
            self.talks += 1
        try:
            self.talk(connected)
        finally:
            with self.lock:
                self.talks -= 1

    def talk(self, connected):
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

    def way_to_spoil(self, *ways):
        """One of `ways`, or "" for none."""
        with self.lock:
            new = [way for way in ways if not self.spoilt[way]]
            if self.chance and (new or random.random() < self.chance):
                way = random.choice(new or ways)
                self.spoilt[way] += 1
                return way
        return ""

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
            way = self.proxy.way_to_spoil(*self.ways(verb)) if verb in (b"MAIL", b"RCPT", b"DATA") else ""
            if way:
                self.spoil(way)
            else:
                self.pass_on(line, verb)

    def ways(self, verb):
        return ("4xx", "cut", "5xx") if verb == b"RCPT" and self.sender else ("4xx", "cut")

    def spoil(self, way):
        """Nothing of it reaches the server: what it has of the transaction ends with RSET or the connection."""
        if way == "cut":
            raise Cut
        self.client.write(b"550 5.1.1 no such user here\r\n" if way == "5xx" else b"451 4.3.2 not now\r\n")

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
        text = b"".join(lines)
        identity = (re.search(rb"^Received:.*?\sid\s+([\w-]+)", text, re.DOTALL | re.MULTILINE)
                    or re.search(rb"^Message-ID:\s*<([\w-]+)@", text, re.MULTILINE))
        mail = (self.recipient, subject, identity[1] if identity else b"")
        way = self.proxy.way_to_spoil("4xx", "cut", "lost")
        if way in ("4xx", "cut"):  # before the server has it: its last line never comes there
            if way == "4xx":
                self.client.write(b"451 4.3.0 not this time\r\n")
            raise Cut
        self.server.write(b"".join(lines))
        reply = self.server.reply()
        if not reply.startswith(b"250"):
            self.proxy.note(mail, "refused")
        elif way == "lost" or self.client.is_closed():
            self.proxy.note(mail, "cut")
            raise Cut
        else:
            self.proxy.note(mail, "taken")
        self.client.write(reply)
