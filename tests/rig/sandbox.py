"""A notifyd sandbox and a client for its HTTP API."""
import json
import os
import pathlib
import subprocess
import urllib.error
import urllib.request

from .process import ROOT, Process


def binary(name="notifyd"):
    return str(ROOT / "build" / os.environ.get("NOTIFYD_PRESET", "release") / "bin" / name)


class ApiError(Exception):
    def __init__(self, status, problem):
        super().__init__(f"{status}: {problem}")
        self.status, self.problem = status, problem


class Sandbox:
    """`notifyd sandbox` in a folder, its data there too or in a folder of its own (another file system).
    Members: lmtp, imap, imaps, managesieve, api (ports), admin_token, ca, dir, pid."""

    def __init__(self, folder, accounts=3, config="", environment=None, data=None, prefix=()):
        self.folder = pathlib.Path(folder)
        self.data = pathlib.Path(data) if data else self.folder / "data"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.accounts, self.environment = accounts, dict(os.environ, **(environment or {}))
        self.prefix = list(prefix)  # of its command line, such as prlimit
        self.config = self.folder / "extra.toml"
        self.config.write_text(config)
        self.process = None
        self.start()

    def start(self):
        command = [*self.prefix, binary(), "sandbox", "--json", "--dir", str(self.data), "--accounts", str(self.accounts),
                   "--config", str(self.config)]
        self.process = Process(command, self.folder / "notifyd.log", stdout=subprocess.PIPE, env=self.environment)
        try:
            self.facts = json.loads(self.process.read_line())
        except BaseException:
            self.process.kill()  # nobody has us yet to stop it
            raise
        for name, value in self.facts.items():
            setattr(self, name, value)
        return self

    def kill(self):
        self.process.kill()

    def stop(self):
        return self.process.stop()

    def address(self, number=1):
        return f"u{number:04d}@example.org"

    def call(self, method, path, body=None, token=None):
        """JSON in, JSON out; ApiError on anything but 2xx."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.api}{path}", method=method)
        request.add_header("Authorization", f"Bearer {token or self.admin_token}")
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                text = answer.read()
                return json.loads(text) if text else None
        except urllib.error.HTTPError as error:
            text = error.read()
            raise ApiError(error.code, json.loads(text) if text else None) from None

    def add_device(self, account, **device):
        return self.call("POST", f"/v1/accounts/{account}/devices", device)

    def command(self, *arguments, stdin=None, check=True):
        """Runs the notifyd command line against this sandbox's data and returns its standard output."""
        done = subprocess.run([binary(), *arguments], input=stdin, capture_output=True, timeout=60,
                              env=dict(self.environment, NOTIFYD_SERVER_DATA_DIR=str(self.data)))
        if check and done.returncode != 0:
            raise RuntimeError(f"notifyd {' '.join(arguments)}: exit {done.returncode}: {done.stderr.decode()}")
        return done.stdout.decode() if check else done

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
