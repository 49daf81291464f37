"""A ManageSieve client that says what it is told to, word by word (RFC 5804)."""
import base64
import re
import socket
import ssl


class Dialogue:
    """One connection; `say` returns the whole reply, whose last line must begin with `wanted`, or with one of them."""

    def __init__(self, server):
        self.ca, self.socket = server.ca, socket.create_connection(("127.0.0.1", server.managesieve), timeout=20)
        self.stream = self.socket.makefile("rb")
        self.greeting = self.reply("OK")

    def line(self):
        """With the literals in it."""
        line = self.stream.readline().decode()
        while size := re.search(r"\{(\d+)\}\r\n$", line):
            line += self.stream.read(int(size[1])).decode() + self.stream.readline().decode()
        return line

    def reply(self, wanted):
        text = ""
        while True:
            line = self.line()
            assert line, text
            text += line
            if re.match(r"(OK|NO|BYE)\b", line):
                assert line.startswith(wanted), text
                return text

    def send(self, text):
        self.socket.sendall(text.encode())

    def say(self, text, wanted="OK"):
        self.send(text + "\r\n")
        return self.reply(wanted)

    def starttls(self):
        self.say("STARTTLS")
        self.socket = ssl.create_default_context(cafile=self.ca).wrap_socket(self.socket, server_hostname="localhost")
        self.stream = self.socket.makefile("rb")
        return self.reply("OK")  # the capabilities come unasked (RFC 5804 section 2.2)


def plain(login, password):
    """What AUTHENTICATE "PLAIN" takes (RFC 4616)."""
    return base64.b64encode(f"\0{login}\0{password}".encode()).decode()


def literal(text):
    return f"{{{len(text.encode())}+}}\r\n{text}"
