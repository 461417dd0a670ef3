"""What a party's page says in words: the choices, the days that are left, the timeline."""

from dataclasses import dataclass

from actions.read_party import PartyView
from api.pages.party_input import BY_POINT
from models.round import Step
from models.seat import Answer
from models.vocabulary import Body, Outcome, PartyKind
from notifications.danish import capitalise, genitive, long_date, plural
from rules.questions.approval import AFTER_DEADLINE, OLDER_THAN_ROUND

Option = tuple[str, ...]  # value, words, and a hint where there is one

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
    AFTER_DEADLINE: "Beslutningen er truffet efter fristen. Den er registreret, og sekretariatet kan"
    " se det.",
}


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of the timeline; state is done, current or ahead."""

    title: str
    words: str
    state: str


def outcome_options(view: PartyView) -> list[Option]:
    """`points` is offered where there is more than one to answer differently."""
    by_point: list[Option] = []
    if len(view.points) > 1:
        by_point = [(BY_POINT, "Forskelligt fra punkt til punkt", "Så svarer I på hvert punkt.")]
    return [*DECISIONS, *by_point, NOT_YET]


def point_options() -> list[tuple[str, str]]:
    return [("", "Vælg"), *((option[0], option[1]) for option in (*DECISIONS, NOT_YET))]


def body_options(view: PartyView) -> list[Option]:
    """The deciding council first; what a committee does is offered, and said to be no decision."""
    no_decision = "Er ikke en beslutning: vælg »Endnu ikke behandlet« ovenfor."
    council = capitalise(view.seat.council)
    if view.seat.party_kind is PartyKind.REGION:
        chair = f"Regionsrådsformanden på {genitive(view.seat.council)} vegne"
        return [
            (Body.REGIONAL_COUNCIL, council),
            (Body.MAYOR, chair, "Kun i sager, der ikke tåler udsættelse."),
            (Body.FINANCE_COMMITTEE, "Forretningsudvalget", no_decision),
            (Body.COMMITTEE, "Et stående udvalg", no_decision),
            (Body.ADMINISTRATION, "Administrationen", no_decision),
        ]
    mayor = f"Borgmesteren på {genitive(view.seat.council)} vegne"
    return [
        (Body.COUNCIL, council),
        (Body.MAYOR, mayor, "Kun i sager, der ikke tåler udsættelse (kommunestyrelsesloven § 31)."),
        (Body.FINANCE_COMMITTEE, "Økonomiudvalget", no_decision),
        (Body.COMMITTEE, "Et fagudvalg", no_decision),
        (Body.ADMINISTRATION, "Forvaltningen", no_decision),
    ]


def days_left(view: PartyView) -> str:
    days = view.days_left
    if days < 0:
        return f"Fristen udløb for {plural(-days, 'dag', 'dage')} siden"
    if days == 0:
        return "Fristen udløber i dag"
    return f"{plural(days, 'dag', 'dage')} tilbage"


def timeline(steps: list[Step]) -> list[StepLine]:
    """Done, under way (the last held one that something still waits for), or ahead."""
    held = [step.position for step in steps if step.held_on]
    current = max(held, default=0)
    lines = []
    for step in steps:
        day = step.held_on or step.planned_on
        state = "current" if step.position == current else "done" if step.held_on else "ahead"
        lines.append(StepLine(step.title, long_date(day) if day else "Dato følger", state))
    return lines


def warnings(answer: Answer) -> list[str]:
    """What is unusual about an answer and was accepted all the same."""
    words = [FLAGS[flag] for flag in answer.flags if flag in FLAGS]
    if answer.points and len(set(answer.points.values())) > 1:
        words.append(
            "Punkterne er besluttet forskelligt. Det samlede svar er derfor det svageste af dem."
        )
    return words


def file_size(size: int) -> str:
    """`340 kB`, `1,2 MB`; kilo is 1000, as file managers show it."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} kB"
    return f"{size / 1_000_000:.1f} MB".replace(".", ",")
