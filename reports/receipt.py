"""The receipt of an answer as a document to file."""

from collections.abc import Sequence

from models.agreement import Agreement
from models.round import RecommendationPoint, Round
from models.seat import Answer, Seat
from models.vocabulary import Assurance, Outcome
from notifications.danish import (
    body_words,
    capitalise,
    long_date,
    meeting_dates,
    moment,
    outcome_words,
)
from notifications.facts import answer_facts
from notifications.proof import Proof
from notifications.question_words import told, words_of
from reports.pdf import fingerprints, pdf


def receipt_pdf(
    round_: Round,
    agreement: Agreement,
    seat: Seat,
    answer: Answer,
    points: Sequence[RecommendationPoint],
    proof: Proof,
) -> bytes:
    """As the mail says it: what was said in a closed item is withheld."""
    facts = answer_facts(answer)
    by_point = dict(facts["points_answered"])
    return pdf(
        "receipt",
        {
            "title": f"Kvittering {answer.receipt}",
            "agreement": words_of(round_, agreement, seat).matter,
            "secretariat": round_.secretariat_name,
            "exercise": round_.sandbox,
            "receipt": answer.receipt,
            "party": seat.party,
            "received": moment(answer.submitted_at),
            "answer": _rows(seat, answer),
            "texts": [*told(round_, agreement, seat, answer), *facts["texts"]],
            "withheld": facts["withheld"],
            "caution": _caution(seat, answer),
            "points": [
                (p.number, p.text, outcome_words(by_point[p.number]) if by_point else "")
                for p in points
            ],
            "documents": [*fingerprints(proof.documents), *_evidence(answer), *_attachments(proof)],
            "head": proof.head,
        },
        answer.submitted_at,
    )


def _evidence(answer: Answer) -> list[dict[str, str]]:
    if answer.evidence_sha256 is None:
        return []
    name = answer.evidence_filename
    return [{"title": "Protokoludskrift", "filename": name, "sha256": answer.evidence_sha256}]


def _attachments(proof: Proof) -> list[dict[str, str]]:
    return [
        {"title": "Bilag til svaret", "filename": file.filename, "sha256": file.file_sha256}
        for file in proof.attachments
    ]


def _rows(seat: Seat, answer: Answer) -> list[tuple[str, str]]:
    """Name and value; what was not told is left out."""
    pending = answer.outcome is Outcome.NOT_YET
    rows = [
        ("Svar", capitalise(outcome_words(answer.outcome))),
        (
            "Senest behandlet af" if pending else "Besluttet af",
            capitalise(body_words(answer.body, seat)) if answer.body else "",
        ),
        ("Beslutningsdato", long_date(answer.decided_on) if answer.decided_on else ""),
        *((words, long_date(day)) for words, day in meeting_dates(answer, seat)),
        ("Punkt på dagsordenen", answer.agenda_item),
        ("Lukket punkt", "Behandlet for lukkede døre" if answer.closed_item else ""),
        ("Referat", answer.minutes_url),
        ("Protokoludskrift", answer.evidence_filename),
        ("Oplyst af", f"{answer.name}, {answer.title}"),
        ("Givet", "Med login for organisationen" if answer.assurance is Assurance.OIDC else ""),
        ("Registreret af sekretariatet", answer.on_behalf_by),
        ("Bekræftet af", answer.confirmed_by),
        ("Partens sagsnummer", seat.case_number),
    ]
    return [(name, value) for name, value in rows if value]


def _caution(seat: Seat, answer: Answer) -> str:
    if answer.outcome is Outcome.APPROVED_WITH_RESERVATION:
        return "Et forbehold er ikke en godkendelse, før det er afklaret med sekretariatet."
    if answer.outcome is Outcome.NOT_YET:
        return f"Sagen tæller først med, når {seat.council} har truffet beslutning."
    return ""
