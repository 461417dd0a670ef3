"""The identity provider of the tests, and somebody who signs in there without scripts."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from urllib.parse import urljoin

import httpx2

from cli.prefect_process import free_port

HERE = Path(__file__).parent
CLIENT = {"oidc_client_id": "rammeaftale", "oidc_client_secret": "a secret of the tests only"}


@contextmanager
def provider(redirect_uri: str) -> Iterator[str]:
    """Its issuer; the npm package `oidc-provider`, as `make setup` installed it."""
    node = which("node") or str(Path(".venv/bin/node").resolve())
    port = free_port()
    command = [node, str(HERE / "provider.mjs"), str(port), redirect_uri]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            if process.stdout is None or process.stdout.readline().strip() != "ready":
                raise RuntimeError("the identity provider did not start")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def signs_in(address: str, login: str, redirect_uri: str) -> str:
    """From the authorization request to the address that the browser is sent back to."""
    with httpx2.Client(follow_redirects=False) as browser:
        answer = browser.get(address)
        for _ in range(12):
            place = answer.headers.get("location", "")
            if place.startswith(redirect_uri):
                return place
            if place:
                address = urljoin(str(answer.url), place)
                answer = browser.get(address)
                continue
            form = re.search(r'<form[^>]*action="([^"]+)"', answer.text)
            if form is None:
                raise AssertionError(f"no form at {answer.url}: {answer.status_code}")
            prompt = re.search(r'name="prompt" value="([^"]+)"', answer.text)
            given = {"prompt": prompt[1] if prompt else "login", "login": login, "password": "x"}
            answer = browser.post(urljoin(str(answer.url), form[1]), data=given)
    raise AssertionError("the sign-in went round in circles")
