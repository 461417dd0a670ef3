"""Consultation (høring): a party says what it thinks, in its own words, with attachments.

Nothing is decided by it, so silence after the deadline may be taken as "no remarks" where the
secretariat has said so beforehand.
"""

from rules.questions.fields import answered, tidied
from rules.questions.question import Asked, Basis, Field, FieldKind, Judged, Question, Words
from rules.questions.submission import Submission
from rules.refusal import Refusal

FIELDS = (
    Field(
        "text",
        FieldKind.TEXT,
        "Høringssvar",
        "Skriv svaret her, eller vedhæft det nedenfor.",
    ),
    Field("attachments", FieldKind.FILES, "Bilag"),
    Field("no_remarks", FieldKind.FLAG, "Vi har ingen bemærkninger"),
)


def judge(given: Submission, asked: Asked) -> Judged:
    """Words, files, or that there is nothing to say; not both."""
    tidy = tidied(given, FIELDS, asked)
    said, silent = tidy.own["text"] or tidy.attachments, tidy.own["no_remarks"]
    if not said and not silent:
        raise Refusal(
            "Skriv høringssvaret, vedhæft det, eller sæt kryds ved, at I ikke har bemærkninger.",
            field="text",
        )
    if said and silent:
        raise Refusal(
            "I har både svaret og sat kryds ved, at I ikke har bemærkninger. Vælg det ene.",
            field="no_remarks",
        )
    return answered(tidy, asked)


QUESTION = Question(
    name="consultation",
    basis=Basis.EVERYONE_ANSWERED,
    judge=judge,
    fields=FIELDS,
    tacit_consent=True,
    template="consultation",
    words=Words(
        label="Høring",
        about="Parterne skriver, hvad de mener, og kan vedhæfte bilag. Intet bliver besluttet.",
        matter="høringen om {agreement}",
        subject="høringen",
        thing="høringssvar",
        request="sende os jeres høringssvar",
        heading="Giv jeres høringssvar",
        out="Ude i høring",
        success="Høringen er gennemført",
        failure="Afsluttet uden svar fra alle",
        unsettled="Afventer afklaring",
        adopted="Høringen er dermed afsluttet. Tak for jeres bidrag.",
        papers="høringsmaterialet",
    ),
)
