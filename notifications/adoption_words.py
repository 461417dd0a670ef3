"""What stands in the way of a round's end, in Danish."""

from models.vocabulary import Silence
from notifications.danish import plural
from rules.adoption import Adoption, InTheWay
from rules.questions.question import Basis

REASONS = {
    InTheWay.REJECTED: "har ikke godkendt",
    InTheWay.RESERVED: "har taget et forbehold, der ikke er afklaret",
    InTheWay.NOT_DECIDED: "har ikke besluttet endnu",
    InTheWay.SILENT: "har ikke givet besked",
}
BASES = {
    Basis.UNANIMITY: "Aftalen er vedtaget, når alle {} har godkendt den. Hver part tæller lige"
    " meget, og et afslag fra én er nok til, at den falder.",
    Basis.EVERYONE_ANSWERED: "Runden er gennemført, når alle {} har svaret.",
}
SILENCES = {
    Silence.NOTHING: "Tavshed efter fristen betyder ikke noget: runden bliver stående åben.",
    Silence.TASK: "Tavshed efter fristen er ikke et samtykke. I får en opgave om at afgøre, hvad"
    " der skal ske.",
    Silence.CONSENT: "Tavshed efter fristen gælder som samtykke.",
}


def basis_words(found: Adoption) -> str:
    """What it takes, in one sentence or two."""
    return BASES[found.basis].format(plural(found.entitled, "part", "parter"))


def standing_words(found: Adoption) -> str:
    """`Ingen står i vejen.`, `3 af 18 parter står i vejen.`"""
    if found.succeeds:
        return "Ingen står i vejen."
    parties = plural(found.entitled, "part", "parter")
    return f"{len(found.in_the_way)} af {parties} står i vejen."
