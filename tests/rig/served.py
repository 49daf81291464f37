"""`notifyd serve` as a service manager starts it: a configuration file of its own, on free ports."""
import os
import pathlib

from .process import Process, free_port
from .sandbox import binary


class Served:
    """`tables` are lines behind the ones of each table: {"api": "tls = true"}. Members: lmtp, imap, managesieve, api (ports), data, file."""

    def __init__(self, folder, tables=None, environment=None):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.data, self.file = self.folder / "data", self.folder / "notifyd.toml"
        self.lmtp, self.imap, self.managesieve, self.api = (free_port() for _ in range(4))
        lines = {"server": f'data_dir = "{self.data}"\nhostname = "localhost"\n', "accounts": 'domains = ["example.org"]\n'}
        for name in ("lmtp", "imap", "managesieve", "api"):
            lines[name] = f"port = {getattr(self, name)}\n"
            if "listen" not in (tables or {}).get(name, ""):
                lines[name] += 'listen = "127.0.0.1"\n'
        lines["imap"] += f"tls_port = {free_port()}\n"
        for name, more in (tables or {}).items():
            lines[name] = lines.get(name, "") + more + "\n"
        self.file.write_text("".join(f"[{name}]\n{text}" for name, text in lines.items()))
        self.process = Process([binary(), "--config", str(self.file), "serve"], self.folder / "notifyd.log",
                               env=dict(os.environ, **(environment or {})))

    @property
    def pid(self):
        return self.process.pid

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stop()
