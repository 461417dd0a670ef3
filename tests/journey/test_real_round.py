"""A real round of 20 parties over SMTP: every link used once, no letter lost to `kill -9`."""

import os
import signal
from datetime import date, timedelta
from functools import partial
from typing import Any

import httpx

from tests.journey.service import Inbox, Service, link_in
from tests.patience import eventually

PARTIES = 20  # 19 municipalities and Region Midtjylland


def start(api: httpx.Client, inbox: Inbox, label: str) -> tuple[dict[str, Any], dict[str, str]]:
    """A started round and its parties' addresses by code."""
    deadline = date.today() + timedelta(days=60)  # noqa: DTZ011 - far from any midnight
    draft = {
        "template": "biennial",
        "kkr": "midtjylland",
        "period_from": f"{deadline.year + 1}-01-01",
        "deadline": deadline.isoformat(),
    }
    made = api.post("/rounds", json=draft).raise_for_status().json()
    seats = api.get(f"/rounds/{made['id']}/seats").raise_for_status().json()["items"]
    addresses = {seat["code"]: f"{label}-{seat['code']}@kommune.example" for seat in seats}
    assert (made["parties"], made["without_contact"]) == (PARTIES, PARTIES)
    contacts = [
        {"party": code, "name": f"Anne Sørensen {code}", "email": address, "role": "primary"}
        for code, address in addresses.items()
    ]
    api.post(f"/rounds/{made['id']}/contacts", json={"contacts": contacts}).raise_for_status()
    started = api.post(f"/rounds/{made['id']}/start").raise_for_status().json()
    assert (started["state"], started["without_contact"]) == ("open", 0)
    return started, addresses


def answer(service: Service, path: str, code: str) -> httpx.Response:
    shown = httpx.get(service.url + path, headers={"Accept": "application/json"})
    body = {
        "outcome": "approved",
        "decided_on": date.today().isoformat(),  # noqa: DTZ011
        "body": "regional_council" if len(code) > 3 else "council",
        "name": "Anne Sørensen",
        "title": "byrådssekretær",
        "version": shown.raise_for_status().json()["version"],
    }
    return httpx.post(f"{service.url}{path}/answer", json=body)


def letters(api: httpx.Client, round_id: int, kind: str) -> list[dict[str, Any]]:
    items = api.get(f"/rounds/{round_id}/letters").raise_for_status().json()["items"]
    return [letter for letter in items if letter["kind"] == kind]


def replaced(service: Service, role: str, pid: int) -> bool:
    return service.children().get(role, pid) != pid


def sent(api: httpx.Client, round_id: int, kind: str, count: int) -> bool:
    return len([x for x in letters(api, round_id, kind) if x["state"] == "sent"]) == count


def test_every_link_is_used_exactly_once(service: Service, inbox: Inbox) -> None:
    with service.api() as api:
        round_, addresses = start(api, inbox, "once")
        eventually(lambda: all(inbox.to(a) for a in addresses.values()), "invitations")
        paths = {code: link_in(inbox.to(a)[0]) for code, a in addresses.items()}
        assert len(set(paths.values())) == PARTIES
        for code, path in paths.items():
            assert answer(service, path, code).status_code == 201
        state = api.get(f"/rounds/{round_['id']}").json()
        assert (state["state"], state["answered"], state["approved"]) == ("complete", 20, 20)
        closed = api.post(f"/rounds/{round_['id']}/close").raise_for_status().json()
        assert closed["result"] == "adopted"
        eventually(lambda: sent(api, round_["id"], "round_closed", PARTIES), "closing letters")
        assert all(answer(service, path, code).status_code == 410 for code, path in paths.items())
    for address in addresses.values():
        subjects = [str(message["Subject"]) for message in inbox.to(address)]
        assert len(subjects) == 3, subjects  # invitation, receipt, closing letter
    files = [*service.data_dir.glob("logs/*.log"), service.data_dir / "up.err"]
    logs = "".join(file.read_text(errors="replace") for file in files)
    seen = logs + httpx.get(f"{service.url}/metrics").text
    assert logs
    assert not [code for code, path in paths.items() if path.rpartition("/")[2] in seen]
    assert service.command("audit", "verify")["whole"]


def test_kill_9_of_each_process_loses_no_letter(service: Service, inbox: Inbox) -> None:
    with service.api() as api:
        eventually(lambda: set(service.children()) == {"web", "worker", "prefect"})
        round_, addresses = start(api, inbox, "kill")
        eventually(lambda: all(inbox.to(a) for a in addresses.values()), "invitations")
        paths = {code: link_in(inbox.to(a)[0]) for code, a in addresses.items()}
        waiting = list(paths.items())
        for victim in ("web", "worker", "prefect"):
            pid = service.children()[victim]
            os.kill(pid, signal.SIGKILL)
            for code, path in (waiting.pop() for _ in range(4)):
                given = eventually(partial(answer, service, path, code), "an answer")
                assert given.status_code == 201
            eventually(partial(replaced, service, victim, pid), victim)
        for code, path in waiting:
            assert answer(service, path, code).status_code == 201
        eventually(lambda: sent(api, round_["id"], "receipt", PARTIES), "receipts")
        assert not [x for x in letters(api, round_["id"], "receipt") if x["state"] != "sent"]
    for address in addresses.values():
        ids = [str(message["Message-ID"]) for message in inbox.to(address)]
        assert len(set(ids)) == 2, ids  # invitation and receipt; a repeat has the same Message-ID
    assert service.command("audit", "verify")["whole"]
