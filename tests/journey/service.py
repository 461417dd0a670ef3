"""The service as its users start it, and the eyes and hands of those users.

`Service` is `rammeaftale up` in a folder of its own with its Prefect server and worker; `Inbox` is
a real SMTP server on loopback that keeps what it accepted, as municipalities' mail servers do.
"""

import email
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default as modern
from pathlib import Path
from typing import Any

import httpx
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from cli.prefect_process import free_port
from tests.patience import PATIENCE

LINK = re.compile(r"https?://[^\s<>\"]+/s/([A-Za-z0-9_-]{28})")
ROLES = {"web": "api.app:create_app", "worker": "flows.worker", "prefect": "prefect.server"}


class Inbox:
    """Messages in the order they were accepted."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.port = free_port()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        content = envelope.original_content or b""
        message = email.message_from_bytes(content, policy=modern)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        return "250 kept"

    def to(self, address: str) -> list[EmailMessage]:
        return [message for message in self.messages if address in str(message["To"])]

    @contextmanager
    def open(self) -> Iterator["Inbox"]:
        controller = Controller(self, hostname="127.0.0.1", port=self.port)
        controller.start()
        try:
            yield self
        finally:
            controller.stop()


def plain(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def link_in(message: EmailMessage) -> str:
    """The path of the one party link in a letter, the same in text and HTML."""
    html = message.get_body(("html",))
    assert html is not None
    tokens = set(LINK.findall(plain(message))) | set(LINK.findall(str(html.get_content())))
    assert len(tokens) == 1, tokens
    return f"/s/{tokens.pop()}"


class Service:
    """`rammeaftale up`, stopped by SIGTERM at the end; `api` is a client with a secretariat key."""

    def __init__(self, data_dir: Path, smtp_port: int | None = None) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("RAMMEAFTALE", "PREFECT"))},
            "RAMMEAFTALE_DATA_DIR": str(data_dir),
            "RAMMEAFTALE_BASE_URL": self.url,
        }
        if smtp_port:
            self.environment["RAMMEAFTALE_SMTP_URL"] = f"smtp://127.0.0.1:{smtp_port}"
        self.data_dir = data_dir
        self.process: subprocess.Popen[str] | None = None
        self.signin = ""

    def start(self) -> None:
        """Returns when pages are answered; Prefect comes some seconds later."""
        arguments = ["up", "--port", str(self.port), "--example", "--json"]
        with (self.data_dir / "up.err").open("w") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "cli.main", *arguments],
                env=self.environment,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        assert self.process.stdout is not None
        text = ""
        for line in self.process.stdout:
            text += line
            if line.rstrip() == "}":
                break
        assert text, (self.data_dir / "up.err").read_text()
        facts = json.loads(text)
        assert facts["url"] == self.url
        self.signin = facts["signin"]

    def stop(self) -> int:
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(PATIENCE)
        if self.process.stdout:
            self.process.stdout.close()
        return code

    def command(self, *arguments: str, code: int = 0) -> Any:
        """A `rammeaftale` command's JSON."""
        done = subprocess.run(
            [sys.executable, "-m", "cli.main", *arguments, "--json"],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == code, done.stderr
        return json.loads(done.stdout) if done.stdout else None

    def api(self) -> httpx.Client:
        key = self.command("apikey", "create", "--role", "secretariat")["key"]
        return httpx.Client(
            base_url=f"{self.url}/api/v1", headers={"Authorization": f"Bearer {key}"}, timeout=30
        )

    def children(self) -> dict[str, int]:
        """Process ids by role."""
        assert self.process is not None
        found = {}
        tasks = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        for pid in tasks.read_text().split():
            line = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            found.update({role: int(pid) for role, word in ROLES.items() if word in line})
        return found

    def ready(self) -> bool:
        return httpx.get(f"{self.url}/readyz").status_code == 200
