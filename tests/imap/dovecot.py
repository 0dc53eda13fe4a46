"""A private Dovecot on loopback."""

from __future__ import annotations

import grp
import hashlib
import os
import pwd
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from inboxnet.source.imap import ImapSource

USER = "mia@x.example.org"
PASSWORD = 'correct "horse" \\ battery'
HOW_TO_INSTALL = "no dovecot: apt-get install dovecot-imapd"

_CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/dovecot.log
instance_name = inboxnet-{port}
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
auth_failure_delay = 0
mail_location = maildir:{home}/mail/%n
mail_fsync = never
first_valid_uid = 1
first_valid_gid = 1
ssl = yes
ssl_cert = <{home}/cert.pem
ssl_key = <{home}/key.pem
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {home}/passwd
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/home/%n
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Versandt {{
    special_use = \\Sent
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain_port}
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  # Without it each refused login costs the next one up to 15 s.
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service imap {{
  process_limit = 50
}}
"""


@dataclass
class Dovecot:
    """A running server; each test takes users of its own."""

    home: Path
    port: int
    plain_port: int
    uid: int
    gid: int
    users: int = 0
    delivered: int = 0

    @property
    def context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.home / "cert.pem"))

    def new_account(self) -> Account:
        self.users += 1
        return Account(self, f"user{self.users}")


@dataclass
class Account:
    """A user of the server and the Maildir behind."""

    server: Dovecot
    name: str

    def __post_init__(self) -> None:
        self.make_mailbox("")

    @property
    def maildir(self) -> Path:
        return self.server.home / "mail" / self.name

    @property
    def credentials(self) -> tuple[str, str]:
        return f"{self.name}@x.example.org", PASSWORD

    @property
    def url(self) -> str:
        return f"imaps://{self.name}%40x.example.org@localhost:{self.server.port}"

    def deliver(self, content: bytes, *, mailbox: str = "", flags: str | None = None) -> Path:
        """Put a message where a delivery agent would, or in cur with ``flags``."""
        top = self.make_mailbox(mailbox)
        self.server.delivered += 1
        name = f"{1_700_000_000 + self.server.delivered}.M1.host"
        path = top / "new" / name if flags is None else top / "cur" / f"{name}:2,{flags}"
        path.write_bytes(content)
        os.chown(path, self.server.uid, self.server.gid)
        return path

    def write_uids(self, uidvalidity: int, names: dict[int, str]) -> None:
        """Let the INBOX have these UIDs, as after a restored backup."""
        for path in self.maildir.glob("dovecot*"):
            path.unlink()
        lines = [f"3 V{uidvalidity} N{max(names) + 1} G{'ab' * 16}"]
        lines += [f"{uid} :{name.split(':')[0]}" for uid, name in names.items()]
        path = self.maildir / "dovecot-uidlist"
        path.write_text("\n".join([*lines, ""]))
        os.chown(path, self.server.uid, self.server.gid)

    def source(self, **options) -> ImapSource:
        options.setdefault("password", lambda: PASSWORD)
        options.setdefault("context", self.server.context)
        options.setdefault("backoff_seconds", 0)
        return ImapSource.from_url(options.pop("url", self.url), **options)

    def digest(self) -> dict[str, str]:
        """Name and hash of every file with mail in it; the server's own indexes left out."""
        return {
            str(path.relative_to(self.maildir)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in self.maildir.rglob("*")
            if path.is_file() and path.parent.name in ("new", "cur", "tmp")
        }

    def make_mailbox(self, mailbox: str) -> Path:
        """Make a mailbox, named as in LIST, the INBOX by an empty name."""
        top = self.maildir / f".{mailbox}" if mailbox else self.maildir
        for directory in (top, top / "new", top / "cur", top / "tmp"):
            if not directory.exists():
                directory.mkdir(parents=True)
                os.chown(directory, self.server.uid, self.server.gid)
        return top


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


@pytest.fixture(scope="session")
def dovecot():
    """A Dovecot of our own: its processes, files and ports are private to the tests."""
    binary = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    openssl = shutil.which("openssl")
    if binary is None:
        pytest.skip(HOW_TO_INSTALL)
    if openssl is None:
        pytest.skip("no openssl: apt-get install openssl")
    # Dovecot gives mail to no root, and sockets need a short path that its user can walk.
    uid, gid = (os.getuid(), os.getgid()) if os.getuid() else (65534, 65534)
    home = Path(tempfile.mkdtemp(prefix="dovecot-"))
    ports = _free_port(), _free_port()
    server = Dovecot(home, *ports, uid, gid)
    subprocess.run(
        [
            *(openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "2", "-subj", "/CN=localhost"),
            *("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
            *("-keyout", str(home / "key.pem"), "-out", str(home / "cert.pem")),
        ],
        check=True,
        capture_output=True,
    )
    config = _CONFIG.format(
        home=home,
        port=ports[0],
        plain_port=ports[1],
        uid=uid,
        gid=gid,
        user=pwd.getpwuid(uid).pw_name,
        group=grp.getgrgid(gid).gr_name,
    )
    (home / "dovecot.conf").write_text(config)
    (home / "passwd").write_text(
        "".join(f"user{number}@x.example.org:{PASSWORD}\n" for number in range(500))
        + "umlaut@x.example.org:pässword\n"
    )
    for name in ("mail", "run", "state", "home"):
        (home / name).mkdir()
    for path in (home, *home.iterdir()):
        os.chown(path, uid, gid)
    as_user = {"user": uid, "group": gid, "extra_groups": []} if not os.getuid() else {}
    with (home / "stderr").open("wb") as stderr:
        process = subprocess.Popen(
            [binary, "-F", "-c", str(home / "dovecot.conf")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
            **as_user,
        )
    try:
        _await_port(ports[0], process, home)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)
        shutil.rmtree(home, ignore_errors=True)


def _await_port(port: int, process: subprocess.Popen, home: Path) -> None:
    until = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if process.poll() is not None or time.monotonic() > until:
                logs = [
                    p.read_text() for p in (home / "stderr", home / "dovecot.log") if p.exists()
                ]
                pytest.fail(f"dovecot does not start: {logs}")
            time.sleep(0.05)
        else:
            return


@pytest.fixture
def account(dovecot):
    """A fresh user of the private Dovecot."""
    return dovecot.new_account()
