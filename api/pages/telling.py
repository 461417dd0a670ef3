"""A recorded event as one Danish sentence."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from api.pages.dates import short_date, short_moment
from api.pages.telling_answers import answered
from api.pages.telling_contacts import OF_CONTACTS
from api.pages.telling_funding import OF_FUNDING
from api.pages.telling_tariffs import OF_TARIFFS
from api.pages.wording import DEADLINE_KINDS
from models.event import Event
from notifications.danish import plural
from rules.policy import Rung
from rules.timeline import HELD_AS_PLANNED, SIGN_OFF

Payload = Mapping[str, Any]
ABOVE = {Rung.AGENDA_SECRETARIAT: "byrådssekretariatet", Rung.DIRECTOR: "ledelsen"}


@dataclass(frozen=True, slots=True)
class Line:
    """`by`: who did it, empty when the payload does not say."""

    at: datetime
    words: str
    by: str
    party: str | None
    seq: int


def line(event: Event, names: Mapping[str, str], users: Mapping[str, str]) -> Line:
    """`names` of parties by code and of steps by key; `users` e-mail by actor, e.g. `user:1`."""
    tell = SENTENCES.get(event.kind)
    about = event.party_code or str(event.payload.get("step", ""))
    name = names.get(about, about)
    words = tell(event.payload, name) if tell else event.kind
    actor = str(event.payload.get("by", ""))
    return Line(event.at, words, actor_words(actor, users), event.party_code, event.seq)


def actor_words(actor: str, users: Mapping[str, str]) -> str:
    kind, _, number = actor.partition(":")
    if kind == "key":
        return f"API-nøgle {number}"
    if kind == "contact":
        return "parten selv"
    return users.get(actor) or {"engine": "systemet", "console": "kommandolinjen"}.get(actor, actor)


def _letters(p: Payload) -> str:
    return plural(int(p["letters"]), "brev", "breve")


def _day(text: str | None) -> str:
    return short_date(date.fromisoformat(text)) if text else "uden dato"


def _above(p: Payload) -> str:
    """Before there was a ladder only the management was written to."""
    return ABOVE[p.get("to", Rung.DIRECTOR)]


def _opened(p: Payload, _party: str) -> str:
    lacking = f", {p['without_contact']} uden kontakt" if p["without_contact"] else ""
    return f"Runden blev startet: {p['parties']} parter spurgt{lacking}, {_letters(p)} i kø."


def _held(p: Payload, step: str) -> str:
    verb = "begyndte" if p["step"] == SIGN_OFF else "blev holdt"
    return f"Trinnet »{step}« {verb} {_held_words(p)}."


def _held_words(p: Payload) -> str:
    outcome = "" if p["outcome"] in {"", HELD_AS_PLANNED} else f", {p['outcome']}"
    return f"{_day(p['held_on'])}{outcome}{'; sagen gik ikke videre' if p.get('halted') else ''}"


def _step_corrected(p: Payload, step: str) -> str:
    was, now = _held_words(p["former"]), _held_words(p)
    return f"Trinnet »{step}« blev rettet fra {was} til {now}: {p['reason']}"


def _step_moved(p: Payload, step: str) -> str:
    was, to = p["moved"][p["step"]]
    others = len(p["moved"]) - 1
    along = f", og {plural(others, 'trin', 'trin')} flyttede med" if others else ""
    told = f" ({_letters(p)} i kø)" if p["letters"] else ""
    since = f"fra {_day(was)} " if was else ""
    return f"Trinnet »{step}« blev flyttet {since}til {_day(to)}{along}: {p['reason']}{told}"


def _deadline(p: Payload, _party: str) -> str:
    day, why = _day(p["falls_on"]), p["reason"] or p["source"]
    if p["in_force"]:
        return f"Fristen blev sat til og med {day}: {why}"
    return f"En frist til og med {day} blev registreret, {DEADLINE_KINDS[p['kind']]}: {why}"


RESULTS = {
    "adopted": "godkendt af alle parter",
    "not_adopted": "uden enighed",
    "completed": "gennemført",
    "incomplete": "uden svar fra alle",
}


def _closed(p: Payload, _party: str) -> str:
    result = RESULTS[p["result"]]
    unchecked = p["unchecked"]
    tail = f" {plural(len(unchecked), 'svar', 'svar')} var ikke kontrolleret." if unchecked else ""
    why = f" {p['reason']}" if p.get("reason") else ""
    return f"Runden blev afsluttet, {result}.{tail}{why}"


def _silence(p: Payload, _party: str) -> str:
    meaning = {"nothing": "ingenting", "task": "en opgave til sekretariatet", "consent": "samtykke"}
    return f"Tavshed efter fristen betyder nu {meaning[p['silence']]}."


def _moment(text: str) -> str:
    return short_moment(datetime.fromisoformat(text))


def _calendar(p: Payload, party: str) -> str:
    added = plural(len(p["added"]), "mødedato", "mødedatoer")
    removed = f", og {len(p['removed'])} udgik" if p["removed"] else ""
    return f"{party} fik {added} i kalenderen{removed}."


def _noted(p: Payload, party: str) -> str:
    until = f"; der rykkes ikke til og med {_day(p['paused_until'])}" if p["paused_until"] else ""
    return f"{party}: telefonnotat fra {_day(p['on'])}{until}."


def _published(p: Payload, _party: str) -> str:
    again = plural(len(p["again"]), "part", "parter")
    return f"Version {p['number']} blev udsendt; {again} spørges igen: {p['why']}"


def _asked_again(p: Payload, party: str) -> str:
    if p["superseded"] is None:
        return f"{party} skal svare på version {p['number']}."
    return f"{party} blev spurgt igen, fordi version {p['number']} angår dens svar."


SENTENCES: dict[str, Callable[[Payload, str], str]] = {
    **OF_CONTACTS,
    **OF_FUNDING,
    "round.created": lambda p, _: f"Runden blev oprettet med {len(p['parties'])} parter.",
    "document.attached": lambda p, _: f"Dokument {p['position']}, »{p['title']}«, blev vedlagt.",
    "points.recorded": lambda p, _: "Indstillingspunkterne blev skrevet.",
    "presentation.recorded": lambda p, _: "Forslaget til sagsfremstilling blev skrevet.",
    "step.held": _held,
    "step.corrected": _step_corrected,
    "step.moved": _step_moved,
    "timeline.resumed": lambda p, _: (
        f"Tidsplanen stod stille siden {_moment(p['from'])}. Hvad der skulle være sket, venter."
    ),
    "round.announced": lambda p, _: f"Varslet blev lagt i kø: {_letters(p)}.",
    "round.opened": _opened,
    "reminder.fell_due": lambda p, party: f"{party} blev påmindet: {_letters(p)}.",
    "escalation.drafted": lambda p, party: f"Rykker til {_above(p)} i {party} blev skrevet.",
    "letter.released": lambda p, _: f"Brev {p['letter']} blev frigivet.",
    "letter.sent_again": lambda p, _: f"Brev {p['letter']} blev sendt igen.",
    "seat.answered": answered,
    "answer.checked": lambda p, party: f"Svaret fra {party} blev kontrolleret.",
    "reservation.declared_met": lambda _p, party: (
        f"{party} blev spurgt, om dens forbehold er imødekommet."
    ),
    "reservation.cleared": lambda _p, party: f"{party} bekræftede, at forbeholdet er imødekommet.",
    "answer.registered": lambda _p, party: (
        f"Et svar fra {party} blev registreret uden bilag. Det tæller, når en anden har bekræftet."
    ),
    "registration.settled": lambda p, party: (
        f"Det registrerede svar fra {party} blev {'bekræftet' if p['answer'] else 'droppet'}."
    ),
    "answer.objected": lambda _p, party: (
        f"{party} gjorde indsigelse: svaret, sekretariatet registrerede, er ikke dens."
    ),
    "objection.settled": lambda _p, party: f"Indsigelsen fra {party} blev afklaret.",
    "remarks.replied": lambda p, _: (
        f"{len(p['answers'])} bemærkninger blev besvaret til alle parter."
    ),
    "version.prepared": lambda p, _: f"Version {p['number']} blev forberedt.",
    "version.discarded": lambda p, _: f"Udkastet til version {p['number']} blev kasseret.",
    "version.published": _published,
    "seat.asked_again": _asked_again,
    "calendar.recorded": _calendar,
    "call.noted": _noted,
    "lead_times.changed": lambda _p, _: "Antagelserne om sagens vej blev ændret.",
    "reminder_policy.changed": lambda _p, _: "Planen for påmindelser og rykkere blev ændret.",
    "cvr.recorded": lambda p, party: f"{party} har CVR-nummer {p['cvr'] or 'ukendt'}.",
    "assurance.decided": lambda p, _: (
        f"Parterne svarer nu {'med link og login' if p['assurance'] == 'oidc' else 'med linket'}."
    ),
    "case_number.recorded": lambda p, party: f"{party} har sagsnummer {p['number'] or 'intet'}.",
    "calendar_address.ended": lambda _p, _: "Rundens kalender fik en ny adresse.",
    "secretariat.recorded": lambda p, _: f"Sekretariatets oplysninger er nu: {p['name']}.",
    "monitor.changed": lambda p, _: (
        f"Den offentlige side {'nævner parterne' if p['names_parties'] else 'viser kun antal'}."
    ),
    "silence.decided": _silence,
    "round.completed": lambda p, _: f"Alle har svaret; {p['approved']} har godkendt.",
    "deadline.set": _deadline,
    "deadline.passed": lambda p, _: (
        f"Fristen {_day(p['deadline'])} udløb; {plural(p['missing'], 'part', 'parter')} manglede."
    ),
    "clock.moved": lambda p, _: (
        f"Uret blev stillet fra {_moment(p['from'])} til {_moment(p['to'])}."
    ),
    "agreement.period_changed": lambda p, _: f"Aftalen gælder nu til og med {_day(p['to'])}.",
    "round.closed": _closed,
    "round.reopened": lambda p, _: f"Runden blev genåbnet: {p['reason']}",
    "round.cancelled": lambda p, _: f"Runden blev annulleret: {p['reason']}",
    **OF_TARIFFS,
}
