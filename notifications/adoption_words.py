"""What stands in the way of a round's end, in Danish."""

from models.vocabulary import Silence
from notifications.danish import capitalise, plural
from rules.adoption import Adoption, InTheWay
from rules.questions.question import Basis

REASONS = {
    InTheWay.REJECTED: "har ikke godkendt",
    InTheWay.RESERVED: "har taget et forbehold, der ikke er afklaret",
    InTheWay.NOT_DECIDED: "har ikke besluttet endnu",
    InTheWay.SILENT: "har ikke givet besked",
}
BASES = {
    Basis.UNANIMITY: "{subject} er vedtaget, når alle {parties} har godkendt. Hver part tæller"
    " lige meget, og ét afslag er nok til, at det falder.",
    Basis.EVERYONE_ANSWERED: "Runden er gennemført, når alle {parties} har svaret.",
}
MEANINGS = {
    Silence.TASK: "En opgave til os",
    Silence.NOTHING: "Ingenting",
    Silence.CONSENT: "Samtykke (ikke, når råd skal godkende)",
}
SILENCES = {
    Silence.NOTHING: "Tavshed efter fristen betyder ikke noget: runden bliver stående åben.",
    Silence.TASK: "Tavshed efter fristen er ikke et samtykke. I får en opgave om at afgøre, hvad"
    " der skal ske.",
    Silence.CONSENT: "Tavshed efter fristen gælder som samtykke.",
}


def basis_words(found: Adoption, subject: str) -> str:
    """What it takes, in one sentence or two; `subject` is what the round is about."""
    parties = plural(found.entitled, "part", "parter")
    return BASES[found.basis].format(subject=capitalise(subject), parties=parties)


def standing_words(found: Adoption) -> str:
    """`Ingen står i vejen.`, `3 af 18 parter står i vejen.`"""
    if found.succeeds:
        return "Ingen står i vejen."
    parties = plural(found.entitled, "part", "parter")
    return f"{len(found.in_the_way)} af {parties} står i vejen."
