"""The server that mail leaves to: Postfix's smtp-sink stands for it."""
import getpass
import shutil

from rig.process import Process, free_port, is_open, until


class Smarthost:
    """smtp-sink with a file for each mail."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        folder.mkdir()
        program = shutil.which("smtp-sink", path="/usr/sbin:/usr/bin")
        self.process = Process([program, "-u", getpass.getuser(), "-d", str(folder / "mail."), f"127.0.0.1:{self.port}", "10"], folder / "sink.log")
        until(lambda: is_open(self.port))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stop()

    def config(self):
        """The table that makes a server use it."""
        return f'[smarthost]\nhost = "127.0.0.1"\nport = {self.port}\ntls = "never"\n'

    def mails(self):
        """The mails that are there whole: smtp-sink names the file first and writes it afterwards, up to its last empty line."""
        texts = [path.read_text() for path in sorted(self.folder.glob("mail.*"))]
        return [text for text in texts if text.endswith("\n\n")]
