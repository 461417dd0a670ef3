"""What a round ended with, as a document to file: the list of parties as the record froze it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from models.agreement import Agreement, Document
from models.event import Event
from models.round import RecommendationPoint, Round
from models.vocabulary import Assurance, RoundResult
from notifications.danish import capitalise, long_date, moment, outcome_words
from reports.pdf import fingerprints, pdf
from rules.questions.question import Basis
from rules.questions.registry import question_of
from rules.verify import head_line

RESULTS = {
    RoundResult.ADOPTED: "{} er vedtaget: alle parter har godkendt den",
    RoundResult.NOT_ADOPTED: "{} er ikke vedtaget: ikke alle parter har godkendt den",
    RoundResult.COMPLETED: "Runden er gennemført: alle parter har svaret",
    RoundResult.INCOMPLETE: "Ikke alle parter har svaret",
}
BASES = {
    Basis.UNANIMITY: "Enighed: hver part skal have godkendt, og hver tæller lige meget",
    Basis.EVERYONE_ANSWERED: "Hver part skal have svaret",
}
ASSURED: Mapping[object, str] = {  # how an answer came when not by the party's link alone
    Assurance.ON_BEHALF: " (registreret af sekretariatet)",
    Assurance.OIDC: " (med login)",
}
Text = tuple[str, str, str]  # party, heading and words


def certificate_pdf(
    round_: Round,
    agreement: Agreement,
    closed: Event,
    points: Sequence[RecommendationPoint],
    documents: Sequence[Document],
    texts: Sequence[Text],
) -> bytes:
    """`closed` is the event of the close; nothing said of a party is read from anywhere else.

    texts  what was said beside the answers, without that of closed items
    """
    told = closed.payload
    names = {party["code"]: party["party"] for party in told["entitled"]}
    return pdf(
        "certificate",
        {
            "title": f"Afslutningsbevis for {round_.title}",
            "overline": agreement.title,
            "secretariat": round_.secretariat_name,
            "exercise": round_.sandbox,
            "result": _result(round_, agreement, closed),
            "reason": told["reason"],
            "parties": [_row(party) for party in told["entitled"]],
            "unchecked": [names[code] for code in told["unchecked"]],
            "points": [(point.number, point.text) for point in points],
            "documents": fingerprints(documents),
            "texts": texts,
            "head": head_line((closed.chain, closed.seq, closed.hash)).strip(),
        },
        closed.at,
    )


def _result(round_: Round, agreement: Agreement, closed: Event) -> list[tuple[str, str]]:
    told, question = closed.payload, question_of(round_)
    subject = capitalise(question.words.subject)
    period = f"{long_date(agreement.period_from)} til {long_date(agreement.period_to)}"
    rows = [
        ("Resultat", RESULTS[RoundResult(told["result"])].format(subject)),
        ("Regel", BASES[Basis(told["basis"])]),
        ("Parter", str(len(told["entitled"]))),
        ("Har svaret", str(told["answered"])),
        ("Har godkendt", str(told["approved"]) if question.decides else ""),
        ("Aftalens periode", period),
        ("Frist", long_date(round_.deadline)),
        ("Afsluttet", capitalise(moment(closed.at))),
        ("Afsluttet af", round_.secretariat_name),
        ("Sekretariatets sagsnummer", agreement.case_number),
    ]
    return [(name, value) for name, value in rows if value]


def _row(party: Mapping[str, Any]) -> tuple[str, str, str, str]:
    decided = party["decided_on"]
    silent = "Samtykke ved tavshed" if party["tacit"] else "Intet svar"
    answer = capitalise(outcome_words(party["outcome"])) if party["outcome"] else silent
    return (
        f"{party['party']}, {party['council']}",
        answer + ASSURED.get(party.get("assurance"), ""),
        f"{date.fromisoformat(decided):%d.%m.%Y}" if decided else "",
        party["receipt"] or "",
    )
