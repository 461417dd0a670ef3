"""When an answer the secretariat registers counts, and when its party may say it is not its own.

What was told in a mail or stands in minutes has its evidence. What was told on the telephone has
none: then two users of the secretariat must stand by it.
"""

from models.on_behalf import Objection
from models.seat import Answer, Seat
from models.vocabulary import Outcome
from rules.questions.question import Judged
from rules.refusal import Refusal, Why
from rules.seats import Told
from rules.text import line, paragraphs

PROGRESS = frozenset({Told.PROGRESS, Told.MEETING_DATE})  # decides nothing


def has_evidence(judged: Judged, evidence: tuple[str, str] | None) -> bool:
    """A file, the published minutes, or what the party itself sent along."""
    given = judged.submission
    return bool(evidence or given.minutes_url or given.attachments)


def needs_second(judged: Judged, evidence: tuple[str, str] | None, *, person: bool) -> bool:
    """Whether it waits for a second user; a program answers for what it sends (decision 0027)."""
    return person and judged.told not in PROGRESS and not has_evidence(judged, evidence)


def without_evidence(answer: Answer, attached: bool) -> bool:
    """A decision that nothing but the word of whoever registered it bears out."""
    told = answer.receipt and answer.on_behalf_by and answer.outcome is not Outcome.NOT_YET
    return bool(told) and not (answer.evidence_sha256 or answer.minutes_url or attached)


def may_check(answer: Answer, attached: bool, *, person: bool) -> None:
    """Raises Refusal for a program, where nobody but a program has stood by the answer so far."""
    if person or answer.confirmed_by or not without_evidence(answer, attached):
        return
    raise Refusal(
        "Svaret er registreret uden bilag. En bruger af sekretariatet skal stå inde for det på"
        " partens side.",
        why=Why.CONFLICT,
    )


def may_confirm(registered_by: str, by: str) -> None:
    """Raises Refusal for whoever registered it."""
    if registered_by == by:
        raise Refusal(
            "Svaret skal bekræftes af en anden end den, der registrerede det."
            " Har I mailen eller protokollen, så registrér svaret igen med den.",
            why=Why.CONFLICT,
        )


def may_object(seat: Seat, answer: Answer | None, number: int, open_: Objection | None) -> Answer:
    """The answer objected to, which is the one that was shown; raises Refusal (CONFLICT)."""
    if answer is None or answer.number != number:
        raise Refusal(
            "Svaret er et andet nu. Hent siden igen, og se, hvad der er registreret.",
            why=Why.CONFLICT,
        )
    if not answer.on_behalf_by:
        raise Refusal(
            f"Svaret er givet med linket til {seat.party}. Er det forkert, så ret det på siden.",
            why=Why.CONFLICT,
        )
    if open_ is not None:
        raise Refusal(
            f"{open_.name} har allerede gjort indsigelse. Sekretariatet vender tilbage.",
            why=Why.CONFLICT,
        )
    return answer


def objecting(words: str, name: str, title: str) -> tuple[str, str, str]:
    """As they are kept; Refusal names the first that is missing."""
    said = paragraphs(words, "words", limit=2_000)
    if not said:
        raise Refusal("Skriv, hvad der er galt med svaret.", field="words")
    who = line(name, "name", limit=200)
    if not any(character.isalpha() for character in who):
        raise Refusal("Skriv dit navn. Det er navnet, der gør indsigelsen til jeres.", field="name")
    position = line(title, "title", limit=200)
    if not position:
        raise Refusal("Skriv din stilling, f.eks. »byrådssekretær«.", field="title")
    return said, who, position
