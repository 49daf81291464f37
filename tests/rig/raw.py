"""A socket without manners: sends what it likes, and shows what comes back until the server ends it."""
import socket
import time


class Raw:
    def __init__(self, port, timeout=10):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        self.heard = b""

    def send(self, octets):
        """False if the server has ended the connection."""
        try:
            self.socket.sendall(octets)
            return True
        except OSError:
            return False

    def drip(self, octets, every, seconds):
        """One octet after the other. Seconds until the server ended it; raises TimeoutError if it did not."""
        started = time.monotonic()
        self.socket.settimeout(every)
        for octet in octets:
            if not self.send(bytes([octet])):
                return time.monotonic() - started
            try:
                piece = self.socket.recv(65536)
                if not piece:
                    return time.monotonic() - started
                self.heard += piece
            except TimeoutError:
                pass
            except ConnectionResetError:
                return time.monotonic() - started
            if time.monotonic() - started > seconds:
                break
        raise TimeoutError(f"still open after {seconds} s; heard: {self.heard[-300:]}")

    def until(self, *marks, seconds=10):
        """Reads on until one of the marks is there."""
        self.socket.settimeout(seconds)
        while not any(mark in self.heard for mark in marks):
            piece = self.socket.recv(65536)
            if not piece:
                raise ConnectionError(f"the server ended it; heard: {self.heard[-300:]}")
            self.heard += piece
        return self.heard

    def ask(self, octets, *marks):
        """Forgets what came before, sends, and reads until one of the marks is there."""
        self.heard = b""
        self.send(octets)
        return self.until(*marks)

    def until_end(self, seconds=10):
        """All that comes until the server ends it; raises TimeoutError if it does not."""
        self.socket.settimeout(seconds)
        try:
            while piece := self.socket.recv(65536):
                self.heard += piece
        except ConnectionResetError:
            pass  # it closed with octets of ours unread
        return self.heard

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
