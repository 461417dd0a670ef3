"""The choices an answer is given in, and what is said about an unusual one."""

from collections.abc import Sequence
from typing import Protocol

from models.round import RecommendationPoint
from models.seat import Answer, AnswerFile, Seat
from models.vocabulary import Body, Outcome, PartyKind
from notifications.danish import capitalise, genitive
from rules.on_behalf import without_evidence
from rules.questions.approval import AFTER_DEADLINE, OLDER_THAN_ROUND
from rules.questions.fields import ANSWERED_LATE
from rules.questions.relevance import BY_POINT

Option = tuple[str, ...]  # value, words, and a hint where there is one


class Asking(Protocol):
    """A seat and what it is asked: a party's own view, or the secretariat's."""

    @property
    def seat(self) -> Seat: ...

    @property
    def points(self) -> list[RecommendationPoint]: ...

    @property
    def papers(self) -> list[tuple[int, str]]: ...


DECISIONS: tuple[Option, ...] = (
    (Outcome.APPROVED, "Godkendt"),
    (
        Outcome.APPROVED_WITH_REMARKS,
        "Godkendt med bemærkninger",
        "Bemærkningerne ændrer ikke godkendelsen.",
    ),
    (
        Outcome.APPROVED_WITH_RESERVATION,
        "Godkendt med forbehold",
        "Gælder kun, hvis forbeholdet imødekommes, og tæller derfor ikke som en godkendelse endnu.",
    ),
    (Outcome.REJECTED, "Ikke godkendt"),
)
NOT_YET: Option = (
    Outcome.NOT_YET,
    "Endnu ikke behandlet",
    "Også når sagen er udsat eller sendt tilbage, eller kun har været i et udvalg.",
)
FLAGS = {
    OLDER_THAN_ROUND: "Beslutningen er truffet, før I blev bedt om den. Det er i orden, men"
    " kontrollér gerne datoen.",
    ANSWERED_LATE: "Svaret kom efter fristen. Det er registreret, og det kan sekretariatet se.",
    AFTER_DEADLINE: "Beslutningen er truffet efter fristen. Den er registreret, og det kan"
    " sekretariatet se.",
}
TO_TICK = {
    OLDER_THAN_ROUND: "Ja, beslutningen er truffet, før vi blev spurgt",
    AFTER_DEADLINE: "Ja, beslutningen er truffet efter fristen",
}


def outcome_options(view: Asking) -> list[Option]:
    """`points` is offered where there is more than one to answer differently."""
    by_point: list[Option] = []
    if len(view.points) > 1:
        by_point = [(BY_POINT, "Forskelligt fra punkt til punkt", "Så svarer I på hvert punkt.")]
    return [*DECISIONS, *by_point, NOT_YET]


def subject_options(view: Asking) -> list[Option]:
    """What a remark can be about; the whole comes first."""
    points = [(f"point:{p.number}", f"Punkt {p.number}: {p.text}") for p in view.points]
    papers = [(f"document:{n}", f"Dokument {n}: {title}") for n, title in view.papers]
    return [("", "Aftalen som helhed"), *points, *papers]


def point_options() -> list[tuple[str, str]]:
    return [("", "Vælg"), *((option[0], option[1]) for option in (*DECISIONS, NOT_YET))]


def body_options(view: Asking) -> list[Option]:
    """The deciding council first; what a committee does can be told, as progress."""
    council, region = view.seat.council, view.seat.party_kind is PartyKind.REGION
    head = capitalise(chair(view.seat))
    urgent = "" if region else " (kommunestyrelsesloven § 31)"
    return [
        (Body.REGIONAL_COUNCIL if region else Body.COUNCIL, capitalise(council)),
        (
            Body.MAYOR,
            f"{head} på {genitive(council)} vegne",
            f"Kun i sager, der ikke tåler udsættelse{urgent}.",
        ),
        (Body.FINANCE_COMMITTEE, "Forretningsudvalget" if region else "Økonomiudvalget"),
        (Body.COMMITTEE, "Et andet udvalg" if region else "Et fagudvalg"),
        (Body.ADMINISTRATION, "Administrationen" if region else "Forvaltningen"),
    ]


def chair(seat: Seat) -> str:
    """Who may decide on the council's behalf when it is urgent."""
    return "regionsrådsformanden" if seat.party_kind is PartyKind.REGION else "borgmesteren"


def who_decides(view: Asking) -> str:
    """The mistake that costs most, said where it is made."""
    region = view.seat.party_kind is PartyKind.REGION
    officials = "administrationen" if region else "forvaltningen"
    return (
        f"Kun {view.seat.council} træffer beslutningen. Har sagen kun været i et udvalg eller i"
        f" {officials}, så vælg »Endnu ikke behandlet« ovenfor."
    )


def warnings(answer: Answer, files: Sequence[AnswerFile] = ()) -> list[str]:
    """What is unusual about an answer and was accepted all the same; `files` came with it."""
    words = [FLAGS[flag] for flag in answer.flags if flag in FLAGS]
    if answer.points and len(set(answer.points.values())) > 1:
        words.append(
            "Punkterne er besluttet forskelligt. Det samlede svar er derfor det svageste af dem."
        )
    if without_evidence(answer, bool(files)):
        words.append("Svaret er registreret af sekretariatet uden bilag.")
    return words


def file_size(size: int) -> str:
    """`340 kB`, `1,2 MB`; kilo is 1000, as file managers show it."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} kB"
    return f"{size / 1_000_000:.1f} MB".replace(".", ",")
